// Variables that are too large for the stack.
package main

import (
	"fmt"
	"testing"
)

type frame struct {
	pix [200 << 10]byte
	n   int
}

func (f frame) first() byte { return f.pix[0] }

// offer: Take f from a pool
//
//go:noinline
func blank(n int) (sum int) {
	var f frame // as good as new
	f.n = n
	for i := range f.n {
		sum += int(f.pix[i])
		f.pix[i] = 7
	}
	return sum + int(f.first())
}

// A panic on the way gives it back, too.
//
// offer: Take `all` from a pool
//
//go:noinline
func count(data []byte) (n int) {
	all := [1 << 17]uint32{}
	for _, b := range data {
		all[b]++
	}
	old := all
	all = [1 << 17]uint32{}
	for _, c := range old {
		if c > 1 {
			n++
		}
	}
	return n + len(all) + int(all[len(data)])
}

func main() {
	fmt.Println(blank(3), blank(4), count([]byte("abcabd")), count(nil))
	func() {
		defer func() { fmt.Println(recover() != nil) }()
		blank(201 << 10)
	}()
	fmt.Println(blank(3))
	fmt.Println("allocs", "blank", testing.AllocsPerRun(20, func() { blank(3) }))
	fmt.Println("allocs", "count", testing.AllocsPerRun(20, func() { count(nil) }))
}
