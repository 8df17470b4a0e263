// Variables that go to the heap together.
package main

import (
	"fmt"
	"testing"
)

var each func(string)

// offer: Group count, last into one variable
//
//go:noinline
func watch(n int) (int, string) {
	var count int
	var last string
	each = func(s string) {
		count++
		last = s
	}
	for range n {
		each("x")
	}
	return count, last
}

var pointers []*string

var names = []string{"x", "y", "z"}

// Several names in one declaration; addresses; in a loop each round has its own.
// offer: Group a, b into one variable
//
//go:noinline
func rounds(n int) {
	for i := range n {
		var a, b string
		pointers = append(pointers[:0], &a, &b)
		a, b = names[i], names[0]
	}
}

type point struct{ x, y int }

func (p *point) move(by int) { p.x += by }

var moves func(int)

// A method and a field of one; a range that assigns.
// offer: Group p, i into one variable
//
//go:noinline
func methods(xs []int) int {
	var p point
	var i int

	moves = func(by int) {
		p.move(by)
		i += by
	}
	for i = range xs {
		p.y += i
	}
	moves(len(xs))
	return p.x + p.y + i
}

func main() {
	fmt.Println(watch(3))
	rounds(3)
	fmt.Println(*pointers[0], *pointers[1])
	fmt.Println(methods([]int{1, 2, 3}))
	fmt.Println("allocs", "watch", testing.AllocsPerRun(20, func() { watch(1) }))
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(20, func() { rounds(2) }))
	fmt.Println("allocs", "methods", testing.AllocsPerRun(20, func() { methods([]int{1}) }))
}
