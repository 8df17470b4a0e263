// Variables that are given a second value, and of which but one has to be on the heap.
package main

import (
	"fmt"
	"testing"
)

type node struct {
	name string
	n    int
}

var kept *node

//go:noinline
func look(n *node) int { return n.n + len(n.name) }

//go:noinline
func sum(b []byte) (n int) {
	for _, c := range b {
		n += int(c)
	}
	return n
}

// The first value is only looked at.
//
// offer: Give the second value of b a variable of its own
//
//go:noinline
func encode(size int) []byte {
	b := make([]byte, 0, 64)
	b = append(b, "key"...)
	if sum(b) == size {
		return nil
	}
	b = make([]byte, size)
	b[0] = 'x'
	return b
}

// The second one is.
//
// offer: Give the second value of n a variable of its own
//
//go:noinline
func second() int {
	n := &node{"first", 1}
	kept = n
	n = &node{"second", 2}
	return look(n)
}

// Each round has its own; on another way the first value is used on.
//
// offer: Give the second value of n a variable of its own
//
//go:noinline
func rounds(names []string) (total int) {
	for _, name := range names {
		n := &node{name, 1}
		if look(n) > 2 {
			n = &node{name + "!", 2}
			total += look(n)
			kept = n
			continue
		}
		total += look(n)
	}
	return total
}

// The variable itself is on the heap for what happens to it on one way.
//
// offer: Give the second value of n a variable of its own
//
//go:noinline
func rare(n int, often bool) *int {
	at := n
	if n == 0 {
		at = 4
	}
	if often {
		return nil
	}
	n = at
	p := &n
	*p += 2
	n++
	return p
}

func main() {
	fmt.Println(encode(3), encode(329))
	fmt.Println(second(), *kept)
	fmt.Println(rounds([]string{"", "abc", "de"}), *kept)
	fmt.Println(*rare(2, false), *rare(0, false), rare(1, true) == nil)
	fmt.Println("allocs", "encode", testing.AllocsPerRun(50, func() { encode(3) }))
	fmt.Println("allocs", "second", testing.AllocsPerRun(50, func() { second() }))
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(50, func() { rounds([]string{"", "abc"}) }))
	fmt.Println("allocs", "rare", testing.AllocsPerRun(50, func() { rare(2, true) }))
}
