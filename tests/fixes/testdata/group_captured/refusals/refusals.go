// Variables that stay on their own.
package main

import (
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
)

var kept func() int

// The run time puts both into one object.
func tiny() int {
	var a int
	var b int
	kept = func() int { a++; b++; return a + b }
	return b
}

// Counted atomically, which needs it aligned on other platforms.
func atomics() string {
	var last string
	var count int64
	kept = func() int { last += "x"; return int(atomic.AddInt64(&count, 1)) }
	return last
}

// Only one of them is on the heap.
func one() int {
	var a int
	var b int
	kept = func() int { a++; return a }
	b++
	return b
}

// Something stands in between.
func apart() int {
	var a []int
	fmt.Print()
	var b []int
	kept = func() int { a, b = b, a; return len(a) }
	return len(b)
}

// A := assigns to one of them.
func defined(s string) (int, error) {
	var a []int
	var err error
	kept = func() int { a = nil; fmt.Println(err); return 1 }
	n, err := strconv.Atoi(s)
	a = append(a, n)
	return a[0], err
}

// The large one would be kept for the sake of the small one.
func large() *int {
	var big [200]int
	var n int
	kept = func() int { big[0]++; n++; return big[0] }
	return &n
}

// The size class of both is larger than those of each: 65 bytes take 80.
func classes() int {
	var a [64]byte
	var b byte
	kept = func() int { a[0]++; b++; return int(a[0]) }
	return int(b)
}

// One lives on in a branch only.
func branch(n int) int {
	var a []int
	if n > 3 {
		var b []int
		kept = func() int { a, b = b, a; return len(a) }
	}
	return len(a)
}

// Comments speak of each.
func commented() int {
	var a []int // how many
	// How often.
	var b []int
	kept = func() int { a, b = b, a; return len(a) }
	return len(b)
}

func main() {
	fmt.Println(tiny(), atomics(), one(), apart(), *large(), classes(), branch(4), commented())
	fmt.Println(defined("3"))
}

type held struct {
	p *int
	n [2]int
}

// The run time takes finalizers of whole objects only.
func finalized() int {
	var a held
	var b held
	finalize(&b)
	kept = func() int { a.n[0]++; b.n[0]++; return a.n[0] }
	return b.n[0]
}

//go:noinline
func finalize(h *held) { runtime.SetFinalizer(h, func(*held) {}) }
