// Keys that are values: each says why.
package main

import (
	"context"
	"fmt"
)


type twice struct{ name string }

// It is equal to another one.
var firstKey = twice{"key"}

var secondKey = twice{"key"}

type made struct{ name string }

// So it may be.
var madeKey = made{"made"}

type printed struct{ name string }

func (p printed) String() string { return p.name }

// Its method is what prints.
var printedKey = printed{"printed"}

type read struct{ name string }

// It is read.
var readKey = read{"read"}

type own struct{ context.Context }

// Value compares in its own way.
func (o own) Value(key any) any { return fmt.Sprint(key) }

type asked struct{ name string }

// It is asked for in another way.
var askedKey = asked{"asked"}

// What is put in under the one is found under the other.
func equal(ctx context.Context) any { return context.WithValue(ctx, firstKey, 1).Value(secondKey) }

// It may be made anew.
func anew(ctx context.Context, name string) any {
	return context.WithValue(ctx, madeKey, 1).Value(made{name})
}

func stringer(ctx context.Context) string {
	return fmt.Sprint(context.WithValue(ctx, printedKey, 1))
}

func reads(ctx context.Context) string {
	if ctx.Value(readKey) != nil {
		return ""
	}
	return readKey.name
}

func others(o own) any { return o.Value(askedKey) }

func main() {
	ctx := context.Background()
	fmt.Println(equal(ctx), anew(ctx, "made"), stringer(ctx), reads(ctx), others(own{ctx}))
}
