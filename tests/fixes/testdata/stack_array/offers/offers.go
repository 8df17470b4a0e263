// Slices that are on the heap for their size alone.
package main

import (
	"fmt"
	"testing"
)

// offer: Cut buf from an array on the stack
//
//go:noinline
func scratch(src string) (n int) {
	buf := make([]byte, 64<<10+1)
	n = copy(buf, src)
	return n + int(buf[0]) + len(buf) + cap(buf)
}

const size = 80 << 10

// In a loop, with room for more: each round has new ones.
// offer: Cut xs from an array on the stack
//
//go:noinline
func rounds(n int) (sum int) {
	for i := range n {
		xs := make([]uint8, 2, size)
		xs[0]++
		xs = append(xs, uint8(i))
		sum += int(xs[0]) + int(xs[2]) + cap(xs)
	}
	return sum
}

func main() {
	fmt.Println(scratch("abc"), rounds(3))
	fmt.Println("allocs", "scratch", testing.AllocsPerRun(20, func() { scratch("abc") }))
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(20, func() { rounds(3) }))
}
