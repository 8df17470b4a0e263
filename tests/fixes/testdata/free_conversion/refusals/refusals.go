// Conversions that are needed as they are: each function says why.
package main

import "fmt"

var names = map[string]int{}

// The key is kept.
func stored(b []byte) {
	key := string(b)
	names[key] = 1
	names[key]++
}

// The bytes change in between.
func changed(b []byte) bool {
	s := string(b)
	b[0] = 'x'
	return s == "name"
}

func clear0(b []byte) bool { b[0] = 'y'; return true }

// So they may, by the call.
func called(b []byte) bool {
	s := string(b)
	return clear0(b) && s == "name"
}

// So does the variable.
func assigned(b []byte) bool {
	s := string(b)
	b = nil
	return s == "name"
}

// The loop changes them.
func loops(b []byte) (n int) {
	s := string(b)
	for i := range b {
		if s == "name" {
			n++
		}
		b[i] = 'z'
	}
	return n
}

// The text is returned, too.
func returned(b []byte) (string, bool) {
	s := string(b)
	return s, s == "name"
}

// A lookup alone is free as it is.
func lookup(b []byte) (int, bool) {
	key := string(b)
	n, ok := names[key]
	return n, ok
}

// A literal is run later.
func later(b []byte) func() bool {
	s := string(b)
	return func() bool { return s == "name" }
}

// It is no text of bytes.
func other(r rune, rs []rune) bool {
	s, t := string(r), string(rs)
	u := string(rs)
	return s == "n" || t == "n" || u == "n"
}

func main() {
	fmt.Println(switched(name(), "Name"), switchedTwice(name()))
	name := func() []byte { return []byte("name") }
	stored(name())
	f := later(name())
	fmt.Println(changed(name()), called(name()), assigned(name()), loops(name()), f(), other('n', nil), names)
	fmt.Println(returned(name()))
	fmt.Println(lookup(name()))
}

// What it is compared to changes the bytes, or it is asked for once more when they have changed.
//
//go:noinline
func switched(b []byte, o string) int {
	s := string(b)
	switch s {
	case set(b, o):
		return 1
	case "name":
		return 2
	}
	return 0
}

func set(b []byte, o string) string { b[0] = 'N'; return o }

//go:noinline
func switchedTwice(b []byte) int {
	s := string(b)
	switch s {
	case "name":
		b[0] = 'N'
		if s == "name" {
			return 1
		}
	}
	return 0
}

// The use stands where the name is another variable's.
func renamed(b, other []byte) bool {
	s := string(b)
	if len(other) > 0 {
		b := other
		return s == "name" && len(b) > 0
	}
	return s == "x"
}

type header struct{ name []byte }

func fields(h *header, hs []*header) int {
	s := string(h.name)
	for i, h := range hs {
		if s == "name" && h != nil {
			return i
		}
	}
	return -1
}
