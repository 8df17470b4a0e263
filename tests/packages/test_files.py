"""Which files belong to a package."""

from __future__ import annotations

import pytest

from escapelens.packages.config import BuildConfig
from escapelens.packages.constraint import good_os_arch_file, match_tag
from escapelens.packages.header import read_header
from escapelens.packages.package import TEST
from packages.trees import at, loader


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("linux.go", True),
        ("a_linux.go", True),
        ("a_windows.go", False),
        ("a_windows_test.go", False),
        ("a_linux_amd64.go", True),
        ("a_linux_arm64.go", False),
        ("a_arm64.go", False),
        ("a_unix.go", True),  # unix is a tag, not a suffix
        ("a_test.go", True),
        ("linux_windows.go", False),
        ("a_b_c.go", True),
    ],
)
def test_file_names(name: str, want: bool) -> None:
    assert good_os_arch_file(BuildConfig(), name) is want


@pytest.mark.parametrize(
    ("tag", "want"),
    [
        ("linux", True),
        ("unix", True),
        ("gc", True),
        ("gccgo", False),
        ("go1.1", True),
        ("go1.27", True),
        ("go1.28", False),
        ("cgo", False),
        ("amd64.v1", True),
        ("amd64.v2", False),
        ("goexperiment.jsonv2", True),
        ("goexperiment.newinliner", False),
        ("boringcrypto", False),
        ("mine", True),
    ],
)
def test_tags(tag: str, want: bool) -> None:
    assert match_tag(BuildConfig(tags=("mine",)), tag) is want


def test_implied_systems() -> None:
    assert match_tag(BuildConfig(goos="android", goarch="arm64"), "linux")
    assert match_tag(BuildConfig(goos="ios", goarch="arm64"), "darwin")
    assert not match_tag(BuildConfig(goos="darwin", goarch="arm64"), "goexperiment.dwarf5")


@pytest.mark.parametrize(
    ("text", "package", "imports"),
    [
        ('package p\nimport "fmt"\nfunc f() {}', "p", ["fmt"]),
        ('/* c */ package /* d */ p; import ("a"; b "c"; . `d`; _ "e")\nimport "f"', "p", ["a", "c", "d", "e", "f"]),
        ('// package q\npackage größe\nimport ü "x"\nvar s = `import "y"`', "größe", ["x"]),
        ("package p", "p", []),
        ('\ufeffpackage p\r\nimport (\r\n\t// c\r\n\t"a" // d\r\n)\r\n', "p", ["a"]),
    ],
)
def test_header(text: str, package: str, imports: list[str]) -> None:
    h = read_header(text.encode())
    assert (h.package, list(h.imports), h.error) == (package, imports, "")


@pytest.mark.parametrize(
    "text", ["", "func f() {}", "package", "package p\nimport x", 'package p\nimport ("a"', "\x00\xff"]
)
def test_broken_header(text: str) -> None:
    assert read_header(text.encode("latin-1")).error


@pytest.mark.parametrize(
    ("text", "go_build", "plus_build"),
    [
        ("//go:build a && b\n\npackage p", "//go:build a && b", 0),
        ("// x\n//go:build a\npackage p", "//go:build a", 0),
        ("/* //go:build a */\npackage p", "", 0),
        ("package p\n//go:build a\n", "", 0),
        ("// +build a b\n// +build c\n\npackage p", "", 2),
        ("// +build a\npackage p", "", 0),
    ],
)
def test_where_constraints_count(text: str, go_build: str, plus_build: int) -> None:
    h = read_header(text.encode())
    assert (h.go_build, len(h.plus_build)) == (go_build, plus_build)


MODULE = """\
-- go.mod --
module example.com/m

go 1.22
-- a.go --
package m
import "example.com/m/sub"
-- b_windows.go --
package m
-- c.go --
//go:build ignore

package main
-- d.go --
//go:build go1.21

package m
import "C"
-- a_test.go --
package m
-- x_test.go --
package m_test
import _ "example.com/m"
-- _hidden.go --
package hidden
-- doc.go --
package documentation
-- asm.s --
-- sub/s.go --
package sub
-- testdata/t.go --
package t
-- nested/go.mod --
module example.com/nested
-- nested/n.go --
package nested
"""


def test_package_files() -> None:
    pkg = loader(MODULE).package_at(at(""))
    assert (pkg.import_path, pkg.name, pkg.go_version) == ("example.com/m", "m", "go1.22")
    assert pkg.go_files == ["a.go"]
    assert pkg.test_go_files == ["a_test.go"]
    assert pkg.xtest_go_files == ["x_test.go"]
    assert pkg.ignored_files == ["b_windows.go", "c.go", "d.go", "doc.go"]
    assert pkg.s_files == ["asm.s"]
    assert pkg.problems == []
    assert pkg.files(TEST) == ["a.go", "a_test.go"]


def test_cgo_files_need_cgo() -> None:
    pkg = loader(MODULE, cgo=True).package_at(at(""))
    assert (pkg.go_files, pkg.cgo_files, pkg.files()) == (["a.go"], ["d.go"], ["a.go", "d.go"])


def test_different_package_clauses() -> None:
    pkg = loader("-- go.mod --\nmodule m\n-- a.go --\npackage a\n-- b.go --\npackage b\n").package_at(at(""))
    assert pkg.name == "a"
    assert [p.file for p in pkg.problems] == ["b.go"]
    assert "found packages a (a.go) and b (b.go)" in pkg.problems[0].message


def test_a_malformed_constraint_excludes_the_file() -> None:
    text = "-- go.mod --\nmodule m\n-- a.go --\n//go:build a &&\n\npackage a\n-- b.go --\npackage a\n"
    pkg = loader(text).package_at(at(""))
    assert pkg.go_files == ["b.go"]
    assert [p.file for p in pkg.problems] == ["a.go"]


def test_overlays_decide() -> None:
    first = loader(MODULE)
    assert first.package_at(at("sub")).go_files == ["s.go"]
    changed = {**first.fs.overlays, at("sub/t.go"): b"package sub\n", at("a.go"): b'package m\nimport "fmt"\n'}
    second = first.next(first.fs.with_overlays(changed))
    assert second.package_at(at("sub")).go_files == ["s.go", "t.go"]
    assert second.package_at(at("")).imports() == ["fmt"]
    assert first.package_at(at("")).imports() == ["example.com/m/sub"]
