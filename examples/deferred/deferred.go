// Package deferred: a deferred call in a loop keeps what it uses until the function returns.
package deferred

// Close defers in a loop: the calls are kept in a list on the heap, with what they captured.
func Close(names []string, log func(string)) { // ERROR "names does not escape" "leaking param: log"
	for _, name := range names {
		müde := name + " 😴" // ERROR "name \+ \" 😴\" escapes to heap"
		defer func() {      // ERROR "func literal escapes to heap"
			log(müde)
		}()
	}
}

// Once defers once: the closure stays on the stack.
func Once(done *bool) { // ERROR "done does not escape"
	defer func() { // ERROR "func literal does not escape"
		*done = true
	}()
}
