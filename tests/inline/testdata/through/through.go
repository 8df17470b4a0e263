// Package through inlines functions of another package.
package through

import "example.com/inl/lib"

func ints() int {
	var s lib.Stack[int]
	s.Push(lib.Max(1, 2))
	return s.Len()
}

func bounds(n int) int { return lib.Clamp(n, 0, 9) }

func deep() int { return lib.Configure(lib.WithDepth(3), lib.WithDepth(4)).Depth() }

func busy(s []string) int { return lib.Busy(s) + bounds(len(s)) }

func option() lib.Option { return lib.WithDepth(1) }

func largest[T int | string](list []T) T {
	m := list[0]
	for _, x := range list {
		m = lib.Max(m, x)
	}
	return m
}

func strings() string { return largest([]string{"a"}) }
