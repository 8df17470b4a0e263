// Literals that must see the variable itself.
package main

import "fmt"

var keep func() int

// Assigned after the literal was made.
func later(n int) {
	n++
	keep = func() int { return n }
	n = 9
}

// The literal assigns.
func counts() {
	n := 0
	n++
	keep = func() int { n++; return n }
}

// A loop comes back to an assignment.
func loop() {
	n := 0
	for range 3 {
		n++
		if n == 1 {
			keep = func() int { return n }
		}
	}
}

// Assigned once: captured by value already.
func once(n int) { keep = func() int { return n } }

// Somebody has its address.
func address(n int) {
	p := &n
	n++
	keep = func() int { return n }
	*p = 5
}

func main() {
	later(1)
	fmt.Println(keep())
	counts()
	fmt.Println(keep(), keep())
	loop()
	fmt.Println(keep())
	once(4)
	fmt.Println(keep())
	address(1)
	fmt.Println(keep())
	var b block
	emit(&b, []byte("history"), []byte("source"))
	fmt.Println(string(b.lits))
}

var all []func() int

// Every round assigns, by the loop's first line.
func ranges(xs []int) {
	var i int
	for i = range xs {
		k := len(all)
		all = append(all, func() int { return i + k })
	}
}

// The round's last line changes what its literal sees.
func inRound(n int) {
	for i := 0; i < n; i++ {
		if i == 1 {
			all = append(all, func() int { return i })
		}
		i += len(all)
	}
}

type block struct{ lits []byte }

// A literal that is called here is on the stack, and what it appends to grows as it did.
//
//go:noinline
func emit(b *block, history, src []byte) {
	if len(src) > 8 {
		src = history
	}
	add := func(from, to int) {
		if from < to {
			b.lits = append(b.lits, src[from:to]...)
		}
	}
	for i := range src {
		if i > 0 {
			add(i-1, i)
		} else {
			add(0, i)
		}
	}
}
