// Sorts that stay as they are: each function says why.
package main

import (
	"fmt"
	"sort"
	"time"
	"sync"
)

type hit struct {
	score float64
	place int
	next  *hit
}

type wide struct {
	n    int
	rest [100]int
}

// NaN is less than nothing, and for cmp less than everything.
func floats(s []hit) {
	sort.Slice(s, func(i, j int) bool { return s[i].score < s[j].score })
}

// The indexes are looked at.
func indexes(s []hit) {
	sort.Slice(s, func(i, j int) bool { return s[i].place < j })
}

// Another slice is looked at.
func other(s, keys []int) {
	sort.Slice(s, func(i, j int) bool { return keys[i] < keys[j] })
}

// The order hangs on what is no key.
func both(s []hit, down bool) {
	sort.Slice(s, func(i, j int) bool { return s[i].place < s[j].place != down })
}

// <= is no order, but an answer.
func equal(s []int) {
	sort.Slice(s, func(i, j int) bool { return s[i] <= s[j] })
}

// Every comparison would copy the elements.
func large(s []wide) {
	sort.Slice(s, func(i, j int) bool { return s[i].n < s[j].n })
}

// The type has no name here.
func local(n int) int {
	type own struct{ n int }
	s := []own{{n}, {2}}
	sort.Slice(s, func(i, j int) bool { return s[i].n < s[j].n })
	return s[0].n
}

// The package's name is taken.
func taken(s []hit) {
	cmp := len(s)
	sort.Slice(s, func(i, j int) bool { return s[i].place > s[j].place })
	_ = cmp
}

// Before is another one's than the time's.
type stamp struct{ time.Time }

func (s stamp) Before(o time.Time) bool { return !s.Time.Before(o) }

//go:noinline
func stamps(ss []stamp) {
	sort.Slice(ss, func(i, j int) bool { return ss[i].Before(ss[j].Time) })
}

// They are compared to another time.
//
//go:noinline
func around(ts []time.Time, at time.Time) {
	sort.Slice(ts, func(i, j int) bool { return ts[i].Before(at) })
}

// Another slice's elements are compared, and floats.
type ranks struct {
	names []string
	other *ranks
}

//go:noinline
func (r *ranks) sort() {
	sort.Slice(r.names, func(i, j int) bool { return r.other.names[i] < r.other.names[j] })
}

//go:noinline
func weights(words []string, weight map[string]float64) {
	sort.Slice(words, func(i, j int) bool { return weight[words[i]] < weight[words[j]] })
}

func main() {
	stamps([]stamp{{time.Unix(1, 0)}, {time.Unix(2, 0)}})
	around([]time.Time{time.Unix(1, 0), time.Unix(2, 0)}, time.Unix(2, 0))
	(&ranks{names: []string{"a", "b"}, other: &ranks{names: []string{"a", "b"}}}).sort()
	weights([]string{"a", "b"}, nil)
	s := []hit{{1, 2, nil}, {2, 1, nil}}
	floats(s)
	indexes(s)
	other([]int{1, 2}, []int{2, 1})
	both(s, true)
	equal([]int{2, 1})
	large([]wide{{n: 2}, {n: 1}})
	taken(s)
	fmt.Println(s, local(3))
}

type locked struct {
	sync.Mutex
	n int
}

// A lock must not be copied.
func locks(s []locked) {
	sort.Slice(s, func(i, j int) bool { return s[i].n < s[j].n })
}
