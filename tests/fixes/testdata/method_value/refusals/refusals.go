// Method values that keep what a literal would see change, or that gain nothing.
package main

import (
	"fmt"
	"iter"
	"runtime"
)

type span struct{ from, to int }

func (s span) each(yield func(int) bool) {
	for i := s.from; i < s.to; i++ {
		if !yield(i) {
			return
		}
	}
}

func (s *span) move(yield func(int) bool) {
	for s.from < s.to && yield(s.from) {
		s.from++
	}
}

type walker interface{ each(func(int) bool) }

// The value is copied where the method is taken.
func later(s span) iter.Seq[int] {
	all := s.each
	s.to++
	return all
}

func behind(s *span) iter.Seq[int] { return s.each }

// The pointer goes elsewhere.
func advances(s, t *span) iter.Seq[int] {
	all := s.move
	s = t
	_ = s
	return all
}

// A nil interface panics where the method is taken.
func dynamic(w walker) iter.Seq[int] { return w.each }

type outer struct{ *span }

// So does a nil pointer that is followed.
func promoted(o outer) iter.Seq[int] { return o.each }

var global = &span{1, 3}

func ofPackage() iter.Seq[int] { return global.move }

// Nobody who calls it gains anything.
func (s *span) own() func(func(int) bool) { return s.move }

type list[T any] struct {
	next *list[T]
	val  T
}

func (l *list[T]) each(yield func(int, T) bool) {
	for i := 0; l != nil; i, l = i+1, l.next {
		if !yield(i, l.val) {
			return
		}
	}
}

// The compiler makes a literal of a generic one itself.
func (l *list[T]) items() iter.Seq2[int, T] {
	return l.each
}

func weigh(l *list[string]) (n int) {
	for i, s := range l.items() {
		n += i * len(s)
	}
	return n
}

func show(all iter.Seq[int]) {
	for i := range all {
		fmt.Println(i)
	}
}

var kept func(func(int) bool)

func main() {
	show(later(span{1, 3}))
	s := &span{1, 3}
	all := behind(s)
	s.to = 5
	show(all)
	show(advances(&span{1, 2}, s))
	show(promoted(outer{s}))
	all = ofPackage()
	global = s
	show(all)
	fmt.Println(weigh(&list[string]{&list[string]{nil, "bc"}, "a"}))
	kept = s.own()
	kept(func(i int) bool { fmt.Println(i); return true })
	defer func() { fmt.Println(recover() != nil) }()
	all = dynamic(nil)
	fmt.Println("not reached")
	show(all)
}

type loud struct{ rows []int }

// Only what is deferred itself can recover, a method value of it included.
func (l *loud) rescued(yield func(int) bool) {
	if r := recover(); r != nil {
		fmt.Println(r)
	}
	for _, x := range l.rows {
		yield(x)
	}
}

// It says where it was called.
func (l *loud) traced(yield func(int) bool) {
	_, _, line, _ := runtime.Caller(1)
	for _, x := range l.rows {
		yield(x + line)
	}
}

func (l *loud) all() iter.Seq[int] { return l.rescued }

func (l *loud) lines() iter.Seq[int] { return l.traced }

func callers(l *loud) (sum int) {
	for x := range l.all() {
		sum += x
	}
	for x := range l.lines() {
		sum += x
	}
	return sum
}
