// Pipeline squares numbers in stages: goroutines, channels, pools, timers, what closures capture.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

func init() { runtime.MemProfileRate = 1 }

type job struct {
	id     int
	input  [16]float64
	result *[16]float64
}

type stage func(ctx context.Context, in <-chan *job) <-chan *job

var buffers = sync.Pool{New: func() any { return new([4096]byte) }}

func source(ctx context.Context, n int) <-chan *job {
	out := make(chan *job)
	go func() {
		defer close(out)
		for i := range n {
			j := &job{id: i}
			j.input[i%16] = float64(i)
			select {
			case out <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func each(f func(*job)) stage {
	return func(ctx context.Context, in <-chan *job) <-chan *job {
		out := make(chan *job, 8)
		var wait sync.WaitGroup
		for range 4 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				for j := range in {
					f(j)
					out <- j
				}
			}()
		}
		go func() { wait.Wait(); close(out) }()
		return out
	}
}

func square(j *job) {
	var r [16]float64
	for i, x := range j.input {
		r[i] = x * x
	}
	j.result = &r
}

func scratch(j *job) {
	b := buffers.Get().(*[4096]byte)
	defer buffers.Put(b)
	b[j.id%len(b)]++
}

type cell struct{ next *cell }

func chain(n int) *cell {
	if n == 0 {
		return nil
	}
	return &cell{chain(n - 1)}
}

func collect(in <-chan *job) map[int]float64 {
	sums := make(map[int]float64, 16)
	for j := range in {
		for _, x := range j.result {
			sums[j.id] += x
		}
	}
	return sums
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	sums := collect(each(scratch)(ctx, each(square)(ctx, source(ctx, 3000))))
	timers := make([]*time.Timer, 0)
	for i := range 200 {
		timers = append(timers, time.AfterFunc(time.Hour, func() { chain(i) }))
	}
	keep := [...]any{sums, timers, chain(2000)}
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		panic(err)
	}
	runtime.KeepAlive(keep)
}
