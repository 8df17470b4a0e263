"""Instances of generic functions and types, their dictionaries, and what brings them into a package.

Counterpart: `noder/reader.go` (objIdx, objDictIdx, dictNameOf, callShaped), `noder/unified.go: readBodies`.
Property: one PFUNC Name for each instance. A dictionary's words are numbered in the order of declaration before the
first body that uses them is built: its declaration is built once for naught (`dry`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from escapelens.check.checker import checker_of
from escapelens.check.local_types import implicits
from escapelens.ir.lowering.body import DICT_PARAM, FuncBuilder
from escapelens.ir.lowering.generic import ByIndex, DictDecl, InstDict, shape_signature
from escapelens.ir.lowering.reach import Reach
from escapelens.ir.lowering.shapes import Shapes
from escapelens.ir.lowering.synthetic import call_shaped
from escapelens.ir.lowering.tyutil import has_shape, new_pointer, unalias
from escapelens.ir.names import method_name
from escapelens.ir.nodes import PEXTERN, PFUNC, Func, Name
from escapelens.ir.target import Broken, GaveUp
from escapelens.ir.typefmt import link_string, mangle, mangled_name
from escapelens.model.extent import ENDLESS, endless
from escapelens.model.objects import AnyObject, Object, Package, Var
from escapelens.model.objects import Func as FuncObject
from escapelens.model.types import AnyType, Named, Pointer, Signature, Type

if TYPE_CHECKING:
    from escapelens.ir.lowering.package import Builder, Notes
    from escapelens.syntax.nodes import FuncDecl


# A generic function, method or type. Any: a Func or a Named, which is asked of `__class__`.
Generic = Any
# (function, whether it is shaped, texts of the type arguments). Any: the three in one, to be compared as a whole.
InstanceKey = tuple[Any, ...]


class Instances:
    """The generic part of a Builder. Listens to what types reach while the package is read."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.shapes = Shapes()
        self.reach = Reach(b.local_pkg, self)
        self.inlined = Inlined(self)
        self.dry = False  # building for the sake of the dictionary only
        self.todo_shapes: list[Callable[[], object]] = []  # shaped forms yet to be read (todoDicts)
        self._names: dict[InstanceKey, Name] = {}
        self._decls: dict[Generic, DictDecl] = {}
        self._dict_names: dict[tuple[Package | None, str], Name] = {}
        self._dicts_read: set[InstanceKey] = set()
        self.listed: dict[Name, None] = {}  # instances that the package compiles, not those that only the inliner met
        self.met: dict[Name, None] | None = None  # those met since `trace` began
        self._makers: dict[Name, Callable[[], object]] = {}
        self._mentions: dict[Name, Callable[[], object]] = {}

    # -- what is mentioned

    def mention(self, t: Type | None, local: bool) -> None:
        """A declaration or body mentions t. local: of this package, or one with type arguments."""
        if self.dry:
            return
        if not self.b.quiet:
            self.b.note(t, local)
            self.reach.need(t, local)
        elif self.b.target.flags.wrappers:
            self.inlined.reach.need(t, local)

    def met_method(self, t: Named, method: FuncObject) -> None:
        if t.targs:
            if method.name != "_":
                with suppress(GaveUp):
                    self.instance(method, t.targs, False, True)
        else:
            self.b.met_method(method)

    def met_instance(self, t: Named) -> None:
        if not has_shape(t):
            self.todo_shapes.append(lambda: self._read_shape(t))

    def _read_shape(self, t: Named) -> None:
        shaped = self.shaped(t)
        if shaped.__class__ is Named:  # else an instance that is nested too deep
            self.reach.read(shaped)

    def shaped(self, t: Named) -> AnyType:
        local = implicits(t.orig)
        if local:
            shaped = self.shapes.shapify_all([*local, *t.orig.tparams], t.targs)
            return self.shapes.local_instance(t.orig, shaped)
        return self.shapes.instance(t.orig, self.shapes.shapify_all(t.orig.tparams, t.targs))

    # -- dictionaries

    def dict_decl(self, key: FuncObject | Named) -> DictDecl:
        """key: the generic function, method or type (Named)."""
        d = self._decls.get(key)
        if d is None:
            d = self._decls[key] = DictDecl()
        return d

    def dict_name(self, key: Generic, sym: str, pkg: Package | None, targs: list[AnyType]) -> Name:
        """reader.go: dictNameOf. targs: unshaped."""
        full = (pkg, sym)
        name = self._dict_names.get(full)
        if name is None:
            name = Name(0, f"{DICT_PARAM}.{sym}", self.dict_decl(key).word_type, PEXTERN, pkg)
            self._dict_names[full] = name
        if not self.dry and (not self.b.quiet or self.b.target.flags.wrappers):
            self.b.note((key, *targs))
            self.read_dict(key, targs)
        return name

    def read_dict(self, key: Generic, targs: list[AnyType]) -> None:
        """The types that a dictionary points to count as mentioned, also those of the dictionaries it points to."""
        texts = (key, self.b.quiet, *[link_string(t) for t in targs])
        if texts in self._dicts_read:
            return
        self._dicts_read.add(texts)
        if endless(targs, self.shapes.deep, (key, None)):
            return
        decl = self.number(key, targs)
        args = ByIndex(key, targs)
        for other, others in decl.subdicts:
            self.read_dict(other, [unalias(self.shapes.subst(t, args)) for t in others])
        for t in decl.rtypes:
            self.mention(unalias(self.shapes.subst(t, args)), True)
        for pair in decl.itabs:
            typ, iface = (unalias(self.shapes.subst(t, args)) for t in pair)
            self.b.need_itab(typ, iface)

    def number(self, key: Generic, targs: list[AnyType]) -> DictDecl:
        """Take the dictionary's words: build all that shares it once, in the order of declaration."""
        d = self.dict_decl(key)
        if d.numbered:
            return d
        d.numbered = True
        methods: list[AnyObject] = (
            [key] if key.__class__ is FuncObject else [m for m in key.methods if not m.typ.tparams]
        )
        with self._dry():
            for m in methods:
                decl = checker_of(m.pkg).decl_of(m) if m.pkg.checker is not None else None
                if decl is None or decl.body is None:
                    continue
                sig: AnyType = m.typ
                tparams = [*sig.rparams, *sig.tparams]
                fn = Func(decl.pos, m.pkg, m.name, sig)
                inst = InstDict(d, self.shapes, tparams, self.shapes.shapify_all(tparams, targs))
                self.b.guard(fn, lambda: self._fill(fn, m, decl, inst, d.word_type))  # noqa: B023
                self.b.target.broken.pop(fn, None)
                self.b.target.imprecise.pop(fn, None)
        d.lits.clear()
        return d

    @contextmanager
    def _dry(self) -> Iterator[None]:
        b = self.b
        kept = self.dry, self._names, self.todo_shapes, b.state()
        self.dry, self._names, self.todo_shapes = True, {}, []
        b.restore(b.new_state())
        try:
            yield
        finally:
            self.dry, self._names, self.todo_shapes, state = kept
            b.restore(state)

    # -- functions

    def instance(self, origin: Object, targs: list[AnyType], shaped: bool, exact: bool = False) -> Name:
        """The function or method `origin` with type arguments, receiver's first; shaped: its shaped form.

        exact: the type arguments are those of a shaped type already. GaveUp: they have no end.
        """
        targs = [unalias(t) for t in targs]
        shaped = shaped or any(has_shape(t) for t in targs)
        sig = origin.typ
        if sig.__class__ is not Signature or (sig.recv is not None and base_type(sig.recv).__class__ is not Named):
            raise Broken
        tparams = [*sig.rparams, *sig.tparams]
        if shaped and not exact:
            targs = self.shapes.shapify_all(tparams, targs)
        key = (origin, shaped, *[link_string(t) for t in targs])
        name = self._names.get(key)
        if name is None:
            if endless(targs, self.shapes.deep, (origin, shaped)):
                raise GaveUp(ENDLESS)
            name = self._new_instance(key, sig, tparams, targs)
        if not self.dry and not self.b.quiet:
            if name not in self.listed:
                self.listed[name] = None
                if name.func is not None:  # the inliner knows it
                    self._makers[name]()
            self._meet(name)
            self.b.note(name)
        return name

    def _new_instance(self, key: InstanceKey, sig: AnyType, tparams: list[AnyType], targs: list[AnyType]) -> Name:
        origin, shaped, *_ = key
        b = self.b
        decl = checker_of(origin.pkg).decl_of(origin) if origin.pkg.checker is not None else None
        decl_key = origin
        recv = sig.recv
        if recv is not None and not sig.tparams:
            decl_key = base_type(recv).orig
        pkg, sym, rt = self.symbol(origin, targs)
        new_recv = None if recv is None else Var(recv.pos, recv.pkg, recv.name, rt)
        decl_dict = self.dict_decl(decl_key)
        inst = InstDict(decl_dict, self.shapes, tparams, targs)
        params, results = inst.subst(sig.params), inst.subst(sig.results)
        typ = Signature(new_recv, params, results, sig.variadic)
        dict_typ = None
        if shaped:
            dict_typ = new_pointer(decl_dict.word_type)
            typ = shape_signature(typ, dict_typ, decl.pos if decl is not None else origin.pos, pkg)
        name = Name(origin.pos, sym, typ, PFUNC, pkg)
        name.obj = origin
        self._names[key] = name
        if not self.dry and not b.quiet:
            self.listed[name] = None

        def mention() -> None:
            if new_recv is not None:
                self.mention(new_recv.typ, True)
            self.mention(params, True)
            self.mention(results, True)

        def make() -> None:
            mention()
            fn = Func(decl.pos if decl is not None else origin.pos, pkg, sym, typ)
            b.own(fn, name, origin)
            fn.dupok = True
            if decl is None or decl.body is None:
                return
            fn.pragma = decl.pragma
            if shaped:
                b.todo.append((fn, lambda: self._shaped_body(fn, origin, decl, inst, dict_typ, decl_key)))
                return
            if recv is None or sig.tparams:
                self.todo_shapes.append(lambda: self.instance(origin, targs, True))
            dict_sym = sym if decl_key is origin else mangled_name(base_type(new_recv))
            b.todo.append((fn, lambda: self._wrapper_body(fn, origin, inst, targs, (decl_key, dict_sym, pkg, targs))))

        if not self.dry:
            self._makers[name] = make
            self._mentions[name] = mention
        make()
        return name

    def build(self, name: Name) -> None:
        """Have the instance's body built once more."""
        self._makers[name]()

    # -- after an edit

    @property
    def known(self) -> bool:
        """Whether any instance was met, be it by the inliner only."""
        return bool(self._names)

    def has(self, name: Name) -> bool:
        """Whether the instance was not forgotten."""
        return name in self._makers

    def trace(self) -> None:
        """Begin to find out anew what the package reaches; `replay` what bodies noted, then `untraced`."""
        self.reach = Reach(self.b.local_pkg, self)
        self._dicts_read.clear()
        self.met = {}

    def replay(self, notes: Notes) -> None:
        for what, local in notes.items():
            if what.__class__ is Name:
                if what not in self.listed:
                    self.listed[what] = None
                    self._makers[what]()
                self._meet(what)
            elif what.__class__ is tuple:
                self.read_dict(what[0], list(what[1:]))
            else:
                self.reach.need(what, local)

    def _meet(self, name: Name) -> None:
        if self.met is not None and name not in self.met:
            self.met[name] = None
            self._mentions[name]()

    def untraced(self) -> list[Name]:
        """End of tracing: the instances that nothing mentions any more; they are not listed from now on."""
        met, self.met = self.met or {}, None
        gone = [name for name in self.listed if name not in met]
        for name in gone:
            del self.listed[name]
        return gone

    def forget(self, gone: Container[AnyObject], texts: re.Pattern[str] | None) -> set[Name]:
        """Drop instances of generic objects that are gone, or with type arguments whose text matches, and name them."""
        lost = set()
        if texts is not None:
            texts = self.shapes.forget(texts)
        for key, name in list(self._names.items()):
            if key[0] in gone or (texts is not None and any(texts.search(t) for t in key[2:])):
                lost.add(name)
                del self._names[key]
                self.listed.pop(name, None)
                del self._makers[name], self._mentions[name]
        for read in list(self._dicts_read):
            if read[0] in gone or (texts is not None and any(texts.search(t) for t in read[2:])):
                self._dicts_read.discard(read)
        words = {id(d.word_type) for key, d in self._decls.items() if key in gone or _owner(key) in gone}
        for at, name in list(self._dict_names.items()):
            if id(name.typ) in words or (texts is not None and texts.search(at[1])):
                del self._dict_names[at]
        for key in [key for key in self._decls if key in gone or _owner(key) in gone]:
            del self._decls[key]
        return lost

    def symbol(self, origin: AnyObject, targs: list[AnyType]) -> tuple[Package | None, str, AnyType]:
        """(package, name, receiver type or None) of an instance."""
        sig = origin.typ
        recv = sig.recv
        if recv is None:
            return origin.pkg, mangle(origin.name, targs), None
        n = len(sig.rparams)
        base = base_type(recv)
        named = self.shapes.instance(base.orig, targs[:n], exact=True) if n else base
        rt = new_pointer(named) if unalias(recv.typ).__class__ is Pointer else named
        pkg, sym = method_name(rt, origin.name, origin.pkg, origin.exported)
        return pkg, mangle(sym, targs[n:]) if sig.tparams else sym, rt

    def _shaped_body(
        self, fn: Func, origin: FuncObject, decl: FuncDecl, inst: InstDict, dict_typ: AnyType, key: FuncObject | Named
    ) -> None:
        if not self.b.quiet and not self.dry:
            self.number(key, inst.targs)
        self._fill(fn, origin, decl, inst, dict_typ)

    def _fill(self, fn: Func, origin: Object, decl: FuncDecl, inst: InstDict, dict_typ: Type) -> None:
        self.b.check_body(fn, origin)
        fb = FuncBuilder(self.b, fn, None, inst)
        fb.version = self.b.version(origin)
        self.b.fill(fb, decl.body, origin.typ, origin.pkg, dict_typ)

    def _wrapper_body(
        self,
        fn: Func,
        origin: AnyObject,
        inst: InstDict,
        targs: list[AnyType],
        dict_args: tuple[Generic, str, Package | None, list[AnyType]],
    ) -> None:
        shaped = self.instance(origin, targs, True)
        quiet = InstDict(DictDecl(), self.shapes, inst.tparams, inst.targs)
        fb = FuncBuilder(self.b, fn, None, quiet)
        fb.declare_params(origin.typ, origin.typ.recv)
        fb.dict = None
        call_shaped(fb, fn.pos, shaped, self.dict_name(*dict_args))


class Inlined:
    """Types met while the inliner reads imported bodies: nothing is listed for them, but they may need wrappers."""

    __slots__ = ("_instances", "reach")

    def __init__(self, instances: Instances) -> None:
        self._instances = instances
        self.reach = Reach(instances.b.local_pkg, self)

    def met_method(self, t: Named, method: AnyObject) -> None:
        pass

    def met_instance(self, t: Named) -> None:
        if not has_shape(t):
            self.reach.read(self._instances.shaped(t))
            self._instances.read_dict(t.orig, t.targs)


def _owner(key: Generic) -> AnyObject:
    """The object that declares what a dictionary belongs to."""
    return key.obj if key.__class__ is Named else key


def base_type(recv: AnyObject) -> AnyType:
    """The defined type of a receiver variable."""
    t = unalias(recv.typ)
    return unalias(t.elem) if t.__class__ is Pointer else t
