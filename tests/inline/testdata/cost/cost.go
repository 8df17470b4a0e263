// Package cost holds one function for each correction that the cost of a body knows.
package cost

type pair struct{ a, b int }

type shape interface{ area() int }

func sum(x, y int) int { return x + y }

func two() (int, string) { return 1, "a" }

func tuple() int {
	a, _ := two()
	return a
}

func method(s shape) int { return s.area() }

func param(f func()) { f() }

func firstField(p *pair) *int { return &p.a }

func secondField(p *pair) *int { return &p.b }

func wholeSlice(s []byte) []byte { return s[0:len(s)] }

func tail(s []byte) []byte { return s[1:] }

func fails(s string) { panic(s) }

func failsWithInt(n int) { panic(n) }

const debug = false

func constantBranch(n int) int {
	if debug {
		return sum(n, n) * sum(n, 1)
	}
	return n
}

func loop(s []int) (n int) {
	for _, x := range s {
		switch {
		case x > 0:
			n++
		case x < 0:
			n--
		}
	}
	return n
}

//go:noinline
func barred() {}

func recovers() { recover() }

func spawns() { go barred() }

func defers() { defer barred() }

func calls() { barred(); barred(); barred() }

func nested() int { return sum(sum(1, 2), sum(3, 4)) }

func assembled() any

func assertion(v any) (int, bool) {
	n, ok := v.(int)
	return n, ok
}

func composite() []pair { return []pair{{1, 2}, {a: 3}} }

func boundMethod(p pair) func() int { return p.total }

func (p pair) total() int { return p.a + p.b }

func methodExpr() func(pair) int { return pair.total }

func large(n int) int {
	n = n*3 + 1
	n = n*3 + 2
	n = n*3 + 3
	n = n*3 + 4
	n = n*3 + 5
	n = n*3 + 6
	n = n*3 + 7
	n = n*3 + 8
	n = n*3 + 9
	n = n*3 + 10
	n = n*3 + 11
	return n
}
