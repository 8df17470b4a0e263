// Package conversions: strings, interfaces, pointers.
package conversions

import "unsafe"

type S struct{ a, b int }

type P struct{ p *int }

var sink any
var text string

func box(i int, s S, p P, q *int, e error, u8 byte) { // ERROR "leaking param: p" "leaking param: q" "leaking param: e"
	sink = i // ERROR "i escapes to heap"
	sink = s // ERROR "s escapes to heap"
	sink = p
	sink = q
	sink = e
	sink = u8         // ERROR "u8 escapes to heap"
	sink = 7          // ERROR "7 escapes to heap"
	sink = "constant" // ERROR "\"constant\" escapes to heap"
}

func localBox(i int) bool {
	var a any = i // ERROR "i does not escape"
	return a != nil
}

func constant() {
	n := 10
	sink = n // ERROR "10 escapes to heap"
}

func strings(s string, b []byte, r []rune, c rune) int { // ERROR "s does not escape" "b does not escape" "r does not escape"
	x := string(b) // ERROR "string\(b\) does not escape"
	y := []byte(s) // ERROR "\(\[\]byte\)\(s\) does not escape"
	y[0] = 1
	z := []rune(s) // ERROR "\(\[\]rune\)\(s\) does not escape"
	w := string(r) // ERROR "string\(r\) does not escape"
	v := string(c) // ERROR "string\(c\) does not escape"
	return len(x) + len(y) + len(z) + len(w) + len(v)
}

func zeroCopy(s string) byte { // ERROR "s does not escape"
	b := []byte(s) // ERROR "\(\[\]byte\)\(s\) does not escape" "zero-copy string->\[\]byte conversion"
	return b[0]
}

func keepString(b []byte) { // ERROR "b does not escape"
	text = string(b) // ERROR "string\(b\) escapes to heap"
}

func concat(a, b string) string { // ERROR "a does not escape" "b does not escape"
	text = a + b + "!" // ERROR "a \+ b \+ \"!\" escapes to heap"
	return a + b       // ERROR "a \+ b escapes to heap"
}

func assert(i any) (*int, S, P) { // ERROR "leaking param: i to result ~r0 level=0" "leaking param: i to result ~r2 level=0"
	return i.(*int), i.(S), i.(P)
}

func typeSwitch(i any) *int { // ERROR "leaking param: i to result ~r0 level=0"
	switch x := i.(type) {
	case *int:
		return x
	case S: // ERROR "moved to heap: x"
		return &x.a
	case P:
		return x.p
	}
	return nil
}

func toArray(s []*int) (*[2]*int, [2]*int) { // ERROR "leaking param: s to result ~r0 level=0" "leaking param: s to result ~r1 level=1"
	return (*[2]*int)(s), [2]*int(s)
}

func unsafePointer(p *int) uintptr { // ERROR "p does not escape"
	return uintptr(unsafe.Pointer(p))
}

func roundTrip(p *S) *int { // ERROR "leaking param: p to result ~r0 level=0"
	return (*int)(unsafe.Pointer(uintptr(unsafe.Pointer(p)) + unsafe.Offsetof(p.b)))
}

func unsafeString(b []byte) string { // ERROR "leaking param: b to result ~r0 level=0"
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func slicing(arr [8]int, p *[8]int, s string) ([]int, []int, string) { // ERROR "leaking param: p to result ~r1 level=0" "leaking param: s to result ~r2 level=0" "moved to heap: arr"
	return arr[1:], p[:2], s[1:]
}
