// Pointers that have to be some: each function says why.
package main

import (
	"fmt"
	"sync"
)

type point struct{ x, y int }

func (p *point) move() { p.x++ }

var last *point

// The caller asks whether it is nil.
//
//go:noinline
func maybe(x int) *point {
	if x < 0 {
		return nil
	}
	return &point{x, x}
}

// Somebody else has it, too.
//
//go:noinline
func known(x int) *point {
	p := &point{x, x}
	last = p
	return p
}

// Somebody else has one of its fields.
//
//go:noinline
func shared(x int) (f *point) {
	p := &point{x, x}
	field = &p.x
	return p
}

var field *int

//go:noinline
func field2(x int) *point {
	p := &point{x, x}
	field = &p.x
	return p
}

// A method has had it.
//
//go:noinline
func moved(x int) *point {
	p := &point{x, x}
	p.move()
	return p
}

// A deferred call recovers, and nil is returned.
//
//go:noinline
func recovering(xs []int) *point {
	defer func() { _ = recover() }()
	p := &point{xs[0], 0}
	return p
}

// A caller compares it.
//
//go:noinline
func compared(x int) *point { return &point{x, x} }

// A caller assigns to it.
//
//go:noinline
func assigned(x int) *point { return &point{x, x} }

// A loop would have a variable for each round.
//
//go:noinline
func looped(x int) *point { return &point{x, x} }

// A lock may not be copied.
type locked struct {
	mu sync.Mutex
	n  int
}

//go:noinline
func locks(n int) *locked {
	l := &locked{n: n}
	return l
}

// It is used as a value.
//
//go:noinline
func handed(x int) *point { return &point{x, x} }

// The result is passed on at once.
//
//go:noinline
func passed(x int) *point { return &point{x, x} }

func use(p *point) int { return p.x }

// Large ones are copied for long.
type large struct{ x [20]int }

//go:noinline
func copied(x int) *large { return &large{[20]int{x}} }

func main() {
	p := maybe(1)
	q := known(1)
	last.x = 7
	r := shared(2)
	r2 := field2(2)
	*field = 8
	s := moved(3)
	var v *point
	if t := recovering(nil); t != nil {
		v = t
	}
	w := recovering([]int{2})
	c := compared(1)
	d := compared(1)
	e := assigned(1)
	e = assigned(2)
	for f := looped(1); f.x < 3; f.x++ {
		defer func() { fmt.Println(f.x) }()
	}
	l := locks(1)
	make := handed
	g := make(1)
	h := copied(5)
	fmt.Println(p.x, q.x, r.x, r2.x, s.x, v == nil, w.x, c == d, e.x, l.n, g.x, use(passed(2)), h.x[0])
}
