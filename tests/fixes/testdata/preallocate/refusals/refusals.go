// Loops for which no capacity may be made ahead: each function says why.
package main

import "fmt"

type point struct{ x, y int }

var sink [][]int

// Far more rounds are allowed than are made.
func leftEarly(stop func(int) bool) []int {
	out := []int{}
	for i := 0; i < 1<<40; i++ {
		if stop(i) {
			break
		}
		out = append(out, i)
	}
	return out
}

// What counts the rounds is not what is compared.
func otherCounter(n int, next func() bool) []int {
	out := []int{}
	j := 0
	for i := 0; i < n; j++ {
		if !next() {
			return out
		}
		out = append(out, j)
	}
	return out
}

// Most calls append nothing.
func sparse(xs []int) []error {
	errs := []error{}
	for _, x := range xs {
		if x < 0 {
			errs = append(errs, fmt.Errorf("negative %3d", x))
		}
	}
	return errs
}

// Some rounds end before the append.
func skipped(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		if x < 0 {
			continue
		}
		out = append(out, x)
	}
	return out
}

// What is appended is not counted.
func spread(xs []int, ys []int) []int {
	out := []int{}
	for range xs {
		out = append(out, ys...)
	}
	return out
}

// The slice is given up inside of the loop.
func givenUp(xs []int) (best int) {
	run := []int{}
	for _, x := range xs {
		if x == 0 {
			run = nil
		}
		run = append(run, x)
		best = max(best, len(run))
	}
	sink = append(sink, run)
	return best
}

// What the loop sees of the slice would change.
func seenInside(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		if cap(out) == 0 {
			fmt.Println("first")
		}
		out = append(out, x)
	}
	return out
}

// len and make are other functions here.
func shadowed(xs []int) []int {
	len := func(x []int) int { return -1 }
	_ = len(xs)
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

func shadowedMake(xs []int) []int {
	make := func(id int) point { return point{id, id} }
	_ = make(1)
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// Several rounds may store under one key.
func fewKeys(xs []int) map[int]bool {
	seen := map[int]bool{}
	for _, x := range xs {
		seen[x] = true
	}
	return seen
}

// What is called may end a long loop early.
func calls(n int, f func(int) int) []int {
	var out []int
	for i := 0; i < n; i++ {
		out = append(out, f(i))
	}
	return out
}

// The loop runs again with what it made before.
func again(xs []int) []int {
	var out []int
	for range 3 {
		for _, x := range xs {
			out = append(out, x)
		}
	}
	return out
}

// Two appends to the same slice share what is behind its end.
func shared(xs []int) ([]int, []int) {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return append(out, 1), append(out, 2)
}

// The slice is filled before the loop already.
func filled(xs []int) []int {
	out := []int{}
	out = append(out, 1)
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

// A literal sees the slice.
func captured(xs []int) []int {
	out := []int{}
	show := func() { fmt.Println(len(out)) }
	for _, x := range xs {
		out = append(out, x)
	}
	show()
	return out
}

// A goto runs the loop again.
func jump(xs []int) []int {
	n := 0
	out := []int{}
again:
	for _, x := range xs {
		out = append(out, x)
	}
	if n++; n < 3 {
		goto again
	}
	return out
}

// The elements have no bytes: there may be any number of them.
func nothing(xs []struct{}) []int {
	var out []int
	for range xs {
		out = append(out, 1)
	}
	return out
}

// Rounds end by a panic that is caught.
func caught(n int) (out []int) {
	defer func() { _ = recover() }()
	for i := 0; i < n; i++ {
		if i == 3 {
			panic(i)
		}
		out = append(out, i)
	}
	return out
}

func main() {
	fmt.Println(leftEarly(func(i int) bool { return i > 3 }), otherCounter(9, func() bool { return false }))
	fmt.Println(sparse([]int{1}), skipped([]int{-1}), spread([]int{1}, []int{2, 3}), givenUp([]int{0, 1}))
	fmt.Println(seenInside([]int{1}), shadowed([]int{1}), shadowedMake([]int{1}), len(fewKeys([]int{1, 1})))
	fmt.Println(calls(2, func(i int) int { return i }), again([]int{1}), filled([]int{1}), captured([]int{1}))
	fmt.Println(jump([]int{1}), nothing(nil), caught(9))
	fmt.Println(shared([]int{1}))
}

// Twice the number, or one more, is none of an int8.
func narrow(n int8) (out []int) {
	for i := int8(0); i < n; i++ {
		out = append(out, int(i), 1)
	}
	return out
}

func narrowAndOne(n int8) []int {
	out := []int{}
	for i := range n {
		out = append(out, int(i))
	}
	out = append(out, 7)
	return out
}

// A panic ends it after few rounds, whatever n is.
func endsByIndex(xs []int, n int) []int {
	out := []int{}
	for i := 0; i < n; i++ {
		out = append(out, xs[i])
	}
	return out
}

func endsByDivision(n, k int) (out []int) {
	for i := range n {
		out = append(out, 100/(k-i))
	}
	return out
}

// A panic in the first round is recovered from: the result is still nil.
func recovered(xs []any) (out []int) {
	defer func() { recover() }()
	for _, x := range xs {
		out = append(out, x.(int))
	}
	return out
}

// The loop is come to again, with what it has appended.
func jumps(xs []int, times int) (out []int) {
again:
	times--
	for _, x := range xs {
		out = append(out, x)
	}
	if times > 0 {
		goto again
	}
	return out
}

// 0 - 1 is the largest number.
func wraps(n uint) []uint {
	out := []uint{}
	for i := n - 1; i >= 0; i-- {
		out = append(out, i)
	}
	return out
}

// So does a division that is an assignment, a shift, a comparison by a switch, an array that is not there.
func endsByAssignment(n, k int) (out []int) {
	for i := range n {
		i /= k
		out = append(out, i)
	}
	return out
}

func endsByShift(n, k int) (out []int) {
	for i := range n {
		i <<= k
		out = append(out, i)
	}
	return out
}

func endsBySwitch(n int, x, y any) (out []int) {
	for i := range n {
		switch x {
		case y:
			i = 0
		}
		out = append(out, i)
	}
	return out
}

func endsByRange(n int, a *[4]int) (out []int) {
	for range n {
		sum := 0
		for _, x := range a {
			sum += x
		}
		out = append(out, sum)
	}
	return out
}

// A few elements stay on the stack, unless they are returned in the end.
func dropped(xs []int, drop bool) ([]int, bool) {
	out := []int{}
	for _, x := range xs {
		out = append(out, 2*x)
	}
	if drop {
		return nil, false
	}
	return out, true
}

// Two appends to what it holds write to the same place only while there is room.
func aliased(xs []int) (int, int) {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	base := out
	a, b := append(base, 1), append(base, 2)
	return a[len(a)-1], b[len(b)-1]
}

type list struct{ of []int }

func heldByStruct(xs []int) (int, int) {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	l := list{out}
	a, b := append(l.of, 1), append(l.of, 2)
	return a[len(a)-1], b[len(b)-1]
}

func with(base []int, x int) []int { return append(base, x) }

func passedOn(xs []int) (int, int) {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	a, b := with(out, 1), with(out, 2)
	return a[len(a)-1], b[len(b)-1]
}

func doubles(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		out = append(out, 2*x)
	}
	return out
}

func callsTwice(xs []int) (int, int) {
	base := doubles(xs)
	a, b := append(base, 1), append(base, 2)
	return a[len(a)-1], b[len(b)-1]
}
