package p

import "unsafe"

type I interface{ M(int) int }

type Inner struct{ a, b int }

func (x Inner) V() int   { return x.a }
func (x *Inner) P(n int) { x.b = n }

type Outer struct {
	*Inner
	I
	arr [4]int
	m   map[string][]int
	f   func(int) int
}

type E struct{ Outer }

type Bytes []byte
type B byte
type Str string

var global, other int
var table = map[string]int{"a": 1}
var iface any = 3
var x1, x2 = two()
var e1, e2 any = two()
var ok1, ok2 = table["a"]
var lit = func() int { return global }

func two() (int, string) { return 1, "s" }

func init() { global = 7 }

func fields(e E, p *E) int          { return e.a + p.b + e.arr[1] + p.arr[2] + e.Outer.Inner.a }
func methods(e E, p *E) int         { e.P(1); p.P(2); return e.V() + p.V() + e.M(3) }
func addrs(e E) *int                { return &e.arr[1] }
func derefs(p **Inner) int          { return (**p).a + (*p).b }
func slices_(a [4]int, s []int) []int {
	p := &a
	return append(append(append(s[1:], a[:2]...), p[1:]...), s[:1:2]...)
}
func strs(a, b string) string { return a + "x" + (b + "y") + a }
func sub(s string) string     { return s[1:] + s[:2] }
func concatOp(s string) string {
	s += "a" + "b"
	return s
}
func convs(b []byte, s string, bb []B, r []rune, m Bytes, i int, f float64) (string, []byte, string, string, []rune, string, int, float64, float32) {
	return string(b), []byte(s), string(bb), string(r), []rune(s), string(rune(i)), int(f), float64(i), float32(f)
}
func runesLit() []rune          { return []rune("ab") }
func named(s string) Str        { return Str(s) }
func sameType(i int) int        { return int(i) }
func floatSame(f float64) float64 { return float64(f) }
func toArr(s []int) [2]int      { return [2]int(s) }
func toArrPtr(s []int) *[2]int  { return (*[2]int)(s) }
func iconv(i int, v I) (any, any) { return i, v }
func cmp(i any, s string, v I, e error) bool {
	return i == s || v == nil && e != nil || s < "b" || i == v
}
func commaOk(m map[string]int, i any, c chan int) (int, bool) {
	v, ok := m["a"]
	w, ok2 := i.(int)
	x, ok3 := <-c
	var y any
	y, ok = m["b"]
	_ = y
	return v + w + x, ok && ok2 && ok3
}
func multi() (any, string) { return two() }
func assignMulti() (a any, b string) {
	a, b = two()
	a, b = b, b
	return
}
func callMulti(f func(any, string)) { f(two()) }
func variadic(xs ...any) int        { return len(xs) }
func variadics(xs []any)            { variadic(); variadic(1, "a", nil); variadic(xs...) }
func builtins(m map[string]int, s []int, c chan int) int {
	delete(m, "a")
	clear(m)
	copy(s, s[1:])
	close(c)
	print("a", 1, s == nil)
	println()
	return min(len(s), cap(s), 3) + max(1, len(m)) + len("abc")
}
func makes(n int) (map[int]int, chan int, []int, []int, *int, *int) {
	return make(map[int]int), make(chan int, n), make([]int, n, 10), make([]int, 3), new(int), new(n)
}
func copyStr(b []byte, s string) int { return copy(b, s) }
func panics(x int)                   { panic(x) }
func panicErr(e error)               { panic(e) }
func recovers() any                  { return recover() }
func complexes(f float64) (complex128, float64) {
	c := complex(f, 1)
	return c * 2i, real(c) + imag(c)
}
func shifts(i int, u uint8) int { return i<<3 | i>>u | 1<<u }
func ops(i int) int {
	i += 2
	i <<= 1
	i++
	i &^= 4
	i--
	return -i + ^i - +i
}
func logic(a, b bool) bool { return a && !b || b }
func lits(n int) ([]int, [3]int, map[string]int, *Inner, Inner, []*Inner, [][]int) {
	return []int{1, 5: n, 2}, [...]int{n, 2, 3}, map[string]int{"a": n}, &Inner{a: n}, Inner{1, n}, []*Inner{{n, 1}, {}}, [][]int{{n}, nil}
}
func anon() any {
	return struct {
		a int
		b any
	}{1, 2}
}
func constIf(n int) int {
	if false {
		n++
	} else if true && n > 1 {
		return 1
	}
	if unsafe.Sizeof(n) == 8 || n > 0 {
		n += 2
		return n
	}
	return 5
}
func deadCode(n int) int {
	return n
	n++
	goto end
end:
	return 2
}
func constFor() {
	for i := 0; false; i++ {
		global++
	}
}
func constSwitch() int {
	switch 3 {
	case 1, 2:
		return 1
	case 3:
		return global
	default:
		return 4
	}
}
func switches(i int, a any, s string) int {
	switch {
	case i > 1, i < -1:
		return 1
	}
	switch x := i + 1; x {
	case 1:
		fallthrough
	case 2:
		return 2
	default:
		i++
	}
	switch a {
	case 1, "a", nil:
		return 3
	}
	switch s {
	}
	return i
}
func typeSwitch(a any) int {
	switch x := a.(type) {
	case nil:
		return 0
	case int:
		return x
	case string, []byte:
		_ = x
		return 1
	case error:
		return len(x.Error())
	default:
		return 2
	}
}
func ranges(s []int, m map[string]int, c chan int, str string, a *[3]int, n int) (sum int) {
	for i, v := range s {
		sum += i + v
	}
	for range n {
		sum++
	}
	for k := range m {
		sum += len(k)
	}
	for v := range c {
		sum += v
	}
	for _, r := range str {
		sum += int(r)
	}
	var i int
	for i = range a {
		sum += i
	}
	return
}
func labels(s [][]int) int {
outer:
	for _, r := range s {
		for i := range r {
			if i == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
		}
	}
	return 1
}
func gotos(n int) int {
again:
	n--
	if n > 0 {
		goto again
	}
	return n
}
func selects(c, d chan int, e chan any) (x int, y any) {
	select {
	case v := <-c:
		x = v
	case y = <-d:
	case y = <-e:
	case v, ok := <-d:
		_, _ = v, ok
	case c <- 1:
	case e <- x:
	case <-c:
	default:
	}
	return
}
func send(e chan any, x int) { e <- x }
func closures(n int) func() int {
	m := n
	f := func() int {
		m++
		return m + n
	}
	g := func(k int) int { return k * n }
	return func() int { return f() + g(2) + func() int { return 3 }() }
}
func methodValues(e E, p *Inner, v I) (func() int, func(int), func(int) int) {
	return e.V, p.P, v.M
}
func methodExprs() (func(Inner) int, func(*Inner) int, func(*Inner, int), func(I, int) int, func(E) int) {
	return Inner.V, (*Inner).V, (*Inner).P, I.M, E.V
}
func goDefer(f func(int) int, p *Inner, v I, n int) {
	defer f(n)
	go p.P(n + 1)
	defer v.M(n)
	defer panic(n)
	defer func() { recover() }()
	go func(a int) { global = a }(n)
}
func callResult(f func() func(int) int) int   { return f()(1) }
func ifaceResult(f func() I) int              { return f().M(2) }
func arrayOf(f func() [3]int) int             { return f()[1] }
func initIf(f func() error) error {
	if err := f(); err != nil {
		return err
	}
	return nil
}
func unsafes(p *int, n int, s string, b []byte) (uintptr, unsafe.Pointer, []int, string, *byte, *byte) {
	return uintptr(unsafe.Pointer(p)), unsafe.Add(unsafe.Pointer(p), n), unsafe.Slice(p, n), unsafe.String(&b[0], n), unsafe.StringData(s), unsafe.SliceData(b)
}
func blank(n int, _ string) (_ int, err error) {
	_ = n
	_, _ = n, err
	var _ = n
	var a, b int
	return a + b, nil
}
func localTypes(n int) any {
	type T struct{ n int }
	const c = 3
	return T{n + c}
}
func mapOps(m map[[2]int]*Inner, k [2]int) int {
	m[k].a++
	m[k] = nil
	m[k].b, m[[2]int{1, 2}] = 1, &Inner{}
	return m[k].a
}
func fieldCalls(o *Outer) int { return o.f(1) + o.m["a"][2] + o.Inner.a }
func loopVars() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	return
}
func rangeFunc(seq func(func(int, string) bool)) int {
	for i, s := range seq {
		if s == "" {
			continue
		}
		if i == 3 {
			return i
		}
		defer println(s)
	}
	return 0
}
func arrayPtrLen(a *[5]int, b [3]func() int) int { return len(a) + cap(b) + len([2]int{f0(), 1}) }
func f0() int                                    { return 0 }
func nested(p *struct{ q *struct{ r []int } }) int {
	return p.q.r[len(p.q.r)-1]
}
func namedRet() (n int, s string) {
	n, s = 1, "a"
	return n, s
}
func chainCmp(a, b *Inner, f func()) bool { return a == b || f == nil || *a == *b }
