package generic

import "runtime"

// Loop is generic: its body goes to importers, with what it calls, whether or not it is instantiated here.
func Loop[T any](n int) {
	for range n {
		runtime.Gosched()
	}
}

// Yield cannot be inlined, but something is inlined in it.
func Yield() {
	defer println()
	runtime.Gosched()
}

func Once[T any](T) { runtime.Gosched() }

// Cell has methods that call what depends on the type argument.
type Cell[T any] struct{ v any }

//go:noinline
func (c *Cell[T]) Set(v T) { c.v = []T{v} }
