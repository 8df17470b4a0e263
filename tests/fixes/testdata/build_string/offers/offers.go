// Strings that grow in loops.
package main

import (
	"fmt"
	"testing"
)

// offer: Build s by a strings.Builder (one allocation more where a single round adds to it)
//
//go:noinline
func join(xs []string) string {
	s := ""
	for i, x := range xs {
		if i > 0 {
			s += ", " // between them
		}
		s += x
	}
	return s
}

// offer: Build s by a strings.Builder (one allocation more where a single round adds to it)
//
//go:noinline
func prefixed(xs []int) (string, int) {
	var s = "numbers:"
	for _, x := range xs {
		if len(s) > 8 {
			s += ","
		}
		s += " " + fmt.Sprint(x) + (";" + s0)
	}
	s += "\n"
	return s, len(s)
}

const s0 = "."

// offer: Build line by a strings.Builder (one allocation more where a single round adds to it)
//
//go:noinline
func lines(rows [][]string) []string {
	var out []string
	for _, row := range rows {
		var line string
		for _, x := range row {
			line += x
		}
		out = append(out, line[:len(line)/2], line)
	}
	return out
}

func main() {
	xs := []string{"a", "b", "", "a longer one", "and another one that is longer"}
	fmt.Println(join(xs), join(nil), join(xs[:1]))
	fmt.Println(prefixed([]int{1, 2, 300}))
	fmt.Println(lines([][]string{xs, nil, xs[2:]}))
	many := append(append(append([]string{}, xs...), xs...), xs...)
	numbers := make([]int, 30)
	fmt.Println("allocs join", testing.AllocsPerRun(20, func() { join(many) }))
	fmt.Println("allocs prefixed", testing.AllocsPerRun(20, func() { prefixed(numbers) }))
	fmt.Println("allocs lines", testing.AllocsPerRun(20, func() { lines([][]string{many}) }))
}
