// Report reads records and reports on them: JSON, errors, boxes, method values, reflection, deferred calls.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
)

func init() { runtime.MemProfileRate = 1 }

type record struct {
	ID    int            `json:"id"`
	Name  string         `json:"name"`
	Tags  []string       `json:"tags"`
	Extra map[string]any `json:"extra"`
}

type parseError struct {
	line int
	err  error
}

func (e *parseError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }

func (e *parseError) Unwrap() error { return e.err }

var errEmpty = errors.New("empty")

func input(n int) string {
	var out bytes.Buffer
	for i := range n {
		if i%10 == 9 {
			out.WriteString("\n")
			continue
		}
		fmt.Fprintf(&out, `{"id": %d, "name": "record %d", "tags": ["a", "b%d"], "extra": {"k%d": %d}}`+"\n", i, i, i, i, i)
	}
	return out.String()
}

func parse(text string) (records []record, errs []error) {
	for i, line := range strings.Split(text, "\n") {
		r, err := one(line)
		if err != nil {
			errs = append(errs, &parseError{i + 1, err})
			continue
		}
		records = append(records, *r)
	}
	return records, errs
}

func one(line string) (*record, error) {
	if strings.TrimSpace(line) == "" {
		return nil, fmt.Errorf("no record: %w", errEmpty)
	}
	var r record
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		return nil, err
	}
	return &r, nil
}

type visitor struct {
	w     io.Writer
	count int
}

func (v *visitor) visit(r record) {
	v.count++
	fmt.Fprintln(v.w, v.count, r.Name, r.Tags)
}

func visitAll(records []record, visit func(record)) {
	for _, r := range records {
		visit(r)
	}
}

func main() {
	records, errs := parse(input(1500))
	var out bytes.Buffer
	v := &visitor{w: &out}
	visitAll(records, v.visit)
	for _, err := range errs {
		if errors.Is(err, errEmpty) {
			out.WriteString(err.Error())
		}
	}
	again, err := json.Marshal(records)
	if err != nil {
		panic(err)
	}
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		panic(err)
	}
	runtime.KeepAlive([]any{again, out.Bytes()})
}
