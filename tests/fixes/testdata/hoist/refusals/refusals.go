// What must be made in each round, or costs nothing before the loop.
package main

import (
	"fmt"
	"os"
)

var kept []func() int

//go:noinline
func keep(f func() int) { kept = append(kept, f) }

//go:noinline
func show(args ...any) { fmt.Fprintln(os.Stdout, args...) }

// It captures a variable of the loop.
func own(xs []int) {
	for _, x := range xs {
		keep(func() int { x++; return x })
	}
}

// It captures a variable that each round declares.
func ofRound(xs []int) {
	for i := range xs {
		n := 2 * i
		keep(func() int { n++; return n })
	}
}

// Not every round comes to it: a path would pay more.
func conditional(xs []int, base int) {
	for _, x := range xs {
		if x > 100 {
			keep(func() int { return base })
		}
	}
}

// The first round may leave before it.
func left(xs []int, base int) {
	for _, x := range xs {
		if x > 100 {
			break
		}
		keep(func() int { return base })
	}
}

func skipped(xs []int, base int) bool {
	for _, x := range xs {
		_ = x > 100 || put(func() int { return base })
	}
	return true
}

//go:noinline
func put(f func() int) bool { keep(f); return true }

// Nobody knows whether there is a round.
func unknown(next func() bool, base int) {
	for next() {
		keep(func() int { return base })
	}
}

func over(seq func(yield func(int) bool), base int) {
	for range seq {
		keep(func() int { return base })
	}
}

// The boxed value changes.
func changes(n int) {
	for range 3 {
		show(n)
		n += 1000
	}
}

func changesBehind(n int) {
	p := &n
	for range 3 {
		show(n)
		*p += 1000
	}
}

func changesByClosure(n int) {
	next := func() { n += 1000 }
	for range 3 {
		show(n)
		next()
	}
}

var global = 1000

func changesGlobal() {
	for range 3 {
		show(global)
		bump()
	}
}

//go:noinline
func bump() { global++ }

type point struct{ x, y int }

func changesField(p point) {
	for range 3 {
		show(p.x, p)
		p.x += 1000
	}
}

func changesPointee(p *point) {
	for range 3 {
		show(p.x)
		move(p)
	}
}

//go:noinline
func move(p *point) { p.x += 1000 }

func (p point) sum() int { return p.x + p.y }

func (p *point) shift() int { p.x++; return p.x }

// A method value copies its receiver.
func copied(p point) {
	for range 3 {
		keep(p.sum)
		p.x++
	}
}

// The receiver is another one in each round.
func advances(ps []point) {
	p := &ps[0]
	for i := range ps {
		p = &ps[i]
		keep(p.shift)
	}
}

func eachOwn(ps []*point) {
	for _, p := range ps {
		keep(p.shift)
	}
}

type shifter interface{ shift() int }

// A nil interface panics where the method is taken, not before.
func dynamic(s shifter, xs []int) (err any) {
	defer func() { err = recover() }()
	for range xs {
		fmt.Println("before")
		keep(s.shift)
	}
	return nil
}

// A string is joined that changes.
func grows(m map[string]int) {
	s := "a"
	for range 3 {
		m[s+"/"+s]++
		s += "b"
	}
}

// A round may be repeated without the loop.
func jumps(base int) {
	n := 0
again:
	for range 2 {
		keep(func() int { return base })
	}
	n++
	if n < 2 {
		goto again
	}
}

func main() {
	own([]int{1, 2})
	ofRound([]int{1, 2})
	conditional([]int{1, 200}, 1)
	left([]int{1, 200}, 1)
	skipped([]int{200, 1}, 1)
	rounds := 0
	unknown(func() bool { rounds++; return rounds < 3 }, 1)
	over(func(yield func(int) bool) {}, 1)
	changes(1000)
	changesBehind(1000)
	changesByClosure(1000)
	changesGlobal()
	changesField(point{1000, 1})
	changesPointee(&point{1000, 1})
	copied(point{1, 2})
	advances([]point{{1, 2}, {3, 4}})
	eachOwn([]*point{{1, 2}, {3, 4}})
	fmt.Println(dynamic(nil, []int{1}) != nil)
	m := map[string]int{}
	grows(m)
	fmt.Println(m)
	jumps(1)
	for _, f := range kept {
		fmt.Println(f(), f())
	}
}

// 0 - 1 is the largest number: there are rounds, though n is not more than 0.
func wraps(n, base uint) {
	for i := n - 1; i >= 0; i-- {
		keep(func() int { return int(base) })
		if len(kept) > 10 {
			return
		}
	}
}
