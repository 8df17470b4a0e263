// What the examples cost, and what is written instead: allocations, bytes and time of a call.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"testing"

	"example.com/escapes/append-growth"
	"example.com/escapes/boxed"
	"example.com/escapes/captured"
	"example.com/escapes/deferred"
	"example.com/escapes/dynamic-call"
	"example.com/escapes/goroutine"
	"example.com/escapes/leaking-param"
	"example.com/escapes/outlives-scope"
	"example.com/escapes/returned"
	"example.com/escapes/runtime-alloc"
	"example.com/escapes/sent"
	"example.com/escapes/stored"
	"example.com/escapes/too-large"
	"example.com/escapes/unknown-size"
)

var (
	anything any
	number   int
	student  *returned.Student
	value    returned.Student
	literal  func() int
	ints     []int
	tree     leakingparam.Tree
	large    = make([]int, 8193)
	text     = "a text of more than thirty-two bytes, as most of them are"
	many     = 100 // known at run time only, as source is
	hundred  = make([]int, many)
	source   io.Reader
	names    = []string{"a", "b", "c", "d"}
)

type fibonacci struct{ a, b int }

func (f *fibonacci) next() int { f.a, f.b = f.b, f.a+f.b; return f.a }

//go:noinline
func fill(s *returned.Student) { s.Age = 7 }

//go:noinline
func keep(t *leakingparam.Tree) { tree = *t }

//go:noinline
func log(string) { number++ }

//go:noinline
func closeOne(name string) { defer log(name) }

func constant(n int) int {
	squares, sum := make([]int, n, 128), 0
	for i := range squares {
		squares[i] = i * i
		sum += squares[i]
	}
	return sum
}

func room(xs []int) []int {
	out := make([]int, 0, len(xs))
	for _, x := range xs {
		out = append(out, x*2)
	}
	return out
}

func main() {
	testing.Init()
	flag.Parse()
	flag.Set("test.benchtime", "20000x")
	pointers, values := make(chan *sent.Job, 1), make(chan sent.Job, 1)
	work, done := make(chan int), make(chan int)
	go func() {
		for n := range work {
			done <- n + 1
		}
	}()
	source = bytes.NewReader(make([]byte, 1<<24))
	buffer := make([]byte, 16)
	slots, kept := make([]*int, 1), make([]int, 1)
	byPointer := fibonacci{0, 1}
	pairs := []struct {
		code          string
		before, after func()
	}{
		{"returned", func() { student = returned.NewStudent(text, 7) }, func() { value.Name = text; fill(&value) }},
		{"outlives-scope", outlives.Publish, func() { number = 7 }},
		{"captured", func() { literal = captured.Fibonacci(); number = literal() }, func() { number = byPointer.next() }},
		{"boxed", func() { anything = boxed.Keep(1000 + len(text)) }, func() { number = 1000 + len(text) }},
		{"dynamic-call", func() { dynamic.ReadAny(source) }, func() { source.Read(buffer) }},
		{"sent", func() { sent.Send(pointers); <-pointers }, func() { values <- sent.Job{ID: 1}; <-values }},
		{"stored", func() { stored.Slice(slots) }, func() { kept[0] = 10 }},
		{"too-large", func() { number = toolarge.Slice() }, func() { number = len(large) }},
		{"unknown-size", func() { number = unknownsize.Squares(many) }, func() { number = constant(many) }},
		{"append-growth", func() { ints = appendgrowth.Evens(hundred) }, func() { ints = room(hundred) }},
		{"goroutine", func() { number = goroutine.Count() }, func() { work <- 1; number = <-done }},
		{"deferred", func() { deferred.Close(names, log) }, func() {
			for _, name := range names {
				closeOne(name)
			}
		}},
		{"leaking-param", func() { leakingparam.Caller() }, func() { t := leakingparam.Tree{}; keep(&t) }},
		{"runtime-alloc", func() { number = int(runtimealloc.Bytes(text)) }, func() { number = int(text[0] ^ 0x20) }},
	}
	for _, p := range pairs {
		fmt.Print(p.code)
		for _, f := range []func(){p.before, p.after} {
			r := bench(f)
			for range 4 { // the least disturbed counts
				if again := bench(f); again.NsPerOp() < r.NsPerOp() {
					r = again
				}
			}
			fmt.Printf(" %d %d %d", r.AllocsPerOp(), r.AllocedBytesPerOp(), r.NsPerOp())
		}
		fmt.Println()
	}
}

func bench(f func()) testing.BenchmarkResult {
	return testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			f()
		}
	})
}
