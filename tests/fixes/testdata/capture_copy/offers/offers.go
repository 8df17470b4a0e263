// Literals that only read a variable, which is assigned before and never after.
package main

import (
	"fmt"
	"testing"
)

type flow struct{ cleanup []func() }

//go:noinline
func (f *flow) on(fn func()) { f.cleanup = append(f.cleanup[:0], fn) }

type env struct{ name string }

var shared = &env{"shared"}

// offer: Capture a copy of e
//
//go:noinline
func setup(f *flow, remote, trace bool) *env {
	var e *env
	if !remote {
		e = shared
		if trace {
			f.on(func() { e.name = "traced" })
		}
	} else {
		e = &env{"remote"}
	}
	return e
}

var names = []string{"zero", "one", "two", "three"}

// Each round has a variable of its own, which the next one's counts on from.
//
// offer: Capture a copy of i
//
//go:noinline
func rounds(f *flow, n int) {
	for i := 0; i < n; i++ {
		if i == 1 {
			f.on(func() { shared.name = names[i] })
		} else {
			i++
		}
	}
}

func main() {
	f := &flow{}
	fmt.Println(setup(f, false, false).name, setup(f, true, false).name, setup(f, false, true).name)
	f.cleanup[0]()
	fmt.Println(shared.name)
	rounds(f, 2)
	f.cleanup[0]()
	fmt.Println(shared.name)
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(20, func() { rounds(f, 2) }))
	fmt.Println("allocs", "setup", testing.AllocsPerRun(20, func() { setup(f, false, false) }))
}
