// Strings that stay strings: each function says why.
package main

import "fmt"

type text string

// It is of another type.
func typed(xs []text) text {
	s := text("")
	for _, x := range xs {
		s += x
	}
	return s
}

// It is a result, which every return reads.
func result(xs []string) (s string) {
	for _, x := range xs {
		s += x
	}
	return
}

// A literal reads it.
func captured(xs []string) func() string {
	s := ""
	for _, x := range xs {
		s += x
	}
	return func() string { return s }
}

// It begins anew.
func reset(xs []string) string {
	s := ""
	for _, x := range xs {
		if x == "" {
			s = "reset"
		}
		s += x
	}
	return s
}

// It is added to itself.
func doubled(n int) string {
	s := "x"
	for range n {
		s += s
	}
	return s
}

// Its address is taken.
func address(xs []string) string {
	s := ""
	p := &s
	for _, x := range xs {
		s += x
		*p += "!"
	}
	return s
}

// No loop adds to it.
func once(a, b string) string {
	s := "x"
	s += a
	s += b
	return s
}

// Numbers are added, too.
func numbers(xs []int) int {
	n := 0
	for _, x := range xs {
		n += x
	}
	return n
}

// The package's name means something else.
func named(strings []string) string {
	s := ""
	for _, x := range strings {
		s += x
	}
	return s
}

// It is declared with another.
func together(xs []string) (string, int) {
	s, n := "", 0
	for _, x := range xs {
		s += x
		n++
	}
	return s, n
}

func main() {
	xs := []string{"a", "b", "", "c"}
	fmt.Println(typed([]text{"a", "b"}), result(xs), captured(xs)(), reset(xs), doubled(3), address(xs), once("a", "b"))
	fmt.Println(numbers([]int{1, 2}), named(xs))
	fmt.Println(together(xs))
}
