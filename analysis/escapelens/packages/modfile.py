"""go.mod, go.work and vendor/modules.txt as values.

Counterpart: golang.org/x/mod/modfile (Parse, ParseWork), cmd/go/internal/modload/vendor.go (readVendorList).
Property: never raises; what is wrong becomes a problem with its line, the rest is still there.
"""

from __future__ import annotations

import re

from escapelens.record import dataclass, field
from escapelens.regexp import regexp

_TOKEN = regexp(r"\"(?:[^\"\\]|\\.)*\"|`[^`]*`|=>|[()\[\],]|//.*|[^\s()\[\],\"`]+")
_GO_VERSION = regexp(r"([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?", re.A)


@dataclass(frozen=True, slots=True)
class ModVersion:
    path: str
    version: str = ""  # "" in replacements by a folder, and where any version is meant


@dataclass(frozen=True, slots=True)
class Require:
    mod: ModVersion
    indirect: bool
    line: int


@dataclass(frozen=True, slots=True)
class ModProblem:
    line: int  # 1-based
    message: str


@dataclass(slots=True, eq=False)
class ModFile:
    module: str = ""
    go: str = ""  # "1.22"
    toolchain: str = ""
    require: list[Require] = field(default_factory=list)
    replace: dict[ModVersion, ModVersion] = field(default_factory=dict)
    exclude: set[ModVersion] = field(default_factory=set)
    retract: list[tuple[str, str]] = field(default_factory=list)
    godebug: dict[str, str] = field(default_factory=dict)
    tool: list[str] = field(default_factory=list)
    ignore: list[str] = field(default_factory=list)
    use: list[str] = field(default_factory=list)  # go.work only
    problems: list[ModProblem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class VendorList:
    """packages: import path -> module path; modules: module path -> (version, Go version)."""

    packages: dict[str, str] = field(default_factory=dict)
    modules: dict[str, tuple[str, str]] = field(default_factory=dict)
    workspace: bool = False


def parse_mod(data: bytes) -> ModFile:
    return _parse(data, work=False)


def parse_work(data: bytes) -> ModFile:
    return _parse(data, work=True)


MAX_PROBLEMS = 10  # nobody reads on


def _parse(data: bytes, work: bool) -> ModFile:
    out = ModFile()
    block = ""
    for number, raw in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        tokens = _TOKEN.findall(raw)
        comment = ""
        if tokens and tokens[-1].startswith("//"):
            comment = tokens.pop()
        if not tokens:
            continue
        if block:
            if tokens == [")"]:
                block = ""
                continue
            _directive(out, block, tokens, comment, number, work)
        elif len(tokens) == 2 and tokens[1] == "(":
            block = tokens[0]
        elif len(tokens) > 2 and tokens[1] == "(" and tokens[-1] == ")" and tokens[0] != "retract":
            if tokens[2:-1]:
                _directive(out, tokens[0], tokens[2:-1], comment, number, work)
        else:
            _directive(out, tokens[0], tokens[1:], comment, number, work)
    if block:
        out.problems.append(ModProblem(data.count(b"\n") + 1, f"syntax error (unterminated block started at {block})"))
    return out


def _directive(out: ModFile, verb: str, tokens: list[str], comment: str, line: int, work: bool) -> None:
    args = [_unquote(t) for t in tokens]

    def wrong(message: str) -> None:
        if len(out.problems) < MAX_PROBLEMS:
            out.problems.append(ModProblem(line, message))

    if verb == "go":
        if len(args) != 1 or _GO_VERSION.fullmatch(args[0]) is None:
            wrong(f"invalid go version '{' '.join(args)}': must match format 1.23")
        else:
            out.go = args[0]
    elif verb == "toolchain":
        if len(args) == 1:
            out.toolchain = args[0]
        else:
            wrong("toolchain directive expects exactly one argument")
    elif verb == "godebug":
        for arg in args:
            name, equals, value = arg.partition("=")
            if not equals:
                wrong("usage: godebug key=value")
            out.godebug[name] = value
    elif verb == "replace":
        _replace(out, args, wrong)
    elif verb == "use" and work:
        if len(args) == 1:
            out.use.append(args[0])
        else:
            wrong("usage: use local/dir")
    elif work:
        wrong(f"unknown directive: {verb}")
    elif verb == "module":
        if len(args) == 1:
            out.module = args[0]
        else:
            wrong("usage: module module/path")
    elif verb == "require":
        if len(args) == 2:
            indirect = comment.lstrip("/ \t").split(";")[0].strip() == "indirect" or comment.startswith("// indirect;")
            out.require.append(Require(ModVersion(args[0], args[1]), indirect, line))
        else:
            wrong("usage: require module/path v1.2.3")
    elif verb == "exclude":
        if len(args) == 2:
            out.exclude.add(ModVersion(args[0], args[1]))
        else:
            wrong("usage: exclude module/path v1.2.3")
    elif verb == "retract":
        versions = [a for a in args if a not in ("[", "]", ",")]
        if versions:
            out.retract.append((versions[0], versions[-1]))
        else:
            wrong("usage: retract v1.2.3")
    elif verb == "tool":
        out.tool += args[:1]
    elif verb == "ignore":
        out.ignore += args[:1]
    else:
        wrong(f"unknown directive: {verb}")


def _replace(out: ModFile, args: list[str], wrong: object) -> None:
    if "=>" not in args or args.index("=>") not in (1, 2) or len(args) - args.index("=>") not in (2, 3):
        if callable(wrong):
            wrong("usage: replace module/path [v1.2.3] => other/module v1.4 or local/dir")
        return
    arrow = args.index("=>")
    old = ModVersion(args[0], args[1] if arrow == 2 else "")
    new = args[arrow + 1 :]
    if len(new) == 1 and not _is_local(new[0]) and callable(wrong):
        wrong("replacement module without version must be directory path (rooted or starting with . or ..)")
    out.replace[old] = ModVersion(new[0], new[1] if len(new) == 2 else "")


def _is_local(path: str) -> bool:
    return path in (".", "..") or path.startswith(("./", "../", "/", ".\\", "..\\")) or path[1:3] in (":\\", ":/")


def _unquote(token: str) -> str:
    if len(token) >= 2 and token[0] == token[-1] and token[0] in '"`':
        inner = token[1:-1]
        return re.sub(r"\\(.)", r"\1", inner) if token[0] == '"' else inner
    return token


def parse_vendor_list(data: bytes) -> VendorList:
    out = VendorList()
    module = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("## workspace"):
            out.workspace = True
        elif line.startswith("## "):
            for entry in line[3:].split(";"):
                entry = entry.strip()
                if entry.startswith("go ") and module in out.modules:
                    out.modules[module] = (out.modules[module][0], entry[3:].strip())
        elif line.startswith("# "):
            fields = line[2:].split()
            module = ""
            if len(fields) >= 2 and fields[1] != "=>":
                module = fields[0]
                out.modules[module] = (fields[1], "")
            elif len(fields) == 3 and fields[1] == "=>":
                module = ""  # a replacement of all versions, listed again at the end
        elif module and line and not line.startswith("#"):
            out.packages[line.strip()] = module
    return out
