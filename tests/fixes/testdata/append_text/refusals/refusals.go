// Text that is made before it is appended: each function says why.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

type encoder struct{ buf []byte }

type bytes []byte

// String appends to what others append to.
func (e *encoder) String() string {
	e.buf = append(e.buf, '!')
	return "e"
}

// The argument's method changes the slice.
func changes(e *encoder) { e.buf = append(e.buf, fmt.Sprint("x", e)...) }

func (e *encoder) next() int { e.buf = append(e.buf, '?'); return len(e.buf) }

// So does the call.
func calls(e *encoder) { e.buf = append(e.buf, strconv.Itoa(e.next())...) }

// The result would be of another type.
func typed(b bytes) any { return append(b, strconv.Itoa(1000)...) }

// These append piece by piece, which grows more often.
func pieces(b []byte, f float64, s string) []byte {
	b = append(b, strconv.FormatFloat(f, 'f', -1, 64)...)
	return append(b, strconv.Quote(s)...)
}

// It is no text of a number.
func upper(b []byte, s string) []byte { return append(b, strings.ToUpper(s)...) }

// The text is used once more.
func twice(b []byte, n int) ([]byte, string) {
	s := strconv.Itoa(n)
	return append(b, s...), s
}

// A conversion of the number means something else here.
func named(b []byte, n int) []byte {
	int64 := len(b)
	return append(b, strconv.Itoa(n+int64)...)
}

// The number stands on a line of its own, with a comment.
//
//go:noinline
func lines(b []byte, n int) []byte {
	return append(b, strconv.Itoa(
		n, // the number
	)...)
}

func main() {
	fmt.Println(string(lines(nil, 1234)))
	e := &encoder{}
	changes(e)
	calls(e)
	fmt.Printf("%s %T %s %s\n", e.buf, typed(nil), pieces(nil, 1.5, "q"), upper(nil, "u"))
	fmt.Println(twice(nil, 1234))
	fmt.Println(named(nil, 1234))
}
