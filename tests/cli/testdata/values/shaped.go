package values

type iterator[T any] interface{ iterate() }

type function[T any] func(func(T) bool)

func (f function[T]) iterate() {}

type wrapped[T any] struct {
	plain
	t T
}

type plain struct{}

func (*plain) iterate() {}

func from[T any](it iterator[T]) { it.iterate() }

// A shaped type's own method takes a dictionary and is no method of the interface; one promoted from plain is.
func shaped[R any]() {
	from[R](function[R](nil))
	from[R](&wrapped[R]{})
}

func method[T any]() {
	var a iterator[T] = &plain{}
	f := a.iterate
	f()
}

func literals[T any](x T) (any, any) {
	a := interface{ id(T) T }.id
	a(identity[T]{}, x)
	interface{ id(T) T }.id(&identity[T]{}, x)
	return struct{ identity[T] }.id, interface {
		id(T) T // the grammar does not know a literal before a dot
	}.id
}

type identity[T any] struct{}

func (identity[T]) id(x T) T { return x }

func useShaped() {
	shaped[int]()
	method[string]()
	literals(1)
}
