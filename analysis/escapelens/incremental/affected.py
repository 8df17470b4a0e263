"""What an edit of declarations affects.

A declaration is affected if its text changed, or if it needs one that is. What it needs was noted when it was checked
(`DeclInfo.uses`); names that are new may also be meant wherever they are written. The body of a function that is not
affected itself has to be checked again if it uses what is.

Property: what is not affected keeps its objects and types, and none of them leads to one that is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from escapelens.check.redeclare import Entries
from escapelens.check.resolver import DeclInfo
from escapelens.incremental.diff import Change, signature_text
from escapelens.model.objects import AnyObject, Func, Object
from escapelens.record import dataclass, field
from escapelens.syntax.file import SyntaxFile, TopDecl

_NO_KEYS = ("", "_", "init")  # nothing can use these


@dataclass(slots=True, eq=False)
class Affected:
    """again: declarations whose objects are replaced. retyped, bodies: functions that stay the same objects but for
    their signature or only their body."""

    again: dict[TopDecl, None] = field(default_factory=dict)
    retyped: dict[Func, TopDecl] = field(default_factory=dict)
    bodies: dict[Func, TopDecl] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.again) + len(self.retyped) + len(self.bodies)


class _Search:
    def __init__(self, declared: Mapping[TopDecl, Entries], aliases: Mapping[str, str]) -> None:
        self.declared = declared
        self.aliases = aliases  # names for receivers' types
        self.found = Affected()
        self.keys: set[str] = set()

    def hit(self, top: TopDecl, obj: Object, info: DeclInfo, changed: bool) -> None:
        """The declaration is affected; changed: its objects can't stay whatever it is."""
        found = self.found
        if top in found.again:
            return
        if not changed and isinstance(obj, Func) and not _generic(obj):
            found.retyped[obj] = top
            self.add(info.key)
            return
        found.again[top] = None
        for o, i in self.declared[top]:
            if isinstance(o, Func):
                found.retyped.pop(o, None)
            self.add(i.key)
            self.add_receiver(i.key)

    def add(self, key: str) -> None:
        if key.rpartition(".")[2] not in _NO_KEYS:
            self.keys.add(key)

    def add_receiver(self, key: str) -> None:
        """A type is another one if its methods are."""
        recv = key.rpartition(".")[0]
        if recv:
            self.keys.add(recv)
            self.keys.add(self.aliases.get(recv, recv))

    def close(self, everything: list[tuple[TopDecl, Object, DeclInfo]]) -> None:
        keys = self.keys
        left = everything
        known = -1
        while known != len(keys):
            known = len(keys)
            rest = []
            for item in left:
                top, obj, info = item
                if info.key in keys and not isinstance(obj, Func):
                    self.hit(top, obj, info, True)
                elif not info.uses.keys().isdisjoint(keys) or (
                    isinstance(obj, Func) and _generic(obj) and not info.body_uses.keys().isdisjoint(keys)
                ):
                    self.hit(top, obj, info, False)
                else:
                    rest.append(item)
            left = rest
        found = self.found
        for top, obj, info in left:
            if isinstance(obj, Func) and not info.body_uses.keys().isdisjoint(keys):
                found.bodies.setdefault(obj, top)


def affected(
    change: Change,
    files: Iterable[SyntaxFile],
    declared: Mapping[TopDecl, Entries],
    aliases: Mapping[str, str],
    imports: Iterable[tuple[SyntaxFile, set[str]]],
) -> Affected:
    """files: as they are now. declared: the objects of declarations as they were. imports: names that mean something
    else in a file."""
    search = _Search(declared, aliases)
    removed, names = [*change.removed], set()
    added = [*change.added]
    for old, new in change.bodies:
        entries = declared.get(old, ())
        if any(_generic(obj) for obj, _ in entries):
            removed.append(old)
            added.append(new)
        else:
            search.found.bodies.update({obj: old for obj, _ in entries if isinstance(obj, Func)})
    for top in removed:
        for obj, info in declared.get(top, ()):
            names.add(info.key)
            search.hit(top, obj, info, True)
    fresh: set[str] = set()
    for top in added:
        recv = top.header.recv
        for name in top.names:
            key = f"{recv}.{name}" if recv else name
            if key not in names and not recv:
                fresh.add(name)
            search.add(key)
            search.add_receiver(key)
    was = {new: old for old, new in change.bodies}
    _note_words({n for n in fresh if n not in _NO_KEYS}, files, was, search)
    for file, names_there in imports:
        _note_words(names_there, [file], was, search)
    search.close([(top, obj, info) for top, entries in declared.items() for obj, info in entries])
    found = search.found
    for obj in found.retyped:
        found.bodies.pop(obj, None)
    for top in found.again:
        for obj, _ in declared.get(top, ()):
            if isinstance(obj, Func):
                found.bodies.pop(obj, None)
    return found


def _note_words(names: set[str], files: Iterable[SyntaxFile], was: Mapping[TopDecl, TopDecl], search: _Search) -> None:
    """Declarations that write one of the names, which may have meant something else or nothing so far."""
    if not names:
        return
    any_of = b"|".join(re.escape(n.encode()) for n in sorted(names))
    # not as the selector of something; `...` may come before
    words = re.compile(rb"(?<![\w\x80-\xff])(?<!(?<!\.\.)\.)(?:" + any_of + rb")(?![\w\x80-\xff])")
    for file in files:
        if words.search(file.data) is None:
            continue
        for now in file.decls:
            top = was.get(now, now)
            entries = search.declared.get(top)
            if not entries or words.search(now.text) is None:
                continue
            obj, info = entries[0]
            if not isinstance(obj, Func) or _generic(obj) or words.search(signature_text(now) or now.text):
                search.hit(top, obj, info, False)
            else:
                search.found.bodies[obj] = top


def _generic(obj: AnyObject) -> bool:
    if obj.__class__ is not Func:
        return False
    sig = obj.typ
    return bool(getattr(sig, "tparams", None) or getattr(sig, "rparams", None))
