// Package tree is a sorted map: generic types and functions, iterators, what is inlined into other packages.
package tree

import (
	"cmp"
	"iter"
	"slices"
)

type node[K cmp.Ordered, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
}

// Map is a binary tree.
type Map[K cmp.Ordered, V any] struct {
	root *node[K, V]
	size int
}

// New is small enough to be inlined into its callers.
func New[K cmp.Ordered, V any]() *Map[K, V] { return &Map[K, V]{} }

// Set puts a value in.
func (m *Map[K, V]) Set(key K, value V) {
	at := &m.root
	for *at != nil {
		switch c := cmp.Compare(key, (*at).key); {
		case c < 0:
			at = &(*at).left
		case c > 0:
			at = &(*at).right
		default:
			(*at).value = value
			return
		}
	}
	*at = &node[K, V]{key: key, value: value}
	m.size++
}

// All goes through the tree in order.
func (m *Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var stack []*node[K, V]
		n := m.root
		for n != nil || len(stack) > 0 {
			for n != nil {
				stack = append(stack, n)
				n = n.left
			}
			n, stack = stack[len(stack)-1], stack[:len(stack)-1]
			if !yield(n.key, n.value) {
				return
			}
			n = n.right
		}
	}
}

// Keys are sorted.
func (m *Map[K, V]) Keys() []K {
	var out []K
	for k := range m.All() {
		out = append(out, k)
	}
	return out
}

// Group puts values together by what f says of them.
func Group[T any, K cmp.Ordered](all []T, f func(T) K) *Map[K, []T] {
	m := New[K, []T]()
	found := map[K][]T{}
	for _, x := range all {
		found[f(x)] = append(found[f(x)], x)
	}
	for k, v := range found {
		m.Set(k, slices.Clone(v))
	}
	return m
}
