package snippets

//go:noinline
func newLocal() int {
	p := new(int)
	*p = 3
	return *p
}

//go:noinline
func newEscapes() *int { return new(int) }

//go:noinline
func newPair() *pair { return new(pair) }

//go:noinline
func literalEscapes(n int) *pair { return &pair{n, 1} }

//go:noinline
func literalLocal(n int) int {
	p := &pair{n, 1}
	return p.sum()
}

//go:noinline
func newEmpty() *empty { return &empty{} }

//go:noinline
func newList(n *list) *list { return &list{next: n} }

//go:noinline
func newLarge() *large { return new(large) }

//go:noinline
func newNested(n int) *struct{ p *pair } { return &struct{ p *pair }{&pair{n, n}} }

//go:noinline
func newHuge() int {
	var a [200 << 10]byte
	a[thousand] = 1
	return int(a[nine])
}

//go:noinline
func newHugeImplicit() int {
	p := new([100 << 10]byte)
	p[thousand] = 1
	return int(p[nine])
}

//go:noinline
func headerOfLarger() *[80]*int { return new([80]*int) }

//go:noinline
func movedVariable() *int {
	x := 3
	return &x
}

//go:noinline
func movedParameter(x int) *int { return &x }

//go:noinline
func movedParameterRarely(x pair, rare bool) int {
	if rare {
		pairSink = &x
	}
	return x.a
}

//go:noinline
func movedLate(x pair, rare bool) int {
	if rare {
		y := x
		pairSink = &y
	}
	return x.a
}

//go:noinline
func movedResult() (x int) {
	ptrSink = &x
	return 3
}

//go:noinline
func movedTogether() (*int32, *int32) {
	var a, b int32
	return &a, &b
}

//go:noinline
func movedTogetherThree() (*int, *int, *int) {
	var a, b, c int8
	x, y, z := int(a), int(b), int(c)
	return &x, &y, &z
}

//go:noinline
func movedApart(n int) (*int32, *int32) {
	var a int32
	if n > 3 {
		a++
	}
	var b int32
	return &a, &b
}

//go:noinline
func movedWithPointers(p, q *int) (**int, **int) { return &p, &q }

//go:noinline
func movedEmpty() any {
	var e empty
	return &e
}

//go:noinline
func movedInLoop(n int) {
	for i := 0; i < n; i++ {
		x := pair{i, i}
		pairSink = &x
	}
}

//go:noinline
func movedLoopVariable(n int) {
	for i := 0; i < n; i++ {
		ptrSink = &i
	}
}

//go:noinline
func movedRangeVariable(n int) {
	for i := range n {
		ptrSink = &i
	}
}

//go:noinline
func movedBeforeLoop(n int) {
	var x pair
	for i := range n {
		x.a = i
		pairSink = &x
	}
}

//go:noinline
func afterReturn(n int) *pair {
	if n < 0 {
		return nil
	}
	return &pair{n, n}
}

//go:noinline
func inSwitch(x any) *int {
	switch v := x.(type) {
	case int:
		return &v
	case *int:
		return v
	}
	return nil
}

//go:noinline
func inSwitchArms(n int) any {
	switch n {
	case 1:
		return new(int)
	case 2:
		return new(pair)
	case 3:
		anySink = new(pair)
		fallthrough
	case 4:
		return new(list)
	default:
		return nil
	}
}

//go:noinline
func logical(a bool) bool { return a && *newEscapesInlined() == 0 }

func newEscapesInlined() *int {
	p := new(int)
	ptrSink = p
	return p
}

//go:noinline
func inlinedTwice() { newEscapesInlined(); newEscapesInlined() }

func maybe(n int) *pair {
	if n > 3 {
		return &pair{n, n}
	}
	return nil
}

//go:noinline
func inlinedWithReturns(n int) *pair {
	p := maybe(n)
	if p == nil {
		return pairSink
	}
	return p
}

//go:noinline
func goneBack(n int) {
again:
	pairSink = &pair{n, n}
	n--
	if n > 0 {
		goto again
	}
}

//go:noinline
func broken(n int) {
	for i := range n {
		if i >= 0 {
			break
		}
		pairSink = &pair{i, i}
	}
}

func init() {
	run("newLocal", "", func() { intSink = newLocal() })
	run("newEscapes", "", func() { ptrSink = newEscapes() })
	run("newPair", "", func() { pairSink = newPair() })
	run("literalEscapes", "", func() { pairSink = literalEscapes(nine) })
	run("literalLocal", "", func() { intSink = literalLocal(nine) })
	run("newEmpty", "", func() { anySink = newEmpty() })
	run("newList", "", func() { anySink = newList(nil) })
	run("newLarge", "", func() { anySink = newLarge() })
	run("newNested", "", func() { anySink = newNested(nine) })
	run("newHuge", "", func() { intSink = newHuge() })
	run("newHugeImplicit", "", func() { intSink = newHugeImplicit() })
	run("headerOfLarger", "", func() { anySink = headerOfLarger() })
	run("movedVariable", "", func() { ptrSink = movedVariable() })
	run("movedParameter", "", func() { ptrSink = movedParameter(nine) })
	run("movedParameterRarely", "rare=1", func() { intSink = movedParameterRarely(pairVar, false) })
	run("movedLate", "rare=1", func() { intSink = movedLate(pairVar, false) })
	run("movedLate", "rare=0", func() { intSink = movedLate(pairVar, true) })
	run("movedResult", "", func() { intSink = movedResult() })
	run("movedTogether", "", func() { a, b := movedTogether(); intSink = int(*a + *b) })
	run("movedTogetherThree", "", func() { a, b, c := movedTogetherThree(); intSink = *a + *b + *c })
	run("movedApart", "n > 3=1", func() { a, b := movedApart(1); intSink = int(*a + *b) })
	run("movedWithPointers", "", func() { p, _ := movedWithPointers(ptrSink, ptrSink); ptrSink = *p })
	run("movedEmpty", "", func() { anySink = movedEmpty() })
	run("movedInLoop", "i < n=9", func() { movedInLoop(nine) })
	run("movedLoopVariable", "for=10; !(i < n)=1", func() { movedLoopVariable(nine) })
	run("movedRangeVariable", "range n=9", func() { movedRangeVariable(nine) })
	run("movedBeforeLoop", "range n=9", func() { movedBeforeLoop(nine) })
	run("afterReturn", "n < 0=0", func() { pairSink = afterReturn(-1) })
	run("afterReturn", "n < 0=1", func() { pairSink = afterReturn(nine) })
	run("inSwitch", "switch x.(type)=0", func() { anySink = 9; ptrSink = inSwitch(anySink) })
	run("inSwitch", "switch x.(type)=1", func() { anySink = ptrSink; ptrSink = inSwitch(anySink) })
	run("inSwitchArms", "switch n=0", func() { anySink = inSwitchArms(1) })
	run("inSwitchArms", "switch n=1", func() { anySink = inSwitchArms(2) })
	run("inSwitchArms", "switch n=2", func() { anySink = inSwitchArms(3) })
	run("inSwitchArms", "switch n=4", func() { anySink = inSwitchArms(9) })
	run("logical", "a=0", func() { boolSink = logical(nine == 9) })
	run("logical", "a=1", func() { boolSink = logical(nine != 9) })
	run("inlinedTwice", "", func() { inlinedTwice() })
	run("inlinedWithReturns", "n > 3=1; p == nil=0", func() { pairSink = inlinedWithReturns(1) })
	run("inlinedWithReturns", "n > 3=0; p == nil=1", func() { pairSink = inlinedWithReturns(nine) })
	run("goneBack", "again:=3; n > 0=1", func() { goneBack(3) })
	run("broken", "range n=9; i >= 0=0", func() { broken(nine) })
}
