// Package runtimealloc: the compiler says "does not escape", and the run time allocates all the same.
package runtimealloc

// Concat needs more than the 32 bytes that the stack lends for a string, for most names.
func Concat(name string) int { // ERROR "name does not escape"
	greeting := "Grüß Gott und einen schönen Tag, " + name // ERROR "\"Grüß Gott und einen schönen Tag, \" \+ name does not escape"
	return len(greeting)
}

// Bytes copies the string, in place only if it is short.
func Bytes(s string) byte { // ERROR "s does not escape"
	b := []byte(s) // ERROR "\(\[\]byte\)\(s\) does not escape"
	b[0] ^= 0x20
	return b[0]
}

// Index has a map that starts on the stack and grows on the heap.
func Index(words []string) int { // ERROR "leaking param content: words"
	seen := make(map[string]bool) // ERROR "make\(map\[string\]bool\) does not escape"
	for _, w := range words {
		seen[w] = true
	}
	return len(seen)
}
