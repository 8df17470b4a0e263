package snippets

//go:noinline
func mapLocal() int {
	m := make(map[int]int)
	m[1] = 2
	return len(m)
}

//go:noinline
func mapEscapes() map[int]int { return make(map[int]int) }

//go:noinline
func mapEscapesFilled() map[int]int {
	m := make(map[int]int)
	m[1] = 2
	return m
}

//go:noinline
func mapLiteral() map[int]int { return map[int]int{1: 2, 3: 4} }

//go:noinline
func mapLiteralLocal() int {
	m := map[int]int{1: 2, 3: 4}
	return len(m)
}

//go:noinline
func mapLiteralEmpty() map[int]int { return map[int]int{} }

//go:noinline
func mapLiteralOfNine() map[int]int {
	return map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9}
}

//go:noinline
func mapLiteralOfNineLocal() int {
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9}
	return len(m)
}

//go:noinline
func mapLiteralOfStrings(a, b string) map[string]string { return map[string]string{a: b, b: a} }

//go:noinline
func mapHint(n int) map[int]int { return make(map[int]int, n) }

//go:noinline
func mapHintLocal(n int) int { return len(make(map[int]int, n)) }

//go:noinline
func mapHintConstant() map[int]int { return make(map[int]int, 100) }

//go:noinline
func mapHintConstantSmall() map[int]int { return make(map[int]int, 8) }

//go:noinline
func mapHintConstantLocal() int {
	m := make(map[int]int, 100)
	m[1] = 1
	return len(m)
}

//go:noinline
func mapHintPointers() map[string]*int { return make(map[string]*int, 100) }

//go:noinline
func mapFilled(n int) map[int]int {
	m := make(map[int]int)
	for i := range n {
		m[i] = i
	}
	return m
}

//go:noinline
func mapFilledLocal(n int) int {
	m := make(map[int]int)
	for i := range n {
		m[i] = i
	}
	return len(m)
}

//go:noinline
func mapFilledHint(n int) map[int]int {
	m := make(map[int]int, n)
	for i := range n {
		m[i] = i
	}
	return m
}

//go:noinline
func mapFilledCounting(n int) map[int]int {
	m := make(map[int]int)
	for i := range n {
		m[i]++
	}
	return m
}

//go:noinline
func mapOfLarge(n int) map[int]large {
	m := make(map[int]large)
	for i := range n {
		m[i] = large{}
	}
	return m
}

//go:noinline
func mapOfNothing() map[int]empty {
	m := make(map[int]empty)
	m[1] = empty{}
	return m
}

//go:noinline
func mapOfBytes() map[byte]bool {
	m := make(map[byte]bool)
	m[1] = true
	return m
}

//go:noinline
func mapRead(m map[int]int) int { return m[1] }

//go:noinline
func mapRanged(m map[int]int) (n int) {
	for k, v := range m {
		n += k + v
	}
	return n
}

//go:noinline
func mapUpdated(m map[int]int) { m[1] = 3 }

func init() {
	known := map[int]int{1: 2}
	run("mapLocal", "", func() { intSink = mapLocal() })
	run("mapEscapes", "", func() { mapSink = mapEscapes() })
	run("mapEscapesFilled", "", func() { mapSink = mapEscapesFilled() })
	run("mapLiteral", "", func() { mapSink = mapLiteral() })
	run("mapLiteralLocal", "", func() { intSink = mapLiteralLocal() })
	run("mapLiteralEmpty", "", func() { mapSink = mapLiteralEmpty() })
	run("mapLiteralOfNine", "", func() { mapSink = mapLiteralOfNine() })
	run("mapLiteralOfNineLocal", "", func() { intSink = mapLiteralOfNineLocal() })
	run("mapLiteralOfStrings", "", func() { anySink = mapLiteralOfStrings(s1, s20) })
	run("mapHint", "n=8", func() { mapSink = mapHint(nine - 1) })
	run("mapHint", "n=9", func() { mapSink = mapHint(nine) })
	run("mapHint", "n=1000", func() { mapSink = mapHint(thousand) })
	run("mapHintLocal", "n=8", func() { intSink = mapHintLocal(nine - 1) })
	run("mapHintLocal", "n=9", func() { intSink = mapHintLocal(nine) })
	run("mapHintConstant", "", func() { mapSink = mapHintConstant() })
	run("mapHintConstantSmall", "", func() { mapSink = mapHintConstantSmall() })
	run("mapHintConstantLocal", "", func() { intSink = mapHintConstantLocal() })
	run("mapHintPointers", "", func() { anySink = mapHintPointers() })
	for _, n := range []int{1, 8, 9, 14, 15, 100, 800} {
		given := "n=" + decimal(n) + "; range n=" + decimal(n)
		run("mapFilled", given, func() { mapSink = mapFilled(n) })
		run("mapFilledLocal", given, func() { intSink = mapFilledLocal(n) })
	}
	run("mapFilledHint", "n=100; range n=100", func() { mapSink = mapFilledHint(thousand / 10) })
	run("mapFilledCounting", "range n=9", func() { mapSink = mapFilledCounting(nine) })
	run("mapOfLarge", "range n=3", func() { anySink = mapOfLarge(nine - 6) })
	run("mapOfNothing", "", func() { anySink = mapOfNothing() })
	run("mapOfBytes", "", func() { anySink = mapOfBytes() })
	run("mapRead", "", func() { intSink = mapRead(known) })
	run("mapRanged", "range m=1", func() { intSink = mapRanged(known) })
}
