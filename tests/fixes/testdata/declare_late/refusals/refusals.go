// Variables that have to be declared where they are.
package main

import "fmt"

type request struct {
	name string
	n    int
}

var kept []*request

// Nothing leaves in between.
func straight(n int) {
	var r request
	fmt.Print()
	r.n = n
	kept = append(kept[:0], &r)
}

// One variable for all rounds, in the loop's only branch.
func shared(ns []int) {
	var r request
	for _, n := range ns {
		if n > 1 {
			r.n += n
			kept = append(kept, &r)
		}
	}
}

// Both branches name it.
func both(n int) int {
	var r request
	if n > 3 {
		kept = append(kept, &r)
		r.n++
	} else {
		r.n = n
	}
	return n
}

// The value is changed in between.
func changed(n int) *request {
	r := &request{n: n}
	n++
	if n < 3 {
		return nil
	}
	return r
}

var global = 1

// The value is read from memory, which a call may change.
func loaded() *request {
	r := &request{n: global}
	if bump() {
		return nil
	}
	return r
}

func bump() bool {
	global++
	return global == 1
}

// The inner := would assign to it.
func inner(n int) int {
	var r request
	if n > 3 {
		kept = append(kept, &r)
		r.n++
		r, err := request{n: 7}, error(nil)
		fmt.Println(r.n, err)
	}
	return n
}

// The type's name means something else at the new place.
func renamed(n int) int {
	var r request
	if n > 3 {
		type request struct{ other int }
		fmt.Println(request{other: 1})
		kept = append(kept, &r)
		r.n++
	}
	return n
}

// What is called may panic, or be seen.
func called(n int) *request {
	r := &request{n: bumped()}
	if n < 3 {
		return nil
	}
	return r
}

func bumped() int {
	global++
	return global
}

// A size that may be negative panics.
func sized(n int, stop bool) []int {
	xs := make([]int, n)
	if stop {
		return nil
	}
	return xs
}

// A goto jumps over it.
func jumped(n int) *request {
	var r request
again:
	n++
	if n < 3 {
		goto again
	}
	if n > 7 {
		return nil
	}
	p := &r
	r.n = n
	return p
}

// A deferred call names it.
func deferred(n int) *request {
	var r request
	defer func() { r.n++ }()
	if n < 3 {
		return nil
	}
	p := &r
	r.n = n
	return p
}

// The comment may be about what follows.
func commented(n int) *request {
	// What is asked for.
	var r request
	if n < 3 {
		return nil
	}
	p := &r
	r.n = n
	return p
}

func trailing(n int) *request {
	var r request // what is asked for
	if n < 3 {
		return nil
	}
	p := &r
	r.n = n
	return p
}

func main() {
	straight(1)
	shared([]int{1, 2})
	fmt.Println(both(1), changed(3), loaded(), inner(4), renamed(4), called(4))
	fmt.Println(sized(1, false), jumped(1), deferred(4), commented(4), trailing(4), kept[0] == kept[1])
}
