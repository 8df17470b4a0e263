// Package loops: loop depth, labels, range.
package loops

func outside(n int) int {
	var p *int
	for i := 0; i < n; i++ {
		x := i // ERROR "moved to heap: x"
		p = &x
	}
	return *p
}

func inside(n int) (sum int) {
	for i := 0; i < n; i++ {
		x := i
		p := &x
		sum += *p
	}
	return sum
}

func loopVar(n int) (ps []*int) {
	for i := 0; i < n; i++ { // ERROR "moved to heap: i"
		ps = append(ps, &i) // ERROR "append escapes to heap"
	}
	return ps
}

func captured(n int) (fs []func() int) {
	for i := range n {
		fs = append(fs, func() int { return i }) // ERROR "func literal escapes to heap" "append escapes to heap"
	}
	return fs
}

func back(n int) {
	var p *int
loop:
	x := n // ERROR "moved to heap: x"
	p = &x
	n--
	if n > 0 {
		goto loop
	}
	_ = p
}

func forward(n int) int {
	var p *int
	if n > 0 {
		goto end
	}
end:
	x := n
	p = &x
	return *p
}

func elements(s []*int, a [3]*int, m map[*int]*int, str string) *int { // ERROR "leaking param: s to result ~r0 level=1" "leaking param: a to result ~r0 level=0" "leaking param: m to result ~r0 level=1" "str does not escape"
	for _, x := range s {
		if x != nil {
			return x
		}
	}
	for _, x := range a {
		if x != nil {
			return x
		}
	}
	for k, v := range m {
		if k != nil {
			return v
		}
	}
	for range str {
	}
	return nil
}

func seq(yield func(*int) bool) { // ERROR "yield does not escape"
	for i := range 3 { // ERROR "moved to heap: i"
		if !yield(&i) {
			return
		}
	}
}

func useSeq() (sum int) {
	for p := range seq { // ERROR "p does not escape" "func literal does not escape"
		sum += *p
	}
	return sum
}

func allocs(n int) {
	var keep []byte
	for range n {
		a := make([]byte, 10) // ERROR "make\(\[\]byte, 10\) escapes to heap"
		keep = a
		b := make([]byte, 10) // ERROR "make\(\[\]byte, 10\) does not escape"
		b[0] = 1
	}
	_ = keep
}

func selects(c chan *int, d chan<- *int, x *int) *int { // ERROR "c does not escape" "d does not escape" "leaking param: x"
	select {
	case y := <-c:
		return y
	case d <- x:
	}
	return nil
}
