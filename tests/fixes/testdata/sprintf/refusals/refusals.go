// Text that is fmt's: each function says why.
package main

import (
	"errors"
	"fmt"
)

type shard int

func (s shard) String() string { return "shard" }

type failed string

func (f *failed) Error() string { return "failed" }

type own int

func (own) Format(s fmt.State, verb rune) { fmt.Fprint(s, "own") }

// %v asks for String.
func stringer(s shard) string { return fmt.Sprintf("%v", s) + fmt.Sprint(s) }

// A method of the pointer: nobody should have to think about it.
func pointer(f failed) string { return fmt.Sprintf("%s", f) }

// Every verb asks for Format.
func formats(o own) string { return fmt.Sprintf("%d", o) }

// Widths, flags, indexes, other bases.
func shapes(n int, s string) string {
	return fmt.Sprintf("%05d", n) + fmt.Sprintf("%+d", n) + fmt.Sprintf("%[1]d", n) + fmt.Sprintf("%x", n) + fmt.Sprintf("%10s", s)
}

// An interface may hold anything, nil among it.
func holds(err error, v any) string { return fmt.Sprintf("%s", err) + fmt.Sprint(v) }

// The wrong verb says so.
func wrong(n int, s string) string {
	format := "%s"
	return fmt.Sprintf(format, n) + fmt.Sprintf("%c", n)
}

// Sprint sets blanks between numbers.
func blanks(a, b int) string { return fmt.Sprint(a, b) }

func next(p *int) int { *p++; return *p }

// The order of the calls would be another.
func order(n int) string { return fmt.Sprintf("%d %d", n, next(&n)) }

// The names mean something else.
func names(n int8, c shard) string {
	int64 := func(n int8) int { return 0 }
	int := func(shard) string { return "" }
	return fmt.Sprintf("%d", n) + fmt.Sprintf("%d", c) + int(c) + string(rune(int64(n)+65))
}

// A float has a shape of its own; a type parameter may be anything.
func floats[T ~string](f float64, t T) string { return fmt.Sprint(f) + fmt.Sprintf("%s", t) }

// 200 is boxed for free; without a constant its digits are a string of their own.
func number(n int, s string) string {
	if len(fmt.Sprintf("%s%d", s, n)) > 7 {
		return ""
	}
	return fmt.Sprintf("%d%s", n, s)
}

// Too long for one line then, in a column of such functions.
func column(host string, port int) string  { return fmt.Sprintf("%s:%d", host, port) }
func column2(host string, port int) string { return fmt.Sprintf("%s:%d", host, port) }

// A literal is too long for its line.
func literal(host string) func(port int) string {
	return func(port int) string { return fmt.Sprintf("the address of this host is %s:%d", host, port) }
}

// What makes room for digits means something else.
func room(n int) string {
	make := func() int { return n }
	return fmt.Sprintf("n%d", make())
}

func main() {
	fmt.Println(stringer(1), pointer("p"), formats(1), shapes(1, "s"), holds(errors.New("e"), nil), wrong(65, "s"))
	fmt.Println(blanks(1, 2), order(1), names(1, 2), floats(1.5, "t"), number(200, "s"), room(300), column("h", 1), column2("h", 2), literal("h")(1))
}
