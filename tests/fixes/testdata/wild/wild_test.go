package wild

import "testing"

func TestDoubled(t *testing.T) {
	if got := Doubled([]int{1, 2}); len(got) != 2 || got[1] != 4 {
		t.Fatal(got)
	}
}

func BenchmarkDoubled(b *testing.B) {
	xs := make([]int, 100)
	for i := 0; i < b.N; i++ {
		Doubled(xs)
	}
}
