// Package appendgrowth: append outgrows the capacity of its slice, again and again.
package appendgrowth

// Evens grows its result from nothing: each doubling is a new array and a copy.
func Evens(xs []int) []int { // ERROR "xs does not escape"
	var out []int
	for _, x := range xs {
		out = append(out, x*2) // ERROR "append escapes to heap"
	}
	return out
}

// Wörter has the room it needs.
func Wörter(n int) []string {
	out := make([]string, 0, n) // ERROR "make\(\[\]string, 0, n\) escapes to heap"
	for range n {
		out = append(out, "wört") // ERROR "append escapes to heap"
	}
	return out
}
