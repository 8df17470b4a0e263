// Literals that use up a parameter: a copy inside is offered, but never made unasked.
package main

import (
	"fmt"
	"strings"
)

// offer: Copy text inside the literal (each call starts anew)
//
//go:noinline
func words(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			w, rest, _ := strings.Cut(text, " ")
			text = rest
			if w != "" && !yield(w) {
				return
			}
		}
	}
}

func main() {
	all := words("a b c")
	for range 2 {
		all(func(w string) bool { fmt.Println(w); return true })
	}
}
