// Variables of which somebody sees both values, or whose second one is seen where the first may be.
package main

import "fmt"

type node struct{ n int }

var kept *node
var seen []func() int

//go:noinline
func look(n *node) int { return n.n }

// Behind the branch it is the one or the other.
func either(odd bool) int {
	n := &node{1}
	a := look(n)
	if odd {
		n = &node{2}
		kept = n
	}
	return a + look(n)
}

// A literal sees the second value, too.
func captured() int {
	n := &node{1}
	f := func() int { return n.n }
	a := look(n)
	n = &node{2}
	kept = n
	return a + f() + look(n)
}

// So does who has the address.
func address() int {
	n := &node{1}
	p := &n
	a := look(n)
	n = &node{2}
	kept = n
	return a + look(*p) + look(n)
}

// All rounds have one variable, and their literals see the last value.
func shared() int {
	n := &node{1}
	a := look(n)
	for i := range 3 {
		n = &node{i}
		kept = n
		seen = append(seen, func() int { return n.n + i })
	}
	return a
}

// The next round sees the second value before it is given another.
func rounds() (a int) {
	n := &node{1}
	for i := range 3 {
		a += look(n)
		n = &node{i}
		kept = n
		a += look(n)
	}
	return a
}

// The next round begins with it.
func inherits() (a int) {
	for n := (&node{1}); a < 9; {
		a += look(n)
		n = &node{a + 1}
		kept = n
		a += look(n)
	}
	return a
}

// Its type is not that of the value.
func shift(by uint) *uint8 {
	var n uint8 = 7
	if n>>by == 0 {
		return nil
	}
	n = 1 << by
	for range 2 {
		p := &n
		*p++
		if *p > 5 {
			return p
		}
	}
	return nil
}

// A result is returned by its name.
func result(odd bool) (n *node, a int) {
	n = &node{1}
	a = look(n)
	if !odd {
		return &node{3}, a
	}
	n = &node{2}
	kept = n
	a += look(n)
	return
}

// A case falls through to the next.
func falls(k int) int {
	n := &node{1}
	a := look(n)
	switch k {
	case 1:
		n = &node{2}
		kept = n
		a += look(n)
		fallthrough
	case 2:
		a += look(n)
	}
	return a
}

// A goto comes from before the assignment.
func jumps(k int) int {
	n := &node{1}
	a := look(n)
	if k == 1 {
		goto end
	}
	n = &node{2}
	kept = n
	a += look(n)
end:
	a += look(n)
	return a
}

// A deferred literal sees it all.
func deferred() {
	n := &node{1}
	defer func() { fmt.Println(look(n)) }()
	look(n)
	n = &node{2}
	kept = n
	look(n)
}

func main() {
	fmt.Println(either(true), either(false), captured(), address(), shared(), rounds(), inherits())
	for _, f := range seen {
		fmt.Println(f())
	}
	fmt.Println(*shift(2), shift(3) == nil, falls(1), falls(2), jumps(1), jumps(2))
	n, a := result(true)
	fmt.Println(*n, a)
	deferred()
}
