// Package values has generic functions and methods that are assigned, passed and returned. What binds a dictionary to
// one of them is a literal nobody wrote: what it does stands where it was written, wherever that is inlined to.
package values

import "cmp"

func pick[T any](xs []T, less func(a, b T) int) T {
	if less(xs[0], xs[1]) < 0 {
		return xs[0]
	}
	return xs[1]
}

func minimum[T cmp.Ordered](xs []T) T { return pick(xs, cmp.Compare[T]) }

func least() int { return minimum([]int{1, 2}) }

func maker[T any]() func() *T { return func() *T { return new(T) } }

func variable[T any]() *T {
	var f = maker[T]
	return f()()
}

func local() *int { return variable[int]() }

type pair[T any] struct{ a, b T }

func (p pair[T]) first() T                 { return p.a }
func (p *pair[T]) both() (*T, *T)          { return &p.a, &p.b }
func (p pair[T]) with[U any](u U) (T, U)   { return p.a, u }
func (p *pair[T]) method() func() (*T, *T) { return p.both }

func expressions[T any](w T) (T, *T) {
	first := pair[T].first
	second := (*pair[T]).both
	_, b := second(&pair[T]{b: w})
	return first(pair[T]{a: w}), b
}

func generic[T any](p pair[T]) any {
	f := p.with[string]
	_, s := f("")
	g := pair[T].with[int]
	_, i := g(p, 1)
	_, j := pair[T].with(p, &i)
	return []any{s, i, j}
}

func call() (int, *int, any) {
	a, b := expressions(3)
	return a, b, generic(pair[string]{})
}
