// Variables that are on the heap for the sake of a statement that is hardly ever reached.
package main

import (
	"fmt"
	"testing"
)

type batch struct {
	keys [24]uint64
	n    int
}

//go:noinline
func apply(b *batch) (sum uint64) {
	for _, k := range b.keys[:b.n] {
		sum += k
	}
	return sum
}

// offer: Copy b where it is needed
//
//go:noinline
func split(b batch, rare bool) uint64 {
	if !rare || b.n < 2 {
		return apply(&b)
	}
	done := make(chan uint64, 1)
	go func() { done <- apply(&b) }()
	return <-done
}

type sender interface{ send(all []uint64) int }

type counter struct{ n int }

//go:noinline
func (c *counter) send(all []uint64) int {
	c.n += len(all)
	return int(all[0])
}

//go:noinline
func load(n int) (b batch) {
	b.n = n
	return b
}

// offer: Copy b.keys where it is needed
//
//go:noinline
func late(s sender, n int) int {
	b := load(n)
	if b.n < 3 {
		return -1
	}
	b.keys[0] = 9
	return s.send(b.keys[:])
}

var kept []*int

// offer: Copy n where it is needed
//
//go:noinline
func branch(n int, keep bool) int {
	n++
	if keep {
		kept = append(kept[:0], &n)
		return 0
	}
	return n
}

type pair struct{ a, b [4]int }

var first *[4]int

//go:noinline
func set(p *[4]int) int { first = p; p[0] = 40; return 1 }

//go:noinline
func get(p pair) int { return p.a[0] }

// What the statement does to the field, it reads as part of the whole.
// offer: Copy p where it is needed
//
//go:noinline
func reads(p pair, ok bool) int {
	if !ok {
		return 0
	}
	return set(&p.a) + get(p)
}

func main() {
	fmt.Println(reads(pair{}, true), reads(pair{}, false))
	fmt.Println("allocs", "reads", testing.AllocsPerRun(20, func() { reads(pair{}, false) }))
	var b batch
	b.n, b.keys[0], b.keys[1] = 2, 3, 4
	fmt.Println(split(b, false), split(b, true))
	c := &counter{}
	fmt.Println(late(c, 1), late(c, 4), c.n)
	fmt.Println(branch(1, false), branch(2, true), *kept[0])
	fmt.Println("allocs", "split", testing.AllocsPerRun(20, func() { split(b, false) }))
	fmt.Println("allocs", "late", testing.AllocsPerRun(20, func() { late(c, 1) }))
	fmt.Println("allocs", "branch", testing.AllocsPerRun(20, func() { branch(1, false) }))
}
