// Package boxed: a value is put into an interface that escapes.
package boxed

import "fmt"

type Point struct{ X, Y int }

// Print boxes its arguments: fmt.Println takes ...any.
func Print(p Point, s string) { // ERROR "leaking param: s"
	fmt.Println("Größe 😀", p, s) // ERROR "... argument does not escape" "\"Größe 😀\" escapes to heap" "p escapes to heap" "s escapes to heap"
}

// Keep returns the box.
func Keep(n int) any {
	return n // ERROR "n escapes to heap"
}
