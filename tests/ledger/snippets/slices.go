package snippets

//go:noinline
func literalOfInts() []int { return []int{1, 2, 3} }

//go:noinline
func literalOfIntsLocal(n int) int {
	xs := []int{n, 2, 3}
	return use(xs)
}

//go:noinline
func literalOfNone() []int { return []int{} }

//go:noinline
func literalOfPointers(p *int) []*int { return []*int{p, p} }

//go:noinline
func literalOfSlices() [][]int { return [][]int{{1}, {2, 3}} }

//go:noinline
func literalOfKeys() []int { return []int{20: 1} }

//go:noinline
func variadic(a, b int) int { return useVariadic(a, b) }

//go:noinline
func variadicKept(a, b int) { keepVariadic(a, b) }

//go:noinline
func variadicNone() { keepVariadic() }

//go:noinline
func variadicSlice(xs []int) { keepVariadic(xs...) }

//go:noinline
func makeConstant() []int { return make([]int, 10) }

//go:noinline
func makeConstantLocal() int { return use(make([]int, 10)) }

//go:noinline
func makeConstantCapacity() []int { return make([]int, 0, 10) }

//go:noinline
func makeNone() []int { return make([]int, 0) }

//go:noinline
func makeOfEmpty(n int) int { return len(make([]empty, n)) }

//go:noinline
func makeVariable(n int) []int { return make([]int, n) }

//go:noinline
func makeVariableLocal(n int) int { return use(make([]int, n)) }

//go:noinline
func makeVariableBytesLocal(n int) int { return useBytes(make([]byte, n)) }

//go:noinline
func makeVariableLargeLocal(n int) int { return len(make([]large, n)) + n }

//go:noinline
func makeVariableLarge(n int) int {
	xs := make([]large, n)
	for i := range xs {
		xs[i].a[0] = 1
	}
	return useLarge(xs)
}

//go:noinline
func useLarge(xs []large) int { return len(xs) }

//go:noinline
func makeKnownVariable() int {
	n := 10
	return use(make([]int, n))
}

//go:noinline
func makeOfLengthOfLiteral() int {
	xs := []int{1, 2, 3, 4, 5, 6}
	return use(make([]int, len(xs)))
}

//go:noinline
func makeHugeLocal() int { return use(make([]int, 10000)) }

//go:noinline
func makeAndCopy(xs []int) []int {
	ys := make([]int, len(xs))
	copy(ys, xs)
	return ys
}

//go:noinline
func makeWithPointers(n int) []*int { return make([]*int, n) }

//go:noinline
func appendOne(xs []int) []int { return append(xs, 1) }

//go:noinline
func appendMake(xs []int, n int) []int { return append(xs, make([]int, n)...) }

//go:noinline
func appendAll(xs, ys []int) []int { return append(xs, ys...) }

//go:noinline
func appendToNilOne() []int { return append([]int(nil), 1) }

//go:noinline
func appendToNilLocal() int { return use(append([]int(nil), 1, 2)) }

//go:noinline
func appendToNilLocalMany() int { return use(append([]int(nil), 1, 2, 3, 4, 5)) }

//go:noinline
func appendInLoop(n int) []int {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	return xs
}

//go:noinline
func appendInLoopLocal(n int) int {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	return use(xs)
}

//go:noinline
func appendInLoopLocalBytes(n int) int {
	var xs []byte
	for i := range n {
		xs = append(xs, byte(i))
	}
	return useBytes(xs)
}

//go:noinline
func appendInLoopNamedResult(n int) (xs []int) {
	for i := range n {
		xs = append(xs, i)
	}
	return
}

//go:noinline
func appendInLoopKept(n int) {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	intsSink = xs
}

//go:noinline
func appendInLoopCapacity(n int) ([]int, int) {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	c := cap(xs)
	return xs, c
}

//go:noinline
func appendInLoopKeptTwice(n int) []int {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	intsSink = xs
	return xs
}

//go:noinline
func appendInLoopLarge(n int) []large {
	var xs []large
	for range n {
		xs = append(xs, large{})
	}
	return xs
}

//go:noinline
func appendInLoopPointers(n int) []*int {
	var xs []*int
	for range n {
		xs = append(xs, ptrSink)
	}
	return xs
}

//go:noinline
func appendInLoopMade(n int) []int {
	xs := make([]int, 0, n)
	for i := range n {
		xs = append(xs, i)
	}
	return xs
}

//go:noinline
func appendInLoopTen(n int) []int {
	xs := make([]int, 0, 10)
	for i := range n {
		xs = append(xs, i)
	}
	return xs
}

//go:noinline
func appendInLoopTenLocal(n int) int {
	xs := make([]int, 0, 10)
	for i := range n {
		xs = append(xs, i)
	}
	return use(xs)
}

//go:noinline
func appendTwice(a, b int) []int {
	var xs []int
	xs = append(xs, a)
	xs = append(xs, b)
	return xs
}

//go:noinline
func appendTwiceLocal(a, b int) int {
	var xs []int
	xs = append(xs, a)
	xs = append(xs, b)
	return use(xs)
}

//go:noinline
func appendToLiteral(n int) []int {
	xs := []int{}
	for i := range n {
		xs = append(xs, i)
	}
	return xs
}

//go:noinline
func appendThree(n int) []int {
	var xs []int
	for i := range n {
		xs = append(xs, i, i, i)
	}
	return xs
}

type holder struct{ xs []int }

//go:noinline
func appendToField(h *holder, n int) {
	h.xs = nil
	for i := range n {
		h.xs = append(h.xs, i)
	}
}

//go:noinline
func appendToFieldLocal(n int) int {
	var h holder
	for i := range n {
		h.xs = append(h.xs, i)
	}
	return use(h.xs)
}

//go:noinline
func appendRanged(n int) (sum int) {
	var xs []int
	for i := range n {
		xs = append(xs, i)
	}
	for _, x := range xs {
		sum += x
	}
	intsSink = xs
	return sum
}

//go:noinline
func sliced(xs []int) []int { return xs[1:] }

//go:noinline
func arrayToSlice(n int) []int {
	a := [4]int{n}
	return a[:]
}

//go:noinline
func arrayToSliceLocal(n int) int {
	a := [4]int{n}
	return use(a[:])
}

func init() {
	ints40 := make([]int, 40)
	run("literalOfInts", "", func() { intsSink = literalOfInts() })
	run("literalOfIntsLocal", "", func() { intSink = literalOfIntsLocal(nine) })
	run("literalOfNone", "", func() { intsSink = literalOfNone() })
	run("literalOfPointers", "", func() { anySink = &literalOfPointers(&nine)[0] })
	run("literalOfSlices", "", func() { anySink = &literalOfSlices()[0] })
	run("literalOfKeys", "", func() { intsSink = literalOfKeys() })
	run("variadic", "", func() { intSink = variadic(nine, nine) })
	run("variadicKept", "", func() { variadicKept(nine, nine) })
	run("variadicNone", "", func() { variadicNone() })
	run("variadicSlice", "", func() { variadicSlice(ints40) })
	run("makeConstant", "", func() { intsSink = makeConstant() })
	run("makeConstantLocal", "", func() { intSink = makeConstantLocal() })
	run("makeConstantCapacity", "", func() { intsSink = makeConstantCapacity() })
	run("makeNone", "", func() { intsSink = makeNone() })
	run("makeOfEmpty", "n=9", func() { intSink = makeOfEmpty(nine) })
	run("makeVariable", "n=0", func() { intsSink = makeVariable(nine - 9) })
	run("makeVariable", "n=9", func() { intsSink = makeVariable(nine) })
	run("makeVariable", "n=5000", func() { intsSink = makeVariable(5 * thousand) })
	run("makeVariableLocal", "n=4", func() { intSink = makeVariableLocal(nine - 5) })
	run("makeVariableLocal", "n=5", func() { intSink = makeVariableLocal(nine - 4) })
	run("makeVariableBytesLocal", "n=32", func() { intSink = makeVariableBytesLocal(nine + 23) })
	run("makeVariableBytesLocal", "n=33", func() { intSink = makeVariableBytesLocal(nine + 24) })
	run("makeVariableLarge", "n=1; range xs=1", func() { intSink = makeVariableLarge(nine - 8) })
	run("makeKnownVariable", "n=10", func() { intSink = makeKnownVariable() })
	run("makeOfLengthOfLiteral", "len(xs)=6", func() { intSink = makeOfLengthOfLiteral() })
	run("makeHugeLocal", "", func() { intSink = makeHugeLocal() })
	run("makeAndCopy", "len(xs)=40", func() { intsSink = makeAndCopy(ints40) })
	run("makeWithPointers", "n=9", func() { anySink = &makeWithPointers(nine)[0] })
	run("makeWithPointers", "n=100", func() { anySink = &makeWithPointers(thousand / 10)[0] })
	run("appendOne", "len(xs)=0; cap(xs)=0", func() { intsSink = appendOne(nil) })
	run("appendOne", "len(xs)=40; cap(xs)=40", func() { intsSink = appendOne(ints40) })
	run("appendOne", "len(xs)=9; cap(xs)=40", func() { intsSink = appendOne(ints40[:9]) })
	run("appendMake", "len(xs)=40; cap(xs)=40; n=9", func() { intsSink = appendMake(ints40, nine) })
	run("appendMake", "len(xs)=40; cap(xs)=40; n=0", func() { intsSink = appendMake(ints40, nine-9) })
	run("appendAll", "len(xs)=40; cap(xs)=40; len(ys)=40", func() { intsSink = appendAll(ints40, ints40) })
	run("appendToNilOne", "", func() { intsSink = appendToNilOne() })
	run("appendToNilLocal", "", func() { intSink = appendToNilLocal() })
	run("appendToNilLocalMany", "", func() { intSink = appendToNilLocalMany() })
	for _, n := range []int{0, 1, 4, 5, 100, 1000} {
		given := "range n=" + decimal(n)
		run("appendInLoop", given, func() { intsSink = appendInLoop(n) })
		run("appendInLoopLocal", given, func() { intSink = appendInLoopLocal(n) })
	}
	run("appendInLoopLocalBytes", "range n=32", func() { intSink = appendInLoopLocalBytes(32) })
	run("appendInLoopLocalBytes", "range n=33", func() { intSink = appendInLoopLocalBytes(33) })
	run("appendInLoopNamedResult", "range n=9", func() { intsSink = appendInLoopNamedResult(nine) })
	run("appendInLoopNamedResult", "range n=3", func() { intsSink = appendInLoopNamedResult(nine - 6) })
	run("appendInLoopKept", "range n=3", func() { appendInLoopKept(nine - 6) })
	run("appendInLoopKept", "range n=9", func() { appendInLoopKept(nine) })
	run("appendInLoopCapacity", "range n=3", func() { intsSink, intSink = appendInLoopCapacity(nine - 6) })
	run("appendInLoopCapacity", "range n=9", func() { intsSink, intSink = appendInLoopCapacity(nine) })
	run("appendInLoopKeptTwice", "range n=3", func() { intsSink = appendInLoopKeptTwice(nine - 6) })
	run("appendInLoopLarge", "range n=9", func() { anySink = &appendInLoopLarge(nine)[0] })
	run("appendInLoopPointers", "range n=3", func() { anySink = &appendInLoopPointers(nine - 6)[0] })
	run("appendInLoopPointers", "range n=100", func() { anySink = &appendInLoopPointers(thousand / 10)[0] })
	run("appendInLoopMade", "n=9; range n=9", func() { intsSink = appendInLoopMade(nine) })
	run("appendInLoopTen", "range n=9", func() { intsSink = appendInLoopTen(nine) })
	run("appendInLoopTen", "range n=100", func() { intsSink = appendInLoopTen(thousand / 10) })
	run("appendInLoopTenLocal", "range n=9", func() { intSink = appendInLoopTenLocal(nine) })
	run("appendInLoopTenLocal", "range n=100", func() { intSink = appendInLoopTenLocal(thousand / 10) })
	run("appendTwice", "", func() { intsSink = appendTwice(nine, nine) })
	run("appendTwiceLocal", "", func() { intSink = appendTwiceLocal(nine, nine) })
	run("appendToLiteral", "range n=3", func() { intsSink = appendToLiteral(nine - 6) })
	run("appendToLiteral", "range n=9", func() { intsSink = appendToLiteral(nine) })
	run("appendThree", "range n=3", func() { intsSink = appendThree(nine - 6) })
	run("appendToField", "range n=9; len(h.xs)=0; cap(h.xs)=0", func() { appendToField(&holderVar, nine) })
	run("appendToFieldLocal", "range n=3; len(h.xs)=0; cap(h.xs)=0", func() { intSink = appendToFieldLocal(nine - 6) })
	run("appendToFieldLocal", "range n=9; len(h.xs)=0; cap(h.xs)=0", func() { intSink = appendToFieldLocal(nine) })
	run("appendRanged", "range n=3; range xs=3", func() { intSink = appendRanged(nine - 6) })
	run("sliced", "", func() { intsSink = sliced(ints40) })
	run("arrayToSlice", "", func() { intsSink = arrayToSlice(nine) })
	run("arrayToSliceLocal", "", func() { intSink = arrayToSliceLocal(nine) })
}

var holderVar holder

func decimal(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + decimal(n%10)
}
