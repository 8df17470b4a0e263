// Errors that are fmt's: each function says why.
package main

import (
	"errors"
	"fmt"
)

type code string

func (c code) Error() string { return "code " + string(c) }

// They are wrapped.
func wraps(err error, s string) error { return fmt.Errorf("%s: %w", s, err) }

// It may be nil, or have a say in how it is printed.
func holds(err error) error { return fmt.Errorf("failed: %v", err) }

// %v asks for Error.
func asks(c code) error { return fmt.Errorf("got %v", c) }

// Quoted, and of some width.
func shapes(s string) (error, error) { return fmt.Errorf("%q", s), fmt.Errorf("%10s", s) }

// Both allocate the same.
func constant() error { return fmt.Errorf("nothing to print") }

// 200 is boxed for free; without a constant its digits are a string of their own.
func number(n int, s string) error { return fmt.Errorf("%d%s", n, s) }

// A verb too many, and one too few.
func count(args ...any) error { return fmt.Errorf("%s and %s", args...) }

func next(p *string) string { *p += "x"; return *p }

// The second argument changes the first.
func order(s string) error { return fmt.Errorf("%s %s", s, next(&s)) }

// errors is something else here.
func names(s string) (errors []error) { return append(errors, fmt.Errorf("named %s", s)) }

func main() {
	err := errors.New("e")
	fmt.Println(wraps(err, "s"), holds(nil), asks("c"), constant(), number(200, "s"), count(1, 2), order("o"), names("n"))
	fmt.Println(shapes("s"))
}
