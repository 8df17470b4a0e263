// Dump prints every node the compiler's parser makes of the files named on standard input, with its position.
//
// It is built beside a copy of cmd/compile/internal/syntax; see compare_syntax.py.
package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	"dump/syntax"
)

var w *bufio.Writer
var nodeT = reflect.TypeOf((*syntax.Node)(nil)).Elem()

func p(pos syntax.Pos) string {
	if !pos.IsKnown() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", pos.Line(), pos.Col())
}

func dump(n syntax.Node, ind int) {
	v := reflect.ValueOf(n).Elem()
	t := v.Type()
	fmt.Fprintf(w, "%*s%s %s", ind, "", t.Name(), p(n.Pos()))
	type kid struct {
		name string
		v    reflect.Value
	}
	var kids []kid
	var scal []string
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if f.Anonymous || f.Name == "Pragma" {
			continue
		}
		nm := strings.ToLower(f.Name)
		fv := v.Field(i)
		switch x := fv.Interface().(type) {
		case syntax.Pos:
			scal = append(scal, nm+"="+p(x))
			continue
		case string:
			scal = append(scal, nm+"="+fmt.Sprintf("%q", x))
			continue
		case bool:
			scal = append(scal, nm+"="+fmt.Sprint(x))
			continue
		case *syntax.Group:
			scal = append(scal, nm+"="+fmt.Sprint(x != nil))
			continue
		case syntax.Operator:
			if x == 0 {
				scal = append(scal, nm+"=")
			} else {
				scal = append(scal, nm+"="+x.String())
			}
			continue
		}
		if nm == "target" {
			if fv.IsNil() {
				scal = append(scal, "target=-")
			} else {
				scal = append(scal, "target="+p(fv.Interface().(syntax.Node).Pos()))
			}
			continue
		}
		switch fv.Kind() {
		case reflect.Slice, reflect.Array, reflect.Ptr, reflect.Interface:
			kids = append(kids, kid{nm, fv})
		case reflect.Uint8, reflect.Uint, reflect.Int:
			if nm == "tok" {
				scal = append(scal, fmt.Sprintf("%s=%v", nm, fv.Interface()))
			} else {
				if fv.Kind() == reflect.Int {
					scal = append(scal, fmt.Sprintf("%s=%d", nm, fv.Int()))
				} else {
					scal = append(scal, fmt.Sprintf("%s=%d", nm, fv.Uint()))
				}
			}
		}
	}
	sort.Strings(scal)
	for _, s := range scal {
		fmt.Fprintf(w, " %s", s)
	}
	fmt.Fprintln(w)
	sort.Slice(kids, func(i, j int) bool { return kids[i].name < kids[j].name })
	for _, k := range kids {
		fv := k.v
		if fv.Kind() == reflect.Slice || fv.Kind() == reflect.Array {
			m := fv.Len()
			if m == 0 {
				continue
			}
			fmt.Fprintf(w, "%*s.%s\n", ind+1, "", k.name)
			for j := 0; j < m; j++ {
				one(fv.Index(j), ind+2)
			}
			continue
		}
		if fv.IsNil() {
			continue
		}
		fmt.Fprintf(w, "%*s.%s\n", ind+1, "", k.name)
		one(fv, ind+2)
	}
}

func one(v reflect.Value, ind int) {
	if v.IsNil() {
		fmt.Fprintf(w, "%*snil\n", ind, "")
		return
	}
	dump(v.Interface().(syntax.Node), ind)
}

func main() {
	w = bufio.NewWriter(os.Stdout)
	defer w.Flush()
	sc := bufio.NewScanner(os.Stdin)
	for sc.Scan() {
		name := sc.Text()
		f, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		errs := 0
		file, _ := syntax.Parse(syntax.NewFileBase(name), f, func(err error) {
			errs++
			fmt.Fprintf(os.Stderr, "%v\n", err)
		}, nil, syntax.CheckBranches)
		f.Close()
		fmt.Fprintf(w, "FILE %s\n", name)
		if file == nil {
			continue
		}
		fmt.Fprintf(w, "goversion=%s errs=%d\n", file.GoVersion, errs)
		dump(file.PkgName, 0)
		for _, d := range file.DeclList {
			dump(d, 0)
		}
	}
}
