// Literals that share what they use up.
package main

import "fmt"

// Another literal names it.
func pair(n int) (func() int, func()) {
	return func() int { return n }, func() { n++ }
}

// The function names it.
func before(n int) func() int {
	n++
	return func() int { n++; return n }
}

// Its address is taken.
func address(n int) func() *int {
	return func() *int {
		n++
		return &n
	}
}

// Only read: it is captured by value.
func read(n int) func() int {
	return func() int {
		return n
	}
}

func main() {
	get, add := pair(1)
	add()
	fmt.Println(get(), before(1)(), *address(1)(), read(1)())
}
