// Every function with a promise, run under testing.AllocsPerRun.
package main

import (
	"bytes"
	"container/list"
	"fmt"
	"io"
	"math/big"
	"net/netip"
	"regexp"
	"sync"
	"testing"
	"time"
)

var (
	ints   = []int{5, 3, 9, 1, 7, 2, 8}
	floats = []float64{5, 3, 9}
	long   = string(bytes.Repeat([]byte("hay and a needle: é "), 20))
	blob   = []byte(long)
	room   = make([]byte, 0, 4096)
	words  = map[string]int{"a": 1, "b": 2, "é": 3}
	start  = time.Now()
	addr   = netip.MustParseAddr("10.0.0.1")
	other  = netip.MustParseAddr("10.0.0.2")
	grid   = [][]int{{1, 2}, {-1, 4}, {5, 6}}
	unit   [4][4]float64
	buffer     = bytes.NewBuffer(make([]byte, 0, 4096))
	large      = big.NewInt(1 << 62)
	chain      = list.New()
	pool       = &sync.Pool{New: func() any { return new(point) }}
	done       = make(chan bool, 1)
	digit      = regexp.MustCompile(`\d+`)
	spot       = &point{3, 4}
	any1   any = *spot
	huge       = 1 << 40
	double     = func(n int) int { return 2 * n }
)

var runs = []struct {
	name string
	run  func()
}{
	{"sum", func() { sum(ints) }},
	{"throughShape", func() { throughShape(spot) }},
	{"throughMaker", func() { throughMaker(pad{}) }},
	{"sumCalls", func() { sumCalls(ints) }},
	{"reverse", func() { reverse(ints) }},
	{"indexes", func() { indexes(long) }},
	{"cut", func() { cut(long) }},
	{"fold", func() { fold(long, long) }},
	{"runes", func() { runes(long) }},
	{"decode", func() { decode(long) }},
	{"lookup", func() { lookup(words, blob) }},
	{"same", func() { same(long, blob) }},
	{"rangeBytes", func() { rangeBytes(long) }},
	{"switched", func() { switched(blob) }},
	{"local", func() { local() }},
	{"scratch", func() { scratch(long) }},
	{"called", func() { called(len(ints)) }},
	{"deferred", func() { deferred() }},
	{"readLocked", func() { readLocked() }},
	{"send", func() { send(1) }},
	{"trySend", func() { trySend(1) }},
	{"kind", func() { kind(any1) }},
	{"smallBox", func() { sinkAny = smallBox(7) }},
	{"constantBox", func() { sinkAny = constantBox() }},
	{"devirtualized", func() { devirtualized(2) }},
	{"most", func() { most(ints) }},
	{"mostOfTwo", func() { mostOfTwo(ints, floats) }},
	{"sorted", func() { sorted(ints) }},
	{"found", func() { found(ints) }},
	{"remove", func() { remove(words) }},
	{"each", func() { each(words) }},
	{"number", func() { number("-1234567") }},
	{"checked", func() { checked(long) }},
	{"wrapped", func() { wrapped(long) }},
	{"must", func() { must(3) }},
	{"sentinel", func() { sentinel("") }},
	{"digits", func() { digits(room, 1<<40) }},
	{"quoted", func() { quoted(room, long) }},
	{"counted", func() { counted(words, "a") }},
	{"poly", func() { poly(3.5) }},
	{"ones", func() { ones(1 << 40) }},
	{"since", func() { since(start) }},
	{"nowUnix", func() { nowUnix() }},
	{"put", func() { put(blob, 7) }},
	{"fib", func() { fib(12) }},
	{"even", func() { even(12) }},
	{"odd", func() { odd(12) }},
	{"variadic", func() { variadic(1, 2, 3) }},
	{"substring", func() { substring(long) }},
	{"contains", func() { contains(blob) }},
	{"view", func() { view(blob) }},
	{"checksum", func() { checksum(blob) }},
	{"address", func() { address(addr, other) }},
	{"labelled", func() { labelled(grid, 6) }},
	{"iterated", func() { iterated(ints) }},
	{"matrix", func() { matrix(&unit, &unit) }},
	{"methodCalled", func() { methodCalled(spot) }},
	{"recovered", func() { recovered(1) }},
	{"buffered", func() { buffered(buffer, long) }},
	{"onStack", func() { onStack() }},

	{"returned", func() { sinkAny = returned() }},
	{"stored", func() { stored(1) }},
	{"parameter", func() { sinkAny = parameter(1) }},
	{"concatenated", func() { sinkAny = len(concatenated(long, long)) }},
	{"formatted", func() { formatted(huge) }},
	{"text", func() { text(huge) }},
	{"grown", func() { sinkAny = len(grown(ints)) }},
	{"inserted", func() { sinkAny = len(inserted(100)) }},
	{"made", func() { sinkAny = len(made(1000)) }},
	{"closed", func() { closed(len(ints)) }},
	{"boxed", func() { boxed(huge) }},
	{"failed", func() { sinkAny = failed() }},
	{"notCold", func() { notCold(long) }},
	{"copied", func() { copied(blob) }},
	{"bytesOf", func() { sinkAny = bytesOf(long) }},
	{"methodValue", func() { methodValue(*spot) }},
	{"printed", func() { printed(io.Discard, 1<<40) }},
	{"repeated", func() { repeated(long) }},
	{"parts", func() { parts("a,b,c") }},
	{"upper", func() { upper(long) }},
	{"ordered", func() { ordered(ints) }},
	{"encoded", func() { encoded(words) }},
	{"date", func() { date(start) }},
	{"clone", func() { sinkAny = clone(ints) }},
	{"keys", func() { keys(words) }},
	{"product", func() { product(large, large) }},
	{"built", func() { sinkAny = built(long) }},
	{"read", func() { read(bytes.NewBuffer(blob)) }},
	{"canceled", func() { canceled() }},
	{"channel", func() { sinkAny = channel() }},
	{"pushed", func() { pushed(chain) }},
	{"first", func() { first() }},
	{"tree", func() { tree(3) }},
	{"generic", func() { sinkAny = generic(huge) }},
	{"within", func() { within(1) }},
	{"moved", func() { sinkAny = moved(ints) }},
	{"pointers", func() { sinkAny = pointers(1) }},
	{"logged", func() { logged(io.Discard, long) }},
	{"iteratedAll", func() { iteratedAll(ints) }},
	{"lateError", func() { lateError(long) }},
	{"latePanic", func() { latePanic(3) }},
	{"searched", func() { searched(ints) }},
	{"applied", func() { applied(double) }},
	{"written", func() { written(io.Discard, blob) }},
	{"pooled", func() { pooled(pool) }},
	{"started", func() { started(done) }},
	{"matched", func() { matched(digit, "abc") }},
	{"joined", func() { joined(long, long) }},
	{"appended", func() { appended(room, huge) }},
	{"roomy", func() { roomy(room) }},
}

func main() {
	for _, r := range runs {
		fmt.Printf("%s\t%.0f\n", r.name, testing.AllocsPerRun(100, r.run))
	}
}
