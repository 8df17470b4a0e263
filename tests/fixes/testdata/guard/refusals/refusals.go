// Calls whose condition, or whose arguments, must be seen to by the callee.
package main

import "fmt"

type logger struct {
	on    bool
	asked int
	text  []string
}

//go:noinline
func (l *logger) write(args []any) { l.text = append(l.text, fmt.Sprint(args...)) }

// Asking counts.
func (l *logger) ask() bool { l.asked++; return l.on }

func (l *logger) counted(args ...any) {
	if l.ask() {
		l.write(args)
	}
}

// Something is done before.
func (l *logger) before(args ...any) {
	l.asked++
	if l.on {
		l.write(args)
	}
}

// Something is done otherwise.
func (l *logger) otherwise(args ...any) {
	if l.on {
		l.write(args)
	} else {
		l.asked++
	}
}

func (l *logger) last(args ...any) {
	if !l.on {
		l.asked++
		return
	}
	l.write(args)
}

// The condition is about what is logged.
func (l *logger) some(args ...any) {
	if len(args) > 1 {
		l.write(args)
	}
}

// Who answers is not known.
type judge interface{ enabled() bool }

func (l *logger) judged(j judge, args ...any) {
	if j.enabled() {
		l.write(args)
	}
}

func (l *logger) plain(args ...any) {
	if l.on {
		l.write(args)
	}
}

var n = 1000

//go:noinline
func next() int { n++; return n }

var loggers = map[string]*logger{"a": {}}

//go:noinline
func find(name string) *logger { n++; return loggers[name] }

type yes struct{}

func (yes) enabled() bool { n++; return true }

func main() {
	l := loggers["a"]
	l.counted(n)
	l.before(n)
	l.otherwise(n)
	l.last(n)
	l.some(n, n)
	l.judged(yes{}, n)
	l.plain(next())
	find("a").plain(n)
	if l.on {
		l.plain(n)
	}
	on := false
	logged := 0
	shadow(on, &logged)
	fmt.Println(l.asked, l.text, n, logged)
}

var on = true

func global(args ...any) {
	if on {
		loggers["a"].write(args)
	}
}

// The condition's name means something else here.
func shadow(on bool, logged *int) {
	*logged++
	global(*logged, on)
}
