"""The builder of a package: names of functions and variables, bodies on demand, instances of generic code.

What: `Builder.build_package` gives the functions of a package in the compiler's order; `build_func` builds one function
anew; `load_body` builds that of an imported function when the inliner wants it.

Counterpart: `noder/unified.go` (unified, readBodies), `noder/reader.go` (objIdx, funcExt, funcBody, pkgDecls).
Property: there is one PFUNC Name for each function, method and instance; `name.func` is what was built for it last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from escapelens.check.checker import checker_of
from escapelens.check.operand import VALUE, Operand, assignable_to
from escapelens.ir.lowering import control as _control
from escapelens.ir.lowering import lits as _lits
from escapelens.ir.lowering.body import FuncBuilder
from escapelens.ir.lowering.consts import INT as _INT
from escapelens.ir.lowering.instances import Instances
from escapelens.ir.lowering.stmts import stmts
from escapelens.ir.lowering.typecheck import signature_with_recv
from escapelens.ir.lowering.tyutil import is_empty_interface, is_interface, unalias, under
from escapelens.ir.names import method_name
from escapelens.ir.nodes import PEXTERN, PFUNC, BlockStmt, Func, GoDeferStmt, Inline, Name
from escapelens.ir.passes import rangefunc, rangesyntax
from escapelens.ir.passes.godefer import normalize_go_defer
from escapelens.ir.target import GaveUp, Target
from escapelens.ir.typefmt import mangled_name
from escapelens.model.known import KnownFunc
from escapelens.model.objects import AnyObject, Object, Package, TypeName, Var
from escapelens.model.objects import Func as FuncObject
from escapelens.model.sizes import Sizes
from escapelens.model.types import AnyType, Interface, Named, Pointer, Signature, Tuple, Type
from escapelens.model.typeset import type_set
from escapelens.releases.known import has_loop_variables_per_iteration

if TYPE_CHECKING:
    from escapelens.syntax.nodes import AnySyntax, FuncDecl, FuncLit

_ = (_control, _lits)  # they fill the tables


# What a body mentions. Any: a type, the Name of an instance, or a dictionary as (key, *arguments).
Mentioned = Any
Notes = dict[Mentioned, bool]
"""True: mentioned by the package itself, see Reach."""

# What is put aside while a body is built for its dictionary only.
State = tuple[
    list[Func],
    list[tuple[Func, Callable[[], None]]],
    list[tuple[AnyType, AnyObject]],
    dict[FuncObject, Name],
    dict[Var, Name],
]


class Builder:
    """One for each package being analysed. out: where functions that come into being are listed."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.local_pkg = target.pkg
        self.sizes = Sizes(target.flags.goarch, target.flags.release)
        self.word_size = self.sizes.sizeof(_INT)
        self.out: list[Func] = target.funcs
        self.instances = Instances(self)
        self.instance = self.instances.instance
        self.dict_name = self.instances.dict_name
        self.mention = self.instances.mention
        self.quiet = False  # building what the inliner asks for: types met do not count as mentioned
        self.method_values: list[tuple[AnyType, AnyObject]] = []  # noted where wrappers are made
        # Pairs of a type and an interface that it is converted to, where what that brings has lines.
        self.itabs: list[tuple[Named | Pointer, Named]] | None = (
            [] if target.flags.wrappers and target.flags.m > 1 else None
        )
        self._func_names: dict[FuncObject, Name] = {}
        self._globals: dict[Var, Name] = {}
        self._builtins: dict[str, Name] = {}
        self._method_types: dict[Name | Object, dict[Type, Signature]] = {}  # by receiver
        self._assignable: dict[tuple[int, int], tuple[Named | Pointer, Named | Pointer, bool]] = {}
        self._distinct: dict[str, bool] = {}
        self._loaded: list[Func] = []
        self._met: dict[FuncObject, None] | None = None  # functions whose bodies are listed, while the package is read
        self._exported: list[Package] | None = None  # direct imports, for what their export data hold
        self._exports_asked: dict[Name, bool] = {}
        self.notes: dict[Func, Notes] = {}  # what the body of each function brought into the package
        self._note: Notes | None = None
        self.todo: list[tuple[Func, Callable[[], None]]] = []

    # -- names

    def func_name(self, obj: AnyObject, targs: list[AnyType] | None = None) -> Name:
        """The PFUNC Name of a function or method, with targs of an instance of it."""
        if targs:
            return self.instance(obj.origin, targs, False)
        name = self._func_names.get(obj)
        if name is None:
            name = self._func_names[obj] = self._new_func_name(obj)
            local = obj.pkg is self.local_pkg
            sig = obj.typ
            self.mention(sig, local)
            if local and self._met is not None and getattr(sig, "recv", sig) is None and not sig.tparams:
                self._list_body(obj, name)
        else:
            self.note(name.typ, obj.pkg is self.local_pkg)
        return name

    def known_name(self, obj: AnyObject) -> Name | None:
        """The same, if anything has asked for it."""
        return self._func_names.get(obj)

    def _new_func_name(self, obj: AnyObject) -> Name:
        sig = obj.typ
        recv = getattr(sig, "recv", None)
        pkg, sym = obj.pkg, obj.name
        if recv is not None:
            rpkg, sym = method_name(recv.typ, obj.name, obj.pkg, obj.exported)
            pkg = rpkg or pkg
        elif sym == "init":
            same = [
                f for f in checker_of(pkg).method_decls() if f.name == "init" and getattr(f.typ, "recv", None) is None
            ]
            sym = f"init.{same.index(obj)}"
        name = Name(obj.pos, sym, sig, PFUNC, pkg)
        name.obj = obj
        return name

    def global_name(self, v: AnyObject) -> Name:
        name = self._globals.get(v)
        if name is None:
            name = self._globals[v] = Name(v.pos, v.name, v.typ, PEXTERN, v.pkg)
            name.obj = v
            self.mention(v.typ, v.pkg is self.local_pkg)
        else:
            self.note(name.typ, v.pkg is self.local_pkg)
        return name

    def note(self, what: Mentioned, local: bool = True) -> None:
        """The body being built mentions a type, an instance or a dictionary (incremental/ looks what still is)."""
        note = self._note
        if note is not None and what is not None and (local or what not in note):
            note[what] = local

    def builtin_name(self, obj: AnyObject) -> Name:
        name = self._builtins.get(obj.name)
        if name is None:
            name = self._builtins[obj.name] = Name(0, obj.name, None, 0, obj.pkg)
        return name

    def runtime_func(self, name: str) -> Name:
        """A function of the runtime that generated code calls (typecheck.LookupRuntime); it has no parameters."""
        known = self._builtins.get("runtime." + name)
        if known is None:
            typ = Signature(None, Tuple([]), Tuple([]), False)
            known = self._builtins["runtime." + name] = Name(0, name, typ, PFUNC, rangesyntax.RUNTIME)
        return known

    def type_sym(self, t: Named) -> str:
        return mangled_name(t)

    # -- questions of the walk

    def assignable_to(self, v: AnyType, t: AnyType) -> bool:
        """types2.AssignableTo."""
        key = (id(v), id(t))
        hit = self._assignable.get(key)
        if hit is None:
            x = Operand()
            x.mode = VALUE
            x.typ = v
            hit = self._assignable[key] = (v, t, assignable_to(checker_of(self.local_pkg), x, t))
        return hit[2]

    def method_type(self, method: Object, recv: Type, name: Name | None) -> Signature:
        """The type of a method expression: the receiver is the first parameter."""
        known = self._method_types.setdefault(name if name is not None else method, {})
        t = known.get(recv)
        if t is None:
            sig = name.typ if name is not None else method.typ
            t = known[recv] = signature_with_recv(sig, recv)
        return t

    def pkg_of(self, fb: FuncBuilder) -> Package | None:
        return fb.fn.pkg

    def distinct_vars(self, fb: FuncBuilder) -> bool:
        """Whether each iteration of a loop has its own variables (writer.go: distinctVars)."""
        if self.target.flags.shared_loopvars:
            return False
        version = fb.version
        known = self._distinct.get(version)
        if known is None:
            known = self._distinct[version] = has_loop_variables_per_iteration(version)
        return known

    def is_range_body(self, lit: FuncLit) -> bool:
        return bool(getattr(lit, "range_body", False))

    def empty_block(self) -> BlockStmt:
        return BlockStmt(0, [])

    def normalize_go_defer(self, fb: FuncBuilder, n: GoDeferStmt) -> None:
        normalize_go_defer(n, fb)

    def need_method_value(self, recv: AnyType, method: AnyObject) -> None:
        if self.target.flags.wrappers and not self.quiet:
            self.method_values.append((recv, method))

    def need_itab(self, typ: AnyType, iface: AnyType) -> None:
        if self.itabs is None or self.instances.dry or is_interface(typ):
            return
        if is_interface(iface) and not is_empty_interface(iface):
            self.itabs.append((typ, iface))

    def imprecise_call(self, fb: FuncBuilder, pos: int) -> None:
        self.target.imprecise.setdefault(fb.fn, []).append(pos)

    def add_func(self, fn: Func) -> None:
        self.out.append(fn)

    # -- functions of the source

    def build_package(self) -> Target:
        """All functions of the package, built."""
        from escapelens.ir.lowering.initfunc import build_init

        self._met = {}
        build_init(self)
        for obj in list(checker_of(self.local_pkg).obj_map):
            c = obj.__class__
            if c is FuncObject:
                self._func_decl(obj)
            elif obj.name != "_" or c is Var:
                self.other_decl(obj, c)
        self.read_bodies()
        self._met = None
        return self.target

    def _func_decl(self, obj: AnyObject) -> None:
        """reader.go: pkgDecls, functions and methods."""
        sig = obj.typ
        if obj.name == "_" or getattr(sig, "tparams", None) or getattr(sig, "rparams", None):
            return
        if checker_of(self.local_pkg).decl_of(obj) is None:
            return
        recv = getattr(sig, "recv", None)
        if recv is not None:
            self.mention(recv.typ, True)
        name = self.func_name(obj)
        self._list_body(obj, name)
        assert name.func is not None
        self.out.append(name.func)

    def other_decl(self, obj: AnyObject, c: type) -> None:
        if c is Var:
            self.global_name(obj)
            return
        t = obj.typ
        if c is TypeName and not obj.is_alias and getattr(t, "tparams", None):
            return
        u = under(t)
        if u.__class__ is Interface and not type_set(u).is_method_set():
            return  # of use as a constraint only
        self.mention(t, True)

    def met_method(self, method: FuncObject) -> None:
        """A method of a type of this package, when the type is read."""
        if self._met is not None and method.pkg is self.local_pkg and method.name != "_":
            self._list_body(method, self.func_name(method))

    def _list_body(self, obj: AnyObject, name: Name) -> None:
        """The body of a function of the package is to be built (reader.go: addBody)."""
        if self._met is None or obj in self._met or self.instances.dry or self.quiet:
            return
        self._met[obj] = None
        decl = checker_of(self.local_pkg).decl_of(obj)
        if decl is not None:
            fn = self._shell(obj, name, decl)
            self.todo.append((fn, lambda: self._source_body(fn, obj, decl)))

    def build_func(self, obj: AnyObject, out: list[Func] | None = None) -> Func:
        """The function built anew. Literals and instances met are appended to out."""
        with self.reading([] if out is None else out):
            decl = checker_of(obj.pkg).decl_of(obj)
            name = self.func_name(obj)
            if decl is None:
                fn = Func(obj.pos, obj.pkg, name.sym, name.typ)
                self.own(fn, name, obj)
                return fn
            fn = self._shell(obj, name, decl)
            self.out.append(fn)
            self.guard(fn, lambda: self._source_body(fn, obj, decl))
            return fn

    @contextmanager
    def reading(self, out: list[Func]) -> Iterator[None]:
        """Functions made meanwhile go to out, with the bodies that were put off."""
        before, self.out = self.out, out
        try:
            yield
            self.read_bodies()
        finally:
            self.out = before

    def load_body(self, name: Name) -> Func | None:
        """The body of an imported function that can be inlined; None if there is none to be had.

        `take_new_funcs` gives the instances it has brought along.
        """
        if name.func is not None:
            return name.func if name.func.body else None
        obj: AnyObject = name.obj
        if obj is None or obj.pkg is None or obj.pkg.checker is None:
            return None
        facts = self.facts_of(obj)
        if facts is None or facts.inl_cost < 0:
            return None
        made: list[Func] = []
        self.quiet = True
        fn = self.build_func(obj, made)
        self.quiet = False
        name.func = name.defn = None  # it stays a function of another package
        self._loaded += [f for f in made if f.dupok and f.oclosure is None]
        if fn in self.target.broken or not fn.body:
            return None
        fn.inl = Inline(facts.inl_cost, facts.can_delay_results)
        return fn

    def body_exported(self, name: Name) -> bool:
        """Whether the export data of the direct imports hold the function's body (noder/linker.go: exportBody)."""
        held = self._exports_asked[name] = self._body_exported(name)
        return held

    def exports_differ(self) -> bool:
        """The package's imports are others: is `body_exported` another for a function it was asked of?"""
        self._exported = None
        return any(held != self._body_exported(name) for name, held in self._exports_asked.items())

    def _body_exported(self, name: Name) -> bool:
        pkg = name.pkg
        if pkg is None or pkg is self.local_pkg or any(p is pkg or p.path == pkg.path for p in self.local_pkg.imports):
            return True
        if self._exported is None:
            self._exported = [p for p in self.local_pkg.imports if p.path != "unsafe" and not p.fake]
            self._exported.sort(key=lambda p: p.facts is not None and not p.facts.whole)  # who has to look comes last
        link = f"{pkg.path}.{name.sym}"
        return any(p.facts is None or p.facts.exports(link) for p in self._exported)

    def take_new_funcs(self) -> list[Func]:
        """Instances made for the inliner since the last call; their own package lists them, this one does not."""
        funcs, self._loaded = self._loaded, []
        return funcs

    def method_name(self, method: FuncObject, recv: Named | Pointer) -> Name:
        """The PFUNC Name of a concrete method as called on a receiver of type recv; an instance is built at once.

        `take_new_funcs` gives the instances it has brought along.
        """
        t = unalias(recv)
        if t.__class__ is Pointer:
            t = unalias(t.elem)
        if t.__class__ is not Named or not t.targs:
            return self.func_name(method)
        before, self.out, self.quiet = self.out, [], True
        try:
            name = self.instance(method.origin, t.targs, False, True)
            self.read_bodies()
            self._loaded += [f for f in self.out if f.dupok and f.oclosure is None]
        finally:
            self.out, self.quiet = before, False
        return name

    def facts_of(self, obj: AnyObject) -> KnownFunc | None:
        """What is known of an imported function or method."""
        return obj.facts  # type: ignore[no-any-return]

    def renew(self, obj: FuncObject) -> None:
        """The checker has another declaration of obj, with the same signature."""
        name = self._func_names.get(obj)
        if name is not None:
            name.typ = obj.typ
            name.pos = obj.pos

    def forget(self, gone: Collection[AnyObject], renamed: Iterable[AnyObject]) -> None:
        """Objects are gone, functions may be called something else."""
        for obj in gone:
            self._globals.pop(obj, None)
        for obj in (*gone, *renamed):
            self._func_names.pop(obj, None)

    def let_go(self) -> None:
        """The package is analysed for now: forget what was noted of bodies, and what is known of types that may be
        others by the next time, or able to do other things."""
        self.notes.clear()
        self._assignable.clear()
        self._method_types.clear()
        self.instances.reach.let_go()

    def _shell(self, obj: Object, name: Name, decl: FuncDecl) -> Func:
        fn = Func(decl.pos, name.pkg, name.sym, name.typ)
        self.own(fn, name, obj)
        fn.pragma = decl.pragma
        return fn

    def own(self, fn: Func, name: Name, obj: AnyObject) -> None:
        fn.nname = name
        fn.obj = obj
        name.func = fn
        name.defn = fn

    def _source_body(self, fn: Func, obj: AnyObject, decl: AnySyntax) -> None:
        sig = obj.typ
        body = decl.body
        fb = FuncBuilder(self, fn, None, None)
        if body is None:
            fb.declare_params(sig, sig.recv)
            return
        self.check_body(fn, obj)
        fb.version = self.version(obj)
        self.fill(fb, body, sig, obj.pkg)

    def check_body(self, fn: Func, obj: AnyObject) -> None:
        """Have the checker annotate the body of a function; GaveUp if it cannot."""
        checker = checker_of(obj.pkg)
        checker.check_body(obj)
        if checker.in_error(obj.origin):
            self.target.skip(fn)  # a statement may be whole and yet not what it is to be
        why = checker.failed.get(obj.origin)
        if why is not None:
            raise GaveUp(why)

    def fill(
        self, fb: FuncBuilder, body: AnySyntax, sig: AnyType, pkg: Package | None, dict_typ: Type | None = None
    ) -> None:
        body = self.rewritten(fb, body, sig, pkg)
        fb.declare_params(sig, sig.recv, dict_typ)
        fb.fn.body = stmts(fb, body.stmts) or [self.empty_block()]

    def rewritten(self, fb: FuncBuilder, body: AnySyntax, sig: Signature, pkg: Package | None) -> AnySyntax:
        """body with its loops over functions rewritten; that of generic code is the same whenever it is asked for."""
        if fb.dict is None:
            return rangefunc.rewrite(body, sig, pkg)
        known = fb.dict.decl.rewritten.get(id(body))
        if known is None:
            known = fb.dict.decl.rewritten[id(body)] = (body, rangefunc.rewrite(body, sig, pkg))
        return known[1]

    def version(self, obj: AnyObject) -> str:
        """Language version of the file that declares obj."""
        info = checker_of(obj.pkg).decl_info(obj.origin)
        version: str = obj.pkg.go_version if info is None else info.file.version
        return version

    def guard(self, fn: Func, build: Callable[[], None]) -> None:
        """Run build; a body that cannot be built leaves fn without one, and without its literals."""
        n = len(self.out)
        before, self._note = self._note, None if self.quiet or self.instances.dry else {}
        try:
            built = False
            with self.target.survive(fn):
                build()
                built = True
            if not built:
                del self.out[n:]
        finally:
            if self._note:
                self.notes.setdefault(fn, {}).update(self._note)
            self._note = before

    def read_bodies(self) -> None:
        """noder/unified.go: readBodies. Last in, first out; shaped forms before bodies."""
        todo = self.todo
        shapes = self.instances.todo_shapes
        while True:
            self.target.cancel.check()
            if shapes:
                with suppress(GaveUp):
                    shapes.pop()()
            elif todo:
                fn, build = todo.pop()
                self.guard(fn, build)
                if fn.dupok and fn.oclosure is None:
                    self.out.append(fn)
            else:
                return

    # -- building for naught

    def state(self) -> State:
        return self.out, self.todo, self.method_values, self._func_names, self._globals

    def new_state(self) -> State:
        return [], [], [], {}, {}

    def restore(self, state: State) -> None:
        self.out, self.todo, self.method_values, self._func_names, self._globals = state
