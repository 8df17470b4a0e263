// Slices that an array does not keep off the heap, or whose size is not known.
package main

import "fmt"

// Too large for a variable, too.
func larger(src string) int {
	buf := make([]byte, 128<<10+1)
	return copy(buf, src)
}

var kept []byte

// It outlives the call.
func stored(src string) int {
	buf := make([]byte, 64<<10+1)
	kept = buf
	return copy(buf, src)
}

// Small enough as it is.
func small(src string) int {
	buf := make([]byte, 64<<10)
	return copy(buf, src)
}

// Of a size known at run time only.
func sized(src string, n int) int {
	buf := make([]byte, n)
	return copy(buf, src)
}

type buffer []byte

func (b buffer) fill(src string) int { return copy(b, src) }

// A type with methods.
func named(src string) int {
	buf := make(buffer, 64<<10+1)
	return buf.fill(src)
}

// Assigned to a variable that has another value before.
func assigned(src string, buf []byte) int {
	if buf == nil {
		buf = make([]byte, 64<<10+1)
	}
	return copy(buf, src)
}

// Each call of many, one below the other, would have it on the stack.
func nested(depth int) int {
	buf := make([]byte, 64<<10+1)
	if depth > 0 {
		buf[0] = byte(nested(depth - 1))
	}
	return int(buf[0]) + 1
}

// What make is here allocates nothing.
func shadowed(src string) int {
	make := func(b []byte, n int) []byte { return b[:n] }
	buf := make([]byte(src), 1)
	return len(buf)
}

func main() {
	fmt.Println(larger("a"), stored("b"), small("c"), sized("d", 3), named("e"), assigned("f", nil), shadowed("g"), nested(3))
}

// It is inlined, and its caller comes to itself again: the stack has no room for that many.
func inlined(n int) int {
	buf := make([]byte, 100<<10)
	buf[n] = byte(n)
	return int(buf[n&1023])
}

func again(n int) int {
	if n == 0 {
		return 0
	}
	return again(n-1) + inlined(n)
}
