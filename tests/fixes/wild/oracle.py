"""What the toolchain says of a package's offers.

The edited files are laid over the package (`-overlay`), nothing is written to it. Each offer made alone:

- it compiles, as `go build -gcflags=-m` does; the heap lines that went and came;
- gofmt would leave the edited files alone, if it leaves the files alone as they are;
- benchmarks that name the function that was edited: allocations and bytes per operation.

What takes long is asked of as many offers at once as can be made together; where that finds anything, of each alone:

- `go vet` says nothing that it does not say of the package as it is;
- the package's tests are green, if they are as it is; what is red is tried once more.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from agree.oracle import go, go_env, goroot, parse
from fixes.wild import store
from fixes.wild.corpora import Place
from fixes.wild.offers import Offer, on_heap

PATIENCE = 120  # seconds for the tests of one package
BENCHMARKS = 30  # and for its benchmarks
ROUNDS = 4  # of benchmarks that seem to allocate more, or less
_BENCH = re.compile(r"^(Benchmark\S+?)(?:-\d+)?\s+\d+\s.*?\s(\d+) B/op\s+(\d+) allocs/op", re.M)
_PLACE = re.compile(r"(?m)^\S*?([^/\s:]+\.go):\d+(?::\d+)?: ")
_FUNC = re.compile(rb"^func (?:\([^)]*\) )?(\w+)", re.M)


Rounds = list[tuple[int, int]]
"""Allocations and bytes per operation, of each time that a benchmark was run."""
Benchmark = tuple[str, Rounds, Rounds]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Each of the questions: "" is good news, "-" that there is nothing to ask, all else what is wrong.

    gone, new: heap lines without their places. benchmarks: name and, before and after, what each round measured.
    """

    compiles: str = ""
    vet: str = ""
    gofmt: str = ""
    tests: str = "-"
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()

    def claimed(self, offer: Offer) -> str:
        """Whether the heap lines that went and came are those of our own analysis, by which the fix was judged."""
        if (self.gone, self.new) != (offer.gone, offer.new):
            return f"went {self.gone}, came {self.new}; we said {offer.gone} and {offer.new}"
        return ""

    def wrong(self, offer: Offer) -> dict[str, str]:
        """What is wrong, by question."""
        answers = {"compiles": self.compiles, "vet": self.vet, "gofmt": self.gofmt, "tests": self.tests.strip("-")}
        answers["claimed"] = "" if self.compiles else self.claimed(offer)
        answers["benchmarks"] = "; ".join(
            f"{name}: (allocations, bytes) {old}, then {new}"
            for name, old, new in self.benchmarks
            if max(old)[0] < min(new)[0]
        )
        return {question: said for question, said in answers.items() if said}

    @property
    def fewer(self) -> bool:
        """Whether a benchmark allocates less, whatever else it does from one round to the next."""
        return any(max(new)[0] < min(old)[0] for _, old, new in self.benchmarks)


def verdicts(place: Place, offers: Sequence[Offer]) -> list[Verdict]:
    """What the toolchain says of each of the package's offers."""
    alone = [store.known("rounds", _about(place, offer), partial(_alone, place, offer)) for offer in offers]
    whole = [offer for offer, said in zip(offers, alone, strict=True) if not said["compiles"]]
    for group in apart([offer for offer in whole if not store.has("together", _about(place, offer))]):
        _together(place, group)
    return [_verdict(place, offer, said) for offer, said in zip(offers, alone, strict=True)]


def answered(place: Place, offers: Sequence[Offer]) -> bool:
    """Whether all was found before."""
    return all(store.has("together", _about(place, offer)) for offer in offers)


def _about(place: Place, offer: Offer) -> object:
    return store.texts(place), offer.edits


def _verdict(place: Place, offer: Offer, said: dict[str, Any]) -> Verdict:
    if not said["compiles"]:
        said = said | store.known("together", _about(place, offer), dict)
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return Verdict(**{**fields, "benchmarks": tuple((b[0], *map(_rounds, b[1:])) for b in said["benchmarks"])})


def _rounds(said: list[list[int]]) -> Rounds:
    return [(allocs, size) for allocs, size in said]


def _alone(place: Place, offer: Offer) -> dict[str, Any]:
    with laid_over(place, [offer]) as (overlay, edited):
        code, said, after = _compiled(place, overlay)
        if code:
            return asdict(Verdict(compiles=said))
        before = _once("lines", place, lambda: sorted(_compiled(place, "")[2].elements()))
        gone, new = Counter(before) - after, after - Counter(before)
        lines = {"gone": tuple(sorted(gone.elements())), "new": tuple(sorted(new.elements()))}
        return asdict(Verdict(gofmt=_gofmt(edited), benchmarks=_benchmarks(place, offer, overlay), **lines))


def apart(offers: Iterable[Offer]) -> list[list[Offer]]:
    """The offers in groups whose edits touch no byte in common."""
    groups: list[list[Offer]] = []
    for offer in offers:
        for group in groups:
            if not any(_meet(a, b) for other in group for a in other.edits for b in offer.edits):
                group.append(offer)
                break
        else:
            groups.append([offer])
    return groups


def _meet(a: tuple[str, int, int, str], b: tuple[str, int, int, str]) -> bool:
    return a[0] == b[0] and a[1] <= b[2] and b[1] <= a[2]


def _together(place: Place, group: list[Offer]) -> None:
    """Ask vet and the tests of all, or of each if there is anything."""
    with laid_over(place, group) as (overlay, _):
        fine = len(group) == 1 or not _compiled(place, overlay)[0]
        said = {"vet": _more(place, _vet(place, overlay)), "tests": _tests(place, overlay)} if fine else {}
    if len(group) > 1 and (not said or said["vet"] or said["tests"] not in ("", "-")):
        for offer in group:
            _together(place, [offer])
        return
    for offer in group:
        store.keep("together", _about(place, offer), said)


def _once(what: str, place: Place, find: Callable[[], Any]) -> Any:
    """An answer about the package as it is."""
    return store.known(what, store.texts(place), find)


@contextmanager
def laid_over(place: Place, offers: Sequence[Offer]) -> Iterator[tuple[str, dict[str, Path]]]:
    """The flag that lays the edited files over those of the package; edited files by the path of the original."""
    with tempfile.TemporaryDirectory() as folder:
        edited: dict[str, Path] = {}
        edits = [e for offer in offers for e in offer.edits]
        for name in dict.fromkeys(e[0] for e in edits):
            text = (place.dir / name).read_bytes()
            for _, start, end, new in sorted((e for e in edits if e[0] == name), key=lambda e: (-e[1], -e[2])):
                text = text[:start] + new.encode() + text[end:]
            path = edited[str(place.dir / name)] = Path(folder) / Path(name).name  # never beside the original
            path.write_bytes(text)
        overlay = Path(folder) / "overlay.json"
        overlay.write_text(json.dumps({"Replace": {path: str(to) for path, to in edited.items()}}))
        yield f"-overlay={overlay}", edited


def _compiled(place: Place, overlay: str) -> tuple[int, str, Counter[str]]:
    """Exit status, what was said if that is not 0, and the heap lines."""
    flags = ["-pgo=off", "-o", "/dev/null", "-gcflags=-m", *filter(None, [overlay])]
    done = go(["build", *flags, place.package], place.cwd)
    lines = parse(done.stderr.splitlines(), {place.package: place.dir}, place.cwd).get(place.package, [])
    heap = Counter(line.text for line in set(lines) if on_heap(line.text))
    return done.returncode, done.stderr[-2000:] if done.returncode else "", heap


def _vet(place: Place, overlay: str) -> list[str]:
    """What vet says, without line numbers."""
    done = go(["vet", *filter(None, [overlay]), place.package], place.cwd)
    return sorted(_PLACE.sub(r"\1: ", line) for line in done.stderr.splitlines() if not line.startswith("#"))


def _more(place: Place, after: list[str]) -> str:
    """What is new of it."""
    before = _once("vet", place, lambda: _vet(place, "")) if after else []
    return "\n".join((Counter(after) - Counter(before)).elements())


def _gofmt(edited: dict[str, Path]) -> str:
    """The files that gofmt would change, though it leaves them alone as they are."""

    def changed(path: str) -> bool:
        done = subprocess.run([goroot() / "bin/gofmt", "-l", path], capture_output=True, env=go_env(), check=False)
        return bool(done.stdout or done.returncode)

    return " ".join(Path(path).name for path, to in edited.items() if changed(str(to)) and not changed(path))


def _test(place: Place, *flags: str, seconds: int = PATIENCE) -> tuple[int, str]:
    """Exit status and what was said. The time of benchmarks is bounded by us only."""
    command = [str(goroot() / "bin/go"), "test", "-vet=off", f"-timeout={seconds}s", *flags, place.package]
    with subprocess.Popen(
        command, cwd=place.cwd, env=go_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds + 30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
    return process.returncode, said.decode(errors="replace")


def _tests(place: Place, overlay: str) -> str:
    """ "-" without tests, or if they are not green as it is."""
    if not any(place.dir.glob("*_test.go")):
        return "-"

    def asked(*flags: str) -> tuple[int, str]:
        return _test(place, "-short", *flags)

    code, said = asked(overlay)
    if "[no test files]" in said or "[no tests to run]" in said:
        return "-"
    if code and not _once("tests", place, lambda: not asked()[0]):
        return "-"
    if code:
        code, said = asked(overlay)
    return f"red: {said[-2000:]}" if code else ""


def _benchmarks(place: Place, offer: Offer, overlay: str) -> tuple[Benchmark, ...]:
    """Benchmarks that name the function that was edited, before and after; one round, if that shows no difference."""
    names = naming(place, offer)
    if not names:
        return ()
    flags = ["-short", "-run=^$", f"-bench=^({'|'.join(names)})$", "-benchtime=50x", "-benchmem", "-cpu=1"]
    old: dict[str, Rounds] = {}
    new: dict[str, Rounds] = {}
    for _ in range(ROUNDS):  # what runs beside them allocates, too, and what works with random numbers never the same
        for all_of, more in ((old, ()), (new, (overlay,))):
            for name, measured in _measured(_test(place, *flags, *more, seconds=BENCHMARKS)[1]).items():
                all_of.setdefault(name, []).append(measured)
        if all(new[name][-1][0] == old[name][-1][0] for name in old if name in new):
            break
    # Where the time was too short for all rounds, a difference tells nothing.
    both = [(name, old[name], new[name]) for name in old if name in new]
    return tuple(each for each in both if len(each[2]) == ROUNDS or each[1][-1][0] == each[2][-1][0])


def _measured(said: str) -> dict[str, tuple[int, int]]:
    """Allocations and bytes per operation, by benchmark."""
    return {name: (int(allocs), int(size)) for name, size, allocs in _BENCH.findall(said)}


def naming(place: Place, offer: Offer) -> list[str]:
    """Top-level benchmarks of the package whose text names the function that the offer edits."""
    name, start, _, _ = offer.edits[-1]
    before = [m[1].decode() for m in _FUNC.finditer((place.dir / name).read_bytes()[:start])]
    if not before:
        return []
    found = []
    for file in sorted(place.dir.glob("*_test.go")):
        for text in re.split(r"(?m)^(?=func )", file.read_text(encoding="utf-8", errors="replace")):
            name = re.match(r"func (Benchmark\w+)\(\w+ \*testing\.B\)", text)
            if name and re.search(rf"\b{before[-1]}\(", text):
                found.append(name[1])
    return found
