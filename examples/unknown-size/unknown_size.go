// Package unknownsize: the size of a slice is not known when compiling.
package unknownsize

// Squares needs room for n numbers. Only a handful would fit into the 32 bytes that the stack lends.
func Squares(n int) int {
	squares := make([]int, n) // ERROR "make\(\[\]int, n\) does not escape"
	sum := 0
	for i := range squares {
		squares[i] = i * i
		sum += squares[i]
	}
	return sum
}
