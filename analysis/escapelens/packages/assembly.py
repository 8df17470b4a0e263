"""What the assembly files of a package define and refer to: the symbols by calling convention.

What: enough of the assembler's preprocessor (includes, macros, conditions) and parser to find `TEXT` symbols and
operands that are symbols. Instructions are not understood.
Counterpart: `go tool asm -gensymabis` (cmd/asm/internal/lex/input.go, asm/parse.go: symDefRef, funcAddress).
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterator

from escapelens.packages.config import BuildConfig
from escapelens.record import dataclass, field
from escapelens.regexp import regexp

ABI0 = "ABI0"
ABI_INTERNAL = "ABIInternal"

_COMMENT = regexp(r"//[^\n]*|/\*.*?\*/|(\"(?:[^\"\\\n]|\\.)*\")", re.S)
_NAME = regexp(r"[^\W\d][\w·∕]*|[·∕][\w·∕]*")
_DEFINE = regexp(r"([^\W\d]\w*)(?:\(([^)]*)\))?(.*)", re.S)
_LABEL = regexp(r"\s*[^\W\d]\w*:")
_SYMBOL = regexp(r"[$*]?\s*((?:[^\W\d]|[·∕])[\w·∕]*)(<\w*>)?(?:\+\d\w*)?\(SB\)")
_CALLS = frozenset({"CALL", "BL", "JAL", "JALR", "BLR", "BCL"})
_ANYWHERE = regexp(r"[A-D]X|[SD]I|BP|[RX]\d+|.*\([^)]*\)")  # what a register or a table says


@dataclass(slots=True)
class SymABIs:
    """defs: link name -> convention of the `TEXT` that defines it; refs: link name -> conventions it is called by.
    calls: by link name of a `TEXT` what it calls or jumps to, "" if that stands in a register."""

    defs: dict[str, str] = field(default_factory=dict)
    refs: dict[str, set[str]] = field(default_factory=dict)
    calls: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Macro:
    params: list[str] | None  # None: used without brackets
    body: str


class _File:
    """One file given to the assembler, with what it includes."""

    def __init__(self, config: BuildConfig, read: Callable[[str], str], path: str, found: SymABIs) -> None:
        self.read = read  # an included file by name, "" if there is none
        self.path = path
        self.found = found
        self.within: set[str] = set()  # what the TEXT at hand calls
        self.local = f"{len(found.calls)} "  # before names that only this file knows
        self.macros: dict[str, _Macro] = {}
        arch = config.goarch
        for name in (f"GOOS_{config.goos}", f"GOARCH_{arch}", *_levels(config), *_experiments(config)):
            self.macros[name] = _Macro(None, "1")

    def text(self, text: str, within: tuple[str, ...] = ()) -> None:
        """within: names of the files whose inclusion led here."""
        live = [True]  # by condition around the line
        for line in _lines(text):
            stripped = line.lstrip()
            if stripped.startswith("#"):
                word, *rest = stripped[1:].split(None, 1) or [""]
                self._directive(word, "".join(rest).strip(), live, within)
            elif all(live):
                for statement in re.split(r"[;\n]", self._expand(line, frozenset())):
                    self._statement(statement)

    def _directive(self, word: str, rest: str, live: list[bool], within: tuple[str, ...]) -> None:
        if word in ("ifdef", "ifndef"):
            live.append((rest in self.macros) == (word == "ifdef"))
        elif word == "else" and len(live) > 1:
            live[-1] = not live[-1]
        elif word == "endif" and len(live) > 1:
            live.pop()
        elif not all(live):
            return
        elif word == "define":
            m = _DEFINE.match(rest)
            if m is not None:
                params = None if m[2] is None else [p.strip() for p in m[2].split(",") if p.strip()]
                self.macros[m[1]] = _Macro(params, m[3])
        elif word == "undef":
            self.macros.pop(rest, None)
        elif word == "include" and rest not in within:
            self.text(self.read(rest.strip('"')), (*within, rest))

    def _expand(self, text: str, within: frozenset[str]) -> str:
        """within: macros whose bodies led here, which are not expanded once more."""
        out, at = [], 0
        for m in _NAME.finditer(text):
            macro = self.macros.get(m[0])
            if macro is None or m[0] in within or m.start() < at:
                continue
            body, end = macro.body, m.end()
            if macro.params is not None:
                args, end = _arguments(text, end)
                if args is None:
                    continue
                by_name = dict(zip(macro.params, args, strict=False))
                body = _NAME.sub(lambda n, by_name=by_name: by_name.get(n[0], n[0]), body)  # type: ignore[misc]
            out += [text[at : m.start()], self._expand(body, within | {m[0]})]
            at = end
        return "".join([*out, text[at:]]) if out else text

    def _statement(self, text: str) -> None:
        """asm/parse.go: symDefRef."""
        label = _LABEL.match(text)
        while label is not None:
            text = text[label.end() :]
            label = _LABEL.match(text)
        word, *rest = text.split(None, 1)[:2] or [""]
        operands = rest[0].split(",") if rest else []
        if word == "TEXT":
            symbol = self._symbol(operands[0]) if operands else None
            name = symbol[0] if symbol is not None else self.local + "".join(operands[:1]).strip()
            self.within = self.found.calls.setdefault(name, set())
            if symbol is not None:
                self.found.defs[symbol[0]] = symbol[1]
            return
        self._called(word, operands)
        for operand in operands[1:] if word in ("DATA", "FUNCDATA") else operands:
            symbol = self._symbol(operand)
            if symbol is not None:
                self.found.refs.setdefault(symbol[0], set()).add(symbol[1])

    def _called(self, word: str, operands: list[str]) -> None:
        """Note a call or a jump out of the function."""
        if not operands:
            return
        to = operands[-1].strip()
        jumps = word in _CALLS or word[0] == "J" or word in ("B", "BR")
        if to.endswith("(SB)") and (jumps or word[0] == "B"):
            symbol = self._symbol(to)
            self.within.add(symbol[0] if symbol is not None else f"{self.local}{to}")
        elif jumps and not to.endswith("(PC)") and (word in _CALLS or _ANYWHERE.fullmatch(to)):
            self.within.add("")

    def _symbol(self, operand: str) -> tuple[str, str] | None:
        """asm/parse.go: funcAddress."""
        m = _SYMBOL.fullmatch(operand.strip())
        if m is None or m[2] == "<>":
            return None
        name = m[1].replace("·", ".").replace("∕", "/")
        return self.path + name if name.startswith(".") else name, m[2][1:-1] if m[2] else ABI0


def read_assembly(config: BuildConfig, path: str, files: list[str], read: Callable[[str], bytes]) -> SymABIs:
    """Symbols of the assembly files (absolute paths) of the package that the compiler calls path; one that read raises
    OSError for counts as empty."""
    found = SymABIs()
    for name in files:
        folders = [os.path.dirname(name)]
        if config.goroot:
            folders.append(os.path.join(config.goroot, "pkg", "include"))

        def include(name: str, folders: list[str] = folders) -> str:
            for folder in folders:
                try:
                    return read(os.path.join(folder, name)).decode("utf-8", "replace")
                except OSError:
                    continue
            return ""

        _File(config, include, path, found).text(include(os.path.basename(name)))
    return found


def _levels(config: BuildConfig) -> Iterator[str]:
    """As the go command defines them from GOAMD64 and the like: GOAMD64_v1."""
    for tag in sorted(config.all_tags):
        arch, _, level = tag.partition(".")
        if arch == config.goarch:
            yield f"GO{arch.upper()}_{level}"


def _experiments(config: BuildConfig) -> Iterator[str]:
    for tag in sorted(config.all_tags):
        if tag.startswith("goexperiment."):
            yield "GOEXPERIMENT_" + tag.partition(".")[2]


def _lines(text: str) -> Iterator[str]:
    """Lines without comments; one that ends in a backslash goes on with a newline in it."""
    text = _COMMENT.sub(lambda m: m[1] or ("\n" * m[0].count("\n") or " "), text.replace("\r\n", "\n"))
    whole = ""
    for line in text.split("\n"):
        if line.endswith("\\"):
            whole += line[:-1] + "\n"
            continue
        yield whole + line
        whole = ""


def _arguments(text: str, at: int) -> tuple[list[str] | None, int]:
    """The arguments in brackets at `at`, and where they end; None if there are none."""
    start = at
    while start < len(text) and text[start] in " \t":
        start += 1
    if not text.startswith("(", start):
        return None, at
    args, depth, begin = [], 0, start + 1
    for i in range(start, len(text)):
        c = text[i]
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        if (c == "," and depth == 1) or depth == 0:
            args.append(text[begin:i].strip())
            begin = i + 1
        if depth == 0:
            return args, i + 1
    return None, at
