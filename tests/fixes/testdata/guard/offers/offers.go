// Calls that do nothing, with arguments that are boxed all the same.
package main

import (
	"fmt"
	"sync/atomic"
	"testing"
)

type level int32

const (
	debug level = iota
	info
)

type logger struct {
	min  atomic.Int32
	text []string
}

func (l *logger) enabled(lv level) bool { return lv >= level(l.min.Load()) }

func (l *logger) debugf(format string, args ...any) {
	if l.enabled(debug) {
		l.write(format, args)
	}
}

func (l *logger) logf(lv level, format string, args ...any) {
	if !l.enabled(lv) {
		return
	}
	l.write(format, args)
	l.text = append(l.text, ".")
}

//go:noinline
func (l *logger) write(format string, args []any) {
	l.text = append(l.text, fmt.Sprintf(format, args...))
}

type packet struct {
	seq  uint64
	size int
}

// offer: Guard the call: if l.enabled(debug)
//
//go:noinline
func handle(l *logger, all []packet) (total int) {
	for i := range all {
		p := &all[i]
		l.debugf("packet seq=%d size=%d",
			p.seq, p.size) // not often
		total += p.size
	}
	return total
}

// offer: Guard the call: if s.log.enabled(info)
//
//go:noinline
func (s *server) serve(name string) {
	s.log.logf(info, "serve %s", name)
}

type server struct{ log *logger }

var verbosity = 1

func trace(at int, args ...any) {
	if at > verbosity || traced == nil {
		return
	}
	traced.write("%v", args)
}

var traced *logger

// offer: Guard the call: if !(n > verbosity || traced == nil)
//
//go:noinline
func step(n int, name string) {
	trace(n, name, n)
}

// What p may be nil for is said.
//
// offer: Guard the call: if l.enabled(debug) (arguments that panic do so only then)
//
//go:noinline
func perhaps(l *logger, p *packet) {
	l.debugf("%d", p.seq)
}

func main() {
	all := []packet{{1000, 20}, {3000, 40}}
	loud, quiet := &logger{}, &logger{}
	quiet.min.Store(int32(info) + 1)
	long := "a name that is long enough not to fit into any buffer on the stack"
	for _, l := range []*logger{loud, quiet} {
		traced = l
		fmt.Println(handle(l, all))
		(&server{l}).serve("name")
		step(1, "name")
		step(2, "name")
		perhaps(l, &all[0])
		fmt.Println(l.text)
	}
	s := &server{quiet}
	fmt.Println("allocs", "handle", testing.AllocsPerRun(20, func() { handle(quiet, all) }))
	fmt.Println("allocs", "serve", testing.AllocsPerRun(20, func() { s.serve(long) }))
	fmt.Println("allocs", "step", testing.AllocsPerRun(20, func() { step(1000, long) }))
}
