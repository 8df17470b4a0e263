// Pools of values: every Put boxes one.
package main

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
)

var bufs = sync.Pool{
	New: func() any { return make([]byte, 0, 64) },
}

var out []byte

// offer: Pool pointers in bufs: *[]byte
//
//go:noinline
func rows(ns []int) {
	for _, n := range ns {
		b := bufs.Get().([]byte)[:0]
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, ", and so on until there is no more room in what the pool made"...)
		out = append(out[:0], b...)
		bufs.Put(b)
	}
}

type page struct {
	lines [8]int
	used  int
}

var pages = &sync.Pool{New: func() any {
	var p page
	p.used = len(out)
	return p
}}

// offer: Pool pointers in pages: *page
//
//go:noinline
func count(fail bool) int {
	p := pages.Get().(page)
	defer func() {
		p.used++
		pages.Put(p)
	}()
	p.lines[p.used%8]++
	if fail {
		return -1
	}
	return p.used
}

var words = sync.Pool{New: func() any { return make([]string, 0, 4) }}

// offer: Pool pointers in words: *[]string
//
//go:noinline
func early(n int) int {
	w := words.Get().([]string)
	if n > 100 {
		words.Put(w[:0])
		return 0
	}
	w = append(w, strconv.Itoa(n))
	n = len(w)
	words.Put(w)
	return n
}

var lines = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

// offer: Pool pointers in lines: *[]byte
//
//go:noinline
func deferred(n int) int {
	b := lines.Get().([]byte)
	defer func() { lines.Put(b[:0]) }()
	b = strconv.AppendInt(b, int64(n), 10)
	return len(b)
}

var blocks = sync.Pool{New: func() any { return make([]byte, 64) }}

// offer: Pool pointers in blocks: *[]byte
//
//go:noinline
func rounds(ns []int) int {
	sum := 0
	for _, n := range ns {
		b := blocks.Get().([]byte)
		if n < 0 {
			blocks.Put(b)
			continue
		}
		sum += len(b)
		blocks.Put(b)
	}
	return sum
}

func main() {
	fmt.Println(deferred(12), rounds([]int{1, -1, 2}))
	fmt.Println("allocs", "deferred", testing.AllocsPerRun(100, func() { deferred(12) }))
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(100, func() { rounds([]int{1, -1, 2}) }))
	rows([]int{1, 2, 3})
	fmt.Println(string(out))
	a, b := count(false), count(true)
	fmt.Println(a > 0, b, early(1) > 0, early(101))
	fmt.Println("allocs", "rows", testing.AllocsPerRun(100, func() { rows([]int{1, 2, 3}) }))
	fmt.Println("allocs", "count", testing.AllocsPerRun(100, func() { count(false) }))
	fmt.Println("allocs", "early", testing.AllocsPerRun(100, func() { early(101) }))
}
