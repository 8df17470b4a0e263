// Package lib is imported by package through.
package lib

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }

func (s *Stack[T]) Len() int { return len(s.items) }

func Max[T int | string](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func Clamp(x, low, high int) int { return clamp(Max(x, low), high) }

func clamp(x, high int) int {
	if x > high {
		return high
	}
	return x
}

type Option func(*config)

type config struct{ depth int }

func (c *config) Depth() int { return c.depth }

func WithDepth(n int) Option { return func(c *config) { c.depth = n } }

func Configure(opts ...Option) *config {
	c := &config{}
	for _, o := range opts {
		o(c)
	}
	return c
}

func Busy(s []string) (n int) {
	for _, x := range s {
		for _, r := range x {
			if r == ' ' || r == '\t' || r == '\n' {
				n += Clamp(n, 1, 10)
			} else if r > 200 {
				n -= Clamp(n, 3, 20)
			}
			n = n*3 + len(x)
		}
	}
	return n
}
