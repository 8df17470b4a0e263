// Sorts that stay as they are: each function says why.
package main

import (
	"fmt"
	"sort"
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

func main() {
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
