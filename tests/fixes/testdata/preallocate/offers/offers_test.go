package main

import (
	"reflect"
	"testing"
)

func TestNil(t *testing.T) {
	if got := testedForNil(nil); got != nil {
		t.Error(got)
	}
}

func TestEmpty(t *testing.T) {
	if got := stillNil([]int{}); len(got) != 0 {
		t.Error(got)
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct{ in, want []int }{{nil, nil}, {[]int{1}, []int{4}}} {
		got := testedAsWhole(c.in)
		if !reflect.DeepEqual(got, c.want) {
			t.Error(got)
		}
	}
}
