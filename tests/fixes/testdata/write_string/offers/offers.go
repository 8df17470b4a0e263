// Strings that are copied to be written.
package main

import (
	"fmt"
	"os"
	"testing"
)

// offer: Write s by WriteString
//
//go:noinline
func write(f *os.File, s string) (int, error) { return f.Write([]byte(s)) }

// offer: Write s[:n] by WriteString
//
//go:noinline
func part(f *os.File, s string, n int) {
	if _, err := f.Write([]byte(s[:n])); err != nil {
		panic(err)
	}
}

func main() {
	fmt.Println(write(os.Stdout, "written, and long enough to need more than a small buffer on the stack\n"))
	part(os.Stdout, "", 0)
	part(os.Stdout, "a line, and long enough to need more than a small buffer on the stack\n...", 70)
	fmt.Println(write(nil, "x"))
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	long := fmt.Sprint("a line of some length: ", make([]int, 40))
	fmt.Println("allocs write", testing.AllocsPerRun(20, func() { write(null, long) }))
	fmt.Println("allocs part", testing.AllocsPerRun(20, func() { part(null, long, 40) }))
}
