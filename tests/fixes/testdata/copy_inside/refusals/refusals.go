// Literals that share what they use up, or are no iterators.
package main

import "fmt"

var back func()

// Another literal names it.
func pair(n int) func(yield func(int) bool) {
	back = func() { n++ }
	return func(yield func(int) bool) {
		for n > 0 && yield(n) {
			n--
		}
	}
}

// The function names it.
func before(n int) func(yield func(int) bool) {
	n++
	return func(yield func(int) bool) {
		for n > 0 && yield(n) {
			n--
		}
	}
}

// Its address is taken.
func address(n int) func(yield func(*int) bool) {
	return func(yield func(*int) bool) {
		for n > 0 && yield(&n) {
			n--
		}
	}
}

// Only read: it is captured by value.
func read(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		yield(n)
	}
}

// It counts on from call to call.
func counter(n int) func() int {
	return func() int {
		n++
		return n
	}
}

func main() {
	fmt.Println(counter(1)())
	for n := range pair(1) {
		back()
		fmt.Println(n)
		break
	}
	for n := range before(1) {
		fmt.Println(n)
	}
	for n := range address(1) {
		fmt.Println(*n)
	}
	for n := range read(1) {
		fmt.Println(n)
	}
}
