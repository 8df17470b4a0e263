// Package snippets holds functions whose allocations are measured, and compared with what the ledger says of them.
//
// Each is a function that is not inlined and a run of it: its name, the conditions under which it is run in the ledger's
// words ("len(b)=40; range xs=10"), and the call.
package snippets

// A Run is one row of the table.
type Run struct {
	Name, Given string
	Call        func()
}

var Table []Run

func run(name, given string, call func()) { Table = append(Table, Run{name, given, call}) }

type (
	pair  struct{ a, b int }
	two   struct{ a, b uint8 }
	half  struct{ a uint16 }
	empty struct{}
	list  struct {
		next *list
		n    int
	}
	big   struct{ a [130]int }
	large struct{ a [200]byte }
)

var (
	anySink    any
	strSink    string
	bytesSink  []byte
	runesSink  []rune
	intSink    int
	boolSink   bool
	intsSink   []int
	ptrSink    *int
	pairSink   *pair
	funcSink   func() int
	exprSink   func(*pair) int
	mapSink    map[int]int
	strMapSink map[string]int
	chanSink   chan int
	errSink    error

	b0, b1, b2, b32, b33, b40 = make([]byte, 0), []byte("x"), []byte("xy"), make([]byte, 32), make([]byte, 33), make([]byte, 40)
	s0, s1, s20, s40          = "", "s", string(make([]byte, 20)), string(make([]byte, 40))
	table8                    = map[string]int{"a": 1}
	nine                      = 9
	thousand                  = 1000
)

//go:noinline
func (p *pair) sum() int { return p.a + p.b }

//go:noinline
func (p pair) total() int { return p.a + p.b }

type summer interface{ sum() int }

//go:noinline
func use(xs []int) int { return len(xs) }

//go:noinline
func useBytes(b []byte) int { return len(b) }

//go:noinline
func useString(s string) int { return len(s) }

//go:noinline
func useAny(x any) bool { return x == nil }

//go:noinline
func useVariadic(xs ...int) int { return len(xs) }

//go:noinline
func keepVariadic(xs ...int) { intsSink = xs }
