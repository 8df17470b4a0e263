package snippets

//go:noinline
func call(f func() int) int { return f() }

//go:noinline
func keep(f func() int) { funcSink = f }

//go:noinline
func closureLocal(n int) int { return call(func() int { return n }) }

//go:noinline
func closureKept(n int) { keep(func() int { return n }) }

//go:noinline
func closureWithoutCaptures() { keep(func() int { return 3 }) }

//go:noinline
func closureByReference(n int) int {
	keep(func() int { return n })
	n++
	return n
}

//go:noinline
func closureOfMany(a, b, c int, s string) { keep(func() int { return a + b + c + len(s) }) }

//go:noinline
func closureOfGlobal() { keep(func() int { return nine }) }

//go:noinline
func closureCalled(n int) int {
	return func() int { return n + nine }()
}

//go:noinline
func closureInLoop(n int) {
	for i := range n {
		keep(func() int { return i })
	}
}

//go:noinline
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

//go:noinline
func methodValue(p *pair) { keep(p.sum) }

//go:noinline
func methodValueLocal(p *pair) int { return call(p.sum) }

//go:noinline
func methodValueOfValue(p pair) { keep(p.total) }

//go:noinline
func methodValueOfInterface(s summer) { keep(s.sum) }

//go:noinline
func methodExpression() { exprSink = (*pair).sum }

//go:noinline
func channel() chan int { return make(chan int) }

//go:noinline
func channelLocal() int {
	c := make(chan int, 1)
	c <- 1
	return <-c
}

//go:noinline
func channelBuffered(n int) chan int { return make(chan int, n) }

//go:noinline
func channelOfPointers() chan *int { return make(chan *int, 4) }

//go:noinline
func channelOfPointersUnbuffered() chan *int { return make(chan *int) }

//go:noinline
func channelOfNothing() chan empty { return make(chan empty, 4) }

//go:noinline
func deferred(n int) (m int) {
	defer func() { m += n }()
	return n
}

//go:noinline
func deferredInLoop(n int) (m int) {
	for i := range n {
		defer func() { m += i }()
	}
	return n
}

//go:noinline
func deferredCall(p *pair) int {
	defer p.sum()
	return p.a
}

//go:noinline
func goroutine(c chan int) int {
	go func() { c <- 1 }()
	return <-c
}

//go:noinline
func goroutineOfFunction(c chan int) int {
	go sendOne(c)
	return <-c
}

func sendOne(c chan int) { c <- 1 }

//go:noinline
func goroutineWithoutCaptures() {
	go func() { <-globalChan }()
	globalChan <- 1
}

var globalChan = make(chan int)

//go:noinline
func selected(a, b chan int) int {
	select {
	case n := <-a:
		return n
	case b <- 1:
		return <-b
	default:
		return 0
	}
}

//go:noinline
func rangedOverFunction(n int) (sum int) {
	for x := range upTo(n) {
		sum += x
	}
	return sum
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

//go:noinline
func minMax(a, b int) int { return min(a, b) + max(a, b) }

//go:noinline
func cleared(xs []int, m map[int]int) { clear(xs); clear(m) }

//go:noinline
func arrayPointer(xs []int) int { return (*[4]int)(xs)[1] }

//go:noinline
func genericSum[T int | float64](xs ...T) (sum T) {
	for _, x := range xs {
		sum += x
	}
	return sum
}

//go:noinline
func callsGeneric(a, b int) int { return genericSum(a, b) }

func init() {
	c, d := make(chan int), make(chan int, 1)
	run("closureLocal", "", func() { intSink = closureLocal(nine) })
	run("closureKept", "", func() { closureKept(nine) })
	run("closureWithoutCaptures", "", func() { closureWithoutCaptures() })
	run("closureByReference", "", func() { intSink = closureByReference(nine) })
	run("closureOfMany", "", func() { closureOfMany(1, 2, 3, s20) })
	run("closureOfGlobal", "", func() { closureOfGlobal() })
	run("closureCalled", "", func() { intSink = closureCalled(nine) })
	run("closureInLoop", "range n=9", func() { closureInLoop(nine) })
	run("counter", "", func() { funcSink = counter() })
	run("methodValue", "", func() { methodValue(&pairVar) })
	run("methodValueLocal", "", func() { intSink = methodValueLocal(&pairVar) })
	run("methodValueOfValue", "", func() { methodValueOfValue(pairVar) })
	run("methodValueOfInterface", "", func() { methodValueOfInterface(&pairVar) })
	run("methodExpression", "", func() { methodExpression() })
	run("channel", "", func() { chanSink = channel() })
	run("channelLocal", "", func() { intSink = channelLocal() })
	run("channelBuffered", "n=9", func() { chanSink = channelBuffered(nine) })
	run("channelBuffered", "n=0", func() { chanSink = channelBuffered(nine - 9) })
	run("channelOfPointers", "", func() { anySink = channelOfPointers() })
	run("channelOfPointersUnbuffered", "", func() { anySink = channelOfPointersUnbuffered() })
	run("channelOfNothing", "", func() { anySink = channelOfNothing() })
	run("deferred", "", func() { intSink = deferred(nine) })
	run("deferredInLoop", "range n=9", func() { intSink = deferredInLoop(nine) })
	run("deferredCall", "", func() { intSink = deferredCall(&pairVar) })
	run("goroutine", "", func() { intSink = goroutine(c) })
	run("goroutineOfFunction", "", func() { intSink = goroutineOfFunction(c) })
	run("goroutineWithoutCaptures", "", func() { goroutineWithoutCaptures() })
	run("selected", "select=1", func() { intSink = selected(c, d) })
	run("rangedOverFunction", "range n=9; #tmpState != 1=1; !rangedOverFunction-range1(…)=1; #state1 == 2=1", func() { intSink = rangedOverFunction(nine) })
	run("minMax", "", func() { intSink = minMax(nine, thousand) })
	run("cleared", "", func() { cleared(intsSink, mapSink) })
	run("arrayPointer", "", func() { intSink = arrayPointer(make([]int, 4)) })
	run("callsGeneric", "", func() { intSink = callsGeneric(nine, thousand) })
}
