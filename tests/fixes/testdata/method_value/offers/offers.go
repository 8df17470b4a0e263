// Method values that hide a method from those that call it.
package main

import (
	"fmt"
	"iter"
	"testing"
)

type tree struct {
	left, right *tree
	val         int
}

func (t *tree) push(yield func(int) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.val) && t.right.push(yield)
}

func (t *tree) walk(yield func(int) bool) { t.push(yield) }

// offer: Call t.walk in a function literal
func (t *tree) all() iter.Seq[int] { return t.walk }

//go:noinline
func sum(t *tree) (n int) {
	for v := range t.all() {
		n += v
	}
	return n
}

type span struct{ from, to int }

func (s span) each(yield func(int) bool) {
	for i := s.from; i < s.to; i++ {
		if !yield(i) {
			return
		}
	}
}

// offer: Call s.each in a function literal
func (s span) numbers() iter.Seq[int] { return s.each }

//go:noinline
func count(from, to int) (n int) {
	for i := range (span{from, to}).numbers() {
		n += i
	}
	return n
}

func main() {
	t := &tree{&tree{nil, nil, 1}, &tree{nil, nil, 4}, 2}
	fmt.Println(sum(t), sum(nil), count(3, 6))
	fmt.Println("allocs", "sum", testing.AllocsPerRun(20, func() { sum(t) }))
	fmt.Println("allocs", "count", testing.AllocsPerRun(20, func() { count(3, 6) }))
}
