// Cmd grows trees.
package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"

	"example.com/profiles/tree"
)

func init() { runtime.MemProfileRate = 1 }

type point struct{ x, y int }

type shape interface{ area() int }

func (p point) area() int { return p.x * p.y }

func shapes(n int) []shape {
	out := make([]shape, 0, n)
	for i := range n {
		out = append(out, point{i % 100, i % 7})
	}
	return out
}

func main() {
	numbers := tree.New[int, string]()
	for i := range 3000 {
		numbers.Set(i*7919%3001, strconv.Itoa(i*1000))
	}
	points := tree.Group(shapes(2000), func(s shape) int { return s.area() })
	keys := slices.Concat(numbers.Keys(), points.Keys())
	names := tree.New[string, *point]()
	for i, k := range keys {
		names.Set("key "+strconv.Itoa(k), &point{i, k})
	}
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		panic(err)
	}
	runtime.KeepAlive([]any{numbers, points, names})
}
