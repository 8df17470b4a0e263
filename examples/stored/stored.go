// Package stored: a pointer is stored in a slice element, in a map, or through a pointer.
package stored

type Node struct {
	Value int
	Next  *Node
}

// Slice stores into an element: the analysis does not know which array that is.
func Slice(nums []*int) { // ERROR "nums does not escape"
	a := 10 // ERROR "moved to heap: a"
	nums[0] = &a
}

// Map stores into a map: keys and values always escape.
func Map(m map[string]*int) { // ERROR "m does not escape"
	übrig := 1 // ERROR "moved to heap: übrig"
	m["übrig"] = &übrig
}

// Link stores through a pointer.
func Link(head *Node) { // ERROR "head does not escape"
	head.Next = &Node{Value: 2} // ERROR "&Node{...} escapes to heap"
}
