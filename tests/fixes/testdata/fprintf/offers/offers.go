// Text that is only made to be written.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// Both are on the heap for good.
var (
	p page
	b strings.Builder
)

type page struct{ out bytes.Buffer }

// offer: Write by fmt.Fprintf
//
//go:noinline
func (p *page) head(n int, title string) {
	p.out.WriteString(fmt.Sprintf("<h%d>%v</h%[1]d>\n", n, title)) // of the page
}

// offer: Write by fmt.Fprint
//
//go:noinline
func build(b *strings.Builder, v any) (int, error) { return b.Write([]byte(fmt.Sprint(v, 1))) }

// offer: Write by fmt.Fprintln
//
//go:noinline
func file(f *os.File, args ...any) {
	if _, err := io.WriteString(f, fmt.Sprintln(args...)); err != nil {
		panic(err)
	}
}

// offer: Write by fmt.Fprintf
//
//go:noinline
func line(w io.Writer, n int) {
	fmt.Fprintln(w, fmt.Sprintf("100%% of %5d|%s",
		n, "x"))
}

// offer: Write by fmt.Printf
//
//go:noinline
func out(n int) { fmt.Println(fmt.Sprintf("out %d", n)) }

func main() {
	p.head(1, "Title %d")
	fmt.Println(build(&b, []int{1, 2}))
	file(os.Stdout, "to", "file", 3)
	line(os.Stdout, 7)
	out(300)
	fmt.Println(p.out.String(), b.String())
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println("allocs head", testing.AllocsPerRun(20, func() { p.head(1, "x"); p.out.Reset() }))
	fmt.Println("allocs build", testing.AllocsPerRun(20, func() { b.Reset(); b.Grow(100); build(&b, "a text that is rather long") }))
	fmt.Println("allocs file", testing.AllocsPerRun(20, func() { file(null, "x") }))
	fmt.Println("allocs line", testing.AllocsPerRun(20, func() { line(null, 7) }))
	stdout := os.Stdout
	os.Stdout = null
	n := testing.AllocsPerRun(20, func() { out(7) })
	os.Stdout = stdout
	fmt.Println("allocs out", n)
}
