// Text that is written as it is: each function says why.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

type keeper struct{ kept [][]byte }

func (k *keeper) Write(p []byte) (int, error)       { k.kept = append(k.kept, p); return len(p), nil }
func (k *keeper) WriteString(s string) (int, error) { return k.Write([]byte(s)) }

type embeds struct{ *strings.Builder }

func (e embeds) Write(p []byte) (int, error) { return e.Builder.Write(append(p, '!')) }

// What it keeps would change; by WriteString another method would be called, too.
func keeps(k *keeper, w io.Writer, n int) {
	k.Write([]byte(fmt.Sprintf("first %3d", n)))
	k.WriteString(fmt.Sprintf("second %3d", n))
	io.WriteString(k, fmt.Sprintf("third %3d", n))
	io.WriteString(w, fmt.Sprintf("fourth %3d", n))
}

// Its WriteString may call another method of what lies below.
func below(w *bufio.Writer, n int) { w.WriteString(fmt.Sprintf("below %3d\n", n)) }

// It has a Write of its own.
func promoted(e embeds, n int) { e.WriteString(fmt.Sprintf("promoted %3d\n", n)) }

// Behind these formats nothing can be put.
func formats(n int, format string) {
	fmt.Println(fmt.Sprintf(format, n))
	fmt.Println(fmt.Sprintf(`%3d`, n))
	fmt.Println(fmt.Sprint(n), "and more")
}

// gofmt would set its blanks anew.
func blanks(f *os.File, a, b string) { f.WriteString(fmt.Sprint(a + b)) }

// It is on the stack, and would be on the heap.
func local(n int) string {
	var b strings.Builder
	b.WriteString(fmt.Sprintf("local %3d", n))
	return b.String()
}

func main() {
	k := &keeper{}
	keeps(k, os.Stdout, 1)
	below(bufio.NewWriter(os.Stdout), 2)
	promoted(embeds{&strings.Builder{}}, 3)
	blanks(os.Stdout, "a", "b\n")
	formats(4, "%3d")
	fmt.Printf("%s %s\n", k.kept, local(5))
}

// What the format leaves over is printed at the end.
func leftOver(args ...any) {
	fmt.Println(fmt.Sprintf("%d", args...))
}
