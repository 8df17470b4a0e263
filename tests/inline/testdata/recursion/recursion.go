// Package recursion: functions that call themselves or each other.
package recursion

func fact(n int) int {
	if n < 2 {
		return 1
	}
	return n * fact(n-1)
}

func even(n int) bool { return n == 0 || odd(n-1) }

func odd(n int) bool { return n != 0 && even(n-1) }

func start(n int) bool { return even(n) }

func a(n int) int { return b(n) }

func b(n int) int { return c(n) }

func c(n int) int {
	if n == 0 {
		return 0
	}
	return a(n - 1)
}
