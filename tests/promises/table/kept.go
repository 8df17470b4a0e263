package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Every function here keeps its promise.

type point struct{ x, y int }

func (p point) norm() int    { return p.x*p.x + p.y*p.y }
func (p *point) move(by int) { p.x += by }

type shape interface{ norm() int }

var (
	errShort = errors.New("short")
	mu       sync.Mutex
	rw       sync.RWMutex
	count    atomic.Int64
	queue    = make(chan int, 4)
)

//escapelens:noalloc
//go:noinline
func sum(xs []int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}

//escapelens:noalloc
//go:noinline
func sumCalls(xs []int) int { return sum(xs) + sum(xs[1:]) }

//escapelens:noalloc
//go:noinline
func reverse(xs []int) {
	for i, j := 0, len(xs)-1; i < j; i, j = i+1, j-1 {
		xs[i], xs[j] = xs[j], xs[i]
	}
}

//escapelens:noalloc
//go:noinline
func indexes(s string) int { return strings.Index(s, "needle") + strings.LastIndex(s, "hay") }

//escapelens:noalloc
//go:noinline
func cut(s string) (string, string) {
	before, after, _ := strings.Cut(s, ":")
	return strings.TrimPrefix(before, "x"), after
}

//escapelens:noalloc
//go:noinline
func fold(s, t string) bool { return strings.EqualFold(s, t) }

//escapelens:noalloc
//go:noinline
func runes(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

//escapelens:noalloc
//go:noinline
func decode(s string) (n int) {
	for len(s) > 0 {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		n++
	}
	return n
}

//escapelens:noalloc
//go:noinline
func lookup(m map[string]int, b []byte) int { return m[string(b)] }

//escapelens:noalloc
//go:noinline
func same(s string, b []byte) bool { return s == string(b) }

//escapelens:noalloc
//go:noinline
func rangeBytes(s string) (n byte) {
	for _, b := range []byte(s) {
		n += b
	}
	return n
}

//escapelens:noalloc
//go:noinline
func switched(b []byte) int {
	switch string(b) {
	case "get":
		return 1
	case "put":
		return 2
	}
	return 0
}

//escapelens:noalloc
//go:noinline
func local() int {
	p := &point{1, 2}
	p.move(3)
	return p.norm()
}

//escapelens:noalloc
//go:noinline
func scratch(s string) int {
	buf := make([]byte, 64)
	return copy(buf, s)
}

//escapelens:noalloc
//go:noinline
func called(n int) int {
	add := func(m int) int { return n + m }
	return add(1) + add(2)
}

//escapelens:noalloc
//go:noinline
func deferred() int {
	mu.Lock()
	defer mu.Unlock()
	return int(count.Load())
}

//escapelens:noalloc
//go:noinline
func readLocked() int64 {
	rw.RLock()
	defer rw.RUnlock()
	return count.Add(1)
}

//escapelens:noalloc
//go:noinline
func send(n int) int {
	queue <- n
	return <-queue
}

//escapelens:noalloc
//go:noinline
func trySend(n int) bool {
	select {
	case queue <- n:
		<-queue
		return true
	default:
		return false
	}
}

//escapelens:noalloc
//go:noinline
func kind(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case string:
		return len(v)
	case point:
		return v.norm()
	}
	return 0
}

//escapelens:noalloc
//go:noinline
func smallBox(b byte) any { return b }

//escapelens:noalloc
//go:noinline
func constantBox() any { return "a constant" }

//escapelens:noalloc
//go:noinline
func devirtualized(x int) int {
	var s shape = point{x, 1}
	return s.norm()
}

//escapelens:noalloc
//go:noinline
func most[T cmp.Ordered](xs []T) T {
	m := xs[0]
	for _, x := range xs[1:] {
		m = max(m, x)
	}
	return m
}

//escapelens:noalloc
//go:noinline
func mostOfTwo(xs []int, ys []float64) float64 { return float64(most(xs)) + most(ys) }

//escapelens:noalloc
//go:noinline
func sorted(xs []int) bool {
	slices.Sort(xs)
	return slices.IsSorted(xs) && slices.Contains(xs, 3)
}

//escapelens:noalloc
//go:noinline
func found(xs []int) (int, bool) { return slices.BinarySearch(xs, 3) }

//escapelens:noalloc
//go:noinline
func remove(m map[string]int) int {
	delete(m, "gone")
	return len(m)
}

//escapelens:noalloc
//go:noinline
func each(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

//escapelens:noalloc except errors
//go:noinline
func number(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

//escapelens:noalloc except errors
//go:noinline
func checked(s string) (int, error) {
	if len(s) < 3 {
		return 0, fmt.Errorf("%q is too short", s)
	}
	return len(s), nil
}

//escapelens:noalloc except errors
//go:noinline
func wrapped(s string) (int, error) {
	n, err := checked(s)
	if err != nil {
		return 0, fmt.Errorf("wrapped: %w", err)
	}
	return n, nil
}

//escapelens:noalloc except errors
//go:noinline
func must(n int) int {
	if n < 0 {
		panic(fmt.Sprintf("%d is negative", n))
	}
	return n
}

//escapelens:noalloc
//go:noinline
func sentinel(s string) error {
	if len(s) < 3 {
		return errShort
	}
	return nil
}

//escapelens:noalloc except growth
//go:noinline
func digits(b []byte, n int) []byte {
	for ; n > 0; n /= 10 {
		b = append(b, byte('0'+n%10))
	}
	return b
}

//escapelens:noalloc except growth
//go:noinline
func quoted(b []byte, s string) []byte {
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

//escapelens:noalloc except growth
//go:noinline
func counted(m map[string]int, s string) { m[s]++ }

//escapelens:noalloc
//go:noinline
func poly(x float64) float64 { return math.Sqrt(math.Abs(math.Sin(x))) + math.Floor(x) }

//escapelens:noalloc
//go:noinline
func ones(x uint64) int { return bits.OnesCount64(x) + bits.Len64(x) + bits.TrailingZeros64(x) }

//escapelens:noalloc
//go:noinline
func since(t time.Time) time.Duration { return time.Since(t).Round(time.Second) }

//escapelens:noalloc
//go:noinline
func nowUnix() int64 { return time.Now().Unix() }

//escapelens:noalloc
//go:noinline
func put(b []byte, n uint64) uint32 {
	binary.LittleEndian.PutUint64(b, n)
	return binary.BigEndian.Uint32(b)
}

//escapelens:noalloc
//go:noinline
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

//escapelens:noalloc
//go:noinline
func even(n int) bool { return n == 0 || odd(n-1) }

//escapelens:noalloc
//go:noinline
func odd(n int) bool { return n != 0 && even(n-1) }

func total(xs ...int) int { return sum(xs) }

//escapelens:noalloc
//go:noinline
func variadic(a, b, c int) int { return total(a, b, c) }

//escapelens:noalloc
//go:noinline
func substring(s string) string {
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[i+1:]
	}
	return s
}

//escapelens:noalloc
//go:noinline
func contains(b []byte) bool { return bytes.Contains(b, sep) && bytes.HasPrefix(b, sep[:1]) }

var sep = []byte(": ")

//escapelens:noalloc
//go:noinline
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

//escapelens:noalloc
//go:noinline
func address(a, b netip.Addr) bool { return a.Compare(b) < 0 && a.Is4() && !a.IsLoopback() }

//escapelens:noalloc
//go:noinline
func labelled(grid [][]int, want int) (int, int) {
outer:
	for i, row := range grid {
		for j, cell := range row {
			if cell == want {
				return i, j
			}
			if cell < 0 {
				continue outer
			}
		}
	}
	return -1, -1
}

//escapelens:noalloc
//go:noinline
func iterated(xs []int) (n int) {
	for i := range upTo(len(xs)) {
		n += xs[i]
	}
	return n
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

//escapelens:noalloc
//go:noinline
func matrix(a, b *[4][4]float64) (c [4][4]float64) {
	for i := range 4 {
		for j := range 4 {
			for k := range 4 {
				c[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return c
}

//escapelens:noalloc
//go:noinline
func methodCalled(p *point) int {
	f := p.norm
	return f()
}

//escapelens:noalloc
//go:noinline
func recovered(n int) (ok bool) {
	defer func() { ok = recover() == nil }()
	return n > 0
}

//escapelens:noalloc
//go:noinline
func onStack() int {
	m := map[int]int{1: 2, 3: 4}
	return m[1] + m[3]
}

//escapelens:noalloc
//go:noinline
func searched(xs []int) int {
	return sort.Search(len(xs), func(i int) bool { return xs[i] >= 3 })
}

//escapelens:noalloc
//go:noinline
func throughShape(s shape) int { return s.norm() }
