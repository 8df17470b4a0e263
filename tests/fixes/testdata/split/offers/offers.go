// Text that is split only to be looked at.
package main

import (
	"fmt"
	"strings"
	"testing"
)

// offer: Replace strings.Split by strings.SplitSeq
//
//go:noinline
func longest(s string) (best string) {
	for _, f := range strings.Split(s, ",") { // each of them
		if f == "end" {
			break
		}
		if len(f) > len(best) {
			best = f
		}
	}
	return best
}

// offer: Replace strings.SplitAfter by strings.SplitAfterSeq
//
//go:noinline
func lines(s string) (n int, last string) {
outer:
	for _, last = range strings.SplitAfter(s, "\n") {
		for range last {
			if n++; n > 9 {
				continue outer
			}
		}
	}
	return n, last
}

// offer: Replace strings.SplitN by strings.Cut
// offer: Replace strings.Split by strings.Cut
//
//go:noinline
func key(s string) string {
	name := strings.SplitN(s, "=", 2)[0]
	name = strings.Split(name, ":")[0]
	return name
}

// What is returned is cut off before.
//
// offer: Replace strings.Split by strings.Cut
//
//go:noinline
func host(s string) string {
	if s == "" {
		return "none"
	}
	return strings.Split(s, ":")[0] // without the port
}

// offer: Replace strings.Split by strings.Count
//
//go:noinline
func depth(s string) int { return len(strings.Split(s, "/")) }

var texts = []string{"", ",", "a,bb,end,cccc", "a b  c", "one\ntwo\n\nthree", "k=v=w", "k:x=v", "=v", "/a/b/c", "ä,ö ü/\xff=\xfe"}

func main() {
	for _, s := range texts {
		n, last := lines(s)
		fmt.Printf("%q %d %q %q %d\n", longest(s), n, last, key(s)+host(s), depth(s))
	}
	fmt.Println("allocs", "longest", testing.AllocsPerRun(20, func() { longest("a,b") }))
	fmt.Println("allocs", "lines", testing.AllocsPerRun(20, func() { lines("a\nb") }))
	fmt.Println("allocs", "key", testing.AllocsPerRun(20, func() { key("a:b=c") }))
	fmt.Println("allocs", "host", testing.AllocsPerRun(20, func() { host("a:80") }))
	fmt.Println("allocs", "depth", testing.AllocsPerRun(20, func() { depth("a/b") }))
}
