// Variables that stay variables: each says why.
package main

import (
	"flag"
	"fmt"
	"os"
)

// The linker may set it (-X).
var version = "dev"

// It is assigned to.
var assigned = 1000

// Its address is taken, here and by another variable.
var (
	addressed = 2000
	viaFlag   = flag.Int("n", 3000, "a number")
)

var taken = 4000

// So it is here.
var pointer = &taken

// It is no constant.
var computed = len(os.Args) + 6000

// A float is computed with in another way.
var float = 7000.1

type text string

var _ = other

// The constant would not be divided by.
var zero = 0

// Another variable is made of it.
var source = 8000

var other = source

func set() { assigned++ }

func divide(n int) int {
	if zero != 0 {
		return n / zero
	}
	return -1
}

//go:noinline
func boxes() []any {
	p := &addressed
	*p++
	return []any{version, assigned, addressed, taken, *pointer, computed, float, zero, source, other, *viaFlag}
}

func main() {
	set()
	fmt.Println(len(boxes()), divide(1))
}
