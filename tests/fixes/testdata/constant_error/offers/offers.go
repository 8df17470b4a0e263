// Errors that are the same every time.
package main

import (
	"errors"
	"fmt"
	"testing"
)

// full has a comment of its own.
//
// offer: Make the error once, as the package variable errFull (it is the same value every time)
//
//go:noinline
func full(n int) error {
	if n > 3 {
		return errors.New("queue: full") // and one behind it
	}
	return nil
}

type list []int

// offer: Make the error once, as the package variable errNoSuchElementIn (it is the same value every time)
//
//go:noinline
func (l list) at(i int) (int, error) {
	if i >= len(l) {
		return 0, fmt.Errorf("no such element in the list")
	}
	return l[i], nil
}

// offer: Make the error once, as the package variable errFullErrors (it is the same value every time)
//
//go:noinline
func inside(errFull func(error)) { errFull(errors.New(`full errors`)) }

// offer: Make the error once, as the package variable errEmpty (it is the same value every time)
//
//go:noinline
func empty() error { return errors.New("empty") }
func other() error { return nil }

func main() {
	_, err := list{1}.at(2)
	fmt.Println(full(3), full(4), err, empty(), other())
	inside(func(err error) { fmt.Println(err) })
	fmt.Println("allocs full", testing.AllocsPerRun(20, func() { full(4) }))
	fmt.Println("allocs at", testing.AllocsPerRun(20, func() { list{}.at(4) }))
	fmt.Println("allocs inside", testing.AllocsPerRun(20, func() { inside(func(error) {}) }))
	fmt.Println("allocs empty", testing.AllocsPerRun(20, func() { empty() }))
}
