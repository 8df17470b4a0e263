// Loops that make the same thing anew in each round.
package main

import (
	"fmt"
	"io"
	"testing"
)

type item struct{ at, by int }

//go:noinline
func order(s []item, less func(a, b item) bool) (n int) {
	for i := 1; i < len(s); i++ {
		if less(s[i], s[i-1]) {
			n++
		}
	}
	kept = less
	return n
}

var kept func(a, b item) bool

// The number of rounds is tested.
//
// offer: Hoist the closure out of the loop
//
//go:noinline
func closure(groups [][]item, base int) (n int) {
	for _, group := range groups {
		// Each group by itself.
		n += order(group, func(a, b item) bool {
			// Relative to the base.
			d := a.at - base

			return d < b.at-base // as it stands
		})
	}
	return n
}

// There is a round behind the test.
//
// offer: Hoist the closure out of the loop
//
//go:noinline
func tested(groups [][]item, base int) (n int) {
	if len(groups) == 0 {
		return 0
	}
	base++
	for _, group := range groups {
		n += order(group, func(a, b item) bool { return a.at-base < b.at-base })
	}
	return n
}

type tree struct{ n int }

//go:noinline
func (t *tree) add(by int) { t.n += by }

//go:noinline
func each(n int, do func(int)) {
	do(n)
	did = do
}

var did func(int)

// offer: Hoist t.add out of the loop
//
//go:noinline
func method(t *tree, xs []int) {
	for _, x := range xs {
		each(x, t.add)
	}
}

// The receiver's address is the same in each round, whatever it holds.
//
// offer: Hoist t.add out of the loop
//
//go:noinline
func address(xs [3]int) int {
	var t tree
rounds:
	for _, x := range xs {
		if x > 9 {
			t = tree{}
		}
		if each(x, t.add); x == 7 {
			continue rounds
		}
	}
	return t.n
}

// offer: Hoist any(name) out of the loop
//
//go:noinline
func boxed(w io.Writer, name string, xs []int) {
	for _, x := range xs {
		fmt.Fprintln(w, name, x < 3)
	}
}

//go:noinline
func put(m map[string]int, key string) { m[key]++ }

// offer: Hoist dir + "/" + name out of the loop
//
//go:noinline
func joined(m map[string]int, dir, name string) {
	for range 3 {
		put(m, dir+"/"+name)
	}
}

// What has a name in the loop keeps it.
//
// offer: Hoist the closure out of the loop
//
//go:noinline
func named(groups [][]item, base int) (n int) {
	for i := 0; i < len(groups); i++ {
		byBase := func(a, b item) bool { return a.at-base < b.at-base }
		n += order(groups[i], byBase)
	}
	return n
}

func main() {
	groups := [][]item{{{3, 1}, {1, 2}}, {{5, 6}, {7, 8}, {2, 0}}}
	fmt.Println(closure(groups, 2), closure(nil, 2), tested(groups, 1), tested(nil, 1), named(groups, 3))
	t := &tree{}
	method(t, []int{1, 2, 3})
	fmt.Println(t.n, address([3]int{1, 7, 10}))
	var out strs
	boxed(&out, "name", []int{1, 4})
	fmt.Print(out.s)
	m := map[string]int{}
	joined(m, "dir", "name")
	fmt.Println(m)
	long := "a name that is long enough not to fit into any buffer on the stack"
	for name, f := range map[string]func(){
		"closure": func() { closure(groups, 2) },
		"tested":  func() { tested(groups, 2) },
		"named":   func() { named(groups, 2) },
		"method":  func() { method(t, []int{1, 2, 3}) },
		"address": func() { address([3]int{1, 7, 10}) },
		"boxed":   func() { boxed(io.Discard, long, []int{1, 4}) },
		"joined":  func() { joined(m, long, long) },
	} {
		fmt.Println("allocs", name, testing.AllocsPerRun(20, f))
	}
}

type strs struct{ s string }

func (s *strs) Write(b []byte) (int, error) {
	s.s += string(b)
	return len(b), nil
}
