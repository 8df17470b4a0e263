// Package codec packs numbers; its benchmarks are profiled by go test.
package codec

import (
	"encoding/binary"
	"errors"
)

// ErrShort says that there is no more.
var ErrShort = errors.New("codec: short buffer")

// Frame is one message.
type Frame struct {
	Kind    byte
	Payload []byte
}

// Encode appends frames to nothing.
func Encode(frames []*Frame) []byte {
	var out []byte
	for _, f := range frames {
		out = append(out, f.Kind)
		out = binary.AppendUvarint(out, uint64(len(f.Payload)))
		out = append(out, f.Payload...)
	}
	return out
}

// Decode copies every payload.
func Decode(data []byte) ([]*Frame, error) {
	var out []*Frame
	for len(data) > 0 {
		kind := data[0]
		n, size := binary.Uvarint(data[1:])
		if size <= 0 || len(data) < 1+size+int(n) {
			return nil, ErrShort
		}
		payload := make([]byte, n)
		copy(payload, data[1+size:])
		out = append(out, &Frame{kind, payload})
		data = data[1+size+int(n):]
	}
	return out, nil
}

// Key is what a frame is looked up by.
func Key(f *Frame) string { return string(f.Kind) + ":" + string(f.Payload) }

// Index finds frames by key.
func Index(frames []*Frame) map[string]*Frame {
	m := map[string]*Frame{}
	for _, f := range frames {
		m[Key(f)] = f
	}
	return m
}
