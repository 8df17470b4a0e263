// Keys of contexts that are boxed at every use.
package main

import (
	"context"
	"fmt"
	"testing"
)

type ctxKey string

type contextKey struct{ name string }

const userKey ctxKey = "user" // no allocation

var served = 0
var tenantKey = ctxKey("tenant") // boxed anew

var serverKey = contextKey{"server"}

//go:noinline
func withTenant(ctx context.Context, t string) context.Context {
	return context.WithValue(ctx, tenantKey, t)
}

// offer: Make the key tenantKey a type without size (a context prints another type for it)
//
//go:noinline
func tenant(ctx context.Context) string {
	t, _ := ctx.Value(tenantKey).(string)
	return t
}

//go:noinline
func user(ctx context.Context) any { return ctx.Value(userKey) }

func withServer(ctx context.Context, s string) context.Context {
	return context.WithValue(ctx, serverKey, s)
}

// offer: Make the key serverKey a type without size (a context prints another type for it)
//
//go:noinline
func server(ctx context.Context) any {
	if s := ctx.Value(serverKey); s != nil {
		return s
	}
	return "none"
}

func main() {
	served++
	ctx := withTenant(context.Background(), "t")
	ctx = context.WithValue(context.WithValue(ctx, userKey, "u"), "tenant", "other")
	fmt.Println(tenant(ctx), user(ctx), server(ctx), server(withServer(ctx, "s")))
	fmt.Println("allocs withTenant", testing.AllocsPerRun(20, func() { withTenant(ctx, "t") }))
	fmt.Println("allocs tenant", testing.AllocsPerRun(20, func() { tenant(ctx) }))
	fmt.Println("allocs server", testing.AllocsPerRun(20, func() { server(ctx) }))
}
