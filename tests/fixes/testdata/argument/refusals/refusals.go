// Literals of go and defer statements that must see the variable itself, or that win nothing.
package main

import (
	"fmt"
	"sync"
)

var done = make(chan int, 8)

// Assigned after the statement: deferred, it sees that.
func later(n int) {
	n++
	for i := range 2 {
		defer func(i int) { done <- n + i }(i)
	}
	n = 9
}

// The caller's goroutine sees what the other one did.
func shares(n int) int {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		n++
	}()
	wg.Wait()
	return n
}

// The next round's goroutine goes on with what this one has left.
func counts() {
	n := 0
	for range 3 {
		next := make(chan bool)
		go func() {
			n++
			done <- n
			close(next)
		}()
		<-next
	}
}

// Another literal changes it, when it is called.
func inside(n int) {
	n++
	bump := func() { n++ }
	for i := range 2 {
		defer func(i int) { done <- n + i }(i)
	}
	bump()
}

// A literal reads what the goroutine changes.
func told(n int) int {
	n++
	ask := func() int { return n }
	next := make(chan bool)
	go func() {
		n = 7
		close(next)
	}()
	<-next
	return ask()
}

// Somebody has its address.
func address(n int) {
	p := &n
	n++
	for i := range 2 {
		defer func(i int) { done <- n + i }(i)
	}
	*p = 5
}

// The loop comes back to an assignment.
func loop() {
	n := 0
	for i := range 3 {
		n++
		defer func(i int) { done <- n + i }(i)
	}
}

// A result: deferred, it is what is returned.
func result() (n int) {
	n = 1
	for i := range 2 {
		defer func(i int) { n += i; done <- n }(i)
	}
	return 4
}

// Once: a literal that is kept runs again.
func kept(n int) func() {
	n++
	f := func() { n++; done <- n }
	go f()
	<-done
	return f
}

// The next round begins with what the goroutine has left.
func inherits(n int) {
	for i := 0; i < n; {
		next := make(chan bool)
		go func(by int) {
			i += by
			close(next)
		}(2)
		<-next
	}
	done <- n
}

type guarded struct {
	mu sync.Mutex
	n  int
}

// A lock must not be copied.
func locked() {
	var g guarded
	g.n = 1
	go func(more int) {
		g.mu.Lock()
		done <- g.n + more
	}(0)
}

// It is captured by value, and there are no arguments yet.
func once(n int) {
	go func() { done <- n }()
}

// A parameter that takes the rest is the last one.
func rest(n int, xs []int) {
	go func(xs ...int) { done <- n + len(xs) }(xs...)
}

// Another variable has the name of its type.
func hidden(xs []string) {
	int := len(xs)
	for _, x := range xs {
		go func(x string) { done <- int + len(x) }(x)
	}
}

func main() {
	later(1)
	fmt.Println(<-done, <-done)
	fmt.Println(shares(1))
	counts()
	fmt.Println(<-done, <-done, <-done)
	inside(1)
	fmt.Println(<-done, <-done)
	fmt.Println(told(1))
	address(1)
	fmt.Println(<-done, <-done)
	loop()
	fmt.Println(<-done, <-done, <-done)
	fmt.Println(result(), <-done, <-done)
	inherits(2)
	fmt.Println(<-done)
	kept(1)()
	fmt.Println(<-done)
	locked()
	once(2)
	rest(2, nil)
	hidden([]string{"x"})
	fmt.Println(<-done + <-done + <-done + <-done)
}
