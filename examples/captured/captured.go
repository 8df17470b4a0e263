// Package captured: a closure that outlives the frame captures variables by reference.
package captured

// Fibonacci returns a generator; a and b live as long as it does.
func Fibonacci() func() int {
	a, b := 0, 1        // ERROR "moved to heap: a" "moved to heap: b"
	return func() int { // ERROR "func literal escapes to heap"
		a, b = b, a+b
		return a
	}
}

// Sum calls its closure and forgets it: nothing escapes.
func Sum(xs []int) int { // ERROR "xs does not escape"
	total := 0
	add := func(x int) { // ERROR "func literal does not escape"
		total += x
	}
	for _, x := range xs {
		add(x)
	}
	return total
}
