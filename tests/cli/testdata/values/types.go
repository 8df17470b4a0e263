package values

func declared[B ~int]() any {
	type T[C ~int] struct{ c C }
	type U struct{ next *U }
	return []any{T[B]{}, T[int]{}, U{}, func() any {
		type V[D any] []U
		return V[T[B]]{}
	}()}
}

func instances() (any, any) {
	type Int int
	type T[B ~int] struct{}
	return []any{T[Int]{}, declared[Int]()}, declared[int]()
}
