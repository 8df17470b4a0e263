// What is written can be counted before.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

type pair struct{ key, value string }

// offer: Make room in b: b.Grow(len(s))
//
//go:noinline
func lower(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i] | 0x20)
	}
	return b.String()
}

// offer: Make room in b: b.Grow(len(prefix) + len(p.key) + len(p.value) + 5)
//
//go:noinline
func line(prefix string, p pair) string {
	var b bytes.Buffer
	b.WriteString(prefix)
	b.WriteString(" of ")
	b.WriteString(p.key)
	b.WriteByte('=')
	b.WriteString(p.value)
	return b.String()
}

// Some bytes take more room than others.
//
// offer: Make room in b: b.Grow(len(s) + 3) (with bytes to spare where more or less is written)
//
//go:noinline
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	b.WriteByte('^')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			b.WriteString(`\"`)
			continue
		case c < ' ':
			b.WriteString(`\x`)
			controls++
			b.WriteByte("0123456789abcdef"[c>>4])
			b.WriteByte("0123456789abcdef"[c&15])
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

var controls int

// The number may be negative; what follows is of any length.
//
// offer: Make room in b: b.Grow(4 * n) (with bytes to spare where more or less is written)
//
//go:noinline
func indent(n int, text string) []byte {
	var b bytes.Buffer
	for i := 0; i < n; i++ {
		b.WriteString("    ")
	}
	fmt.Fprintf(&b, "%q", text)
	return b.Bytes()
}

// offer: Make room in b: b.Grow(len(s)) (with bytes to spare where more or less is written)
//
//go:noinline
func upper(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r &^ 0x20)
	}
	return b.String()
}

// offer: Make room in b: b.Grow(len(name) + len(ext) + 1)
//
//go:noinline
func file(name, ext string) string {
	name = strings.TrimSpace(name)
	var b strings.Builder
	b.WriteString(name)
	b.WriteByte('.')
	count++
	b.WriteString(ext)
	return b.String()
}

var count int

var long = strings.Repeat(`a"`+"\x01", 60)

func main() {
	for _, s := range []string{"", "Z", "Äé😀", long} {
		fmt.Printf("%q %q %q %q\n", lower(s), line(s, pair{s, "v"}), quote(s), upper(s))
		fmt.Printf("%q %q %q\n", indent(len(s), s), indent(-1, s), file(s, "go"))
	}
	allocs("lower", func() { lower(long) })
	allocs("line", func() { line(long, pair{long, long}) })
	allocs("quote", func() { quote(long) })
	allocs("indent", func() { indent(50, "x") })
	allocs("upper", func() { upper(long) })
	allocs("file", func() { file(long, long) })
}

func allocs(name string, f func()) { fmt.Println("allocs", name, testing.AllocsPerRun(20, f)) }
