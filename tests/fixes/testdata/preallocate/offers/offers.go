// Loops before which room is made: each function says how.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
)

type shelf struct {
	mu    sync.Mutex
	items []int
}

var xs = []int{3, 1, 2, 5, 4, 6, 8, 7, 9}

// Not nil to begin with: room at the declaration.
//
// offer: Preallocate the slice out: make([]int, 0, len(xs))
//
//go:noinline
func copied(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// Nil stays nil for no rounds: room before the loop.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
// offer: Preallocate the slice out: make([]int, 0, len(xs)) (nil becomes empty)
//
//go:noinline
func stillNil(xs []int) []int {
	var out []int // the result
	n := 0        // how many
	for _, x := range xs {
		out = append(out, x)
		n++
	}
	_ = n
	return out
}

// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
// offer: Preallocate the slice out: make([]int, 0, len(xs)) (nil becomes empty)
//
//go:noinline
func nilToo(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, 2*x)
	}
	return out
}

// A negative number of rounds makes no room.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, n)
//
//go:noinline
func counted(n int) []int {
	var out []int
	for i := 0; i < n; i++ {
		out = append(out, i*i)
	}
	return out
}

// A named result, behind an early return.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(s.items))
//
//go:noinline
func result(s *shelf) (out []int) {
	if s == nil {
		return nil
	}
	for i := range s.items {
		out = append(out, i)
	}
	return out
}

// Several elements a round, and one more at the end.
//
// offer: Preallocate the slice out: make([]int, 0, 3*len(xs)+1)
//
//go:noinline
func several(xs []int) []int {
	out := make([]int, 0)
	for i := 0; i < len(xs); i++ {
		out = append(out, xs[i], -xs[i])
		out = append(out, 0)
	}
	out = append(out, 1)
	return out
}

// Two loops, one after the other; nobody can tell nil from empty.
//
// offer: Preallocate the slice `all`: make([]int, 0, len(xs)+len(ys))
//
//go:noinline
func two(xs, ys []int) (sum int) {
	var all []int
	for _, x := range xs {
		all = append(all, x)
	}
	for _, y := range ys {
		all = append(all, y)
	}
	for i, x := range all {
		sum += i * x
	}
	return sum
}

// Trailing comments stay in line.
//
// offer: Preallocate the slice out: make([]int, 0, len(xs))
//
//go:noinline
func comments(xs []int) ([]int, int) {
	out := []int{} // the result
	total := 0     // of all
	for _, x := range xs {
		out = append(out, x)
		total += x
	}
	return out, total
}

// A map that gets the keys of another.
//
// offer: Preallocate the map sizes: make(map[int]int, len(m))
//
//go:noinline
func inverse(m map[int]string) map[int]int {
	sizes := map[int]int{}
	for k, v := range m {
		sizes[k] = len(v)
	}
	return sizes
}

// Several rounds may store under one key.
//
// offer: Preallocate the map seen: make(map[string]bool, len(xs)) (room for another key in every round)
func keys(xs []int) map[string]bool {
	seen := make(map[string]bool)
	for _, x := range xs {
		seen[fmt.Sprint(x)] = true
	}
	return seen
}

// An outer loop that makes the slice anew each round.
//
// offer: Preallocate the slice row: make([]int, 0, len(xs))
//
//go:noinline
func rows(xs []int) (all [9][]int) {
	for i, x := range xs {
		row := []int{}
		for j := range xs {
			row = append(row, j*x)
		}
		all[i] = row
	}
	return all
}

// A loop that counts up to a negative number runs no round; make with it panics.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, n)
//
//go:noinline
func negative(n int) []int {
	out := []int{}
	for i := 0; i < n; i++ {
		out = append(out, i*i)
	}
	return out
}

// The same, ranging over a number.
//
// offer: Preallocate the slice out before the loop: make([]int8, 0, n)
//
//go:noinline
func negativeRange(n int8) []int8 {
	out := []int8{}
	for i := range n {
		out = append(out, i)
	}
	return out
}

// The length is that of a field behind a pointer that is still to be looked at.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(s.items))
//
//go:noinline
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
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(s.items))
//
//go:noinline
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
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(s.items))
//
//go:noinline
func stale(s *shelf) []int {
	out := []int{}
	s.load()
	for _, x := range s.items {
		out = append(out, x)
	}
	return out
}

// The same with a variable.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
//
//go:noinline
func staleVariable(xs []int, more func() []int) []int {
	out := []int{}
	xs = more()
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// The same with a variable that a literal changes.
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
//
//go:noinline
func staleCapture(xs []int) []int {
	grow := func() { xs = append(xs, xs...) }
	out := []int{}
	grow()
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// An early return pays for what it does not use.
//
//go:noinline
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

// So can a test for nil.
//
// offer: Preallocate the slice bad before the loop: make([]int, 0, len(xs))
// offer: Preallocate the slice bad: make([]int, 0, len(xs)) (nil becomes empty)
//
//go:noinline
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

// Tests ask for nil, or compare the slice as a whole (offers_test.go).
//
// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
//
//go:noinline
func testedForNil(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, 3*x)
	}
	return out
}

// offer: Preallocate the slice out before the loop: make([]int, 0, len(xs))
//
//go:noinline
func testedAsWhole(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, 4*x)
	}
	return out
}

// An interface holds a nil slice for free, but not an empty one.
//
// offer: Preallocate the slice `all` before the loop: make([]int, 0, len(xs))
//
//go:noinline
func logged(xs []int) int {
	var all []int
	for _, x := range xs {
		all = append(all, x)
	}
	sink = all
	return len(all)
}

var sink any

// The branches of what is inlined in the loop lead back into it.
//
// offer: Preallocate the slice out: make([]string, 0, len(xs))
//
//go:noinline
func inDigits(xs []int) []string {
	out := []string{}
	for _, x := range xs {
		out = append(out, strconv.Itoa(x))
	}
	return out
}

func main() {
	fmt.Println(inDigits([]int{1, 2, 300}))
	fmt.Println("allocs", "inDigits", testing.AllocsPerRun(100, func() { inDigits(make([]int, 20)) }))
	big := map[int]string{}
	for i := range 100 {
		big[i] = fmt.Sprint(i)
	}
	fmt.Println(copied(xs), copied(nil) == nil, stillNil(xs), stillNil(nil) == nil, nilToo(xs), nilToo(nil) == nil)
	fmt.Println(testedForNil(xs), testedForNil(nil) == nil, testedAsWhole(xs), testedAsWhole(nil) == nil)
	fmt.Println("allocs", "testedForNil", testing.AllocsPerRun(100, func() { testedForNil(make([]int, 20)) }))
	fmt.Println(counted(9), counted(-1) == nil, result(&shelf{items: xs}), result(nil) == nil, several(xs), several(nil))
	fmt.Println(comments(xs))
	fmt.Println(logged(nil), sink.([]int) == nil)
	fmt.Println(two(xs, xs), inverse(big), rows(xs), keys(xs))
	fmt.Println(negative(-1), negativeRange(-1), throughPointer(nil), (&shelf{}).guarded(), len(stale(&shelf{})))
	fmt.Println(staleVariable(nil, func() []int { return []int{1} }), staleCapture([]int{1}), earlyReturn(xs, true), nilTest(nil))
	for name, f := range map[string]func(){
		"copied":   func() { copied(xs) },
		"stillNil": func() { stillNil(xs) },
		"nilToo":   func() { nilToo(xs) },
		"counted":  func() { counted(9) },
		"result":   func() { result(&shelf{items: xs}) },
		"several":  func() { several(xs) },
		"two":      func() { two(xs, xs) },
		"comments": func() { comments(xs) },
		"inverse":  func() { inverse(big) },
		"rows":     func() { rows(xs) },
		"logged":   func() { logged(xs) },
	} {
		fmt.Println("allocs", name, testing.AllocsPerRun(20, f))
	}
}
