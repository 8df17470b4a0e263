// Package literals: functions without names, called where they stand, kept, returned and copied by inlining.
package literals

func counter(start int) func() int {
	n := start
	return func() int { n++; return n }
}

func twice() int {
	c := counter(3)
	return c() + c()
}

func called(a, b int) int { return func(x int) int { return x * a }(b) }

func inner() func() func() int {
	return func() func() int { return func() int { return 1 } }
}

func outer() int { return inner()()() }

func kept(s []int) int {
	total := 0
	add := func(x int) {
		total += x
		if total > 100 {
			total = 0
		}
		if total < -100 {
			total = -1
		}
	}
	for _, x := range s {
		add(x)
	}
	add(1)
	return total
}

func reassigned(s int) int {
	f := func(x int) int { return x + 1 }
	if s > 3 {
		f = func(x int) int { return x + 2 }
	}
	return f(s)
}

func apply(f func(int) int, n int) int { return f(n) }

func passed() int { return apply(func(x int) int { return x * x }, 7) }

func passedOn(k int) int {
	return apply(func(x int) int { return apply(func(y int) int { return y + k }, x) }, k)
}

var global = func(x int) int { return -x }

func callsGlobal() int { return global(1) }

func deferred(f func()) {
	defer func() { f() }()
	go func(n int) { apply(global, n) }(3)
}
