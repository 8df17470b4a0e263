// Text that needs no fmt.
package main

import (
	"fmt"
	"testing"
)

type code uint16

// Stringer is not asked for by %d.
type shard int

func (s shard) String() string { return "shard" }

// offer: Replace fmt.Sprintf by host + ":" + port
//
//go:noinline
func key(host, port string) string { return fmt.Sprintf("%s:%v", host, port) }

// offer: Replace fmt.Sprintf by strconv.FormatInt(n, 10)
//
//go:noinline
func id(n int64) string { return fmt.Sprintf("%d", n) }

// offer: Replace fmt.Sprint by strconv.FormatUint(uint64(c), 10)
//
//go:noinline
func enc(c code) string { return fmt.Sprint(c) }

// offer: Replace fmt.Sprintf by strconv.Itoa(int(s))
//
//go:noinline
func num(s shard) string { return fmt.Sprintf("%d", s) }

// offer: Replace fmt.Sprintf by "100% of\t" + s + "\n"
//
//go:noinline
func percent(s string) string { return fmt.Sprintf("100%% of\t%s\n", s) }

// offer: Replace fmt.Sprint by strconv.FormatBool(ok)
//
//go:noinline
func flag(ok bool) string { return fmt.Sprint(ok) }

// offer: Replace fmt.Sprintln by s + "\n"
//
//go:noinline
func line(s string) string { return fmt.Sprintln(s) }

//go:noinline
func two(a, b string) int { return len(a) + len(b) }

// offer: Replace fmt.Sprintf by "n"+s
//
//go:noinline
func several(s string) int { return two("x", fmt.Sprintf("n%s", s)) }

// offer: Replace fmt.Sprintf by host + ":" + string(strconv.AppendInt(make([]byte, 0, 20), int64(port), 10))
//
//go:noinline
func address(host string, port int16) string { return fmt.Sprintf("%s:%d", host, port) }

// offer: Replace fmt.Sprintf by string(strconv.AppendUint(make([]byte, 0, 20), n, 10))+"/"+strconv.FormatBool(ok)
//
//go:noinline
func ratio(n uint64, ok bool) int { return two("x", fmt.Sprintf("%d/%t", n, ok)) }

// What stands in a literal has blanks around it, whatever is around that.
// offer: Replace fmt.Sprintf by host + ":" + port
//
//go:noinline
func listed(host, port string) int { return wide(0, []string{fmt.Sprintf("%s:%s", host, port)}) }

//go:noinline
func wide(n int, all []string) int { return n + len(all[0]) }

func main() {
	fmt.Println(listed("h", "p"))
	allocs("listed", func() { listed("host.example.com and more", "8080") })
	fmt.Println(address("h", -1<<15), address("", 200), address("", 0), ratio(1<<64-1, true), ratio(0, false))
	fmt.Println(key("host", "8080"), id(-12345), id(1<<62), enc(65535), percent("all"), num(-7000), flag(true), line("a line"), several("seventy"))
	fmt.Println(key("", ""), id(-1<<63), enc(0), percent(""), num(7), flag(false), line(""), several(""))
	allocs("key", func() { key("host", "8080") })
	allocs("address", func() { address("host.example.com", 8080) })
	allocs("ratio", func() { ratio(1<<64-1, true) })
	allocs("id", func() { id(-12345) })
	allocs("enc", func() { enc(60000) })
	allocs("num", func() { num(12345) })
	allocs("percent", func() { percent("all of them") })
	allocs("flag", func() { flag(true) })
	allocs("line", func() { line("a line of some length") })
	allocs("several", func() { several("seventy") })
}

func allocs(name string, f func()) { fmt.Println("allocs", name, testing.AllocsPerRun(20, f)) }
