// Package leakingparam: a parameter outlives the call. The callers pay for it.
package leakingparam

type Tree struct{ Left, Right *Tree }

var kept *Tree

// Keep leaks to the heap.
func Keep(t *Tree) { // ERROR "leaking param: t"
	kept = t
}

// Leftmost leaks to its result: only as far as the caller lets it.
func Leftmost(t *Tree) *Tree { // ERROR "leaking param: t to result ~r0 level=0"
	for t.Left != nil {
		t = t.Left
	}
	return t
}

// First leaks what its parameter points to, not the parameter.
func First(trees []*Tree) { // ERROR "leaking param content: trees"
	kept = trees[0]
}

// Caller pays for Keep, not for Leftmost.
func Caller() bool {
	größter := Tree{} // ERROR "moved to heap: größter"
	Keep(&größter)
	return Leftmost(&Tree{}) != nil // ERROR "&Tree{} does not escape"
}
