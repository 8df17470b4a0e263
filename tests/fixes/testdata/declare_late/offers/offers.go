// Variables that are declared, and paid for, before it is known whether they are needed.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

type request struct {
	Name string
	N    int
}

var errEmpty = errors.New("empty")

// Behind an early return; the comment of the statement stays above it.
// offer: Declare req where it is needed
//
//go:noinline
func parse(body []byte) (string, error) {
	var req request

	if len(body) == 0 {
		return "", errEmpty
	}
	// The names of fields are those of the client.
	if err := json.Unmarshal(body, &req); err != nil {
		return "", err
	}
	return req.Name, nil
}

var kept []*request

// The one branch that names it.
// offer: Declare r where it is needed
//
//go:noinline
func branch(n int) int {
	n *= 2
	r := request{Name: "x"}
	if n > 10 {
		n++
		r.N = n
		kept = append(kept[:0], &r)
	}
	return n
}

// The branch of an else if; a pointer to what is made.
// offer: Declare r where it is needed
//
//go:noinline
func chained(n int) int {
	r := &request{Name: "x"}
	if n < 0 {
		return -n
	} else if n > 10 {
		r.N = n
		kept = append(kept[:0], r)
	}
	return n
}

// A case; of constant size.
// offer: Declare buf where it is needed
//
//go:noinline
func cased(n int) []byte {
	buf := make([]byte, 8)
	switch n {
	case 0:
		return nil
	case 1:
		buf[0] = 1
		return buf
	default:
		return nil
	}
}

// In a loop: every round has its own, as before.
// offer: Declare r where it is needed
//
//go:noinline
func rounds(ns []int) (found int) {
	for _, n := range ns {
		var r request
		if n < 3 {
			continue
		}
		r.N = n
		kept = append(kept[:0], &r)
		found++
	}
	return found
}

// A literal that captures.
// offer: Declare f where it is needed
//
//go:noinline
func literal(n int) func() int {
	f := func() int { return n }
	if n < 3 {
		return nil
	}
	return f
}

func main() {
	fmt.Println(parse(nil))
	fmt.Println(parse([]byte(`{"Name": "a"}`)))
	fmt.Println(parse([]byte(`{`)))
	fmt.Println(branch(1), branch(6), *kept[0])
	fmt.Println(chained(1), chained(-1), chained(11), *kept[0])
	fmt.Println(cased(0), cased(1), cased(2))
	fmt.Println(rounds([]int{1, 2, 5, 1}), *kept[0])
	fmt.Println(literal(1) == nil, literal(4)())
	fmt.Println("allocs", "parse", testing.AllocsPerRun(20, func() { parse(nil) }))
	fmt.Println("allocs", "branch", testing.AllocsPerRun(20, func() { branch(1) }))
	fmt.Println("allocs", "chained", testing.AllocsPerRun(20, func() { chained(1) }))
	fmt.Println("allocs", "cased", testing.AllocsPerRun(20, func() { cased(0) }))
	fmt.Println("allocs", "rounds", testing.AllocsPerRun(20, func() { rounds([]int{1, 2, 5, 1}) }))
	fmt.Println("allocs", "literal", testing.AllocsPerRun(20, func() { literal(1) }))
}
