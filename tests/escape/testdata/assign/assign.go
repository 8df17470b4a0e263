// Package assign: where stores go.
package assign

type T struct {
	p    *int
	a, b []byte
	next *T
	arr  [4]*int
}

var global *int
var globals []*int

func toGlobal() {
	x := 1 // ERROR "moved to heap: x"
	global = &x
}

func toLocal() int {
	x := 1
	p := &x
	q := &p
	return **q
}

func throughPointer(t *T, x *int) { // ERROR "t does not escape" "leaking param: x"
	t.p = x
}

func intoStruct(x *int) int { // ERROR "x does not escape"
	var t T
	t.p = x
	return *t.p
}

func intoArray(x *int) *int { // ERROR "leaking param: x to result ~r0 level=0"
	var arr [3]*int
	arr[1] = x
	return arr[0]
}

func intoSlice(s []*int, x *int) { // ERROR "s does not escape" "leaking param: x"
	s[0] = x
}

func intoMap(m map[*int]*int, k, v *int) { // ERROR "m does not escape" "leaking param: k" "leaking param: v"
	m[k] = v
}

func fromMap(m map[string]*int) *int { // ERROR "m does not escape"
	return m["x"]
}

func content(t **T) { // ERROR "leaking param content: t"
	global = (*t).p
}

func twoResults(x, y *int) (*int, *int) { // ERROR "leaking param: x to result ~r1 level=0" "leaking param: y to result ~r0 level=0"
	return y, x
}

func sixResults(a, b, c, d, e, f *int) (*int, *int, *int, *int, *int, *int) { // ERROR "leaking param: a to result ~r0 level=0" "leaking param: b to result ~r1 level=0" "leaking param: c to result ~r2 level=0" "leaking param: d to result ~r3 level=0" "leaking param: e to result ~r4 level=0" "leaking param: f"
	return a, b, c, d, e, f
}

func named(x *int) (r *int) { // ERROR "leaking param: x to result r level=0"
	r = x
	return
}

func (t *T) self(n int) { // ERROR "t does not escape"
	t.a = t.a[n:]       // ERROR "\(\*T\)\.self ignoring self-assignment in t\.a = t\.a\[n:\]"
	t.a = t.b           // ERROR "\(\*T\)\.self ignoring self-assignment in t\.a = t\.b"
	t.arr[0] = t.arr[n] // ERROR "\(\*T\)\.self ignoring self-assignment in t\.arr\[0\] = t\.arr\[n\]"
	t.next.a = t.next.b // ERROR "\(\*T\)\.self ignoring self-assignment in t\.next\.a = t\.next\.b"
}

func (t *T) notSelf(u *T) { // ERROR "t does not escape" "leaking param content: u"
	t.p = u.p
}

func opAssign(s *string, t string) { // ERROR "s does not escape" "leaking param: t"
	*s += t
}

func swap(a, b **int) { // ERROR "leaking param content: a" "leaking param content: b"
	*a, *b = *b, *a
}

func blank(x *int) { // ERROR "x does not escape"
	_ = x
	y := 2
	_ = &y
}

func commaOk(i any, m map[int]*int, c chan *int) (*int, *int, *int) { // ERROR "leaking param: i to result ~r0 level=0" "m does not escape" "c does not escape"
	a, _ := i.(*int)
	b, _ := m[1]
	d, _ := <-c
	return a, b, d
}

func send(c chan<- *int, x *int) { // ERROR "c does not escape" "leaking param: x"
	c <- x
}

func deref3(x ***int) *int { // ERROR "leaking param: x to result ~r0 level=2"
	return **x
}

func unnamed(*int)   {}
func blanked(_ *int) {}
