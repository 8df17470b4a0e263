// Pointers that must stay pointers: each function says why.
package main

import (
	"fmt"
	_ "unsafe"
)

type point struct{ x, y int }

func (p *point) inc() { p.x++ }

var (
	keep    []func() int
	current point
)

// The variable changes after the call, by a method.
//
//go:noinline
func byMethod(p *point) { keep = append(keep, func() int { return p.x }) }

// The variable is everybody's.
//
//go:noinline
func global(p *point) { keep = append(keep, func() int { return p.x }) }

// The variable is assigned to again, by a definition.
//
//go:noinline
func redefined(p *point) { keep = append(keep, func() int { return p.x }) }

// The variable changes during the call.
//
//go:noinline
func during(p *point, f func()) {
	f()
	keep = append(keep, func() int { return p.x })
}

// Assembly or another package may call it.
//
//go:linkname linked
//go:noinline
func linked(p *point) { keep = append(keep, func() int { return p.x }) }

// The variable changes through another pointer.
//
//go:noinline
func other(p *point) { keep = append(keep, func() int { return p.x }) }

//go:noinline
func set(p *point, x int) { p.x = x }

// The argument holds a use of the parameter: two edits at one place.
//
//go:noinline
func nested(n int, p *point) int {
	keep = append(keep, func() int { return p.x })
	if n == 0 {
		return 0
	}
	return nested(n-1, &point{x: (*p).x, y: n})
}

func main() {
	a, d, g := point{}, point{}, point{}
	byMethod(&a)
	a.inc()
	global(&current)
	current.x = 7
	b, ok := point{1, 2}, true
	redefined(&b)
	b, more := point{3, 4}, ok
	during(&d, func() { (&d).x = 9 })
	linked(&point{5, 6})
	other(&g)
	set(&g, 5)
	nested(1, &point{1, 2})
	for _, f := range keep {
		fmt.Println(f(), more)
	}
}

// The variable is a result: the return assigns to it.
//
//go:noinline
func result(p *point) { keep = append(keep, func() int { return p.x }) }

func results() (p point) {
	result(&p)
	return point{5, 6}
}
