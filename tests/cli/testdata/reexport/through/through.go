package through

import "example.com/places/reexport/generic"

func Loop[T any](n int) { generic.Loop[[]T](n) }

func Once[T any](x T) { generic.Once(&x) }

// Held has methods of another package's generic type.
type Held[T any] struct{ *generic.Cell[T] }
