"""Files parsed without what stands in their functions have the declarations that they have when parsed whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from agree import oracle
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.mask import blank_bodies, mask
from escapelens.syntax.nodes import FuncDecl
from escapelens.syntax.parse import outline_file, parse_file

PACKAGES = (
    "net/http",
    "go/types",
    "text/template",
    "encoding/json",
    "cmd/cgo",
    "slices",
)

# Raw strings with lines that look like the first or the last of a function
SPLIT = (
    "package p // in two\n\nconst head = `\nfunc a() {\n`\n\ntype T struct{}\n\nconst foot = `\n}\n`\n\nfunc b() {}\n",
    "package p // ended\n\nfunc a() {\n\tprint(`\n}\n`)\n}\n\nfunc b() {\n\tprint(`\n}\n`)\n}\n",
    "package p // begun\n\nvar a = `\nfunc f() {\n` + b + `\n}\n`\n\nvar b = `\nfunc g() {\n`\n",
    "package p\n\nconst head = `\nfunc a() {\n`\n\ntype T struct{}\n\nconst foot = `\n}\n`\n",
    "package p // a block\n\nfunc a() {\n\t{\n}\n\tprint()\n}\n\nfunc b() {\n}\n",
)


# What gofmt would set otherwise: a function's last brace does not begin its line.
ODD = (
    "x()\n }",
    "x() }",
    "/* end */ }",
    "x()\n/**/}",
    "x()\n\r}",
    "x()\n\x0c}",
    "print(\"{\", '}')\n }",
    "print(`{`)\n x() }; type U struct {",
    "x() }; type U struct {\n\tA int\n}",
)
SURPLUS = """package p
func f() { if x {
	y() }
}
type T struct{}
var V =
func (a int) {
	if x {
}
}
func G() {
}
"""


def said(file: SyntaxFile) -> Sequence[object]:
    decls = [(d.text, d.pragmas, repr(d.header), d.damaged) for d in file.decls]
    places = [(p.offset, p.line, p.column) for p in file.places]
    return decls, places, file.problems, file.build_constraint, repr(file.line_directives), repr(file.linknames)


@pytest.mark.parametrize("package", PACKAGES)
def test_an_outline_has_what_the_file_has(package: str) -> None:
    files = [p for p in (Path(oracle.goroot()) / "src" / package).glob("*.go")]
    assert files
    for path in files:
        data = path.read_bytes()
        assert said(outline_file(str(path), data)) == said(parse_file(str(path), data)), path


@pytest.mark.parametrize("text", SPLIT)
def test_strings_that_look_like_code_hide_nothing(text: str) -> None:
    assert said(outline_file("p.go", text.encode())) == said(parse_file("p.go", text.encode()))


@pytest.mark.parametrize("remark", ["", "// with a comment\n"])
@pytest.mark.parametrize("end", ODD)
def test_what_gofmt_has_not_set_hides_nothing(end: str, remark: str) -> None:
    text = f"package p\n\n{remark}func a() {{\n\t{end}\n\ntype T struct{{}}\n\nfunc B() int {{\n\treturn 1\n}}\n"
    file = parse_file("p.go", text.encode())
    assert [d.names for d in file.decls][-2:] == [("T",), ("B",)] or file.problems
    assert said(outline_file("p.go", text.encode())) == said(file)


def test_a_surplus_brace_and_one_that_is_missing_do_not_make_up_for_each_other() -> None:
    assert said(outline_file("p.go", SURPLUS.encode())) == said(parse_file("p.go", SURPLUS.encode()))


def test_bodies_are_blank_and_come_back() -> None:
    f = b"// f does it.\nfunc f(a int) int {\n\tif a > 0 {\n\t\treturn 1\n\t}\n\treturn 2\n}\n"
    text = b"package p\n\n" + f + b"\nvar x = 1\n"
    blanked = blank_bodies(mask(text))
    assert b"return" not in blanked and len(blanked) == len(text) and blanked.count(b"\n") == text.count(b"\n")
    decl = outline_file("p.go", text).decls[0].lower()[0]
    assert isinstance(decl, FuncDecl) and decl.body is not None and len(decl.body.stmts) == 2


def test_a_body_that_does_not_parse_is_known_to_be_damaged_once_it_is_asked_for() -> None:
    text = b"package p\n\nfunc f() {\n\tx := := 1\n}\n"
    (decl,) = outline_file("p.go", text).decls
    assert not decl.damaged
    decl.lower()
    assert decl.damaged
