package snippets

import "errors"

type number interface{ ~int | ~float64 }

//go:noinline
func boxedParameter[T any](x T) { anySink = x }

//go:noinline
func addressOf[T any](x T) *T { return &x }

//go:noinline
func sliceOf[T any](xs ...T) []T { return append([]T(nil), xs...) }

//go:noinline
func mapped[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

//go:noinline
func zeroOf[T any]() any {
	var zero T
	return zero
}

type stack[T any] struct{ items []T }

//go:noinline
func (s *stack[T]) push(x T) { s.items = append(s.items, x) }

//go:noinline
func removedAt(xs []int, i int) []int { return append(xs[:i], xs[i+1:]...) }

//go:noinline
func clippedAppend(xs []int) []int { return append(xs[:len(xs):len(xs)], 1) }

//go:noinline
func stringOfCopy(b []byte) string { return string(append([]byte(nil), b...)) }

//go:noinline
func rangedString(b []byte) (n int) {
	for _, r := range string(b) {
		n += int(r)
	}
	return n
}

//go:noinline
func indexedConversion(b []byte) byte { return string(b)[1] }

//go:noinline
func comparedWithConcatenation(b []byte, s string) bool { return string(b) == s+"!" }

//go:noinline
func switchedOnWithVariables(b []byte, s string) int {
	switch string(b) {
	case s:
		return 1
	}
	return 2
}

//go:noinline
func matrix(n int) [][]int {
	rows := make([][]int, n)
	for i := range rows {
		rows[i] = make([]int, n)
	}
	return rows
}

//go:noinline
func mapOfSlices(n int) map[int][]int {
	m := make(map[int][]int)
	for i := range n {
		m[1] = append(m[1], i)
	}
	return m
}

//go:noinline
func pointersToElements(n int) []*pair {
	out := make([]*pair, 0, n)
	for i := range n {
		out = append(out, &pair{i, i})
	}
	return out
}

type node struct {
	left, right *node
	name        string
}

//go:noinline
func tree() *node { return &node{left: &node{name: "l"}, right: &node{name: "r"}} }

var errStatic = errors.New("static")

//go:noinline
func staticError(n int) error {
	if n > 3 {
		return errStatic
	}
	return nil
}

//go:noinline
func localError(n int) error {
	if n > 3 {
		return errors.New("local")
	}
	return nil
}

type parseError struct {
	line int
	err  error
}

func (e *parseError) Error() string { return e.err.Error() }

//go:noinline
func typedError(n int) error { return &parseError{n, errStatic} }

type valueError struct{ line, column int }

func (e valueError) Error() string { return "value" }

//go:noinline
func valueAsError(n int) error { return valueError{n, n} }

//go:noinline
func nestedClosures(n int) func() func() int {
	return func() func() int { return func() int { return n } }
}

//go:noinline
func returnedTwice(n int) (func() int, func(int)) {
	return func() int { return n }, func(m int) { n = m }
}

//go:noinline
func options(fs ...func(pair) pair) int {
	var p pair
	for _, f := range fs {
		p = f(p)
	}
	return p.a
}

func withA(a int) func(pair) pair { return func(p pair) pair { p.a = a; return p } }

//go:noinline
func useOptions(a, b int) int { return options(withA(a), withA(b)) }

//go:noinline
func arrayByValue(a [4]int) []int { return append([]int(nil), a[:]...) }

//go:noinline
func structCopy(p *pair) *pair {
	q := *p
	return &q
}

//go:noinline
func interfaceField(n int) any { return struct{ x any }{n} }

//go:noinline
func interfaceSlice(a int, s string) []any { return []any{a, s, nil, true, 1.5} }

//go:noinline
func interfaceSliceLocal(a int, s string) int { return len([]any{a, s}) }

//go:noinline
func stringerArgument(s summer) int { return s.sum() }

//go:noinline
func devirtualized(n int) int { return stringerArgument(&pair{n, n}) }

//go:noinline
func swapped(a, b any) (any, any) { return b, a }

//go:noinline
func lazily(n int) (p *pair) {
	if n > 3 {
		p = &pair{}
		p.a = n
	}
	if p == nil {
		return pairSink
	}
	return p
}

//go:noinline
func cleanup(n int) (err error) {
	p := &pair{n, n}
	defer func() {
		if err != nil {
			pairSink = p
		}
	}()
	return nil
}

//go:noinline
func batches(n int) [][]int {
	var out [][]int
	var batch []int
	for i := range n {
		batch = append(batch, i)
		if len(batch) >= 1 {
			out = append(out, batch)
			batch = nil
		}
	}
	return out
}

//go:noinline
func filtered(xs []int) []int {
	out := xs[:0]
	for _, x := range xs {
		if x >= 0 {
			out = append(out, x)
		}
	}
	return out
}

//go:noinline
func set(xs []int) int {
	seen := map[int]struct{}{}
	for _, x := range xs {
		seen[x] = struct{}{}
	}
	return len(seen)
}

//go:noinline
func mapOfStructKeys(n int) map[pair]bool {
	m := map[pair]bool{}
	for i := range n {
		m[pair{i, i}] = true
	}
	return m
}

//go:noinline
func bytesAndBack(s string) string {
	b := []byte(s)
	b[0] = 'x'
	return string(b)
}

//go:noinline
func concatenatedChain(a, b, c string) string {
	s := a + b
	return s + c
}

//go:noinline
func bufferOnStack(n int) int {
	var buf [64]byte
	b := append(buf[:0], "constant"...)
	return useBytes(b) + n
}

//go:noinline
func doneChannel() int {
	done := make(chan struct{})
	close(done)
	<-done
	return 1
}

func init() {
	ints4, up := []int{1, 2, 3, 4}, func(n int) int { return n + 1 }
	st := &stack[int]{}
	run("boxedParameter", "*=1000", func() { boxedParameter(thousand) })
	run("addressOf", "", func() { ptrSink = addressOf(nine) })
	run("sliceOf", "len(xs)=2", func() { intsSink = sliceOf(nine, nine) })
	run("mapped", "len(xs)=4; range xs=4", func() { intsSink = mapped(ints4, up) })
	run("zeroOf", "*=0", func() { anySink = zeroOf[int]() })
	run("(*stack).push", "len(s.items)=0; cap(s.items)=0", func() { st.items = nil; st.push(nine) })
	run("removedAt", "len(xs[:i])=1; cap(xs[:i])=4; len(xs[i + 1:])=2", func() { intsSink = removedAt(ints4, 1) })
	run("clippedAppend", "len(xs[:len(xs):len(xs)])=4; cap(xs[:len(xs):len(xs)])=4", func() { intsSink = clippedAppend(ints4) })
	run("stringOfCopy", "*=40", func() { strSink = stringOfCopy(b40) })
	run("rangedString", "len(b)=40; range string(b)=40", func() { intSink = rangedString(b40) })
	run("rangedString", "len(b)=32; range string(b)=32", func() { intSink = rangedString(b32) })
	run("indexedConversion", "len(b)=40", func() { intSink = int(indexedConversion(b40)) })
	run("comparedWithConcatenation", "len(b)=40; *=41", func() { boolSink = comparedWithConcatenation(b40, s40) })
	run("switchedOnWithVariables", "len(b)=40; switch string(b)=1", func() { intSink = switchedOnWithVariables(b40, s20) })
	run("matrix", "n=9; range rows=9", func() { anySink = &matrix(nine)[0] })
	run("mapOfSlices", "range n=1; len(m[1])=0; cap(m[1])=0", func() { anySink = mapOfSlices(1) })
	run("pointersToElements", "n=9; range n=9", func() { anySink = &pointersToElements(nine)[0] })
	run("tree", "", func() { anySink = tree() })
	run("staticError", "n > 3=0", func() { errSink = staticError(nine) })
	run("localError", "n > 3=0", func() { errSink = localError(nine) })
	run("localError", "n > 3=1", func() { errSink = localError(1) })
	run("typedError", "", func() { errSink = typedError(nine) })
	run("valueAsError", "", func() { errSink = valueAsError(nine) })
	run("nestedClosures", "", func() { anySink = nestedClosures(nine) })
	run("returnedTwice", "", func() { f, _ := returnedTwice(nine); funcSink = f })
	run("useOptions", "", func() { intSink = useOptions(nine, nine) })
	run("options", "range fs=0", func() { intSink = options() })
	run("arrayByValue", "*=4", func() { intsSink = arrayByValue([4]int{1}) })
	run("structCopy", "", func() { pairSink = structCopy(&pairVar) })
	run("interfaceField", "n=1000", func() { anySink = interfaceField(thousand) })
	run("interfaceSlice", "a=1000; len(s)=20", func() { anySink = &interfaceSlice(thousand, s20)[0] })
	run("interfaceSliceLocal", "a=1000; len(s)=20", func() { intSink = interfaceSliceLocal(thousand, s20) })
	run("devirtualized", "", func() { intSink = devirtualized(nine) })
	run("swapped", "", func() { anySink, _ = swapped(anySink, nil) })
	run("lazily", "n > 3=0; p == nil=1", func() { pairSink = lazily(nine) })
	run("lazily", "n > 3=1; p == nil=0", func() { pairSink = lazily(1) })
	run("cleanup", "", func() { errSink = cleanup(nine) })
	run("batches", "range n=1; len(batch) >= 1=0", func() { anySink = batches(nine-8) == nil })
	run("filtered", "range xs=4; x >= 0=0; len(out)=0; cap(out)=4", func() { intsSink = filtered(ints4) })
	run("set", "range xs=4", func() { intSink = set(ints4) })
	run("mapOfStructKeys", "range n=9", func() { anySink = mapOfStructKeys(nine) })
	run("bytesAndBack", "len(s)=20; len(b)=20", func() { strSink = bytesAndBack(s20) })
	run("bytesAndBack", "len(s)=40; len(b)=40", func() { strSink = bytesAndBack(s40) })
	run("concatenatedChain", "len(a + b)=40; len(s + c)=60", func() { strSink = concatenatedChain(s20, s20, s20) })
	run("concatenatedChain", "len(a + b)=21; len(s + c)=41", func() { strSink = concatenatedChain(s1, s20, s20) })
	run("bufferOnStack", "len(buf[:0])=0; cap(buf[:0])=64; *=8", func() { intSink = bufferOnStack(nine) })
	run("doneChannel", "", func() { intSink = doneChannel() })
}
