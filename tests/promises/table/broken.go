package main

import (
	"bytes"
	"container/list"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Every function here breaks its promise. Where nobody can know that it allocates, or only a cold path does, the comment
// behind the function says so: the runs then count nothing.

type node struct {
	left, right *node
	value       int
}

var (
	sinkAny   any
	sinkFunc  func() int
	sinkPoint *point
)

//escapelens:noalloc
//go:noinline
func returned() *point { return &point{1, 2} }

//escapelens:noalloc
//go:noinline
func stored(n int) { sinkPoint = &point{n, n} }

//escapelens:noalloc
//go:noinline
func parameter(n int) *int { return &n }

//escapelens:noalloc
//go:noinline
func concatenated(a, b string) string { return a + b }

//escapelens:noalloc
//go:noinline
func formatted(n int) string { return fmt.Sprintf("%d", n) }

//escapelens:noalloc
//go:noinline
func text(n int) string { return strconv.Itoa(n) }

//escapelens:noalloc
//go:noinline
func grown(xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}

//escapelens:noalloc
//go:noinline
func inserted(n int) map[int]int {
	m := map[int]int{}
	for i := range n {
		m[i] = i
	}
	return m
}

//escapelens:noalloc
//go:noinline
func made(n int) []byte { return make([]byte, n) }

//escapelens:noalloc
//go:noinline
func closed(n int) { sinkFunc = func() int { return n } }

//escapelens:noalloc
//go:noinline
func boxed(n int) { sinkAny = n }

//escapelens:noalloc
//go:noinline
func failed() error { return errors.New("failed") }

//escapelens:noalloc except errors
//go:noinline
func notCold(s string) error {
	buf := []byte(s)
	err := check(buf)
	return err
}

func check(b []byte) error {
	sinkAny = b
	return nil
}

//escapelens:noalloc
//go:noinline
func copied(b []byte) string { return string(b) }

//escapelens:noalloc
//go:noinline
func bytesOf(s string) []byte { return []byte(s) }

//escapelens:noalloc
//go:noinline
func methodValue(p point) { sinkFunc = p.norm }

//escapelens:noalloc
//go:noinline
func printed(w io.Writer, n int) { fmt.Fprintln(w, n) }

//escapelens:noalloc
//go:noinline
func repeated(s string) string { return strings.Repeat(s, 3) }

//escapelens:noalloc
//go:noinline
func parts(s string) []string { return strings.Split(s, ",") }

//escapelens:noalloc
//go:noinline
func upper(s string) string { return strings.ToUpper(s) }

//escapelens:noalloc
//go:noinline
func ordered(xs []int) {
	sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] })
}

//escapelens:noalloc
//go:noinline
func encoded(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}

//escapelens:noalloc
//go:noinline
func date(t time.Time) string { return t.Format(time.RFC3339) }

//escapelens:noalloc
//go:noinline
func clone(xs []int) []int { return slices.Clone(xs) }

//escapelens:noalloc
//go:noinline
func keys(m map[string]int) []string { return slices.Collect(maps.Keys(m)) }

//escapelens:noalloc
//go:noinline
func product(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }

//escapelens:noalloc
//go:noinline
func built(s string) string {
	var b strings.Builder
	b.WriteString(s)
	return b.String()
}

//escapelens:noalloc
//go:noinline
func read(b *bytes.Buffer) string { return b.String() }

//escapelens:noalloc
//go:noinline
func canceled() {
	_, cancel := context.WithCancel(context.Background())
	cancel()
}

//escapelens:noalloc
//go:noinline
func channel() chan int { return make(chan int, 1) }

//escapelens:noalloc
//go:noinline
func pushed(l *list.List) {
	l.PushBack(l)
	l.Init()
}

//escapelens:noalloc
//go:noinline
func first() string { return second() }

func second() string { return third() }

func third() string { return fourth(7) }

func fourth(n int) string { return strings.Repeat("x", n) }

//escapelens:noalloc
//go:noinline
func tree(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{tree(depth - 1), tree(depth - 1), depth}
}

//escapelens:noalloc
//go:noinline
func generic(n int) any { return box(n) }

//go:noinline
func box[T any](v T) any { return v }

//escapelens:noalloc
//go:noinline
func within(n int) int {
	f := func() *point { return &point{n, n} }
	sinkPoint = f()
	return n
}

//escapelens:noalloc except growth
//go:noinline
func moved(xs []int) []int {
	out := make([]int, 0, len(xs))
	return append(out, xs...)
}

//escapelens:noalloc
//go:noinline
func pointers(n int) []*int {
	return []*int{&n}
}

//escapelens:noalloc
//go:noinline
func logged(w io.Writer, s string) { fmt.Fprintf(w, "%s: %d\n", s, len(s)) }

//escapelens:noalloc
//go:noinline
func iteratedAll(xs []int) (n int) {
	next := counter()
	for range xs {
		n += next()
	}
	return n
}

//go:noinline
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

//escapelens:noalloc
//go:noinline
func joined(a, b string) int { return len(a + "," + b) }

//escapelens:noalloc
//go:noinline
func lateError(s string) (int, error) {
	if len(s) < 3 {
		return 0, fmt.Errorf("%q is too short", s)
	}
	return len(s), nil
} // cold

//escapelens:noalloc
//go:noinline
func latePanic(n int) int {
	if n < 0 {
		panic(fmt.Sprintf("%d is negative", n))
	}
	return n
} // cold

//escapelens:noalloc
//go:noinline
func applied(f func(int) int) int { return f(3) } // unknown

//escapelens:noalloc
//go:noinline
func written(w io.Writer, b []byte) { w.Write(b) } // unknown

//escapelens:noalloc
//go:noinline
func pooled(p *sync.Pool) { p.Put(p.Get()) } // path

//escapelens:noalloc
//go:noinline
func started(done chan bool) {
	go finish(done)
	<-done
}

func finish(done chan bool) { done <- true }

//escapelens:noalloc
//go:noinline
func matched(r *regexp.Regexp, s string) bool { return r.MatchString(s) } // path

//escapelens:noalloc
//go:noinline
func roomy(b []byte) []byte { return append(b[:0], "some text"...) } // growth

//escapelens:noalloc
//go:noinline
func checksum(b []byte) uint32 { return crc32.Update(0, table, b) } // unknown

//escapelens:noalloc except growth
//go:noinline
func buffered(b *bytes.Buffer, s string) {
	b.Reset()
	b.WriteString(s)
	b.WriteByte('\n')
} // path

var table = crc32.MakeTable(crc32.Koopman)

//escapelens:noalloc except growth
//go:noinline
func appended(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) } // path

type maker interface{ make(n int) *int }

type pad struct{}

//go:noinline
func (pad) make(n int) *int { return &n }

//escapelens:noalloc
//go:noinline
func throughMaker(m maker) int { return *m.make(1) }
