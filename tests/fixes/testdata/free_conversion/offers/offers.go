// Conversions that need no copy at the places where they are used.
package main

import (
	"fmt"
	"testing"
)

var names = map[string]int{"a name that is longer than thirty-two bytes": 1}

// offer: Put string(b) where it costs nothing
//
//go:noinline
func compare(b []byte, s string) int {
	t := string(b)
	if t == s || len(t) < 3 {
		return names[t]
	}
	if t > s {
		return 2
	}
	return 3
}

// offer: Put string(b) where it costs nothing
//
//go:noinline
func method(b []byte) int {
	s := string(b)
	switch s {
	case "GET", "HEAD":
		b[0] = 'g'
		return 1
	case "a name that is longer than thirty-two bytes":
		return 2
	}
	return 3
}

func main() {
	fmt.Println(method([]byte("GET")), method([]byte("a name that is longer than thirty-two bytes")))
	fmt.Println("allocs method", testing.AllocsPerRun(20, func() { method([]byte("a name that is longer than thirty-two bytes")) }))
	long := "a name that is longer than thirty-two bytes"
	b := []byte(long)
	fmt.Println(compare(b, long), compare(b, "a"), compare(b, "b"), compare(nil, "x"))
	fmt.Println("allocs compare", testing.AllocsPerRun(20, func() { compare(b, long) }))
}
