// Strings that fmt need not write.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Both are on the heap for good.
var (
	p page
	b strings.Builder
)

type page struct {
	title string
	out   bytes.Buffer
}

// offer: Replace fmt.Fprintf by p.out.WriteString
//
//go:noinline
func (p *page) head(title, class string) {
	fmt.Fprintf(&p.out, "<h1 class=%s>%s</h1>\n", class, title) // of the page
}

// offer: Replace fmt.Fprint by b.WriteString
//
//go:noinline
func single(b *strings.Builder, s string) (int, error) {
	return fmt.Fprint(b, s)
}

// offer: Replace fmt.Fprintln by b.WriteString
//
//go:noinline
func lines(all []string) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintln(&b, s)
	}
	return b.String()
}

// offer: Replace fmt.Fprintf by b.WriteString
//
//go:noinline
func field(p *page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %v", p.title)
	return b.String()
}

// offer: Replace fmt.Fprintf by f.WriteString
//
//go:noinline
func file(f *os.File, s string) { fmt.Fprintf(f, "%s", s) }

func main() {
	long := fmt.Sprint("a text of some length: ", make([]int, 40))
	p.head("Title", "100%")
	p.head("", "")
	p.title = "title"
	fmt.Println(single(&b, "x"))
	fmt.Println(p.out.String(), b.String(), lines([]string{"a", "", "c"}), field(&p))
	file(os.Stdout, "to the file\n")
	fmt.Println("allocs head", testing.AllocsPerRun(20, func() { p.head(long, long); p.out.Reset() }))
	fmt.Println("allocs single", testing.AllocsPerRun(20, func() { b.Reset(); b.Grow(1000); single(&b, long) }))
	fmt.Println("allocs lines", testing.AllocsPerRun(20, func() { lines([]string{long, long}) }))
	fmt.Println("allocs field", testing.AllocsPerRun(20, func() { field(&p) }))
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println("allocs file", testing.AllocsPerRun(20, func() { file(null, long) }))
}
