// Writes that stay as they are: each function says why.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

type own struct{ n int }

func (o *own) Write(p []byte) (int, error)       { o.n++; return len(p), nil }
func (o *own) WriteString(s string) (int, error) { o.n += 10; return len(s), nil }

type text string

// Both methods are the program's.
func theirs(o *own, s string) { o.Write([]byte(s)) }

// It may be anything.
func anything(w io.Writer, s string) { w.Write([]byte(s)) }

// What lies below sees another method.
func below(o *own, s string) {
	w := bufio.NewWriterSize(o, 16)
	w.Write([]byte(s))
	w.Flush()
}

// Another type, and bytes that are written as they are.
func types(f *os.File, t text, b []byte) {
	f.Write([]byte(t))
	f.Write([]byte(b))
	f.Write(b)
}

// The bytes are put together at once.
func sum(f *os.File, s string) { f.Write([]byte(s + ", and more than fits into a buffer on the stack\n")) }

// WriteString is not the file's, as Write is.
type counting struct{ n int }

func (c *counting) WriteString(s string) (int, error) { c.n++; return len(s), nil }

type file struct{ *os.File }

type log struct {
	*counting
	file
}

func promoted(l log, s string) { l.Write([]byte(s)) }

func main() {
	promoted(log{&counting{}, file{os.Stdout}}, "promoted\n")
	sum(os.Stdout, "sum")
	o := &own{}
	theirs(o, "a")
	anything(o, "b")
	below(o, "a string that is longer than the buffer")
	types(os.Stdout, "text\n", []byte("bytes\n"))
	fmt.Println(o.n)
}
