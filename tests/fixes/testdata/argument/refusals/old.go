//go:build go1.21

// Before Go 1.22 all rounds of a loop have one variable.
package main

func odd(n int) {
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			i++
		}
		for k := 0; k < 2; k += 2 {
			go func(by int) { done <- i * by }(k)
		}
	}
}
