// Package wild has one thing to fix, a test and a benchmark of it.
package wild

import "fmt"

var printed int

// Doubled is offered a capacity.
func Doubled(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		out = append(out, 2*x)
	}
	return out
}

// Print is there to be got wrong.
func Print(n int) {
	printed, _ = fmt.Printf("%d\n", n)
}
