// Sorts by keys that are integers and strings.
package main

import (
	"fmt"
	"sort"
	"testing"
	"time"
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

type happened struct {
	name string
	at   time.Time
}

type journal struct{ all []happened }

// offer: Sort j.all by slices.SortStableFunc
//
//go:noinline
func (j *journal) newest() {
	sort.SliceStable(j.all, func(a, b int) bool {
		if !j.all[a].at.Equal(j.all[b].at) {
			return j.all[a].at.After(j.all[b].at)
		}
		return j.all[a].name < j.all[b].name
	})
}

// offer: Sort ts by slices.SortFunc
//
//go:noinline
func earliest(ts []time.Time) time.Time {
	sort.Slice(ts, func(i, j int) bool { return ts[i].Before(ts[j]) })
	return ts[0]
}

// offer: Sort words by slices.SortFunc
//
//go:noinline
func mostFrequent(words []string, count map[string]int) string {
	sort.Slice(words, func(i, j int) bool { return count[words[i]] > count[words[j]] })
	return words[0]
}

func main() {
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	diary := &journal{[]happened{{"b", day(1)}, {"c", day(2)}, {"a", day(1)}}}
	diary.newest()
	fmt.Println(diary.all, earliest([]time.Time{day(3), day(1), day(2)}), mostFrequent([]string{"x", "y"}, map[string]int{"y": 2}))
	fmt.Println("allocs", "newest", testing.AllocsPerRun(100, diary.newest))
	fmt.Println("allocs", "earliest", testing.AllocsPerRun(100, func() { earliest([]time.Time{day(3), day(1), day(2)}) }))
	fmt.Println("allocs", "mostFrequent", testing.AllocsPerRun(100, func() { mostFrequent([]string{"x", "y"}, map[string]int{"y": 2}) }))
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
