"""What the run time allocates, by name.

What: profiles leave out the frames of the run time where a function of the program stands below them; what a line makes
the run time allocate is then said by the ledger (`OF_SITE`). Where the run time is called by a name of another package,
or works for itself, its frames tell (`named`).

Counterpart: the functions of package runtime that are linked to names of other packages, `runtime/proc.go`.
"""

from __future__ import annotations

from collections.abc import Sequence

from escapelens.profiles.model import Frame
from escapelens.profiles.names import without_arguments

# What allocates, by the kind of the ledger's site, where no finding speaks of it.
OF_SITE = {
    "variable": "variable on the heap",
    "parameter": "parameter on the heap",
    "new": "new value",
    "slice": "slice literal",
    "arguments": "arguments of a variadic call",
    "make": "made slice",
    "map": "new map",
    "entry": "map growth",
    "channel": "channel",
    "closure": "function literal",
    "method value": "method value",
    "box": "interface boxing",
    "append": "append growth",
    "concatenation": "string concatenation",
    "conversion": "string conversion",
    "goroutine": "goroutine",
    "defer": "record of a defer",
}

# By the function that the program, or the run time for itself, has called; a name ends with "*" for all that begin so.
_OF_FUNCTION = (
    ("reflect.unsafe_New", "value made by reflection"),
    ("reflect.unsafe_NewArray", "array made by reflection"),
    ("reflect.growslice", "append growth by reflection"),
    ("reflect.makemap", "map made by reflection"),
    ("reflect.map*", "map growth by reflection"),
    ("reflect.makechan", "channel made by reflection"),
    ("reflect.*", "reflection"),
    ("internal/reflectlite.*", "reflection"),
    ("internal/bytealg.MakeNoZero", "buffer of a builder"),
    ("maps.clone", "map clone"),
    ("time.newTimer", "timer"),
    ("internal/runtime/maps.*", "map growth"),
    ("runtime.malg", "goroutine"),
    ("runtime.newproc*", "goroutine"),
    ("runtime.allgadd", "list of goroutines"),
    ("runtime.allocm", "thread"),
    ("runtime.startm", "thread"),
    ("runtime.newm*", "thread"),
    ("runtime.acquireSudog", "waiting goroutine"),
    ("runtime.addspecial", "finalizer or cleanup"),
    ("runtime.createfing", "finalizer or cleanup"),
    ("runtime.AddCleanup*", "finalizer or cleanup"),
    ("runtime.SetFinalizer", "finalizer or cleanup"),
    ("runtime.newdefer", "record of a defer"),
    ("runtime.map*", "map growth"),
    ("runtime.makemap*", "new map"),
    ("runtime.convT*", "interface boxing"),
    ("runtime.concatstring*", "string concatenation"),
    ("runtime.slicebytetostring", "string conversion"),
    ("runtime.stringtoslice*", "string conversion"),
    ("runtime.rawstring*", "string conversion"),
    ("runtime.(*timers)*", "timer"),
    ("runtime.getitab", "table of an interface's methods"),
    ("runtime.itab*", "table of an interface's methods"),
    ("runtime.goenvs*", "environment of the process"),
    ("runtime.goargs", "arguments of the process"),
    ("syscall.runtime_envs", "environment of the process"),
    ("os.runtime_args", "arguments of the process"),
    ("runtime.gcenable", "garbage collector"),
    ("runtime.gcBgMark*", "garbage collector"),
    ("runtime.bgsweep", "garbage collector"),
    ("runtime.bgscavenge", "garbage collector"),
    ("runtime.procresize", "processors"),
    ("runtime.(*p).*", "processors"),
    ("runtime.modulesinit", "start of the program"),
    ("runtime.schedinit", "start of the program"),
    ("runtime.doInit*", "start of the program"),
    ("runtime.main", "start of the program"),
    ("runtime.rt0_go", "start of the program"),
)
_EXACT = {name: said for name, said in _OF_FUNCTION if not name.endswith("*")}
_BEGIN = tuple((name[:-1], said) for name, said in _OF_FUNCTION if name.endswith("*"))


def named(frames: Sequence[Frame]) -> str:
    """What the run time allocates here, by its frames, leaf first; "" if that is not known."""
    for frame in frames:
        name = without_arguments(frame.function)
        said = _EXACT.get(name) or next((said for begin, said in _BEGIN if name.startswith(begin)), "")
        if said:
            return said
    return ""
