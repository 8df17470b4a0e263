// Package outlives: a variable is referenced by something that lives longer than its scope.
package outlives

var global *int

// Publish stores the address of a local in a package variable.
func Publish() {
	größe := 7 // ERROR "moved to heap: größe"
	global = &größe
}

// Loop keeps the address of a variable of an inner scope.
func Loop(n int) int {
	var last *int
	for i := 0; i < n; i++ {
		x := i * i // ERROR "moved to heap: x"
		last = &x
	}
	if last == nil {
		return 0
	}
	return *last
}
