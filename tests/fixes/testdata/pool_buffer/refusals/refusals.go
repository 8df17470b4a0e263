// Large variables that somebody may still have when the function ends, or that are made again and again.
package main

import (
	"fmt"
	"sync"
)

type frame struct {
	pix [200 << 10]byte
	n   int
}

var kept *frame

func leaks(n int) {
	var f frame
	f.n = n
	kept = &f
}

func sliced(read func([]byte)) {
	var f frame
	read(f.pix[:])
}

func captured() (f func() int) {
	var g frame
	return func() int { g.n++; return g.n }
}

func (f *frame) keep() { kept = f }

func method() {
	var f frame
	f.keep()
}

func loop(n int) (sum int) {
	for i := range n {
		var f frame
		f.n = i
		sum += f.n + int(f.pix[i])
	}
	return sum
}

func local(n int) int {
	type own struct {
		pix [200 << 10]byte
		n   int
	}
	var f own
	f.n = n
	return f.n + int(f.pix[n])
}

type locked struct {
	sync.Mutex
	pix [200 << 10]byte
}

func (l *locked) touch() {}

func lock(n int) int {
	var l locked
	l.touch()
	return int(l.pix[n])
}

// Small enough for the stack.
func small(n int) int {
	var pix [64 << 10]byte
	pix[n] = 1
	return int(pix[1])
}

// What a goto brings again would wait, too.
//
//go:noinline
func again(n int) int {
	sum := 0
more:
	sum++
	var f frame
	f.n += n
	f.pix[n]++
	sum += f.n
	if n--; n > 0 {
		goto more
	}
	return sum
}

func main() {
	fmt.Println(again(3))
	leaks(1)
	var got []byte
	sliced(func(b []byte) { got = b })
	next := captured()
	fmt.Println(kept.n, len(got), next(), next(), loop(3), local(1), lock(1), small(1))
	method()
	fmt.Println(kept.n)
}
