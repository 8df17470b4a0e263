// Package dynamic: arguments of a call through an interface or a function value. What is called is unknown, so
// everything that is passed escapes.
package dynamic

import "io"

// ReadAny can not know what Read does with its buffer.
func ReadAny(r io.Reader) (int, error) { // ERROR "leaking param: r"
	buf := make([]byte, 16) // ERROR "make\(\[\]byte, 16\) escapes to heap"
	return r.Read(buf)
}

// Apply calls a function value.
func Apply(f func(*int)) int { // ERROR "f does not escape"
	wert := 1 // ERROR "moved to heap: wert"
	f(&wert)
	return wert
}
