//go:build go1.18

// This file's constraint asks for a language in which the iterations of a loop share their variables.
package versions

type node struct {
	value    int
	children []node
}

func (n *node) release() {
	for _, c := range n.children {
		c.release()
	}
	n.value = 0
}

var counters = func(xs []int) (fs []func() int) {
	for _, x := range xs {
		fs = append(fs, func() int { x++; return x })
	}
	return fs
}

func pointers[T any](xs []T) (ps []*T) {
	for _, x := range xs {
		ps = append(ps, &x)
	}
	return ps
}
