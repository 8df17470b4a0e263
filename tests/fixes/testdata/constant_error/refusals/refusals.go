// Errors that are made where they are used: each function says why.
package main

import (
	"errors"
	"fmt"
)

var held = func() error { return errors.New("in a variable") }

// It runs once.
func init() {
	if held() == nil {
		panic(errors.New("nothing held"))
	}
}

// The text is another every time, or not known to be the same.
func texts(s string) []error {
	return []error{errors.New(s), errors.New("say " + s), fmt.Errorf("100%%"), fmt.Errorf("say %s", s+"!")}
}

// No name can be made of it, or none is free.
func nameless() []error { return []error{errors.New("…"), errors.New("taken")} }

var errTaken = errors.New("taken")

// The package's name means something else here.
func named(errors func(string) error) error { return fmt.Errorf("named") }

func main() {
	fmt.Println(held(), texts("x"), nameless(), errTaken, named(nil), errors.New("in main"))
}
