// What is written can't be counted before, or room would cost more than it saves: each function says why.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

type pair struct{ key, value string }

// The loop may be left: nothing may have been written until then.
func checked(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return "", errors.New("zero")
		}
		b.WriteByte(s[i])
	}
	return b.String(), nil
}

// A round may write nothing.
func digits(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// So may a round that goes on to the next.
func skipping(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' {
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// And one that leaves the switch.
func leaving(s string, hurry bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		default:
			if hurry {
				break
			}
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// A Builder that is given more than is counted may grow as often as before.
func more(a, c string) string {
	var b strings.Builder
	b.WriteString(a)
	b.WriteByte(' ')
	fmt.Fprintf(&b, "%q", c)
	return b.String()
}

// The first that is written is not counted.
func first(a, c string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%q", a)
	b.WriteString(a)
	b.WriteString(c)
	return b.String()
}

// The length changes on the way.
func changing(a, c string) string {
	var b strings.Builder
	b.WriteString(a)
	a = c
	b.WriteString(a)
	return b.String()
}

// So may a field's, by whoever is called.
func called(p *pair, f func()) string {
	var b strings.Builder
	b.WriteString(p.key)
	f()
	b.WriteString(p.value)
	return b.String()
}

// A nil pointer panics later, when the call was made.
func late(p *pair, f func() string) string {
	var b strings.Builder
	x := f()
	b.WriteString(x)
	b.WriteString(f())
	b.WriteString(p.value)
	return b.String()
}

// The name is declared on the way.
func shadowing(n string) string {
	var b strings.Builder
	b.WriteString(n)
	m := n + n
	b.WriteString(m)
	return b.String()
}

// Somebody asks for the room.
func asked(a, c string) (string, int) {
	var b strings.Builder
	b.WriteString(a)
	b.WriteString(c)
	return b.String(), b.Cap()
}

// It has room already.
func grown(a, c string) string {
	var b strings.Builder
	b.Grow(100)
	b.WriteString(a)
	b.WriteString(c)
	return b.String()
}

// Others write to it.
func passed(a, c string) string {
	var b strings.Builder
	b.WriteString(a)
	b.WriteString(c)
	other(&b)
	return b.String()
}

func other(b *strings.Builder) { b.Reset() }

// A literal does.
func captured(a, c string) string {
	var b strings.Builder
	add := func() { b.WriteString(c) }
	b.WriteString(a)
	b.WriteString(c)
	add()
	return b.String()
}

// Nothing is written where both are empty, yet a Buffer has room for 64 bytes at once.
func empty(a, c string) string {
	var b bytes.Buffer
	b.WriteString(a)
	b.WriteString(c)
	return b.String()
}

// What is called may end the loop early.
func huge(n int, f func(int) byte) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteByte(f(i))
	}
	return b.String()
}

// One write allocates once.
func one(a string) string {
	var b strings.Builder
	b.WriteString(a)
	return b.String()
}

// `len` is another.
func own(a, c string) string {
	len := func(string) int { return -1 }
	var b strings.Builder
	b.WriteString(a)
	b.WriteString(c)
	return b.String()[max(len(a), 0):]
}

// A goto comes back.
func jumping(a, c string, n int) string {
	var b strings.Builder
again:
	b.WriteString(a)
	b.WriteString(c)
	if n--; n > 0 {
		goto again
	}
	return b.String()
}

// The label of the loop would be another statement's.
func labelled(s string) string {
	var b strings.Builder
outer:
	for i := 0; i < len(s); i++ {
		for j := 0; j < 3; j++ {
			if s[i] == 'x' {
				continue outer
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func main() {
	fmt.Println(checked("abc"))
	fmt.Println(digits("a1"), skipping("a b"), leaving("ab", false), more("a", "b"), first("a", "b"), changing("a", "b"))
	fmt.Println(called(&pair{"k", "v"}, func() {}), late(&pair{"k", "v"}, func() string { return "f" }), shadowing("n"))
	fmt.Println(asked("a", "b"))
	fmt.Println(grown("a", "b"), passed("a", "b"), captured("a", "b"), empty("", ""), huge(3, func(int) byte { return 'x' }))
	fmt.Println(one("a"), own("a", "b"), jumping("a", "b", 2), labelled("axb"))
}

// A panic ends it after few rounds, whatever n is.
func endsByIndex(s string, n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteByte(s[i] | 32)
	}
	return b.String()
}

// What is appended to the bytes goes to the same place only while there is room.
func appended(s string) (string, string) {
	var b bytes.Buffer
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
	}
	x, y := append(b.Bytes(), 'x'), append(b.Bytes(), 'y')
	return string(x), string(y)
}
