"""Classes of the protocol that are finished when they are first used are those that attrs makes at once."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SHOWN = """
import json, sys
import attrs
from escapelens.common.finished_late import finished_late
late = sys.argv[1] == "late"
def load():
    from lsprotocol import types
    from pygls.protocol import default_converter
    return types, default_converter()
if late:
    define = attrs.define
    with finished_late("lsprotocol.types"):
        types, converter = load()
    assert attrs.define is define
else:
    types, converter = load()
classes = {n: c for n, c in vars(types).items() if isinstance(c, type) and c.__module__ == types.__name__}
unfinished = sum(type(vars(c).get("__attrs_attrs__")).__name__ == "_Unfinished" for c in classes.values())
def shown(cls):
    if not attrs.has(cls):
        return None
    fields = [
        (f.name, repr(f.type), repr(f.default), f.init, f.eq, repr(f.validator).partition(" at 0x")[0])
        for f in attrs.fields(cls)
    ]
    own = sorted(n for n in vars(cls) if n.startswith("__") and n not in ("__slots__", "__weakref__", "__dict__"))
    return fields, own, cls.__match_args__
at = types.Range(types.Position(1, 2), types.Position(3, 4))
said = {
    "first": [repr(at), at == types.Range(types.Position(1, 2), types.Position(3, 4)), at.start < at.end],
    "sent": converter.unstructure(types.Diagnostic(at, "told", severity=types.DiagnosticSeverity.Hint)),
    "taken": repr(converter.structure(
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params":
         {"textDocument": {"uri": "u", "languageId": "go", "version": 1, "text": "t"}}},
        types.DidOpenTextDocumentNotification)),
}
try:
    types.Position(-1, "x")
except Exception as error:
    said["refused"] = type(error).__name__
said["classes"] = {n: shown(c) for n, c in classes.items()}
print(json.dumps([unfinished, len(classes), said], default=str))
"""


def shown(how: str) -> tuple[int, int, dict[str, Any]]:  # Any: as JSON has it
    done = subprocess.run([sys.executable, "-c", SHOWN, how], capture_output=True, text=True, check=True)
    unfinished, classes, said = json.loads(done.stdout)
    return unfinished, classes, said


def test_they_are_the_same_once_they_are_used() -> None:
    _, _, at_once = shown("at once")
    unfinished, classes, late = shown("late")
    assert unfinished > 500 and classes > 550
    for what, said in at_once.items():
        if what != "classes":
            assert late[what] == said, what
    for name, theirs in at_once["classes"].items():
        mine = late["classes"][name]
        if theirs is None:
            assert mine is None, name
        else:
            assert mine[0] == theirs[0] and mine[2] == theirs[2], name
            assert {"__init__", "__eq__", "__repr__"} <= {*mine[1]}, name
