// Slices whose methods do more, or other things, than sort asks for: each type says what.
package main

import (
	"fmt"
	"sort"
	"sync"
)

// Swap counts.
type counted []int

var swaps int

func (c counted) Len() int           { return len(c) }
func (c counted) Less(i, j int) bool { return c[i] < c[j] }
func (c counted) Swap(i, j int)      { swaps++; c[i], c[j] = c[j], c[i] }

// Swap takes another slice along.
type pairs struct{ keys, values []int }

func (p pairs) Len() int           { return len(p.keys) }
func (p pairs) Less(i, j int) bool { return p.keys[i] < p.keys[j] }
func (p pairs) Swap(i, j int) {
	p.keys[i], p.keys[j] = p.keys[j], p.keys[i]
	p.values[i], p.values[j] = p.values[j], p.values[i]
}

// Swap does nothing.
type frozen []int

func (f frozen) Len() int           { return len(f) }
func (f frozen) Less(i, j int) bool { return f[i] < f[j] }
func (f frozen) Swap(i, j int)      { f[i], f[j] = f[i], f[j] }

// Only the first are sorted.
type head []int

func (h head) Len() int           { return min(len(h), 2) }
func (h head) Less(i, j int) bool { return h[i] < h[j] }
func (h head) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// NaN is less than nothing here.
type floats []float64

func (f floats) Len() int           { return len(f) }
func (f floats) Less(i, j int) bool { return f[i] < f[j] }
func (f floats) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }

// Less compares with more than elements.
type around []int

var pivot = 3

func (a around) Len() int           { return len(a) }
func (a around) Less(i, j int) bool { return a[i] < pivot }
func (a around) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

// Less looks at places.
type places []int

func (p places) Len() int           { return len(p) }
func (p places) Less(i, j int) bool { return i < j }
func (p places) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

// `len` is another.
type short []int

func (s short) Len() int {
	len := func(short) int { return 0 }
	return len(s)
}
func (s short) Less(i, j int) bool { return s[i] < s[j] }
func (s short) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

// A pointer to a slice.
type late []int

func (l *late) Len() int           { return len(*l) }
func (l *late) Less(i, j int) bool { return (*l)[i] < (*l)[j] }
func (l *late) Swap(i, j int)      { (*l)[i], (*l)[j] = (*l)[j], (*l)[i] }

// The type that is sorted may be any.
type list[T any] []T

func (l list[T]) Len() int           { return len(l) }
func (l list[T]) Less(i, j int) bool { return fmt.Sprint(l[i]) < fmt.Sprint(l[j]) }
func (l list[T]) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

// A local type hides the one of the elements.
type elem struct{ n int }

type elems []elem

func (e elems) Len() int           { return len(e) }
func (e elems) Less(i, j int) bool { return e[i].n < e[j].n }
func (e elems) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }

func hidden(e elems) int {
	type elem struct{ m int }
	sort.Sort(e)
	return elem{e[0].n}.m
}

func main() {
	numbers := func() []int { return []int{3, 1, 2} }
	a, b, c, d, e, f := counted(numbers()), frozen(numbers()), head(numbers()), around(numbers()), places(numbers()), late(numbers())
	sort.Sort(a)
	sort.Sort(pairs{numbers(), numbers()})
	sort.Sort(b)
	sort.Sort(c)
	sort.Sort(d)
	sort.Sort(e)
	sort.Sort(&f)
	sort.Sort(floats{2, 1})
	sort.Sort(short(numbers()))
	sort.Sort(list[int](numbers()))
	sort.Sort(sort.Reverse(a))
	defer sort.Sort(a)
	fmt.Println(a, b, c, d, e, f, swaps, hidden(elems{{2}, {1}}))
}

// The elements must not be copied.
type locked struct {
	sync.Mutex
	n int
}

type lockedList []locked

func (l lockedList) Len() int           { return len(l) }
func (l lockedList) Less(i, j int) bool { return l[i].n < l[j].n }
func (l lockedList) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

func locks(s []locked) { sort.Sort(lockedList(s)) }
