// Command measure prints what each run of the table allocates.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"

	"snippets"
)

// bytes gives the bytes allocated by one call, as -benchmem counts them.
func bytes(call func()) uint64 {
	const rounds = 64
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		call()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / rounds
}

func main() {
	debug.SetGCPercent(-1)
	for _, m := range snippets.Table {
		allocs := testing.AllocsPerRun(100, m.Call)
		fmt.Printf("%s\t%s\t%v\t%d\n", m.Name, m.Given, allocs, bytes(m.Call))
	}
}
