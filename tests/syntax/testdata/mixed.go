//go:build go1.21

// Package p is parsed by the tests.
package p

import (
	"fmt"
	. "strings"
	_ "unsafe"
)

const (
	a, b = iota, "x"
	c, d
)

type (
	T[P any] struct {
		x, y P `json:"x"`
		*Builder
		fmt.Stringer
		next *T[P]
	}
	I interface {
		m(int, ...string) (n int, err error)
		~int | ~[]byte
	}
	A = map[string]func(x int) <-chan int
)

//go:noinline
func (t *T[P]) Method(p P, rest ...int) (out []P) {
	defer func() { recover() }()
outer:
	for i, v := range rest {
		switch {
		case i == 0, v > 1<<3:
			continue outer
		case v&^1 == 2:
			fallthrough
		default:
			break outer
		}
		select {
		case x, ok := <-make(chan int, 1):
			_, _ = x, ok
		default:
			go fmt.Println(`raw
string`, 'r', 1.5e3, 0x1p-2, 3i)
		}
	}
	if n := len(rest); n > 0 {
		out = append(out, p)
	} else if n == -1 {
		goto end
	} else {
		out[0], out[1] = p, p
	}
	switch v := any(p).(type) {
	case nil, *int:
	case []byte, func(int) string:
		_ = v
	}
end:
	return *(*[]P)(nil)
}

func use() {
	m := map[string][]struct{ a int }{"k": {{1}, {a: 2}}}
	m["k"][0].a++
	x := [...]int{2: 1, 3}
	_ = x[1:2:3]
	_ = new(len(x))
	_ = func(a, b int) (c int) { return a + b*c - -a }(1, 2)
	var p = (*[]int)(nil)
	_ = (*p)[0]
	_ = Index[int](1)
	for range 3 {
	}
	for i := 0; i < 3; i++ {
		_ = i
	}
	{
		;
	}
}
