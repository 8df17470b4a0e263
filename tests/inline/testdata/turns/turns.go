// Package turns calls methods through interfaces whose types are known: they are met where they lead to.
package turns

type node struct {
	next *node
	made func() *node
}

type finder interface{ find(*node) *node }

var sink any

func first(p *node, n int) *node {
	var f finder = &node{}
	if n > 3 {
		return second(p, n)
	}
	q := f.find(p)
	again := func() *node { return f.find(q) }
	return again()
}

func second(p *node, n int) *node {
	less := func() *node { return first(p, n-1) }
	return less()
}

//go:noinline
func (x *node) find(p *node) *node {
	next := func() *node { sink = p; return x.next }
	made := func() *node { return once(next)() }
	x.made = made
	return made()
}

func once(made func() *node) func() *node {
	return func() *node { println("made"); return made() }
}
