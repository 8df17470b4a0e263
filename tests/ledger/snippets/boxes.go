package snippets

import "errors"

//go:noinline
func boxInt(n int) { anySink = n }

//go:noinline
func boxIntLocal(n int) bool { return useAny(n) }

//go:noinline
func boxConstant() { anySink = 1000 }

//go:noinline
func boxConstantVariable() {
	n := 1000
	anySink = n
}

//go:noinline
func boxByte(b byte) { anySink = b }

//go:noinline
func boxWidenedByte(b byte) { anySink = int64(b) }

//go:noinline
func boxSignedByte(b byte) { anySink = int64(int8(b)) }

//go:noinline
func boxMasked(n int) { anySink = uint32(n & 0xff) }

//go:noinline
func boxBounded(n int) {
	if n < 0 || n > 255 {
		return
	}
	anySink = n
}

//go:noinline
func boxCounted() {
	for i := 0; i < 256; i++ {
		anySink = i
	}
}

//go:noinline
func boxShifted(n uint16) { anySink = n >> 8 }

//go:noinline
func boxInt8(b int8) { anySink = b }

//go:noinline
func boxBool(b bool) { anySink = b }

//go:noinline
func boxInt16(n int16) { anySink = n }

//go:noinline
func boxUint32(n uint32) { anySink = n }

//go:noinline
func boxFloat(f float64) { anySink = f }

//go:noinline
func boxFloat32(f float32) { anySink = f }

//go:noinline
func boxString(s string) { anySink = s }

//go:noinline
func boxStringConstant() { anySink = "constant" }

//go:noinline
func boxSlice(b []byte) { anySink = b }

//go:noinline
func boxMadeSlice(n int) { anySink = make([]int, n) }

//go:noinline
func boxPointer(p *int) { anySink = p }

//go:noinline
func boxMap(m map[int]int) { anySink = m }

//go:noinline
func boxFunc(f func() int) { anySink = f }

//go:noinline
func boxPair(p pair) { anySink = p }

//go:noinline
func boxPairConstant() { anySink = pair{1, 2} }

//go:noinline
func boxPairZero() { anySink = pair{} }

//go:noinline
func boxPairVariable() {
	p := pair{1, 2}
	anySink = p
}

//go:noinline
func boxPairDynamic(n int) { anySink = pair{n, 2} }

//go:noinline
func boxTwo(t two) { anySink = t }

//go:noinline
func boxHalf(h half) { anySink = h }

//go:noinline
func boxEmpty() { anySink = empty{} }

//go:noinline
func boxArrayOfOne(n int) { anySink = [1]int{n} }

//go:noinline
func boxArrayOfNone() { anySink = [0]int{} }

//go:noinline
func boxStructOfString(s string) { anySink = struct{ s string }{s} }

//go:noinline
func boxStructOfPointer(p *int) { anySink = struct{ p *int }{p} }

//go:noinline
func boxStructOfBool(b bool) { anySink = struct{ b bool }{b} }

//go:noinline
func boxComplex(c complex128) { anySink = c }

//go:noinline
func boxBigLocal(b *big) bool { return useAny(*b) }

//go:noinline
func boxLargeLocal(l *large) bool { return useAny(*l) }

//go:noinline
func boxBig(b *big) { anySink = *b }

//go:noinline
func boxCompared(x any, n int) bool { return x == n }

//go:noinline
func boxSwitched(x any) int {
	switch x {
	case 1000:
		return 1
	case "constant":
		return 2
	}
	return 3
}

//go:noinline
func boxTwice(n int) {
	var s any = n
	anySink = s
}

//go:noinline
func boxMethods(p *pair) summer { return p }

//go:noinline
func boxedAgain(s summer) { anySink = s }

//go:noinline
func asserted(x any) int { return x.(int) }

//go:noinline
func boxArguments(a, b int) int { return useAnys(a, b) }

//go:noinline
func keepArguments(a int, s string) { keepAnys(a, s, 1000, "constant") }

//go:noinline
func useAnys(xs ...any) int { return len(xs) }

//go:noinline
func keepAnys(xs ...any) { anySink = xs[0] }

//go:noinline
func newError() error { return errors.New("constant") }

type code int

func (c code) Error() string { return "code" }

//go:noinline
func errorOfCode(c code) error { return c }

//go:noinline
func errorOfConstantCode() error { return code(7) }

type labels []string

//go:noinline
func boxNilLabels() {
	var l labels
	anySink = l
}

//go:noinline
func boxNilConverted() {
	l := labels(nil)
	anySink = l
}

//go:noinline
func boxSmallVariable() {
	n := 3
	anySink = n
}

//go:noinline
func boxEmptyText() {
	s := ""
	anySink = s
}

//go:noinline
func recovered() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	panic(code(1000))
}

//go:noinline
func sentBox(c chan any, n int) {
	c <- n
	<-c
}

//go:noinline
func generic[T any](x T) { anySink = x }

//go:noinline
func genericInt(n int) { generic(n) }

func init() {
	c := make(chan any, 1)
	run("boxInt", "n=9", func() { boxInt(nine) })
	run("boxInt", "n=255", func() { boxInt(nine - 9 + 255) })
	run("boxInt", "n=256", func() { boxInt(nine - 9 + 256) })
	run("boxInt", "n=-1", func() { boxInt(nine - 10) })
	run("boxIntLocal", "n=1000", func() { boolSink = boxIntLocal(thousand) })
	run("boxConstant", "", func() { boxConstant() })
	run("boxConstantVariable", "", func() { boxConstantVariable() })
	run("boxByte", "b=9", func() { boxByte(byte(nine)) })
	run("boxInt8", "b=9", func() { boxInt8(int8(-nine)) })
	run("boxWidenedByte", "", func() { boxWidenedByte(byte(nine)) })
	run("boxSignedByte", "*=1000", func() { boxSignedByte(byte(200 + nine)) })
	run("boxMasked", "", func() { boxMasked(thousand) })
	run("boxBounded", "n < 0 || n > 255=1", func() { boxBounded(thousand / 5) })
	run("boxCounted", "i < 256=256", func() { boxCounted() })
	run("boxShifted", "", func() { boxShifted(60000) })
	run("boxBool", "b=1", func() { boxBool(nine == 9) })
	run("boxInt16", "n=1000", func() { boxInt16(int16(thousand)) })
	run("boxInt16", "n=9", func() { boxInt16(int16(nine)) })
	run("boxUint32", "n=1000", func() { boxUint32(uint32(thousand)) })
	run("boxFloat", "f=1000", func() { boxFloat(float64(thousand)) })
	run("boxFloat", "f=0", func() { boxFloat(0) })
	run("boxFloat32", "f=1000", func() { boxFloat32(float32(thousand)) })
	run("boxString", "len(s)=20", func() { boxString(s20) })
	run("boxString", "len(s)=0", func() { boxString(s0) })
	run("boxStringConstant", "", func() { boxStringConstant() })
	run("boxSlice", "b != nil=1", func() { boxSlice(b40) })
	run("boxSlice", "b != nil=0", func() { boxSlice(nil) })
	run("boxMadeSlice", "n=9", func() { boxMadeSlice(nine) })
	run("boxMadeSlice", "n=0", func() { boxMadeSlice(nine - 9) })
	run("boxPointer", "", func() { boxPointer(&nine) })
	run("boxMap", "", func() { boxMap(mapSink) })
	run("boxFunc", "", func() { boxFunc(funcSink) })
	run("boxPair", "", func() { boxPair(pair{nine, 2}) })
	run("boxPairConstant", "", func() { boxPairConstant() })
	run("boxPairZero", "", func() { boxPairZero() })
	run("boxPairVariable", "", func() { boxPairVariable() })
	run("boxPairDynamic", "", func() { boxPairDynamic(nine) })
	run("boxTwo", "", func() { boxTwo(two{1, 2}) })
	run("boxHalf", "h=1000", func() { boxHalf(half{1000}) })
	run("boxEmpty", "", func() { boxEmpty() })
	run("boxArrayOfOne", "*=1000", func() { boxArrayOfOne(thousand) })
	run("boxArrayOfOne", "*=9", func() { boxArrayOfOne(nine) })
	run("boxArrayOfNone", "", func() { boxArrayOfNone() })
	run("boxStructOfString", "*=20", func() { boxStructOfString(s20) })
	run("boxStructOfPointer", "", func() { boxStructOfPointer(&nine) })
	run("boxStructOfBool", "", func() { boxStructOfBool(nine == 9) })
	run("boxComplex", "", func() { boxComplex(complex(float64(nine), 1)) })
	run("boxBigLocal", "", func() { boolSink = boxBigLocal(&bigVar) })
	run("boxLargeLocal", "", func() { boolSink = boxLargeLocal(&largeVar) })
	run("boxBig", "", func() { boxBig(&bigVar) })
	run("boxCompared", "", func() { boolSink = boxCompared(anySink, thousand) })
	run("boxSwitched", "switch x=2", func() { intSink = boxSwitched(pairSink) })
	run("boxTwice", "n=1000", func() { boxTwice(thousand) })
	run("boxMethods", "", func() { boolSink = boxMethods(&pairVar) == nil })
	run("boxedAgain", "", func() { boxedAgain(&pairVar) })
	run("asserted", "", func() { anySink = 1000; intSink = asserted(anySink) })
	run("boxArguments", "a=1000; b=1000", func() { intSink = boxArguments(thousand, thousand) })
	run("keepArguments", "a=1000; len(s)=20", func() { keepArguments(thousand, s20) })
	run("newError", "", func() { errSink = newError() })
	run("errorOfCode", "c=1000", func() { errSink = errorOfCode(code(thousand)) })
	run("errorOfConstantCode", "", func() { errSink = errorOfConstantCode() })
	run("boxNilLabels", "l != nil=0", func() { boxNilLabels() })
	run("boxNilConverted", "", func() { boxNilConverted() })
	run("boxSmallVariable", "", func() { boxSmallVariable() })
	run("boxEmptyText", "", func() { boxEmptyText() })
	run("sentBox", "n=1000", func() { sentBox(c, thousand) })
}

var (
	bigVar   big
	largeVar large
	pairVar  pair
)
