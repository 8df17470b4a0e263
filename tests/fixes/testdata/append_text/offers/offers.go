// Text that is only made to be appended.
package main

import (
	"fmt"
	"strconv"
	"testing"
)

type encoder struct{ buf []byte }

// offer: Append by strconv.AppendInt
//
//go:noinline
func (e *encoder) number(n int) {
	e.buf = append(e.buf, strconv.Itoa(n+1)...) // and one
}

// offer: Append by strconv.AppendInt
// offer: Append by strconv.AppendUint
//
//go:noinline
func bases(buf []byte, n int64, u uint64) []byte {
	buf = append(buf, strconv.FormatInt(n, 16)...)
	return append(buf, strconv.FormatUint(u, 2)...)
}

// offer: Append by fmt.Appendf
//
//go:noinline
func pair(k string, v fmt.Stringer) []byte {
	buf := make([]byte, 0, 100)
	buf = append(buf, fmt.Sprintf("%s=%v",
		k, v)...)
	return buf
}

// offer: Append by fmt.Appendln
//
//go:noinline
func (e *encoder) line(s string) { e.buf = append(e.buf, fmt.Sprintln(s)...) }

type shard int

func (s shard) String() string { return "shard" + strconv.Itoa(int(s)) }

func main() {
	e := encoder{}
	for _, n := range []int{0, 7, 99, 100, -1, -100, 1 << 40} {
		e.number(n)
		e.buf = bases(e.buf, int64(n), uint64(n))
	}
	e.line("a line")
	fmt.Println(string(e.buf), string(pair("k", shard(3))), string(bases(nil, 0, 0)))
	room := make([]byte, 0, 200)
	fmt.Println("allocs number", testing.AllocsPerRun(20, func() { e.buf = room; e.number(12345) }))
	fmt.Println("allocs bases", testing.AllocsPerRun(20, func() { bases(room, 12345, 12345) }))
	fmt.Println("allocs pair", testing.AllocsPerRun(20, func() { pair("k", shard(300)) }))
	fmt.Println("allocs line", testing.AllocsPerRun(20, func() { e.buf = room; e.line("x") }))
}
