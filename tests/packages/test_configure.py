"""What the go command's settings lead to, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.packages import goenv
from escapelens.packages.configure import Unsupported, Wanted, configure, parse_release

LINUX = Wanted("linux", "amd64", cgo=False)


def tags(env: dict[str, str], wanted: Wanted = LINUX) -> frozenset[str]:
    return configure(wanted, {"GOENV": "off", **env}).config.all_tags


def test_levels_are_tags() -> None:
    assert {"amd64.v1", "amd64.v3"} <= tags({"GOAMD64": "v3"}) and "amd64.v2" not in tags({})
    arm = tags({"GOARM64": "v9.1,lse"}, Wanted("linux", "arm64", cgo=False))
    assert {"arm64.v9.1", "arm64.v8.6"} <= arm and not {"arm64.v9.2", "arm64.v8.7"} & arm
    assert "386.softfloat" in tags({"GO386": "softfloat"}, Wanted("linux", "386", cgo=False))


def test_experiments() -> None:
    assert "goexperiment.jsonv2" in tags({}) and "goexperiment.jsonv2" not in tags({"GOEXPERIMENT": "nojsonv2"})
    assert "goexperiment.arenas" in tags({"GOEXPERIMENT": "arenas"})
    nothing = tags({"GOEXPERIMENT": "none"})
    assert {t for t in nothing if t.startswith("goexperiment.")} == {
        "goexperiment.regabiargs",
        "goexperiment.regabiwrappers",
    }
    assert configure(LINUX, {"GOENV": "off"}).default_std
    assert not configure(LINUX, {"GOENV": "off", "GOEXPERIMENT": "arenas"}).default_std
    assert configure(LINUX, {"GOENV": "off", "GOEXPERIMENT": "loopvar"}).notes == (
        "GOEXPERIMENT=loopvar is not honoured",
    )


def test_goflags() -> None:
    found = configure(
        LINUX, {"GOENV": "off", "GOFLAGS": "-tags=a,b -mod=vendor -buildvcs=false -race '-gcflags=all=-l -N'"}
    )
    assert (found.config.tags, found.config.mod) == (("a", "b"), "vendor")
    assert found.notes == ("-race in GOFLAGS is not honoured", "-gcflags=all=-l -N in GOFLAGS is not honoured")
    assert configure(Wanted("linux", "amd64", ("c",)), {"GOENV": "off", "GOFLAGS": "-tags=a"}).config.tags == ("c",)


def test_the_environment_wins_over_the_user_s_file(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("GOFLAGS=-tags=filed\nGOWORK=off\nnonsense\n=x\n")
    env = {"GOENV": str(file), "GOFLAGS": "-tags=said", "GOPATH": ""}
    assert goenv.settings(env)["GOFLAGS"] == "-tags=said"
    config = configure(LINUX, env).config
    assert (config.tags, config.gowork) == (("said",), "off")


def test_cgo_is_on_where_a_c_compiler_is_found(tmp_path: Path) -> None:
    (tmp_path / "gcc").write_text("")
    (tmp_path / "gcc").chmod(0o755)
    here = Wanted()
    env = {"GOENV": "off", "PATH": str(tmp_path), "CC": "gcc -m64"}
    assert configure(here, env).config.cgo and not configure(here, env).config.std.cgo
    assert not configure(here, env | {"PATH": "nowhere", "CC": ""}).config.cgo
    assert not configure(here, env | {"CGO_ENABLED": "0"}).config.cgo
    assert not configure(Wanted("windows", "386"), env).config.cgo
    forced = configure(here, env | {"CGO_ENABLED": "1"})
    assert forced.config.std.cgo and not forced.default_std


@pytest.mark.parametrize(
    ("wanted", "env", "says"),
    [
        (Wanted("linux", "bogus"), {}, "GOARCH 'bogus' is not known"),
        (Wanted("linux", "riscv64"), {}, "GOARCH 'riscv64' is not supported"),
        (Wanted("js", "wasm"), {}, "GOARCH 'wasm' is not supported"),
        (Wanted("linus", "amd64"), {}, "GOOS 'linus' is not known; did you mean linux?"),
        (Wanted("darwin", "386"), {}, "darwin/386 is not a target of Go"),
        (Wanted("linux", "amd64", release="1.23"), {}, "'1.23' is not supported; there are 1.24,"),
        (Wanted("linux", "amd64", release="latest"), {}, "'latest' is not supported"),
        (LINUX, {"GOEXPERIMENT": "jsonv3"}, "unknown GOEXPERIMENT jsonv3; did you mean jsonv2?"),
        (LINUX, {"GOAMD64": "v5"}, "GOAMD64=v5 is not one of"),
        (LINUX, {"GOFLAGS": "-mod=none"}, "-mod=none is not one of"),
    ],
)
def test_refused(wanted: Wanted, env: dict[str, str], says: str) -> None:
    with pytest.raises(Unsupported) as refused:
        configure(wanted, {"GOENV": "off", **env})
    assert says in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["1.27", "go1.27", "go1.27.3", "1.27rc1"])
def test_releases(text: str) -> None:
    assert parse_release(text).name == "1.27"
