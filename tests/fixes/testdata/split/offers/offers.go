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

// offer: Replace strings.SplitN by strings.Cut
//
//go:noinline
func pair(s string) (string, string) {
	parts := strings.SplitN(s, "=", 2)
	if len(parts) != 2 || parts[1] == "" {
		return "", parts[0]
	}
	return parts[0], parts[1]
}

// offer: Replace strings.SplitN by strings.Cut
//
//go:noinline
func ofPair(s string) string {
	if p := strings.SplitN(s, "=", 2); len(p) == 2 {
		return p[1]
	}
	return "none"
}

// offer: Replace strings.Split by strings.Cut
//
//go:noinline
func ofParts(s string) string {
	parts := strings.Split(s, ":")
	return parts[0] + "!"
}

func main() {
	for _, s := range []string{"a=b:c", "a", ""} {
		fmt.Println(pair(s))
		fmt.Println(ofPair(s), ofParts(s))
	}
	fmt.Println("allocs", "pair", testing.AllocsPerRun(100, func() { pair("a=b") }))
	fmt.Println("allocs", "ofPair", testing.AllocsPerRun(100, func() { ofPair("a=b") }))
	fmt.Println("allocs", "ofParts", testing.AllocsPerRun(100, func() { ofParts("a:b") }))
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
