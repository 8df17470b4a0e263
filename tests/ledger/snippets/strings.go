package snippets

//go:noinline
func stringOfBytes(b []byte) string { return string(b) }

//go:noinline
func stringOfBytesLocal(b []byte) int { return useString(string(b)) }

//go:noinline
func bytesOfString(s string) []byte { return []byte(s) }

//go:noinline
func bytesOfStringWritten(s string) byte {
	b := []byte(s)
	b[0] = 'x'
	return b[0] + byte(len(b))
}

//go:noinline
func bytesOfStringRead(s string) int { return useBytes([]byte(s)) }

//go:noinline
func bytesOfConstant() []byte { return []byte("constant") }

//go:noinline
func bytesOfEmptyConstant() []byte { return []byte("") }

//go:noinline
func bytesOfConstantLocal() byte {
	b := []byte("constant of more than thirty-two bytes, on the stack all the same")
	b[0]++
	return b[0]
}

//go:noinline
func runesOfString(s string) []rune { return []rune(s) }

//go:noinline
func runesOfStringLocal(s string) rune {
	r := []rune(s)
	r[0]++
	return r[0] + rune(len(r))
}

//go:noinline
func stringOfRunes(r []rune) string { return string(r) }

//go:noinline
func stringOfRunesLocal(r []rune) int { return useString(string(r)) }

//go:noinline
func stringOfRune(r rune) string { return string(r) }

//go:noinline
func stringOfRuneLocal(r rune) int { return useString(string(r)) }

//go:noinline
func compared(b []byte) bool { return string(b) == "constant" }

//go:noinline
func comparedWithEachOther(a, b []byte) bool { return string(a) < string(b) }

//go:noinline
func lookedUp(m map[string]int, b []byte) int { return m[string(b)] }

//go:noinline
func lookedUpWithOk(m map[string]int, b []byte) bool {
	_, ok := m[string(b)]
	return ok
}

//go:noinline
func lookedUpInStruct(m map[struct{ s string }]int, b []byte) int {
	return m[struct{ s string }{string(b)}]
}

//go:noinline
func lookedUpInArray(m map[[1]string]int, b []byte) int { return m[[1]string{string(b)}] }

//go:noinline
func lookedUpByVariable(m map[string]int, b []byte) int {
	s := string(b)
	return m[s]
}

//go:noinline
func lookedUpByVariableWithOk(m map[string]int, b []byte) int {
	key := string(b)
	v, ok := m[key]
	if !ok {
		return -1
	}
	return v
}

//go:noinline
func lookedUpByVariableInCondition(m map[string]int, b []byte) int {
	key := string(b)
	if v, ok := m[key]; ok {
		return v
	}
	return -1
}

//go:noinline
func lookedUpByVariableAssignedOk(m map[string]int, b []byte) (v int, ok bool) {
	key := string(b)
	v, ok = m[key]
	return v, ok
}

//go:noinline
func lookedUpByVariableOnlyOk(m map[string]int, b []byte) bool {
	key := string(b)
	_, ok := m[key]
	return ok
}

//go:noinline
func lookedUpByVariableAfterCall(m map[string]int, b []byte) (int, bool) {
	key := string(b)
	useBytes(b)
	v, ok := m[key]
	return v, ok
}

//go:noinline
func lookedUpByVariableInLoop(m map[string]int, bs [][]byte) (n int) {
	for _, b := range bs {
		key := string(b)
		if v, ok := m[key]; ok {
			n += v
		}
	}
	return n
}

//go:noinline
func lookedUpByVariableInSwitch(m map[string]int, b []byte) int {
	key := string(b)
	switch v, ok := m[key]; {
	case ok:
		return v
	}
	return -1
}

//go:noinline
func lookedUpByVariableUsedTwice(m map[string]int, b []byte) int {
	s := string(b)
	return m[s] + len(s)
}

//go:noinline
func deleted(m map[string]int, b []byte) { delete(m, string(b)) }

//go:noinline
func stored(m map[string]int, b []byte) { m[string(b)] = 1 }

//go:noinline
func switchedOn(b []byte) int {
	switch string(b) {
	case "a":
		return 1
	case "b":
		return 2
	}
	return 3
}

//go:noinline
func rangedOver(s string) (n int) {
	for _, c := range []byte(s) {
		n += int(c)
	}
	return n
}

//go:noinline
func rangedOverRunes(s string) (n int) {
	for _, c := range []rune(s) {
		n += int(c)
	}
	return n
}

//go:noinline
func appendedConversion(b []byte, s string) []byte { return append(b[:0], []byte(s)...) }

//go:noinline
func appendedString(b []byte, s string) []byte { return append(b[:0], s...) }

//go:noinline
func appendedToNil(s string) []byte { return append([]byte(nil), s...) }

//go:noinline
func copied(b []byte, s string) int { return copy(b, []byte(s)) }

//go:noinline
func countedBytes(b []byte) int { return len(string(b)) }

//go:noinline
func countedRunes(s string) int { return len([]rune(s)) }

//go:noinline
func concatenated(a, b string) string { return a + b }

//go:noinline
func concatenatedLocal(a, b string) int { return useString(a + b) }

//go:noinline
func concatenatedMany(a, b, c, d, e, f string) string { return a + b + c + d + e + f }

//go:noinline
func concatenatedConstant(a string) string { return "prefix " + a }

//go:noinline
func concatenatedConstantLocal(a string) int { return useString("prefix " + a) }

//go:noinline
func concatenatedLongConstantLocal(a string) int {
	return useString("a constant prefix of more than thirty-two bytes " + a)
}

//go:noinline
func concatenatedBytes(b []byte) string { return "<" + string(b) + ">" }

//go:noinline
func concatenatedBytesAlone(b []byte, s string) string { return string(b) + s }

//go:noinline
func concatenatedConstants() string { return "a" + "b" }

//go:noinline
func concatenatedInto(s, t string) string {
	s += t
	return s
}

//go:noinline
func concatenatedIntoLocal(s, t string) int {
	s += t
	return len(s)
}

//go:noinline
func concatenatedIntoThree(s, t string) string {
	s += t + "!"
	return s
}

//go:noinline
func bytesOfConcatenation(a, b string) []byte { return []byte(a + b) }

//go:noinline
func bytesOfConcatenationLocal(a, b string) int {
	x := []byte(a + b)
	x[0]++
	return len(x)
}

//go:noinline
func comparedConcatenation(a, b string) bool { return a+b == "constant" }

//go:noinline
func substring(s string) string { return s[1:] }

type name string

//go:noinline
func namedString(b []byte) name { return name(b) }

//go:noinline
func concatenatedNamed(a name, b string) name { return a + name(b) }

func init() {
	run("stringOfBytes", "len(b)=0", func() { strSink = stringOfBytes(b0) })
	run("stringOfBytes", "len(b)=1", func() { strSink = stringOfBytes(b1) })
	run("stringOfBytes", "len(b)=2", func() { strSink = stringOfBytes(b2) })
	run("stringOfBytes", "len(b)=40", func() { strSink = stringOfBytes(b40) })
	run("stringOfBytesLocal", "len(b)=32", func() { intSink = stringOfBytesLocal(b32) })
	run("stringOfBytesLocal", "len(b)=33", func() { intSink = stringOfBytesLocal(b33) })
	run("bytesOfString", "len(s)=0", func() { bytesSink = bytesOfString(s0) })
	run("bytesOfString", "len(s)=1", func() { bytesSink = bytesOfString(s1) })
	run("bytesOfString", "len(s)=40", func() { bytesSink = bytesOfString(s40) })
	run("bytesOfStringWritten", "len(s)=20", func() { intSink = int(bytesOfStringWritten(s20)) })
	run("bytesOfStringWritten", "len(s)=40", func() { intSink = int(bytesOfStringWritten(s40)) })
	run("bytesOfStringRead", "len(s)=40", func() { intSink = bytesOfStringRead(s40) })
	run("bytesOfConstant", "", func() { bytesSink = bytesOfConstant() })
	run("bytesOfEmptyConstant", "", func() { bytesSink = bytesOfEmptyConstant() })
	run("bytesOfConstantLocal", "", func() { intSink = int(bytesOfConstantLocal()) })
	run("runesOfString", "runes of s=0", func() { runesSink = runesOfString(s0) })
	run("runesOfString", "runes of s=20", func() { runesSink = runesOfString(s20) })
	run("runesOfStringLocal", "runes of s=20", func() { intSink = int(runesOfStringLocal(s20)) })
	run("runesOfStringLocal", "runes of s=40", func() { intSink = int(runesOfStringLocal(s40)) })
	run("stringOfRunes", "bytes of r=20", func() { strSink = stringOfRunes(runes20) })
	run("stringOfRunes", "bytes of r=0", func() { strSink = stringOfRunes(nil) })
	run("stringOfRunesLocal", "bytes of r=20", func() { intSink = stringOfRunesLocal(runes20) })
	run("stringOfRunesLocal", "bytes of r=40", func() { intSink = stringOfRunesLocal(runes40) })
	run("stringOfRune", "", func() { strSink = stringOfRune('x') })
	run("stringOfRuneLocal", "", func() { intSink = stringOfRuneLocal('x') })
	run("compared", "len(b)=40", func() { boolSink = compared(b40) })
	run("comparedWithEachOther", "len(a)=40; len(b)=40", func() { boolSink = comparedWithEachOther(b40, b33) })
	run("lookedUp", "len(b)=40", func() { intSink = lookedUp(table8, b40) })
	run("lookedUpWithOk", "len(b)=40", func() { boolSink = lookedUpWithOk(table8, b40) })
	run("lookedUpInStruct", "len(b)=40", func() { intSink = lookedUpInStruct(nil, b40) })
	run("lookedUpInArray", "len(b)=40", func() { intSink = lookedUpInArray(nil, b40) })
	run("lookedUpByVariable", "len(b)=40", func() { intSink = lookedUpByVariable(table8, b40) })
	run("lookedUpByVariableWithOk", "len(b)=40; !ok=1", func() { intSink = lookedUpByVariableWithOk(table8, b40) })
	run("lookedUpByVariableInCondition", "len(b)=40; ok=0", func() { intSink = lookedUpByVariableInCondition(table8, b40) })
	run("lookedUpByVariableAssignedOk", "len(b)=40", func() { intSink, boolSink = lookedUpByVariableAssignedOk(table8, b40) })
	run("lookedUpByVariableOnlyOk", "len(b)=40", func() { boolSink = lookedUpByVariableOnlyOk(table8, b40) })
	run("lookedUpByVariableAfterCall", "len(b)=40", func() { intSink, boolSink = lookedUpByVariableAfterCall(table8, b40) })
	run("lookedUpByVariableInLoop", "range bs=2; len(b)=40; ok=0", func() { intSink = lookedUpByVariableInLoop(table8, [][]byte{b40, b40}) })
	run("lookedUpByVariableInSwitch", "len(b)=40; switch =0", func() { intSink = lookedUpByVariableInSwitch(table8, b40) })
	run("lookedUpByVariableUsedTwice", "len(b)=40", func() { intSink = lookedUpByVariableUsedTwice(table8, b40) })
	run("deleted", "len(b)=40", func() { deleted(table8, b40) })
	run("switchedOn", "len(b)=40; switch string(b)=2", func() { intSink = switchedOn(b40) })
	run("rangedOver", "len(s)=40; range ([]byte)(s)=40", func() { intSink = rangedOver(s40) })
	run("rangedOverRunes", "runes of s=40", func() { intSink = rangedOverRunes(s40) })
	run("appendedConversion", "len(s)=40; len(b[:0])=0; cap(b[:0])=40", func() { bytesSink = appendedConversion(b40, s40) })
	run("appendedString", "len(s)=40; len(b[:0])=0; cap(b[:0])=40", func() { bytesSink = appendedString(b40, s40) })
	run("appendedString", "len(s)=40; len(b[:0])=0; cap(b[:0])=1", func() { bytesSink = appendedString(b1, s40) })
	run("appendedToNil", "len(s)=40", func() { bytesSink = appendedToNil(s40) })
	run("appendedToNil", "len(s)=0", func() { bytesSink = appendedToNil(s0) })
	run("copied", "len(s)=40", func() { intSink = copied(b40, s40) })
	run("countedBytes", "len(b)=40", func() { intSink = countedBytes(b40) })
	run("countedRunes", "runes of s=40", func() { intSink = countedRunes(s40) })
	run("concatenated", "len(a + b)=60", func() { strSink = concatenated(s20, s40) })
	run("concatenated", "len(a + b)=0", func() { strSink = concatenated(s0, s40) })
	run("concatenatedLocal", "len(a + b)=21", func() { intSink = concatenatedLocal(s1, s20) })
	run("concatenatedLocal", "len(a + b)=60", func() { intSink = concatenatedLocal(s20, s40) })
	run("concatenatedMany", "len(a + b + c + d + e + f)=120", func() { strSink = concatenatedMany(s20, s20, s20, s20, s20, s20) })
	run("concatenatedConstant", "len(\"prefix \" + a)=27", func() { strSink = concatenatedConstant(s20) })
	run("concatenatedConstantLocal", "len(\"prefix \" + a)=27", func() { intSink = concatenatedConstantLocal(s20) })
	run("concatenatedConstantLocal", "len(\"prefix \" + a)=47", func() { intSink = concatenatedConstantLocal(s40) })
	run("concatenatedLongConstantLocal", "*=68", func() { intSink = concatenatedLongConstantLocal(s20) })
	run("concatenatedBytes", "*=42", func() { strSink = concatenatedBytes(b40) })
	run("concatenatedBytesAlone", "len(b)=40; len(string(b) + s)=60", func() { strSink = concatenatedBytesAlone(b40, s20) })
	run("concatenatedConstants", "", func() { strSink = concatenatedConstants() })
	run("concatenatedInto", "len(s)=60", func() { strSink = concatenatedInto(s20, s40) })
	run("concatenatedIntoLocal", "len(s)=21", func() { intSink = concatenatedIntoLocal(s1, s20) })
	run("concatenatedIntoThree", "len(s)=61", func() { strSink = concatenatedIntoThree(s20, s40) })
	run("bytesOfConcatenation", "len(a + b)=60", func() { bytesSink = bytesOfConcatenation(s20, s40) })
	run("bytesOfConcatenationLocal", "len(a + b)=21", func() { intSink = bytesOfConcatenationLocal(s1, s20) })
	run("bytesOfConcatenationLocal", "len(a + b)=60", func() { intSink = bytesOfConcatenationLocal(s20, s40) })
	run("comparedConcatenation", "len(a + b)=21", func() { boolSink = comparedConcatenation(s1, s20) })
	run("comparedConcatenation", "len(a + b)=60", func() { boolSink = comparedConcatenation(s20, s40) })
	run("substring", "", func() { strSink = substring(s40) })
	run("namedString", "len(b)=40", func() { strSink = string(namedString(b40)) })
	run("concatenatedNamed", "*=60", func() { strSink = string(concatenatedNamed(name(s20), s40)) })
}

var runes20, runes40 = make([]rune, 20), make([]rune, 40)
