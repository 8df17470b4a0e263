// Errors that need no fmt.
package main

import (
	"fmt"
	"strings"
	"testing"
)

type name string

// offer: Replace fmt.Errorf by errors.New("open " + name + ": no such shard")
//
//go:noinline
func open(name string) error { return fmt.Errorf("open %s: no such shard", name) }

// offer: Replace fmt.Errorf by errors.New(s)
//
//go:noinline
func bare(s string) error { return fmt.Errorf("%v", s) }

// offer: Replace fmt.Errorf by errors.New("100% of " + string(n) + " and " + other)
//
//go:noinline
func both(n name, other string) (int, error) {
	return 1, fmt.Errorf("100%% of %s and %s", n, other)
}

// offer: Replace fmt.Errorf by errors.New("not " + strings.ToUpper(s))
//
//go:noinline
func upper(s string) error {
	err := fmt.Errorf("not %s", strings.ToUpper(s))
	return err
}

// offer: Replace fmt.Errorf by errors.New("line " + string(strconv.AppendInt(make([]byte, 0, 20), int64(n), 10)) + " of " + file)
//
//go:noinline
func at(n int, file string) error { return fmt.Errorf("line %d of %s", n, file) }

func main() {
	_, err := both("na\x00me", "é")
	fmt.Println(open("a"), bare("b%d"), err, upper("x"), open(""), bare(""))
	fmt.Printf("%T %q\n", err, err)
	fmt.Println(at(-1<<63, "f"), at(0, ""), at(200, "é"))
	long := fmt.Sprint("a text of some length: ", make([]int, 40))
	fmt.Println("allocs at", testing.AllocsPerRun(20, func() { at(123456, long) }))
	fmt.Println("allocs open", testing.AllocsPerRun(20, func() { open(long) }))
	fmt.Println("allocs bare", testing.AllocsPerRun(20, func() { bare(long) }))
	fmt.Println("allocs both", testing.AllocsPerRun(20, func() { both(name(long), long) }))
	fmt.Println("allocs upper", testing.AllocsPerRun(20, func() { upper(long) }))
}
