// Pointers that may as well be values: what is returned is new, and its callers keep it to themselves.
package main

import (
	"fmt"
	"testing"
)

type cursor struct {
	text string
	at   int
	seen [2]int
}

func (c *cursor) next() byte { c.at++; return c.text[c.at-1] }

func (c cursor) left() int { return len(c.text) - c.at }

//go:noinline
func open(text string) *cursor {
	if text == "" {
		return &cursor{text: "?"}
	}
	c := &cursor{text: text}
	c.at = len(text) / 2
	c.seen[0]++
	(c).seen[1] = c.seen[0] + len(c.seen)
	return c
}

//go:noinline
func skip(c *cursor, n int) *cursor {
	c.at += n
	return c
}

// offer: Return cursor from open by value
//
//go:noinline
func scan(text string) (sum int) {
	c := open(text)
	for c.left() > 0 {
		sum += int(c.next())
	}
	again := open(text)
	same := again
	same.seen[1]++
	skip(again, 1).at--
	copied := *again
	copied.at = 0
	func() { sum += again.at * c.seen[1] }()
	return sum + skip(c, 2).at + copied.at
}

func main() {
	fmt.Println(scan(""), scan("abcdef"))
	allocs("scan", func() { scan("abcdef") })
}

func allocs(name string, f func()) { fmt.Println("allocs", name, testing.AllocsPerRun(20, f)) }
