// Package closures: captures, go and defer.
package closures

var sink func() *int

func byValue(x *int) func() *int { // ERROR "leaking param: x"
	return func() *int { return x } // ERROR "func literal escapes to heap"
}

func byRef() func() int {
	n := 0                              // ERROR "moved to heap: n"
	return func() int { n++; return n } // ERROR "func literal escapes to heap"
}

func local() int {
	n := 0
	add := func(x int) { n += x } // ERROR "func literal does not escape"
	add(1)
	add(2)
	return n
}

func nested() func() func() int {
	a := 1                     // ERROR "moved to heap: a"
	return func() func() int { // ERROR "func literal escapes to heap"
		b := 2                                       // ERROR "moved to heap: b"
		return func() int { a++; b++; return a + b } // ERROR "func literal escapes to heap"
	}
}

func resultOfClosure() int {
	u := 1
	f := func() *int { return &u } // ERROR "func literal does not escape"
	return *f()
}

func lost(call func(func() *int)) { // ERROR "call does not escape"
	u := 1                          // ERROR "moved to heap: u"
	call(func() *int { return &u }) // ERROR "func literal escapes to heap"
}

func global() {
	x := 1                           // ERROR "moved to heap: x"
	sink = func() *int { return &x } // ERROR "func literal escapes to heap"
}

func large() func() byte {
	var small [128]byte
	var big [129]byte                               // ERROR "moved to heap: big"
	return func() byte { return small[0] + big[0] } // ERROR "func literal escapes to heap"
}

func capturing() func() {
	return func() {} // ERROR "func literal escapes to heap"
}

func goes(x *int, c chan *int) { // ERROR "leaking param: x" "leaking param: c"
	go func() { c <- x }() // ERROR "func literal escapes to heap"
	go send(c, x)
}

func send(c chan *int, x *int) { c <- x } // ERROR "c does not escape" "leaking param: x"

func defers(x *int) { // ERROR "x does not escape"
	defer func() { *x++ }() // ERROR "func literal does not escape"
	defer drop(x)
	y := 2
	defer drop(&y)
}

func drop(x *int) {} // ERROR "x does not escape"

func deferLoop(xs []*int) { // ERROR "leaking param content: xs"
	for _, x := range xs {
		defer drop(x)
		defer func() { drop(x) }() // ERROR "func literal escapes to heap"
	}
}

func recursive(n int) int {
	var fib func(int) int
	fib = func(n int) int { // ERROR "func literal does not escape"
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	return fib(n)
}

func assignedLater() func() int {
	x := 1
	x = 2
	return func() int { return x } // ERROR "func literal escapes to heap"
}

func passed(f func() int) int { return f() } // ERROR "f does not escape"

func passes() int {
	x := 1
	return passed(func() int { return x }) // ERROR "func literal does not escape"
}
