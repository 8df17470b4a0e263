// Loops for which no capacity may be made ahead: each function says why.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type point struct{ x, y int }

type shelf struct {
	mu    sync.Mutex
	items []int
}

var sink [][]int

// A caller can tell nil from empty.
func nilResult(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// So can a test for nil.
func nilTest(xs []int) error {
	var bad []int
	for _, x := range xs {
		bad = append(bad, x)
	}
	if bad != nil {
		return errors.New("some")
	}
	return nil
}

// A loop that counts up to a negative number runs no round; make with it panics.
func negative(n int) []int {
	out := []int{}
	for i := 0; i < n; i++ {
		out = append(out, i*i)
	}
	return out
}

// The same, ranging over a number.
func negativeRange(n int8) []int8 {
	out := []int8{}
	for i := range n {
		out = append(out, i)
	}
	return out
}

// Far more rounds are allowed than are made.
func leftEarly(stop func(int) bool) []int {
	out := []int{}
	for i := 0; i < 1<<40; i++ {
		if stop(i) {
			break
		}
		out = append(out, i)
	}
	return out
}

// What counts the rounds is not what is compared.
func otherCounter(n int, next func() bool) []int {
	out := []int{}
	j := 0
	for i := 0; i < n; j++ {
		if !next() {
			return out
		}
		out = append(out, j)
	}
	return out
}

// The length is that of a field behind a pointer that is still to be looked at.
func throughPointer(s *shelf) []int {
	out := []int{}
	if s == nil {
		return nil
	}
	for _, x := range s.items {
		out = append(out, 2*x)
	}
	return out
}

// The length is guarded by a lock.
func (s *shelf) guarded() []int {
	out := []int{}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.items {
		out = append(out, 2*x)
	}
	return out
}

func (s *shelf) load() { s.items = make([]int, 100) }

// The length is another one where the slice is declared.
func stale(s *shelf) []int {
	out := []int{}
	s.load()
	for _, x := range s.items {
		out = append(out, x)
	}
	return out
}

// The same with a variable.
func staleVariable(xs []int, more func() []int) []int {
	out := []int{}
	xs = more()
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// The same with a variable that a literal changes.
func staleCapture(xs []int) []int {
	grow := func() { xs = append(xs, xs...) }
	out := []int{}
	grow()
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// Most calls append nothing.
func sparse(xs []int) []error {
	errs := []error{}
	for _, x := range xs {
		if x < 0 {
			errs = append(errs, fmt.Errorf("negative %d", x))
		}
	}
	return errs
}

// Some rounds end before the append.
func skipped(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		if x < 0 {
			continue
		}
		out = append(out, x)
	}
	return out
}

// What is appended is not counted.
func spread(xs []int, ys []int) []int {
	out := []int{}
	for range xs {
		out = append(out, ys...)
	}
	return out
}

// The slice is given up inside of the loop.
func givenUp(xs []int) (best int) {
	run := []int{}
	for _, x := range xs {
		if x == 0 {
			run = nil
		}
		run = append(run, x)
		best = max(best, len(run))
	}
	sink = append(sink, run)
	return best
}

// What the loop sees of the slice would change.
func seenInside(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		if cap(out) == 0 {
			fmt.Println("first")
		}
		out = append(out, x)
	}
	return out
}

// len and make are other functions here.
func shadowed(xs []int) []int {
	len := func(x []int) int { return -1 }
	_ = len(xs)
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

func shadowedMake(xs []int) []int {
	make := func(id int) point { return point{id, id} }
	_ = make(1)
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// An early return pays for what it does not use.
func earlyReturn(xs []int, off bool) []int {
	out := []int{}
	if off {
		return out
	}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// Several rounds may store under one key.
func fewKeys(xs []int) map[int]bool {
	seen := map[int]bool{}
	for _, x := range xs {
		seen[x] = true
	}
	return seen
}

func main() {
	fmt.Println(nilResult(nil) == nil, nilTest(nil), negative(-1), negativeRange(-1), len(fewKeys([]int{1, 1})))
	fmt.Println(leftEarly(func(i int) bool { return i > 3 }), otherCounter(9, func() bool { return false }))
	fmt.Println(throughPointer(nil), (&shelf{}).guarded(), len(stale(&shelf{})), staleVariable(nil, func() []int { return []int{1} }))
	fmt.Println(staleCapture([]int{1}), sparse([]int{1}), skipped([]int{-1}), spread([]int{1}, []int{2, 3}), givenUp([]int{0, 1}))
	fmt.Println(seenInside([]int{1}), shadowed([]int{1}), shadowedMake([]int{1}), earlyReturn([]int{1}, true))
}
