// Pointers that may as well be values: each function says why.
package main

import (
	"fmt"
	"testing"
)

type point struct{ x, y int }

func (p point) sum() int { return p.x + p.y }

var keep func() int

// The argument is a local variable that does not change any more.
//
//go:noinline
func watch(p *point) { keep = func() int { return p.x + p.y } }

// The argument is a literal; all of the value and its methods are used.
//
//go:noinline
func both(p *point, n int) {
	q := *p
	keep = func() int { return q.x + p.sum() + n }
}

// A pointer that does not escape: nothing to gain.
//
//go:noinline
func plain(p *point) int { return p.x }

// offer: Pass p to watch by value
// offer: Pass p to both by value
func run(x int) int {
	a := point{x, 1}
	a.y = 7
	watch(&a)
	n := keep() + a.x
	both(&point{x, x}, n)
	b := point{x, x}
	return n + keep() + plain(&b)
}

func main() {
	fmt.Println(run(3))
	fmt.Println("allocs", "run", testing.AllocsPerRun(20, func() { run(3) }))
}
