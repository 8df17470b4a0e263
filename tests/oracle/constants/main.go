// Command constants reads Go constant expressions, one a line, and prints after each a tab and its type and exact
// value as go/types finds them, or "-" if it is no valid constant. tests/types/testdata/constants.txt is its output.
package main

import (
	"bufio"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"os"
)

func show(v constant.Value) string {
	switch v.Kind() {
	case constant.Bool:
		return fmt.Sprint(constant.BoolVal(v))
	case constant.String:
		return fmt.Sprintf("s%x", constant.StringVal(v))
	case constant.Int:
		return v.ExactString()
	case constant.Float:
		n, d := constant.Num(v), constant.Denom(v)
		if n.Kind() == constant.Unknown {
			return "huge"
		}
		if d.ExactString() == "1" {
			return n.ExactString() + "/1"
		}
		return n.ExactString() + "/" + d.ExactString()
	case constant.Complex:
		return "(" + show(constant.Real(v)) + "," + show(constant.Imag(v)) + ")"
	}
	return "unknown"
}

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(nil, 1<<24)
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	pkg := types.NewPackage("p", "p")
	fset := token.NewFileSet()
	for sc.Scan() {
		tv, err := types.Eval(fset, pkg, token.NoPos, sc.Text())
		if err != nil || tv.Value == nil {
			fmt.Fprintf(w, "%s\t-\n", sc.Text())
			continue
		}
		fmt.Fprintf(w, "%s\t%s %s\n", sc.Text(), tv.Type, show(tv.Value))
	}
}
