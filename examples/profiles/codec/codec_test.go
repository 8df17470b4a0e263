package codec

import "testing"

func frames(n int) []*Frame {
	var out []*Frame
	for i := range n {
		out = append(out, &Frame{byte(i), make([]byte, 16+i%64)})
	}
	return out
}

func BenchmarkEncode(b *testing.B) {
	all := frames(100)
	for b.Loop() {
		Encode(all)
	}
}

func BenchmarkDecode(b *testing.B) {
	data := Encode(frames(100))
	for b.Loop() {
		if _, err := Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	all := frames(100)
	for b.Loop() {
		if len(Index(all)) == 0 {
			b.Fatal("nothing")
		}
	}
}
