// Package reexport calls functions of packages that it does not import itself.
package reexport

import (
	"example.com/places/reexport/generic"
	_ "example.com/places/reexport/holder"
	"example.com/places/reexport/library"
	"example.com/places/reexport/through"
)

func Put(b []byte) {
	library.Order.PutUint16(b, 1)
	library.Order.PutUint32(b, 2)
	library.Order.PutUint64(b, 3)
}

func Loop() {
	generic.Loop[int](3)
	through.Loop[int](3)
}

func Once() {
	generic.Once(3)
	through.Once("")
}

func Hold[T any](v T) any { return through.Held[T]{} }

func Both() (any, any) { return Hold(1), Hold("") }
