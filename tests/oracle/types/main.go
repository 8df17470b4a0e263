// Command types says what go/types finds in packages, as lines of text for tests/oracle/compare_types.py.
//
// It reads the output of `go list -deps -json` from the file given first and checks the packages named by the other
// arguments (all if none), taking what they import from the same list. Lines, separated by tabs:
//
//	P path                          a package follows
//	F file                          a file of it follows
//	T n string                      type n as text
//	E start end type value          an expression: byte offsets, type number, constant ("" if none)
//	O start kind pkg name           an identifier and what it defines or uses
//	N start name size align ptr     a defined type without type parameters: bytes, bytes, holds pointers
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
)

type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Module     *struct{ GoVersion string }
}

var (
	fset   = token.NewFileSet()
	all    = map[string]*listed{}
	done   = map[string]*types.Package{}
	goarch = "amd64"
	out    = bufio.NewWriterSize(os.Stdout, 1<<20)
)

type importer struct{ from *listed }

func (imp importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if to, ok := imp.from.ImportMap[path]; ok {
		path = to
	}
	if pkg := done[path]; pkg != nil {
		return pkg, nil
	}
	l := all[path]
	if l == nil {
		return nil, fmt.Errorf("%s is not listed", path)
	}
	pkg, _, _ := check(l, nil)
	done[path] = pkg
	return pkg, nil
}

func check(l *listed, info *types.Info) (*types.Package, []*ast.File, error) {
	var files []*ast.File
	for _, name := range append(append([]string{}, l.GoFiles...), l.CgoFiles...) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(l.Dir, name)
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
	version := ""
	if l.Module != nil && l.Module.GoVersion != "" {
		version = "go" + l.Module.GoVersion
	}
	conf := types.Config{
		Importer:         importer{l},
		IgnoreFuncBodies: info == nil,
		FakeImportC:      true,
		GoVersion:        version,
		Sizes:            types.SizesFor("gc", goarch),
		Error:            func(error) {},
	}
	path, _, _ := strings.Cut(l.ImportPath, " ")
	pkg, err := conf.Check(path, fset, files, info)
	return pkg, files, err
}

func value(v constant.Value) string {
	if v == nil {
		return ""
	}
	switch v.Kind() {
	case constant.Bool:
		return "b" + v.String()
	case constant.String:
		return "s" + hex.EncodeToString([]byte(constant.StringVal(v)))
	case constant.Int:
		return "i" + v.ExactString()
	case constant.Float:
		return "f" + number(v)
	case constant.Complex:
		return "c" + number(constant.Real(v)) + " " + number(constant.Imag(v))
	}
	return "?"
}

func number(v constant.Value) string {
	if n, d := constant.Num(v), constant.Denom(v); n.Kind() == constant.Int && d.Kind() == constant.Int {
		return n.ExactString() + "/" + d.ExactString()
	}
	return v.ExactString()
}

func kind(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Var:
		if obj.IsField() {
			return "field"
		}
		return "var"
	case *types.Func:
		return "func"
	case *types.Const:
		return "const"
	case *types.TypeName:
		return "type"
	case *types.PkgName:
		return "package"
	case *types.Builtin:
		return "builtin"
	case *types.Nil:
		return "nil"
	}
	return "label"
}

// notInHeap is cmd/compile/internal/types' idea of types that are never in the heap: pointers to them do not count.
func notInHeap(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Name() == "nih" {
		return named.Obj().Pkg().Path() == "internal/runtime/sys"
	}
	switch t := t.Underlying().(type) {
	case *types.Array:
		return notInHeap(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if notInHeap(f.Type()) {
				return true
			}
		}
	}
	return false
}

func hasPointers(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0 || t.Kind() == types.UnsafePointer
	case *types.Pointer:
		return !notInHeap(t.Elem())
	case *types.Slice:
		return !notInHeap(t.Elem())
	case *types.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if hasPointers(f.Type()) {
				return true
			}
		}
		return false
	}
	return true
}

func dump(l *listed) {
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Defs:  map[*ast.Ident]types.Object{},
		Uses:  map[*ast.Ident]types.Object{},
	}
	_, files, err := check(l, info)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", l.ImportPath, err)
	}
	fmt.Fprintf(out, "P\t%s\n", l.ImportPath)
	numbers := map[types.Type]int{}
	texts := map[string]int{}
	number := func(t types.Type) int {
		if n, ok := numbers[t]; ok {
			return n
		}
		s := types.TypeString(t, nil)
		n, ok := texts[s]
		if !ok {
			n = len(texts)
			texts[s] = n
			fmt.Fprintf(out, "T\t%d\t%s\n", n, s)
		}
		numbers[t] = n
		return n
	}
	sizes := types.SizesFor("gc", goarch)
	for _, f := range files {
		tf := fset.File(f.Pos())
		fmt.Fprintf(out, "F\t%s\n", tf.Name())
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			start, end := tf.Offset(e.Pos()), tf.Offset(e.End())
			if tv, ok := info.Types[e]; ok && tv.Type != nil {
				fmt.Fprintf(out, "E\t%d\t%d\t%d\t%s\n", start, end, number(tv.Type), value(tv.Value))
			}
			id, ok := e.(*ast.Ident)
			if !ok {
				return true
			}
			obj := info.Uses[id]
			def := info.Defs[id]
			if obj == nil {
				obj = def
			}
			if obj != nil {
				pkg := ""
				if obj.Pkg() != nil {
					pkg = obj.Pkg().Path()
				}
				fmt.Fprintf(out, "O\t%d\t%s\t%s\t%s\n", start, kind(obj), pkg, obj.Name())
			}
			if tn, ok := def.(*types.TypeName); ok && !tn.IsAlias() {
				if named, ok := tn.Type().(*types.Named); ok && named.TypeParams().Len() == 0 {
					size(start, tn, sizes)
				}
			}
			return true
		})
	}
}

// size says nothing of types that depend on a type parameter of an enclosing function.
func size(start int, tn *types.TypeName, sizes types.Sizes) {
	defer func() { _ = recover() }()
	t := tn.Type()
	s, a := sizes.Sizeof(t), sizes.Alignof(t)
	fmt.Fprintf(out, "N\t%d\t%s\t%d\t%d\t%v\n", start, tn.Name(), s, a, hasPointers(t))
}

func main() {
	if arch := os.Getenv("ORACLE_GOARCH"); arch != "" {
		goarch = arch
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var order []string
	for dec := json.NewDecoder(file); ; {
		l := new(listed)
		if err := dec.Decode(l); err == io.EOF {
			break
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		all[l.ImportPath] = l
		order = append(order, l.ImportPath)
	}
	if len(os.Args) > 2 {
		order = os.Args[2:]
	}
	for _, path := range order {
		if l := all[path]; l != nil && path != "unsafe" {
			dump(l)
		}
	}
	out.Flush()
}
