package p
func s() {
*(*[]byte)(f.arg) = ob
x = *(*[]byte)(f.arg).x[3].c(1)[2:].(T)
x = **[]byte(a).c
y = <-chan int(c).d(3)
y = <-[]chan int(a)[1]
x = *a[i](x).c
f(<-chan int(nil), 3)
make(<-chan int)
make(<-chan <-chan int)
make(chan<- chan<- int)
make(chan <-chan int)
var x, y = func(int) string(nil), 3
z = (<-chan int)(c)
switch x.(type) { case <-chan int, chan<- int: }
go (func(){})()
L: for { switch { case true: break L; default: continue L }; M: for { goto M }; break }
}
var x chan (chan <- int)
var x chan chan<- int
var x chan<- chan int
var x chan <- chan <- chan int
var x <- chan <- chan int
var x chan (<-chan int)
type T[P any] struct { *T[P]; a.b; *c.D; x []int `t` }
type T[P *int,] int
type T[P *C|D] int
type T [N*2]int
type T[P interface{ m() }] []P
type T [N]int
func (T[P]) m() (int)
func (_ *T[_]) m(int, ...string) (_ int, err error) { return }
const a, b T = iota, 2
