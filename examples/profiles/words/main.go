// Words counts the words of a text that it makes up: maps, strings, conversions, sorting.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
)

func init() { runtime.MemProfileRate = 1 }

type count struct {
	word string
	n    int
}

var vowels = []string{"a", "e", "i", "o", "u"}

// word is the nth of a made-up language.
func word(n int) string {
	w := "w"
	for n > 0 {
		w += vowels[n%5] + string(rune('b'+n%20))
		n /= 20
	}
	return w
}

func text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word(i * i % 997))
	}
	return b.String()
}

func counts(text string) map[string]int {
	m := make(map[string]int)
	for _, w := range strings.Fields(text) {
		m[strings.ToUpper(w)]++
	}
	return m
}

func sorted(m map[string]int) []*count {
	var all []*count
	for w, n := range m {
		all = append(all, &count{w, n})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].n > all[j].n || all[i].n == all[j].n && all[i].word < all[j].word })
	return all
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func lines(all []*count) []string {
	var out []string
	for _, c := range all {
		out = append(out, fmt.Sprintf("%-20s %6d %s", c.word, c.n, reversed(c.word)))
	}
	return out
}

func main() {
	out := lines(sorted(counts(text(20000))))
	fmt.Fprintln(os.Stderr, len(strings.Join(out, "\n")))
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		panic(err)
	}
}
