"""Which bodies of imported functions a package's export data hold.

What: export data hold the bodies of the package's own inlinable functions and of those imported functions that were
expanded somewhere in it, method wrappers included, as far as they can be reached from its exported declarations. An
importer that does not import such a function's package itself can inline it only if one of its imports holds the body;
which matters for what generic code calls.

Counterpart: `noder/linker.go` (relocObj, exportBody), `noder/unified.go: writeUnifiedExport`.
Property: an upper bound; reachability through variables' initialisers and through methods is taken for granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.inline.inliner import INLINED_IMPORTS, link_name
from escapelens.ir.nodes import PFUNC, Func
from escapelens.ir.visit import CHILDREN

if TYPE_CHECKING:
    from escapelens.ir.target import Target


def inlined_imports(target: Target) -> list[str]:
    """Link names of the imported functions whose bodies target's package exports, sorted."""
    expanded: dict[str, Func] = target.scratch.get(INLINED_IMPORTS, {})
    if not expanded:
        return []
    held: dict[str, None] = {link: None for link, fn in expanded.items() if getattr(fn.typ, "recv", None) is not None}
    # bodies of generic functions go wherever the functions go
    generic = {link_name(fn.nname): fn for fn in target.funcs if fn.dupok and fn.pkg is not target.pkg}
    work = [fn for link, fn in expanded.items() if link in held] + _reachable_funcs(target)
    while work:
        fn = work.pop()
        for link in _mentions(fn):
            if link in expanded and link not in held:
                held[link] = None
                work.append(expanded[link])
            elif link in generic:
                work.append(generic.pop(link))
    return sorted(held)


def _reachable_funcs(target: Target) -> list[Func]:
    """Functions of the package, inlinable or generic, that exported declarations lead to."""
    checker = target.pkg.checker
    bodies: dict[str, list[Func]] = {}
    for fn in target.funcs:
        if fn.obj is not None and fn.oclosure is None and fn.pkg is target.pkg and (fn.inl is not None or fn.dupok):
            info = checker.obj_map.get(fn.obj.origin)
            if info is not None:
                bodies.setdefault(info.key, []).append(fn)
    infos: dict[str, list[Any]] = {}
    methods: dict[str, list[str]] = {}
    for info in checker.obj_map.values():
        infos.setdefault(info.key, []).append(info)
        recv, dot, _ = info.key.partition(".")
        if dot:
            methods.setdefault(recv, []).append(info.key)
    work = [obj.name for obj in checker.obj_map if obj.exported and obj.parent is target.pkg.scope]
    seen = set(work)
    found: list[Func] = []
    while work:
        key = work.pop()
        uses = [use for info in infos.get(key, ()) for use in info.uses]
        uses += methods.get(key, ())
        if key in bodies:
            found += bodies[key]
            uses += [use for info in infos[key] for use in info.body_uses]
        for use in uses:
            if use not in seen:
                seen.add(use)
                work.append(use)
    return found


def _mentions(fn: Func) -> set[str]:
    """Link names of the functions that fn's body, as exported, mentions."""
    links: set[str] = set()
    stack: list[Any] = list(fn.inl.body if fn.inl is not None and fn.inl.body is not None else fn.body)
    while stack:
        n = stack.pop()
        op = n.op
        name = None
        if op == "NAME":
            name = n if n.class_ == PFUNC else None
        elif op == "METHEXPR" or op == "METHVALUE" or op == "DOTMETH":
            name = n.func_name
        elif op == "CLOSURE":
            stack += n.func.body
        elif op == "INLCALL":
            name = n.callee.nname
        if name is not None:
            links.add(link_name(name))
        stack += CHILDREN[n.__class__](n)
    return links
