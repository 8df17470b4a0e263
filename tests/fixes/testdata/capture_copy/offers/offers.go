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

func main() {
	f := &flow{}
	fmt.Println(setup(f, false, false).name, setup(f, true, false).name, setup(f, false, true).name)
	f.cleanup[0]()
	fmt.Println(shared.name)
	fmt.Println("allocs", "setup", testing.AllocsPerRun(20, func() { setup(f, false, false) }))
}
