// Pools that something else knows of, or that are given what they did not make.
package main

import (
	"fmt"
	"sync"
)

// Put in another function than Get.
var split = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func get() []byte  { return split.Get().([]byte) }
func put(b []byte) { split.Put(b) }

// Put in each round, taken once.
var often = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func loop() {
	b := often.Get().([]byte)
	for range 2 {
		often.Put(b)
		b = append(b, 1)
	}
}

// Put twice on one way.
var twice = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func both(early bool) {
	b := twice.Get().([]byte)
	if early {
		twice.Put(b)
	}
	twice.Put(b)
}

// Whoever calls release may do so twice.
var handed = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func take() (b []byte, release func()) {
	got := handed.Get().([]byte)
	return got, func() { handed.Put(got) }
}

// Nothing makes the first one.
var empty sync.Pool

func none() []byte {
	b, _ := empty.Get().([]byte)
	empty.Put(b)
	return b
}

// The pool itself goes elsewhere.
var shared = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func use(p *sync.Pool) { p.Put(make([]byte, 3)) }

func share() {
	use(&shared)
	b := shared.Get().([]byte)
	shared.Put(b)
}

// Two types in one pool.
var mixed = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func mix() {
	b := mixed.Get().([]byte)
	mixed.Put(b)
	defer func() { fmt.Println(recover() != nil) }()
	s := mixed.Get().([]int)
	mixed.Put(s)
}

// Something else than what was taken is put.
var other = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func swap() {
	b := other.Get().([]byte)
	c := append([]byte(nil), b...)
	other.Put(c)
}

// Pointers already.
var pointers = sync.Pool{New: func() any { return new([]byte) }}

func good() {
	p := pointers.Get().(*[]byte)
	pointers.Put(p)
}

// New does not make the type that is asked for.
var wrong = sync.Pool{New: func() any {
	if len(out) > 0 {
		return out
	}
	return make([]byte, 0, 64)
}}

var out []byte

func wrongly() {
	b := wrong.Get().([]byte)
	wrong.Put(b)
}

// New keeps the variable's address: what it returned was a copy.
type page struct{ lines [8]int }

var created []*page

var kept = sync.Pool{New: func() any {
	var p page
	created = append(created, &p)
	return p
}}

func keep() {
	p := kept.Get().(page)
	p.lines[0]++
	kept.Put(p)
}

// New keeps a part of it.
var windows [][]byte

var cut = sync.Pool{New: func() any {
	var a [64]byte
	windows = append(windows, a[:])
	return a
}}

func keepPart() {
	a := cut.Get().([64]byte)
	a[0]++
	cut.Put(a)
}

// The Put runs again, of another slice.
var again = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func jumpBack(n int) {
	b := again.Get().([]byte)
more:
	b = append(b[:0], byte(n))
	again.Put(b)
	if n--; n > 0 {
		b = make([]byte, 0, 64)
		goto more
	}
}

// Deferred twice.
var deferred = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func deferredTwice(n int) {
	b := deferred.Get().([]byte)
more:
	b = append(b[:0], byte(n))
	defer deferred.Put(b)
	if n--; n > 0 {
		b = make([]byte, 0, 64)
		goto more
	}
}

func main() {
	keep()
	keepPart()
	jumpBack(2)
	deferredTwice(2)
	put(get())
	loop()
	both(true)
	b, release := take()
	release()
	fmt.Println(len(b), none() == nil)
	share()
	mix()
	swap()
	good()
	wrongly()
}
