// Package toolarge: a backing store is too large for the stack.
package toolarge

// Slice asks for more than 64 KiB.
func Slice() int {
	big := make([]int, 8193) // ERROR "make\(\[\]int, 8193\) escapes to heap"
	return len(big)
}

// Array declares more than 128 KiB.
func Array() byte {
	var buf [1 << 18]byte // ERROR "moved to heap: buf"
	buf[3] = 'ß'
	return buf[3]
}

// Small fits.
func Small() int {
	small := make([]int, 8) // ERROR "make\(\[\]int, 8\) does not escape"
	return len(small)
}
