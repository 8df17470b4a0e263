package p

type Seq2[K, V any] func(yield func(K, V) bool)

type Num interface{ ~int | ~int64 | ~float64 }

type Base[T any] struct{ v T }

func (b Base[T]) Get() T                          { return b.v }
func (b *Base[T]) Set(v T)                        { b.v = v }
func (b *Base[T]) Conv[U any](f func(T) U) U      { return f(b.v) }
func (b Base[T]) Pair[U any](u U) (T, U)          { return b.v, u }

type Derived[K comparable, V Num] struct {
	*Base[K]
	m map[K][]V
	c chan V
	f func(K) V
}

func (d *Derived[K, V]) Add(k K, v V) V {
	d.m[k] = append(d.m[k], v, 1)
	d.Set(k)
	d.c <- v
	x, ok := <-d.c
	if y, ok2 := d.m[d.Get()]; ok && ok2 {
		x += y[0]
	}
	defer d.Set(k)
	go d.f(k)
	return x + V(len(d.m))
}
func (d Derived[K, V]) Each() Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, vs := range d.m {
			for _, v := range vs {
				if !yield(k, v) {
					return
				}
			}
		}
	}
}
func (d *Derived[K, V]) Funcs() (func(K), func(*Derived[K, V]) K, func(K) V) {
	return d.Set, (*Derived[K, V]).Get, d.f
}

func SumAll[K comparable, V Num](d *Derived[K, V]) (s V) {
	for _, v := range d.Each() {
		s += v
		if s > 10 {
			return s
		}
	}
	return
}

type Setter[T any] interface {
	Set(T)
	*Base[T]
}

func Use[T any, P Setter[T]](v T) P {
	p := P(new(Base[T]))
	p.Set(v)
	f := p.Set
	f(v)
	g := P.Set
	g(p, v)
	return p
}

type Eq[T any] interface{ Equal(T) bool }

type my int

func (m my) Equal(o my) bool { return m == o }

func Find[T Eq[T]](xs []T, x T) int {
	for i := range xs {
		if xs[i].Equal(x) {
			return i
		}
	}
	return -1
}

func Chain[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}
func Memo[K comparable, V any](f func(K) V) func(K) V {
	m := map[K]V{}
	return func(k K) V {
		v, ok := m[k]
		if !ok {
			v = f(k)
			m[k] = v
		}
		return v
	}
}
func Rec[T any](n int, v T) []T {
	if n == 0 {
		return nil
	}
	return append(Rec(n-1, v), v)
}
func Switch[T any](v T) string {
	switch x := any(v).(type) {
	case int:
		return "i"
	case string:
		return x
	case []T:
		return "s"
	case interface{ Get() T }:
		_ = x.Get()
	case T:
		return "t"
	}
	return ""
}
func Assert[T any](x any) (T, bool) {
	v, ok := x.(T)
	p := x.(*T)
	_ = p
	return v, ok
}
func Eqs[T comparable](a, b T) bool { return a == b || any(a) == any(b) }
func Arr[T any](a [4]T) []T         { return a[1:3] }
func Str[T ~string | ~[]byte](s T) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n += int(s[i])
	}
	return n + len(string(s))
}
func Bytes[T ~string | ~[]byte](s T) []byte { return []byte(s) }
func Lit[T Num]() []T                       { return []T{1, 2, 3: 4} }
func Const[T Num](x T) T                    { return x*2 + 1<<3 }
func Chan[T any](c chan T, v T) {
	select {
	case c <- v:
	case x := <-c:
		_ = x
	}
}
func Defer[T any](f func(T), v T) {
	defer f(v)
	defer func() { recover() }()
}
func Variadic[T any](xs ...T) int { return len(xs) }
func Call[T any](v T) int         { return Variadic(v, v) + Variadic[T]() + Variadic([]T{v}...) }
func Multi[T any](v T) (T, error) { return v, nil }
func CallMulti[T any](v T) (any, error) {
	a, err := Multi(v)
	var b any
	b, err = Multi(a)
	_, _ = b, err
	return Multi(v)
}

type Node[T any] struct {
	l, r *Node[T]
	v    T
}

func (n *Node[T]) All(yield func(T) bool) bool {
	return n == nil || n.l.All(yield) && yield(n.v) && n.r.All(yield)
}

type Alias[T any] = Node[[]T]

func UseAlias(a *Alias[int]) int {
	n := 0
	a.All(func(x []int) bool { n += len(x); return true })
	return n
}

func Local[T any](v T) any {
	type pair struct{ a, b T }
	ps := []pair{{v, v}}
	f := func(p pair) *pair { return &p }
	return f(ps[0])
}

type Iface[T any] interface{ Do(T) T }

type impl struct{}

func (impl) Do(x int) int { return x }

func Dyn[T any](i Iface[T], v T) T { return i.Do(v) }

func use(d *Derived[string, int], e Derived[my, float64], s []my) {
	d.Add("a", 1)
	e.Add(1, 2.5)
	SumAll(d)
	SumAll(&e)
	_ = Use[int](3).Get()
	Find(s, my(2))
	_ = Chain(func(i int) string { return "" }, func(s string) []byte { return nil })
	_ = Memo(func(s string) int { return len(s) })
	Rec(3, "a")
	Rec(3, 1)
	Switch(3)
	Switch("a")
	Assert[my](d)
	Assert[error](d)
	Eqs(1, 2)
	Eqs[any](1, "a")
	Arr([4]string{})
	Str("a")
	Bytes([]byte{1})
	Lit[int64]()
	Const(2.5)
	Chan(make(chan int), 1)
	Defer(func(int) {}, 3)
	Call("a")
	CallMulti(1)
	UseAlias(nil)
	Local(1)
	Dyn[int](impl{}, 3)
	b := Base[int]{1}
	b.Conv(func(i int) string { return "a" })
	b.Pair("x")
	h := b.Get
	k := Base[string].Get
	_, _ = h, k
	d.Funcs()
}
