package p

type Number interface{ ~int | ~float64 }

type Stringer interface{ String() string }

type Pair[K comparable, V any] struct {
	key K
	val V
}

func (p Pair[K, V]) Key() K           { return p.key }
func (p *Pair[K, V]) Set(k K, v V)    { p.key, p.val = k, v }
func (p *Pair[K, V]) Box() (any, any) { return p.key, p.val }

type List[T any] struct {
	next *List[T]
	val  T
}

func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }
func (l *List[T]) Len() (n int) {
	for ; l != nil; l = l.next {
		n++
	}
	return
}
func (l *List[T]) All() func(func(T) bool) {
	return func(yield func(T) bool) {
		for ; l != nil && yield(l.val); l = l.next {
		}
	}
}

type Tree[T any] struct {
	Pair[string, T]
	kids []*Tree[T]
	cmp  func(a, b T) int
}

func (t *Tree[T]) Walk(f func(T)) {
	f(t.val)
	for _, k := range t.kids {
		k.Walk(f)
	}
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s + 1
}
func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func Clone[S ~[]E, E any](s S) S              { return append(S(nil), s...) }
func Conv[T, U Number](x T) U                 { return U(x) }
func Zero[T any]() (z T)                      { return }
func New[T any]() *T                          { return new(T) }
func Ptr[T any](v T) *T                       { return &v }
func Is[T any](v any) bool                    { _, ok := v.(T); return ok }
func Kind[T any](v any) int {
	switch v.(type) {
	case T:
		return 1
	case []T, int:
		return 2
	}
	return 0
}
func Str[T Stringer](v T) string              { return v.String() }
func StrVal[T Stringer](v T) func() string    { return v.String }
func Keys[M ~map[K]V, K comparable, V any](m M) (ks []K) {
	for k := range m {
		ks = append(ks, k)
	}
	return
}
func Index[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if s[i] == v {
			return i
		}
	}
	return -1
}
func Apply[T any](v T, fs ...func(T) T) T {
	for _, f := range fs {
		v = f(v)
	}
	return v
}
func Nested[T any](v T) Pair[string, []T]     { return Pair[string, []T]{"a", []T{v}} }

type id string

func (i id) String() string   { return string(i) }
func (i *id) Set(s string)    { *i = id(s) }

type Weekday int

func (d Weekday) String() string { return "d" }

var pairs = Pair[string, int]{"a", 1}

func use(l *List[int], t *Tree[string], s Stringer, m map[string][]int) {
	pairs.Set("b", 2)
	_ = pairs.Key()
	l.Push(2).Len()
	t.Walk(func(string) {})
	t.Set("x", "y")
	Sum(1, 2, 3)
	Sum[float64]()
	Map([]int{1}, func(i int) string { return "" })
	Clone(Weekdays{1})
	_ = Conv[int, float64](3)
	_ = Zero[string]()
	_ = New[Weekday]()
	_ = Is[int](s)
	_ = Is[error](s)
	_ = Kind[Weekday](s)
	Str(id("a"))
	Str(Weekday(3))
	Str(s)
	_ = StrVal(id("b"))
	Keys(m)
	Index([]string{"a"}, "b")
	Apply(3, func(i int) int { return i })
	_ = Nested(1.5)
	f := Sum[int]
	g := (*List[int]).Push
	h := pairs.Set
	_, _, _ = f, g, h
	for v := range l.All() {
		_ = v
	}
}

type Weekdays []Weekday
