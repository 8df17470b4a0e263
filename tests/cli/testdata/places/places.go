// Package places has code that says where it comes from, and variables without a name.
package places

type t struct{ x int }

func (v *t) m() string { return "" }

var _ = (*t)(nil).m
var _, _ = (&t{}).m, new(int)
var kept = (&t{}).m

//go:noinline - not inlined, says the comment
func barred() int { return 1 }

//line made.y:10
func fromY() *int { x := 1; return &x }

//line other.y:20:5
func fromOther() *int { x := 1; return &x }
