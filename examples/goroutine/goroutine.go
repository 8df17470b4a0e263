// Package goroutine: a goroutine uses a variable; nobody knows how long it runs.
package goroutine

import "sync"

// Count shares n with a goroutine.
func Count() int {
	var wg sync.WaitGroup // ERROR "moved to heap: wg"
	n := 0                // ERROR "moved to heap: n"
	wg.Add(1)
	go func() { // ERROR "func literal escapes to heap"
		n++
		wg.Done()
	}()
	wg.Wait()
	return n
}
