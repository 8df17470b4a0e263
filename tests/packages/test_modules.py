"""Where imports lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.packages.config import BuildConfig
from escapelens.packages.files import FileSystem
from escapelens.packages.load import Loader
from escapelens.packages.modfile import ModVersion, parse_mod, parse_vendor_list
from escapelens.packages.semver import escape, go_key, key
from packages.trees import at, files, loader


def test_version_order() -> None:
    ordered = [
        "bad",
        "v1.0.0-alpha",
        "v1.0.0-alpha.1",
        "v1.0.0-beta.2",
        "v1.0.0-beta.11",
        "v1.0.0-rc.1",
        "v1.0.0",
        "v1.2.0",
    ]
    assert sorted(reversed(ordered), key=key) == ordered
    assert key("v2.0.0+incompatible") == key("v2.0.0")
    assert key("v0.0.0-20200101000000-abcdefabcdef") < key("v0.0.0-20210101000000-abcdefabcdef") < key("v0.0.1-0.2")


def test_go_version_order() -> None:
    ordered = ["1.9", "1.17", "1.20", "1.21", "1.21rc1", "1.21.0", "1.21.3", "1.22"]
    assert sorted(reversed(ordered), key=go_key) == ordered


def test_case_in_the_module_cache() -> None:
    assert escape("github.com/BurntSushi/toml") == "github.com/!burnt!sushi/toml"


def test_go_mod() -> None:
    mod = parse_mod(
        b"""module "example.com/m" // comment
go 1.22.3
toolchain go1.23.0
require (
	a.b/c v1.0.0
	a.b/d v1.1.0 // indirect
)
require a.b/e v0.1.0
replace a.b/c => ./c
replace (
	a.b/d v1.1.0 => a.b/dd v1.2.0
)
exclude a.b/e v0.0.9
retract [v1.0.0, v1.1.0]
godebug default=go1.21
tool a.b/c/cmd
ignore ./node_modules
"""
    )
    assert mod.problems == []
    assert (mod.module, mod.go, mod.toolchain) == ("example.com/m", "1.22.3", "go1.23.0")
    assert [(r.mod.path, r.mod.version, r.indirect, r.line) for r in mod.require] == [
        ("a.b/c", "v1.0.0", False, 5),
        ("a.b/d", "v1.1.0", True, 6),
        ("a.b/e", "v0.1.0", False, 8),
    ]
    assert mod.replace == {
        ModVersion("a.b/c"): ModVersion("./c"),
        ModVersion("a.b/d", "v1.1.0"): ModVersion("a.b/dd", "v1.2.0"),
    }
    assert mod.exclude == {ModVersion("a.b/e", "v0.0.9")}
    assert (mod.retract, mod.godebug, mod.tool, mod.ignore) == (
        [("v1.0.0", "v1.1.0")],
        {"default": "go1.21"},
        ["a.b/c/cmd"],
        ["./node_modules"],
    )


def test_mistakes_in_go_mod_have_lines() -> None:
    mod = parse_mod(b"module m\ngo x\nrequire a\nfoo bar\nreplace a => b\nrequire (\n")
    assert [p.line for p in mod.problems] == [2, 3, 4, 5, 7]


def test_vendor_list() -> None:
    out = parse_vendor_list(
        b"# a.b/c v1.0.0\n## explicit; go 1.17\na.b/c\na.b/c/d\n# e.f/g v1.0.0 => ./g\n## explicit\ne.f/g\n"
    )
    assert out.packages == {"a.b/c": "a.b/c", "a.b/c/d": "a.b/c", "e.f/g": "e.f/g"}
    assert out.modules == {"a.b/c": ("v1.0.0", "1.17"), "e.f/g": ("v1.0.0", "")}


GOROOT = """\
-- goroot/src/go.mod --
module std

go 1.27
-- goroot/src/fmt/print.go --
package fmt
-- goroot/src/net/net.go --
package net
import "golang.org/x/net/dns"
-- goroot/src/vendor/golang.org/x/net/dns/dns.go --
package dns
-- goroot/src/cmd/go.mod --
module cmd

go 1.27
-- goroot/src/cmd/go/main.go --
package main
import "golang.org/x/mod"
-- goroot/src/cmd/vendor/golang.org/x/mod/mod.go --
package mod
"""


def test_the_standard_library_and_its_vendor_folders() -> None:
    loaded = loader(GOROOT)
    net, message = loaded.resolve("net", at("goroot/src/cmd/go"))
    assert net is not None and not message and net.standard and net.go_version == "go1.27"
    assert net.imports_of() == {"golang.org/x/net/dns": "vendor/golang.org/x/net/dns"}
    dns, _ = loaded.resolve("golang.org/x/net/dns", net)
    assert dns is not None and dns.import_path == "vendor/golang.org/x/net/dns"
    command = loaded.package_at(at("goroot/src/cmd/go"))
    assert (command.import_path, command.compile_path) == ("cmd/go", "main")
    assert command.imports_of() == {"golang.org/x/mod": "cmd/vendor/golang.org/x/mod"}
    assert [p.import_path for p in loaded.expand(["std"], at(""))[0]] == ["fmt", "net", "vendor/golang.org/x/net/dns"]


SELECTION = """\
-- m/go.mod --
module example.com/m
go %s
require (
	a.b/one v1.0.0
	a.b/Two v1.0.0
	a.b/gone v1.0.0
)
replace a.b/local => ../local
require a.b/local v0.0.0
-- m/m.go --
package m
-- local/go.mod --
module a.b/local
go 1.19
-- local/sub/s.go --
package sub
-- local/nested/go.mod --
module a.b/local/nested
-- local/nested/n.go --
package nested
-- cache/cache/download/a.b/one/@v/v1.0.0.mod --
module a.b/one
go 1.15
require a.b/three v1.1.0
-- cache/cache/download/a.b/!two/@v/v1.0.0.mod --
module a.b/Two
require a.b/three v1.2.0
-- cache/cache/download/a.b/three/@v/v1.2.0.mod --
module a.b/three
go 1.20
-- cache/a.b/one@v1.0.0/o.go --
package one
-- cache/a.b/!two@v1.0.0/t.go --
package two
-- cache/a.b/three@v1.1.0/t.go --
package three
-- cache/a.b/three@v1.2.0/t.go --
package three
"""


@pytest.mark.parametrize("go", ["1.16", "1.22"])
def test_selection(go: str) -> None:
    loaded = loader(SELECTION % go)
    m = loaded.package_at(at("m"))
    found = {}
    for path in ("a.b/one", "a.b/Two", "a.b/three", "a.b/local/sub"):
        pkg, message = loaded.resolve(path, m)
        assert pkg is not None and pkg.module is not None, message
        found[path] = (pkg.dir, pkg.module.version, pkg.go_version)
    assert found == {
        "a.b/one": (at("cache/a.b/one@v1.0.0"), "v1.0.0", "go1.15"),
        "a.b/Two": (at("cache/a.b/!two@v1.0.0"), "v1.0.0", "go1.16"),
        "a.b/three": (at("cache/a.b/three@v1.2.0"), "v1.2.0", "go1.20"),
        "a.b/local/sub": (at("local/sub"), "v0.0.0", "go1.19"),
    }


def test_packages_of_the_module_cache_are_handed_on(tmp_path: Path) -> None:
    for name, data in files(SELECTION % "1.22").items():
        path = tmp_path / Path(name).relative_to(at(""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    main = str(tmp_path / "m")
    first = Loader(BuildConfig(gomodcache=str(tmp_path / "cache")))
    old, _ = first.resolve("a.b/three", main)
    second = first.next(FileSystem({f"{main}/m.go": b"package m // edited\n"}))
    new, _ = second.resolve("a.b/three", main)
    assert old is not None and new is not None
    assert new.headers is old.headers and new.context is second.context_for(main)
    third = second.next(FileSystem({f"{main}/go.mod": b"module example.com/m\ngo 1.22\n"}))
    assert third.resolve("a.b/three", main)[0] is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a.b/gone", "not in the module cache"),
        ("a.b/local/nested", "no required module provides"),
        ("x.y/z", "no required module provides"),
        ("nostd", "is not in std"),
        ("example.com/m/none", "not in the main module"),
        ("./rel", "relative"),
        ("", "invalid"),
    ],
)
def test_reasons(path: str, reason: str) -> None:
    loaded = loader(SELECTION % "1.22")
    pkg, message = loaded.resolve(path, at("m"))
    assert pkg is None and reason in message


def test_vendor() -> None:
    text = """\
-- go.mod --
module example.com/m
go 1.22
require a.b/c v1.0.0
-- m.go --
package m
import "a.b/c/d"
-- vendor/modules.txt --
# a.b/c v1.0.0
## explicit; go 1.17
a.b/c/d
-- vendor/a.b/c/d/d.go --
package d
"""
    pkg, message = loader(text).resolve("a.b/c/d", at(""))
    assert pkg is not None and pkg.module is not None, message
    assert (pkg.dir, pkg.module.path, pkg.go_version) == (at("vendor/a.b/c/d"), "a.b/c", "go1.17")
    assert loader(text).package_at(at("vendor/a.b/c/d")).import_path == "a.b/c/d"
    assert [p.import_path for p in loader(text).expand(["./..."], at(""))[0]] == ["example.com/m"]
    pkg, _ = loader(text, mod="mod").resolve("a.b/c/d", at(""))
    assert pkg is None


WORK = """\
-- go.work --
go 1.22
use (
	./x
	./y
)
-- x/go.mod --
module example.com/x
go 1.21
-- x/x.go --
package x
import "example.com/y/sub"
-- y/go.mod --
module example.com/y
go 1.20
-- y/sub/s.go --
package sub
-- z/go.mod --
module example.com/z
-- z/z.go --
package z
"""


def test_workspace() -> None:
    loaded = loader(WORK)
    pkg, message = loaded.resolve("example.com/y/sub", at("x"))
    assert pkg is not None and (pkg.dir, pkg.go_version) == (at("y/sub"), "go1.20"), message
    assert loaded.package_at(at("z")).import_path == "example.com/z"
    assert loader(WORK, gowork="off").resolve("example.com/y/sub", at("x"))[0] is None


def test_import_cycles() -> None:
    text = """\
-- go.mod --
module m
go 1.22
-- a/a.go --
package a
import "m/b"
-- b/b.go --
package b
import "m/c"
-- c/c.go --
package c
import "m/b"
-- d/d.go --
package d
"""
    loaded = loader(text)
    assert loaded.import_cycle(loaded.package_at(at("a"))) == ["m/b", "m/c", "m/b"]
    assert loaded.import_cycle(loaded.package_at(at("d"))) == []


@pytest.mark.parametrize(
    ("args", "cwd", "want"),
    [
        (["."], "m", ["m"]),
        (["./..."], "m", ["m", "m/a", "m/a/b"]),
        (["./a/..."], "m", ["m/a", "m/a/b"]),
        (["m/..."], "m", ["m", "m/a", "m/a/b"]),
        (["m/a"], "m", ["m/a"]),
        (["./a", "./a/b", "./a"], "m", ["m/a", "m/a/b"]),
        (["./empty"], "m", []),
        (["./none/..."], "m", []),
        (["a/a.go"], "m", ["command-line-arguments"]),
    ],
)
def test_patterns(args: list[str], cwd: str, want: list[str]) -> None:
    text = """\
-- m/go.mod --
module m
go 1.22
-- m/m.go --
package m
-- m/a/a.go --
package a
-- m/a/b/b.go --
package b
-- m/_x/x.go --
package x
-- m/testdata/t.go --
package t
-- m/empty/readme --
-- m/other/go.mod --
module other
-- m/other/o.go --
package other
"""
    found, errors = loader(text).expand(args, at(cwd))
    assert [p.import_path for p in found] == want
    assert bool(errors) == (not want)


def test_a_module_that_comes_with_its_folder_is_seen(tmp_path: Path) -> None:
    """The go.mod was asked about before the folder was there; who lists that finds the go.mod in it."""
    (tmp_path / "go.mod").write_text("module example.com/ws\n")
    loader = Loader(BuildConfig(gomodcache=str(tmp_path / "cache")))
    assert not loader.fs.is_file(str(tmp_path / "b" / "go.mod"))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "go.mod").write_text("module example.com/out\n")
    (tmp_path / "b" / "b.go").write_text("package b\n")
    pkg = loader.package_at(str(tmp_path / "b"))
    assert pkg.import_path == "example.com/ws/b"
    assert loader.fs.disk.changed(loader.watched(pkg))
