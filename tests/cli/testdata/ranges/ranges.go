// Package ranges has loops over functions in functions that are inlined: what holds the place to go on at has no position.
package ranges

import "iter"

type C struct{ n int }

func (c *C) single(done chan int, it iter.Seq[int], yield func(int) bool) {
	for o := range it {
		select {
		case <-done:
			return
		default:
		}
		if !yield(o) {
			return
		}
	}
}

func (c *C) all(done chan int, it iter.Seq[int], yield func(int) bool) {
	if c.n > 0 {
		c.single(done, it, yield)
		return
	}
	println(1)
	defer println(2)
}

func (c *C) both(done chan int, it iter.Seq[int], yield func(int) bool) {
	if c.n > 0 {
		c.single(done, it, yield)
		return
	}
	for x := range it {
		if x > 5 {
			return
		}
	}
}
