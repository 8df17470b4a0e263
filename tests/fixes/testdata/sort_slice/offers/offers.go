// Sorts by keys that are integers and strings.
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

// offer: Sort hits by slices.SortFunc
//
//go:noinline
func rank(hits []hit) {
	sort.Slice(hits, func(i, j int) bool { return hits[i].score > hits[j].score })
}

// offer: Sort hits by slices.SortFunc
//
//go:noinline
func twice(hits []*hit) {
	sort.Slice(hits, func(i, j int) bool {
		// by score first
		if hits[i].score != hits[j].score {
			return hits[j].score < hits[i].score
		}
		return hits[i].name < hits[j].name
	})
}

// offer: Sort words by slices.SortStableFunc
//
//go:noinline
func stable(words []string) {
	sort.SliceStable(words, func(i, j int) bool { return words[i] < words[j] })
}

func made(n int) ([]hit, []*hit, []string) {
	var hits []hit
	var pointers []*hit
	var words []string
	for i := range n {
		h := hit{fmt.Sprint("n", i*31%17), int64(i * 7 % 5), i}
		hits, pointers, words = append(hits, h), append(pointers, &h), append(words, h.name)
	}
	return hits, pointers, words
}

func main() {
	for _, n := range []int{0, 1, 5, 40, 300} {
		hits, pointers, words := made(n)
		rank(hits)
		twice(pointers)
		stable(words)
		fmt.Println(hits, words)
		for _, p := range pointers {
			fmt.Print(*p, " ")
		}
	}
	hits, pointers, words := made(20)
	allocs("rank", func() { rank(hits) })
	allocs("twice", func() { twice(pointers) })
	allocs("stable", func() { stable(words) })
}

func allocs(name string, f func()) { fmt.Println("\nallocs", name, testing.AllocsPerRun(20, f)) }
