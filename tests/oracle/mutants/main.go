// Mutants says which changed functions go/types takes.
//
// A line of the input is {"dir", "path", "edits": [{"file", "start", "end", "text"}]}: in files of the package at dir,
// bytes start..end, a function each, are replaced by text. The answer is a JSON list with a message for each edit: "" if
// nothing is wrong in that function, "syntax: ..." if it does not parse (it is left out then), else the first error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
)

type edit struct {
	File, Text string
	Start, End int
	at         int // where the text begins in the edited file
}

type request struct {
	Dir, Path string
	Edits     []*edit
}

var (
	fset    = token.NewFileSet()
	imports = importer.ForCompiler(fset, "source", nil)
)

func answer(r request) []string {
	messages := make([]string, len(r.Edits))
	byFile := map[string][]int{}
	for i, e := range r.Edits {
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+e.Text, parser.SkipObjectResolution); err != nil {
			messages[i] = "syntax: " + err.Error()
			continue
		}
		byFile[e.File] = append(byFile[e.File], i)
	}
	pkg, err := build.Default.ImportDir(r.Dir, 0)
	if err != nil {
		return append(messages[:0], err.Error())
	}
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		text, err := os.ReadFile(filepath.Join(r.Dir, name))
		if err != nil {
			return append(messages[:0], err.Error())
		}
		edits := byFile[name]
		sort.Slice(edits, func(i, j int) bool { return r.Edits[edits[i]].Start < r.Edits[edits[j]].Start })
		var edited []byte
		done := 0
		for _, i := range edits {
			e := r.Edits[i]
			edited = append(edited, text[done:e.Start]...)
			e.at = len(edited)
			edited = append(edited, e.Text...)
			done = e.End
		}
		edited = append(edited, text[done:]...)
		f, err := parser.ParseFile(fset, name, edited, parser.SkipObjectResolution)
		if err != nil {
			return append(messages[:0], name+": "+err.Error())
		}
		files = append(files, f)
	}
	config := types.Config{
		Importer:    imports,
		FakeImportC: true,
		Error: func(err error) {
			e, ok := err.(types.Error)
			if !ok {
				return
			}
			at := fset.Position(e.Pos)
			for _, i := range byFile[at.Filename] {
				if m := r.Edits[i]; messages[i] == "" && m.at <= at.Offset && at.Offset <= m.at+len(m.Text) {
					messages[i] = e.Msg
				}
			}
		},
	}
	config.Check(r.Path, fset, files, nil)
	return messages
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		line, _ := json.Marshal(answer(r))
		fmt.Println(string(line))
	}
}
