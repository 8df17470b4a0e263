// Variables that are seen again, or always needed.
package main

import (
	"fmt"
	"sync"
)

var kept *int

// Every call comes to the statement.
func always(n int) {
	n++
	kept = &n
}

// The variable is read after its address went away.
func again(n int, keep bool) int {
	if keep {
		kept = &n
		*kept = 7
	}
	return n
}

// A deferred call reads it in the end.
func deferred(n int, keep bool) {
	defer func() { fmt.Println("n", n) }()
	if keep {
		kept = &n
		change()
	}
}

func change() { *kept++ }

// The address was given away before, and is used by the statement.
func before(n int, keep bool) {
	kept = &n
	if keep {
		func() {
			n = 8
			fmt.Println(n == *kept)
		}()
	}
}

// The statement is in a loop that comes back to it.
func loop(n int, keep bool) {
	for i := range 3 {
		if keep && i > 0 {
			kept = &n
			change()
		}
	}
}

type locked struct {
	mu sync.Mutex
	n  int
}

var locks *locked

// Values with locks are not copied.
func lock(keep bool) {
	var l locked
	fmt.Println(&l == locks)
	if keep {
		locks = &l
	}
}

// A result is read by every return.
func result(keep bool) (n int) {
	if keep {
		kept = &n
		defer change()
	}
	return n
}

// The pointer is compared with an earlier one.
func compared(n int, keep bool) {
	p := &n
	if keep {
		fmt.Println(p == &n)
		kept = p
	}
}

func main() {
	always(1)
	fmt.Println(again(1, true))
	deferred(1, true)
	before(1, true)
	loop(1, true)
	lock(true)
	fmt.Println(result(true))
	compared(1, true)
}
