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
