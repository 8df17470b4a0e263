// Slices whose methods do what sort asks for, and no more.
package main

import (
	"fmt"
	"sort"
	"testing"
)

type hit struct {
	name  string
	score int64
	place int
}

type byScore []hit

func (h byScore) Len() int           { return len(h) }
func (h byScore) Less(i, j int) bool { return h[i].score > h[j].score }
func (h byScore) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

type byName []*hit

func (s byName) Len() int      { return len(s) }
func (s byName) Swap(a, b int) { s[b], s[a] = s[a], s[b] }
func (s byName) Less(a, b int) bool {
	if s[a].name != s[b].name {
		return s[a].name < s[b].name
	}
	if s[a].score != s[b].score {
		return s[b].score > s[a].score
	}
	return s[a].place < s[b].place
}

type words []string

func (w words) Len() int           { return len(w) }
func (w words) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w words) Less(i, j int) bool { return (w[i] < w[j]) }

// offer: Sort hits by slices.SortFunc
//
//go:noinline
func rank(hits []hit) {
	sort.Sort(byScore(hits)) // the best first
}

// offer: Sort of(hits) by slices.SortStableFunc
//
//go:noinline
func named(hits []*hit) {
	if len(hits) > 0 {
		x := hits[0].place
		sort.Stable(byName(of(hits)))
		hits[0].place += x - hits[0].place
	}
}

func of(hits []*hit) []*hit { calls++; return hits }

var calls int

// offer: Sort w by slices.SortFunc
//
//go:noinline
func (w words) sorted() words {
	sort.Sort(w)
	return w
}

func made(n int) ([]hit, []*hit, words) {
	var hits []hit
	var pointers []*hit
	var w words
	for i := range n {
		h := hit{fmt.Sprint("n", i*31%17), int64(i * 7 % 5), i}
		hits, pointers, w = append(hits, h), append(pointers, &h), append(w, h.name)
	}
	return hits, pointers, w
}

func main() {
	for _, n := range []int{0, 1, 5, 40, 300} {
		hits, pointers, w := made(n)
		rank(hits)
		named(pointers)
		fmt.Println(hits, w.sorted(), calls)
		for _, p := range pointers {
			fmt.Print(*p, " ")
		}
	}
	fmt.Println()
	hits, pointers, w := made(20)
	allocs("rank", func() { rank(hits) })
	allocs("named", func() { named(pointers) })
	allocs("sorted", func() { w.sorted() })
}

func allocs(name string, f func()) { fmt.Println("allocs", name, testing.AllocsPerRun(20, f)) }
