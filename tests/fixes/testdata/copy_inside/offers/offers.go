// Literals that use up a parameter: a copy inside is offered, but never made unasked.
package main

import (
	"fmt"
	"strings"
	"testing"
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
	for w := range words("a b c") {
		fmt.Println(w)
	}
	fmt.Println("allocs", "words", testing.AllocsPerRun(100, func() { words("a b c") }))
}
