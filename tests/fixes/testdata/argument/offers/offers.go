// Literals of go and defer statements, and variables that are assigned more than once.
package main

import (
	"fmt"
	"slices"
	"testing"
)

var done = make(chan int, 16)

// Each round of the loop has a variable of its own, from which the next one counts on.
//
// offer: Pass i as an argument
//
//go:noinline
func odd(n int) {
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			i++
		}
		for k := range 2 {
			go func(k int) { done <- i * k }(k)
		}
	}
}

// Behind what is there already.
//
// offer: Pass size as an argument
//
//go:noinline
func chunks(n int, wide bool) {
	size := 1
	if wide {
		size = 3
	}
	for i := range n {
		go func(i int) {
			done <- i * size
		}(i)
	}
}

// What the goroutine does to it is for itself.
//
// offer: Pass left as an argument
//
//go:noinline
func countdown(left int) {
	left++
	go func() {
		for left > 1 {
			left--
		}
		done <- left
	}()
}

// The literal is an object of its own for what it captures, be it by value.
//
// offer: Pass scale, unit as arguments
//
//go:noinline
func scaled(xs []int, scale int, unit string) {
	for _, x := range xs {
		go func(x int) {
			done <- x*scale + len(unit)
		}(
			x, // as it is now
		)
	}
}

// Channels, too.
//
// offer: Pass out, `in` as arguments
//
//go:noinline
func relay(n int) (total int) {
	in, out := make(chan int, n), make(chan int, n)
	for i := range n {
		in <- i
		go func(k int) { out <- k + <-in }(i)
	}
	for range n {
		total += <-out
	}
	return min(total, n)
}

var closed []string

// Deferred in a loop, too.
//
// offer: Pass suffix as an argument
//
//go:noinline
func all(names []string, nested bool) (err error) {
	suffix := "/"
	if nested {
		suffix += "sub"
	}
	for _, name := range names {
		defer func(name string) {
			if recover() == nil {
				closed = append(closed, name+suffix)
			}
		}(name)
	}
	return nil
}

func collect(n int) []int {
	var out []int
	for range n {
		out = append(out, <-done)
	}
	slices.Sort(out)
	return out
}

func main() {
	odd(6)
	fmt.Println(collect(6))
	chunks(3, true)
	fmt.Println(collect(3))
	countdown(4)
	fmt.Println(collect(1))
	scaled([]int{1, 2, 3}, 10, "kg")
	fmt.Println(collect(3))
	fmt.Println(relay(2))
	all([]string{"a", "b"}, true)
	fmt.Println(closed)
	for name, f := range map[string]func(){
		"odd":       func() { odd(6); collect(6) },
		"chunks":    func() { chunks(3, true); collect(3) },
		"countdown": func() { countdown(4); collect(1) },
		"scaled":    func() { scaled([]int{1, 2, 3}, 10, "kg"); collect(3) },
		"relay":     func() { relay(3) },
		"all":       func() { closed = closed[:0]; all([]string{"a", "b"}, false) },
	} {
		fmt.Println("allocs", name, testing.AllocsPerRun(50, f))
	}
}
