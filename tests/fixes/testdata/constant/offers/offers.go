// Variables that are the same for good.
package main

import (
	"context"
	"fmt"
	"testing"
)

type ctxKey string

// offer: Make tenantKey a constant
var tenantKey = ctxKey("tenant") // a variable: boxed anew on every use

// offer: Make bufSize a constant
var bufSize = 4096
var before, after = 1, 2

// offer: Make limit a constant
var limit int64 = 1 << 40

//go:noinline
func withTenant(ctx context.Context, t *string) context.Context {
	return context.WithValue(ctx, tenantKey, t)
}

//go:noinline
func sum(s string) int {
	buf := make([]byte, bufSize)
	return copy(buf, s) / (bufSize / 1000.0)
}

//go:noinline
func boxed() any { return limit }

func main() {
	before, after = after, before
	t := "t"
	ctx := withTenant(context.Background(), &t)
	fmt.Println(ctx.Value(tenantKey) == &t, ctx, sum("a text"), boxed() == int64(1<<40))
	fmt.Println("allocs withTenant", testing.AllocsPerRun(20, func() { withTenant(ctx, &t) }))
	fmt.Println("allocs sum", testing.AllocsPerRun(20, func() { sum("a text") }))
	fmt.Println("allocs boxed", testing.AllocsPerRun(20, func() { boxed() }))
}
