package versions

type leaf struct {
	value    int
	children []leaf
}

func (n *leaf) release() {
	for _, c := range n.children {
		c.release()
	}
	n.value = 0
}

func use(n *node, l *leaf) ([]*int, []func() int) {
	n.release()
	l.release()
	return pointers([]int{n.value, l.value}), counters(nil)
}
