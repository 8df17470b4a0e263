// Package sizes: what is too large, and what is constant in effect.
package sizes

type Big struct{ data [64 << 10]byte }

type Bigger struct{ data [64<<10 + 1]byte }

func variables() {
	var fits [128 << 10]byte
	var large [128<<10 + 1]byte // ERROR "moved to heap: large"
	_, _ = fits[0], large[0]
}

func implicit() {
	_ = new(Big)    // ERROR "new\(Big\) does not escape"
	_ = new(Bigger) // ERROR "new\(Bigger\) escapes to heap"
	_ = &Big{}      // ERROR "&Big\{\} does not escape"
	p := &Bigger{}  // ERROR "&Bigger\{\} escapes to heap"
	p.data[0] = 1
}

func makes(n int) {
	a := make([]byte, 64<<10)   // ERROR "make\(\[\]byte, 65536\) does not escape"
	b := make([]byte, 64<<10+1) // ERROR "make\(\[\]byte, 65537\) escapes to heap"
	c := make([]byte, n)        // ERROR "make\(\[\]byte, n\) does not escape"
	d := make([]byte, n, 10)    // ERROR "make\(\[\]byte, n, 10\) does not escape"
	e := make([]struct{}, 3)    // ERROR "make\(\[\]struct \{\}, 3\) escapes to heap"
	m := 10
	f := make([]byte, m)       // ERROR "make\(\[\]byte, 10\) does not escape"
	lit := []int{1, 2, 3}      // ERROR "\[\]int\{\.\.\.\} does not escape"
	g := make([]int, len(lit)) // ERROR "make\(\[\]int, 3\) does not escape"
	h := make([]int, 0, n)     // ERROR "make\(\[\]int, 0, n\) does not escape"
	_, _, _, _, _, _, _, _ = a[0], b[0], c, d, e, f, g, h
}

func maps(n int) {
	a := make(map[string]int)           // ERROR "make\(map\[string\]int\) does not escape"
	b := make(map[string]int, n)        // ERROR "make\(map\[string\]int, n\) does not escape"
	c := map[string]*int{"a": new(int)} // ERROR "map\[string\]\*int\{\.\.\.\} does not escape" "new\(int\) escapes to heap"
	a["x"] = len(b) + len(c)
}

func literal() {
	s := []byte{160000: 1} // ERROR "\[\]byte\{\.\.\.\} does not escape"
	_ = s[0]
}

func channels() chan int {
	return make(chan int, 3)
}
