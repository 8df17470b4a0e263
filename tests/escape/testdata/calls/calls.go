// Package calls: what callees do to arguments.
package calls

import "fmt"

type I interface{ M(*int) *int }

type A struct{ kept *int }

func (a *A) M(x *int) *int { a.kept = x; return x } // ERROR "a does not escape" "leaking param: x"

type B struct{}

func (B) M(x *int) *int { return x } // ERROR "leaking param: x to result ~r0 level=0"

var sink any

func id(x *int) *int { return x } // ERROR "leaking param: x to result ~r0 level=0"

func drop(x *int) int { return *x } // ERROR "x does not escape"

func keep(x *int) { sink = x } // ERROR "leaking param: x"

func useId() int {
	x := 1
	return *id(&x)
}

func returnId() *int {
	x := 1 // ERROR "moved to heap: x"
	return id(&x)
}

func useDrop() int {
	x := 1
	return drop(&x)
}

func useKeep() {
	x := 1 // ERROR "moved to heap: x"
	keep(&x)
}

func iface(i I) *int { // ERROR "leaking param: i"
	x := 1 // ERROR "moved to heap: x"
	return i.M(&x)
}

func ptrMethod() *int {
	var a A
	x := 1 // ERROR "moved to heap: x"
	return a.M(&x)
}

func valueMethod() int {
	x := 1
	return *B{}.M(&x)
}

func methodExpr(a *A, x *int) *int { // ERROR "a does not escape" "leaking param: x"
	return (*A).M(a, x)
}

func methodValue(a *A) func(*int) *int { // ERROR "leaking param: a"
	return a.M // ERROR "a\.M escapes to heap"
}

func localMethodValue(a *A, x *int) { // ERROR "a does not escape" "leaking param: x"
	f := a.M // ERROR "a\.M does not escape"
	f(x)
}

func funcParam(f func(*int)) { // ERROR "f does not escape"
	x := 1 // ERROR "moved to heap: x"
	f(&x)
}

func funcVar(b bool, x *int) *int { // ERROR "leaking param: x to result ~r0 level=0"
	f := id
	if b {
		f = func(y *int) *int { return y } // ERROR "leaking param: y to result ~r0 level=0" "func literal does not escape"
	}
	return f(x)
}

func variadic(xs ...*int) *int { return xs[0] } // ERROR "leaking param: xs to result ~r0 level=1"

func useVariadic() int {
	x, y := 1, 2
	return *variadic(&x, &y) // ERROR "\.\.\. argument does not escape"
}

func boxed(x int, s string, e struct{}) { // ERROR "leaking param: s"
	fmt.Println(x, s, e) // ERROR "\.\.\. argument does not escape" "x escapes to heap" "s escapes to heap" "e escapes to heap"
}

func even(x *int, n int) *int { // ERROR "leaking param: x"
	if n == 0 {
		return x
	}
	return odd(x, n-1)
}

func odd(x *int, n int) *int { // ERROR "leaking param: x"
	if n == 0 {
		return nil
	}
	return even(x, n-1)
}

func builtins(dst, src []*int, m map[*int]int, k *int) []*int { // ERROR "leaking param content: dst" "leaking param: dst to result ~r0 level=0" "leaking param content: src" "m does not escape" "k does not escape"
	copy(dst, src)
	delete(m, k)
	clear(m)
	print(k)
	return append(dst, src...) // ERROR "append escapes to heap"
}

func grow(x *int) { // ERROR "leaking param: x"
	var s []*int
	s = append(s, x)             // ERROR "append does not escape"
	_ = append([]int(nil), 1, 2) // ERROR "append does not escape"
}

func panics(x *int) { // ERROR "leaking param: x"
	panic(x)
}

func minmax(a, b string) string { // ERROR "leaking param: a to result ~r0 level=0" "leaking param: b to result ~r0 level=0"
	return min(a, max(b, "x"))
}

func two(x *int) (*int, error) { return x, nil } // ERROR "leaking param: x to result ~r0 level=0"

func useTwo(x *int) *int { // ERROR "leaking param: x to result ~r0 level=0"
	y, err := two(x)
	if err != nil {
		return nil
	}
	return y
}
