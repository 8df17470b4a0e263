// Package equality converts values to interfaces with methods: the compiler makes functions that compare them.
package equality

import "fmt"

type named interface{ name() string }

type words struct {
	s    string
	n    int
	_    int
	b    bool
	f    float64
	next *words
}

func (words) name() string { return "" }

type nested struct {
	pair  [2]struct{ a, b string }
	many  [9]string
	any   any
	err   error
	deep  [40]struct{ c complex64 }
	bytes [100]byte
	tail  int8
}

func (*nested) name() string { return "" }

type list[T any] struct {
	value T
	next  *list[T]
}

func (l list[T]) name() string { return fmt.Sprint(l.value) }

func names(w words) []named {
	return []named{w, &nested{}, list[string]{}, list[struct {
		k string
		n int
	}]{}}
}

func is(n named) bool {
	switch n := n.(type) {
	case list[[3]string]:
		return n.value[0] == ""
	}
	_, ok := n.(*list[any])
	return ok
}

func generic[T any](x T) named { return list[T]{value: x} }

var all = []named{generic(1.5), generic([2]any{})}
