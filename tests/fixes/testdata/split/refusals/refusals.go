// Splits whose slice is needed, or that do something else: each function says why.
package main

import (
	"bytes"
	"fmt"
	"strings"
)

// An empty separator splits into characters; one that is not known may be empty.
func characters(s, sep string) (n int, first string) {
	for _, c := range strings.Split(s, "") {
		n += len(c)
	}
	first = strings.Split(s, sep)[0]
	return n + len(strings.Split(s, "")), first
}

// The index is asked for.
func indexes(s string) (n int) {
	for i, f := range strings.Split(s, ",") {
		n += i * len(f)
	}
	for i := range strings.Fields(s) {
		n += i
	}
	return n
}

// What is deferred in a loop over a function, and recovers there, is another matter.
func defers(s string) {
	for _, f := range strings.Split(s, ",") {
		defer fmt.Println(f)
	}
}

// It is split into one part, into none, or another part is taken.
func parts(s string) (a, b string, n int) {
	a = strings.SplitN(s, ",", 1)[0]
	b = strings.Split(s, ",")[1]
	n = len(strings.SplitN(s, ",", 2))
	return a, b, n
}

// The slice is kept.
func kept(s string) ([]string, string) {
	fs := strings.Split(s, ",")
	return fs, fs[0]
}

// What bytes are cut to has room behind its end.
func room(b []byte) []byte {
	head := bytes.Split(b, []byte(","))[0]
	return append(head, '!')
}

// No statement assigns it.
func within(s string) (bool, string) {
	if strings.Split(s, ",")[0] == "a" {
		return true, ""
	}
	return false, strings.Split(s, ",")[0]
}

// The second part is read of what has but one: that panics.
//
//go:noinline
func unasked(s string) (r string) {
	defer func() { r = fmt.Sprint(r, recover()) }()
	p := strings.SplitN(s, "=", 2)
	if len(p) != 2 {
		fmt.Println("one")
	}
	return p[1]
}

// Not everything with one part is turned away.
//
//go:noinline
func someTurned(s string) (r string) {
	defer func() { r = fmt.Sprint(r, recover()) }()
	p := strings.SplitN(s, "=", 2)
	if len(p) != 2 && s != "" {
		return "early"
	}
	return p[1]
}

// Two of three parts.
//
//go:noinline
func ofThree(s string) string {
	p := strings.SplitN(s, "=", 3)
	if len(p) == 2 {
		return p[1]
	}
	return p[0]
}

// An element is stored to, handed out by its address, the slice is another one later.
//
//go:noinline
func stored(s string) string {
	p := strings.SplitN(s, "=", 2)
	p[0] += "!"
	return p[0]
}

//go:noinline
func pointed(s string) int {
	p := strings.SplitN(s, "=", 2)
	q := &(p[0])
	*q = "longer"
	return len(p[0])
}

//go:noinline
func again(s string) string {
	p := strings.SplitN(s, "=", 2)
	for len(p) == 2 {
		s = p[1]
		p = strings.SplitN(s, "=", 2)
	}
	return s
}

func main() {
	fmt.Println(unasked("a"), someTurned(""), ofThree("a=b"), stored("a"), pointed("a"), again("a=b=c"))
	fmt.Println(characters("ab", ""))
	fmt.Println(indexes("a,b c"))
	defers("a,b")
	fmt.Println(parts("a,b,c"))
	fmt.Println(kept("a,b"))
	fmt.Println(string(room([]byte("a,b"))))
	fmt.Println(within("a,b"))
}

// fields makes no slice of blank text.
func fields(s string) (n int) {
	for range strings.Fields(s) {
		n++
	}
	return n
}
