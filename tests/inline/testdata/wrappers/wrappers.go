// Package wrappers has methods that reach their callers through functions the compiler makes.
package wrappers

import _ "unsafe"

type Sink interface{ Put(p *int) *int }

type Inner struct{ last *int }

func (i *Inner) Put(p *int) *int {
	old := i.last
	i.last = p
	return old
}

func (i Inner) Last(or *int) *int {
	if i.last == nil {
		return or
	}
	return i.last
}

type Outer struct{ Inner }

type Deep struct{ *Outer }

type Local[T any] struct{ kept []T }

func (l *Local[T]) Keep(v T) { l.kept = append(l.kept, v) }

type Ints struct{ Local[*int] }

func Value(s Sink) func(*int) *int { return s.Put }

func Method(d Deep) func(*int) *int { return d.Last }

//go:linkname named
func named(p *int) *int {
	if p == nil {
		panic("nil")
	}
	return p
}

//go:linkname other example.com/inl/wrappers.fourth
func other(p **int) (*int, error) { return *p, nil }
