// Text that fmt writes: each function says why.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

type own struct{ writes int }

func (o *own) Write(p []byte) (int, error)       { o.writes++; return len(p), nil }
func (o *own) WriteString(s string) (int, error) { o.writes += 10; return len(s), nil }

type page struct{ title string }

type shard string

func (s shard) String() string { return "shard" }

// They are the program's, or may be anything, or hand on what they get.
func theirs(o *own, w io.Writer, b *bufio.Writer, s string) {
	fmt.Fprint(o, s)
	fmt.Fprint(w, s)
	fmt.Fprint(b, s)
}

// A file gets all of it at once.
func atOnce(f *os.File, s string) { fmt.Fprintf(f, "%s\n", s) }

// The panic for p comes before anything is written, and b is seen after it.
func panics(b *bytes.Buffer, p *page) { fmt.Fprintf(b, "title: %s", p.title) }

// So is this one, by what is deferred.
func deferred(p *page) (s string) {
	var b bytes.Buffer
	defer func() { recover(); s = b.String() }()
	fmt.Fprintf(&b, "title: %s", p.title)
	return ""
}

func length(b *strings.Builder) string { return fmt.Sprint("after ", b.Len()) }

// The argument sees what is written before it.
func sees(b *strings.Builder) { fmt.Fprintf(b, "text %s", length(b)) }

// How they are printed is up to them; numbers are boxed for free where they are small.
func prints(b *strings.Builder, s shard, n int, err error) {
	fmt.Fprint(b, s)
	fmt.Fprintf(b, "%d", n)
	fmt.Fprint(b, err)
	fmt.Fprintf(b, "%5s", "x")
}

// The results are used.
func results(b *strings.Builder, s string) (int, error) { return fmt.Fprintf(b, "<%s>", s) }

// The condition is no line of its own.
func condition(b *strings.Builder, s string) bool {
	if fmt.Fprintf(b, "<%s>", s); b.Len() > 3 {
		return true
	}
	return false
}

func main() {
	o, w := &own{}, bufio.NewWriter(os.Stdout)
	theirs(o, w, w, "theirs\n")
	w.Flush()
	atOnce(os.Stdout, "line")
	var b bytes.Buffer
	func() {
		defer func() { fmt.Println(recover(), b.Len()) }()
		panics(&b, nil)
	}()
	var s strings.Builder
	sees(&s)
	prints(&s, "s", 300, errors.New("e"))
	fmt.Println(results(&s, "r"))
	fmt.Println(deferred(nil), s.String(), condition(&s, ""), o.writes)
}

// The bytes are the buffer's own.
func again(b *bytes.Buffer, key string) {
	text := b.Bytes()
	b.Reset()
	fmt.Fprintf(b, "%s=%s;", key, string(text))
}
