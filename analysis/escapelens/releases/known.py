"""The releases that are known: each is the one before it with what it changed."""

from __future__ import annotations

from escapelens.record import replace
from escapelens.releases.intrinsics import ALWAYS, BEFORE_1_27, SINCE_1_26
from escapelens.releases.release import Experiment, Release

_REGABI = frozenset({"amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"})
_XCHG8 = frozenset({"386", "amd64", "arm", "arm64", "ppc64", "ppc64le"})

_REGABI_EXPERIMENTS = (Experiment("regabiwrappers", _REGABI), Experiment("regabiargs", _REGABI))
_DWARF5 = Experiment("dwarf5", not_on=frozenset({"darwin", "ios", "aix"}))
_SWISS_MAPS = tuple(map(Experiment, ("aliastypeparams", "swissmap", "synchashtriemap")))
_GREEN_TEA = tuple(map(Experiment, ("randomizedheapbase64", "greenteagc")))

_GO_1_23 = Release(
    1,
    23,
    experiments=(
        *_REGABI_EXPERIMENTS,
        Experiment("spinbitmutex", _XCHG8),
        Experiment("coverageredesign"),
        *_SWISS_MAPS,
    ),
    intrinsics=ALWAYS + BEFORE_1_27,
    max_stack_var_size=10 * 1024 * 1024,
)
_GO_1_24 = replace(
    _GO_1_23,
    minor=24,
    max_stack_var_size=128 * 1024,
    inlines_literals_called_once=True,
    has_cheap_param_calls=True,
)
_GO_1_25 = replace(
    _GO_1_24,
    minor=25,
    experiments=(*_REGABI_EXPERIMENTS, _DWARF5, *_SWISS_MAPS),
    has_variable_make=True,
    has_append_buffer=True,
    tracks_append=True,
    reads_constants=True,
    walks_in_queues=True,
    names_function_in_flows=True,
)
_GO_1_26 = replace(
    _GO_1_25,
    minor=26,
    experiments=(*_REGABI_EXPERIMENTS, _DWARF5, *_GREEN_TEA),
    intrinsics=ALWAYS + BEFORE_1_27 + SINCE_1_26,
    has_cheap_full_slices=True,
    keeps_defer_in_range_func=True,
    devirtualizes_variables=True,
    reads_literal_lengths=True,
    moves_grown_slices=True,
    stores_pointers_beside_nothing=True,
)
_GO_1_27 = replace(
    _GO_1_26,
    minor=27,
    experiments=(*_GO_1_26.experiments, Experiment("jsonv2"), Experiment("sizespecializedmalloc")),
    intrinsics=ALWAYS + SINCE_1_26,
    numbers_inlined_literals=True,
    follows_func_variables=True,
    keeps_ranged_slices=True,
)

KNOWN = (_GO_1_23, _GO_1_24, _GO_1_25, _GO_1_26, _GO_1_27)
IMITATED = (_GO_1_24, _GO_1_25, _GO_1_26, _GO_1_27)  # those whose answers are measured; others are refused
CURRENT = _GO_1_27  # imitated unless somebody asks for another one


def find(version: str) -> Release | None:
    """The release that a version belongs to, as `1.27`, `go1.27.3` or `go1.28rc1`; None if it is no version of Go.

    One that is not known behaves like its nearest neighbour that is.
    """
    numbers = _numbers(version)
    if numbers is None:
        return None
    older = [release for release in KNOWN if release.number <= numbers]
    nearest = older[-1] if older else KNOWN[0]
    return nearest if nearest.number == numbers else replace(nearest, major=numbers[0], minor=numbers[1])


def has_loop_variables_per_iteration(language: str) -> bool:
    """Whether each iteration of a loop has its own variables in files of that language version; "" is the newest."""
    return _reaches(language, 22)


def has_any(language: str) -> bool:
    """Whether modules of that language version know `any`, and type parameters."""
    return _reaches(language, 18)


def has_cut(language: str) -> bool:
    """Whether modules of that language version may count on strings.Cut."""
    return _reaches(language, 18)


def has_fmt_append(language: str) -> bool:
    """Whether modules of that language version may count on fmt.Append, Appendf and Appendln."""
    return _reaches(language, 19)


def has_slices(language: str) -> bool:
    """Whether modules of that language version may count on package slices."""
    return _reaches(language, 21)


def has_split_seq(language: str) -> bool:
    """Whether modules of that language version may count on strings.SplitSeq, and loops over functions."""
    return _reaches(language, 24)


def language_of_constraint(language: str) -> str:
    """The language version that a file's build constraint asks for: none below go1.21 (types2/check.go: initFiles)."""
    numbers = _numbers(language)
    return "go1.21" if numbers is None or numbers < (1, 21) else language


def _reaches(language: str, minor: int) -> bool:
    numbers = _numbers(language)
    return numbers is None or numbers >= (1, minor)


def _numbers(version: str) -> tuple[int, int] | None:
    major, _, rest = version.removeprefix("go").partition(".")
    minor = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return (int(major), int(minor)) if major.isdecimal() and minor else None
