"""The builder of a package: names of functions and variables, bodies on demand, instances of generic code.

What: `Builder.build_package` gives the functions of a package in the compiler's order; `build_func` builds one function
anew; `load_body` builds that of an imported function when the inliner wants it.

Counterpart: `noder/unified.go` (unified, readBodies), `noder/reader.go` (objIdx, funcExt, funcBody, pkgDecls).
Property: there is one PFUNC Name for each function, method and instance; `name.func` is what was built for it last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escapelens.facts.model import func_key
from escapelens.ir import rangefunc, rangesyntax
from escapelens.ir.build import control as _control
from escapelens.ir.build import lits as _lits
from escapelens.ir.build.body import DICT_PARAM, FuncBuilder
from escapelens.ir.build.calls import BUILTIN_OPS
from escapelens.ir.build.consts import INT as _INT
from escapelens.ir.build.dispatch import Broken
from escapelens.ir.build.generic import ByIndex, DictDecl, InstDict, call_shaped, shape_signature
from escapelens.ir.build.methods import signature_with_recv
from escapelens.ir.build.reach import Reach
from escapelens.ir.build.shapes import Shapes
from escapelens.ir.build.stmts import stmts
from escapelens.ir.build.tyutil import has_shape, new_pointer, unalias
from escapelens.ir.godefer import normalize_go_defer
from escapelens.ir.names import method_name
from escapelens.ir.nodes import PEXTERN, PFUNC, BlockStmt, Func, Inline, Name
from escapelens.ir.target import Target
from escapelens.ir.typefmt import link_string, mangle, mangled_name
from escapelens.types.objects import Const, TypeName, Var
from escapelens.types.operand import VALUE, Operand, assignable_to
from escapelens.types.sizes import Sizes
from escapelens.types.types import Named, Pointer, Signature, Tuple

_ = (_control, _lits)  # they fill the tables


class Builder:
    """One for each package being analysed. out: where functions that come into being are listed."""

    def __init__(self, target: Target, importer: Any = None) -> None:
        self.target = target
        self.local_pkg = target.pkg
        self.importer = importer
        self.sizes = Sizes(target.flags.goarch)
        self.word_size = self.sizes.sizeof(_INT)
        self.out: list[Func] = target.funcs
        self.strict = False  # let errors of ours through
        self.broken: dict[Func, str] = {}
        self.shapes = Shapes()
        self.reach = Reach(target.pkg, self._instantiate_methods)
        self.inlined_reach = Reach(target.pkg, self._shape_only)
        self.quiet = False  # building what the inliner asks for: types met do not count as mentioned
        self.method_values: list[tuple[Any, Any, Any]] = []
        self._func_names: dict[Any, Name] = {}
        self._globals: dict[Any, Name] = {}
        self._builtins: dict[str, Name] = {}
        self._instances: dict[Any, Name] = {}
        self._method_types: dict[Any, Any] = {}
        self._dict_decls: dict[Any, DictDecl] = {}
        self._dict_names: dict[Any, Name] = {}
        self._assignable: dict[tuple[int, int], tuple[Any, Any, bool]] = {}
        self._distinct: dict[Any, bool] = {}
        self._loaded: list[Func] = []
        self.todo_dicts: list[tuple[Any, list[Any]]] = []  # dictionaries whose types are yet to be read
        self._dicts_read: set[Any] = set()
        self._exported: frozenset[str] | None = None
        self.todo: list[tuple[Func, Callable[[], None]]] = []

    # -- names

    def func_name(self, obj: Any, targs: list[Any] | None = None) -> Name:
        """The PFUNC Name of a function or method, with targs of an instance of it."""
        if targs:
            return self.instance(obj.origin, targs, False)
        name = self._func_names.get(obj)
        if name is None:
            name = self._func_names[obj] = self._new_func_name(obj)
            self.mention(name.typ, obj.pkg is self.local_pkg)
        return name

    def _new_func_name(self, obj: Any) -> Name:
        sig = obj.typ
        recv = getattr(sig, "recv", None)
        pkg, sym = obj.pkg, obj.name
        if recv is not None:
            rpkg, sym = method_name(recv.typ, obj.name, obj.pkg, obj.exported)
            pkg = rpkg or pkg
        elif sym == "init":
            same = [f for f in pkg.checker.method_decls() if f.name == "init" and f.typ.recv is None]
            sym = f"init.{same.index(obj)}"
        name = Name(obj.pos, sym, sig, PFUNC, pkg)
        name.obj = obj
        return name

    def global_name(self, v: Any) -> Name:
        name = self._globals.get(v)
        if name is None:
            name = self._globals[v] = Name(v.pos, v.name, v.typ, PEXTERN, v.pkg)
            name.obj = v
            self.mention(v.typ, v.pkg is self.local_pkg)
        return name

    def builtin_name(self, obj: Any) -> Name:
        name = self._builtins.get(obj.name)
        if name is None:
            name = self._builtins[obj.name] = Name(0, obj.name, None, 0, obj.pkg)
            name.builtin_op = BUILTIN_OPS.get(obj.name)
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

    def assignable_to(self, v: Any, t: Any) -> bool:
        """types2.AssignableTo."""
        key = (id(v), id(t))
        hit = self._assignable.get(key)
        if hit is None:
            x = Operand()
            x.mode = VALUE
            x.typ = v
            hit = self._assignable[key] = (v, t, assignable_to(self.local_pkg.checker, x, t))
        return hit[2]

    def method_type(self, method: Any, recv: Any, name: Name | None) -> Any:
        """The type of a method expression: the receiver is the first parameter."""
        key = (name if name is not None else method, recv)
        t = self._method_types.get(key)
        if t is None:
            sig = name.typ if name is not None else method.typ
            t = self._method_types[key] = signature_with_recv(sig, recv)
        return t

    def pkg_of(self, fb: FuncBuilder) -> Any:
        return fb.fn.pkg

    def distinct_vars(self, fb: FuncBuilder) -> bool:
        """Whether each iteration of a loop has its own variables (writer.go: distinctVars)."""
        if self.target.flags.shared_loopvars:
            return False
        version = fb.version
        known = self._distinct.get(version)
        if known is None:
            known = self._distinct[version] = not version or _at_least(version, (1, 22))
        return known

    def is_range_body(self, lit: Any) -> bool:
        return bool(getattr(lit, "range_body", False))

    def empty_block(self) -> BlockStmt:
        return BlockStmt(0, [])

    def normalize_go_defer(self, fb: FuncBuilder, n: Any) -> None:
        normalize_go_defer(n, fb)

    def need_method_value(self, recv: Any, method: Any, n: Any) -> None:
        if not self.quiet:
            self.method_values.append((recv, method, n))

    def imprecise_call(self, fb: FuncBuilder, pos: int) -> None:
        self.target.imprecise.setdefault(fb.fn, []).append(pos)

    def add_func(self, fn: Func) -> None:
        self.out.append(fn)

    # -- functions of the source

    def build_package(self) -> Target:
        """All functions of the package, built."""
        from escapelens.ir.build.initfunc import build_init

        checker = self.local_pkg.checker
        for obj in self.local_pkg.scope.elems.values():
            if obj.__class__ in (Const, TypeName, Var):
                self.reach.need(obj.typ)
        build_init(self)
        for obj in checker.method_decls():
            decl = checker.decl_of(obj)
            if decl is None or obj.name == "_":
                continue
            sig = obj.typ
            if getattr(sig, "tparams", None) or getattr(sig, "rparams", None):
                continue
            name = self.func_name(obj)
            fn = self._shell(obj, name, decl)
            self.out.append(fn)
            self.todo.append((fn, lambda fn=fn, obj=obj, decl=decl: self._source_body(fn, obj, decl)))  # type: ignore[misc]
        self.read_bodies()
        return self.target

    def build_func(self, obj: Any, out: list[Func] | None = None) -> Func:
        """The function built anew. Literals and instances met are appended to out."""
        before = self.out
        self.out = out if out is not None else []
        try:
            decl = obj.pkg.checker.decl_of(obj)
            name = self.func_name(obj)
            if decl is None:
                fn = Func(obj.pos, obj.pkg, name.sym, name.typ)
                self._own(fn, name, obj)
                return fn
            fn = self._shell(obj, name, decl)
            self.out.append(fn)
            self._guard(fn, lambda: self._source_body(fn, obj, decl))
            self.read_bodies()
            return fn
        finally:
            self.out = before

    def load_body(self, name: Name) -> Func | None:
        """The body of an imported function that can be inlined; None if there is none to be had.

        `take_new_funcs` gives the instances it has brought along.
        """
        if name.func is not None:
            return name.func if name.func.body else None
        obj: Any = name.obj
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
        if fn in self.broken or not fn.body:
            return None
        fn.inl = Inline(facts.inl_cost, facts.can_delay_results)
        return fn

    def body_exported(self, name: Name) -> bool:
        """Whether the export data of the direct imports hold the function's body (noder/linker.go: exportBody)."""
        pkg = name.pkg
        if pkg is None or pkg is self.local_pkg or any(p is pkg or p.path == pkg.path for p in self.local_pkg.imports):
            return True
        if self._exported is None:
            imports = [p for p in self.local_pkg.imports if p.path != "unsafe" and not p.fake]
            if any(p.facts is None for p in imports):  # a package of which only the source is known: assume the best
                return True
            self._exported = frozenset(link for p in imports for link in p.facts.inlined_imports)
        return f"{pkg.path}.{name.sym}" in self._exported

    def take_new_funcs(self) -> list[Func]:
        """Instances made for the inliner since the last call; their own package lists them, this one does not."""
        funcs, self._loaded = self._loaded, []
        return funcs

    def method_name(self, method: Any, recv: Any) -> Name:
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
            name = self.instance(method.origin, t.targs, False)
            self.read_bodies()
            self._loaded += [f for f in self.out if f.dupok and f.oclosure is None]
        finally:
            self.out, self.quiet = before, False
        return name

    def facts_of(self, obj: Any) -> Any:
        """facts.model.FuncFacts of an imported function or method."""
        if obj.facts is not None:
            return obj.facts
        facts = obj.pkg.facts
        if facts is None:
            return None
        recv = getattr(obj.typ, "recv", None)
        base = ""
        if recv is not None:
            t = unalias(recv.typ)
            t = unalias(t.elem) if t.__class__ is Pointer else t
            base = t.obj.name if t.__class__ is Named else ""
        return facts.funcs.get(func_key(base, obj.name))

    def renew(self, obj: Any) -> None:
        """The checker has another declaration of obj, with the same signature."""
        name = self._func_names.get(obj)
        if name is not None:
            name.typ = obj.typ
            name.pos = obj.pos
            for key in [k for k in self._method_types if k[0] is name]:
                del self._method_types[key]

    def _shell(self, obj: Any, name: Name, decl: Any) -> Func:
        fn = Func(decl.pos, name.pkg, name.sym, name.typ)
        self._own(fn, name, obj)
        fn.pragma = decl.pragma
        return fn

    def _own(self, fn: Func, name: Name, obj: Any) -> None:
        fn.nname = name
        fn.obj = obj
        name.func = fn
        name.defn = fn

    def _source_body(self, fn: Func, obj: Any, decl: Any) -> None:
        sig = obj.typ
        body = decl.body
        fb = FuncBuilder(self, fn, None, None)
        if body is None:
            fb.declare_params(sig, sig.recv)
            return
        checker = obj.pkg.checker
        checker.check_body(obj)
        fb.version = self._version(obj)
        self._fill(fb, body, sig, obj.pkg)

    def _fill(self, fb: FuncBuilder, body: Any, sig: Any, pkg: Any, dict_typ: Any = None) -> None:
        body = rangefunc.rewrite(body, sig, pkg)
        fb.declare_params(sig, sig.recv, dict_typ)
        fb.fn.body = stmts(fb, body.stmts) or [self.empty_block()]
        fb.fn.endlineno = body.rbrace

    def _version(self, obj: Any) -> str:
        """Language version of the file that declares obj."""
        info = obj.pkg.checker.decl_info(obj.origin)
        file = getattr(info, "file", None)
        return getattr(file, "go_version", "") or obj.pkg.go_version or ""

    def _guard(self, fn: Func, build: Callable[[], None]) -> None:
        """Run build; a body that cannot be built leaves fn without one, and without its literals."""
        n = len(self.out)
        try:
            build()
        except Exception as e:
            if self.strict and not isinstance(e, Broken):
                raise
            self._give_up(fn, e)
            del self.out[n:]

    def _give_up(self, fn: Func, e: Exception) -> None:
        self.broken[fn] = f"{type(e).__name__}: {e}"
        fn.body = []

    def read_bodies(self) -> None:
        """noder/unified.go: readBodies. Last in, first out."""
        todo = self.todo
        while todo:
            fn, build = todo.pop()
            self._guard(fn, build)
            if fn.dupok and fn.oclosure is None:
                self.out.append(fn)
            while self.todo_dicts and not todo:
                self._read_dict(*self.todo_dicts.pop())

    # -- instances

    def dict_decl(self, key: Any) -> DictDecl:
        d = self._dict_decls.get(key)
        if d is None:
            d = self._dict_decls[key] = DictDecl()
        return d

    def dict_name(self, key: Any, sym: str, pkg: Any, targs: list[Any]) -> Name:
        """reader.go: dictNameOf. targs: unshaped."""
        full = (pkg, sym)
        name = self._dict_names.get(full)
        if name is None:
            name = Name(0, f"{DICT_PARAM}.{sym}", self.dict_decl(key).word_type, PEXTERN, pkg)
            self._dict_names[full] = name
            self.todo_dicts.append((key, targs))
        return name

    def _read_dict(self, key: Any, targs: list[Any]) -> None:
        """The types that a dictionary points to count as mentioned, also those of the dictionaries it points to."""
        texts = (key, *[link_string(t) for t in targs])
        if texts in self._dicts_read:
            return
        self._dicts_read.add(texts)
        decl = self.dict_decl(key)
        args: Any = ByIndex(key, targs)
        for other, others in decl.subdicts:
            self._read_dict(other, [unalias(self.shapes.subst(t, args)) for t in others])
        for t in decl.rtypes:
            self.mention(unalias(self.shapes.subst(t, args)), True)

    def instance(self, origin: Any, targs: list[Any], shaped: bool, exact: bool = False) -> Name:
        """The function or method `origin` with type arguments, receiver's first; shaped: its shaped form.

        exact: the type arguments are those of a shaped type already.
        """
        targs = [unalias(t) for t in targs]
        shaped = shaped or any(has_shape(t) for t in targs)
        sig = origin.typ
        tparams = [*sig.rparams, *sig.tparams]
        if shaped and not exact:
            targs = self.shapes.shapify_all(tparams, targs)
        key = (origin, shaped, tuple([link_string(t) for t in targs]))
        name = self._instances.get(key)
        if name is None:
            name = self._new_instance(key, sig, tparams, targs)
        return name

    def _new_instance(self, key: Any, sig: Any, tparams: list[Any], targs: list[Any]) -> Name:
        origin, shaped, *_ = key
        n_recv = len(sig.rparams)
        decl_key = origin
        recv = sig.recv
        new_recv = None
        if recv is not None:
            base = unalias(recv.typ)
            base = unalias(base.elem) if base.__class__ is Pointer else base
            if not sig.tparams:
                decl_key = base.orig
            named = self.shapes.instance(base.orig, targs[:n_recv], exact=True) if n_recv else base
            rt = new_pointer(named) if unalias(recv.typ).__class__ is Pointer else named
            new_recv = Var(recv.pos, recv.pkg, recv.name, rt)
            pkg, sym = method_name(rt, origin.name, origin.pkg, origin.exported)
            if sig.tparams:
                sym = mangle(sym, targs[n_recv:])
        else:
            pkg, sym = origin.pkg, mangle(origin.name, targs)
        decl_dict = self.dict_decl(decl_key)
        inst = InstDict(decl_dict, self.shapes, tparams, targs)
        params, results = inst.subst(sig.params), inst.subst(sig.results)
        typ = Signature(new_recv, params, results, sig.variadic)
        dict_typ = None
        if shaped:
            dict_typ = new_pointer(decl_dict.word_type)
            typ = shape_signature(typ, dict_typ)
        name = Name(origin.pos, sym, typ, PFUNC, pkg)
        name.obj = origin
        self._instances[key] = name
        self.mention(params, True)
        self.mention(results, True)
        if new_recv is not None:
            self.mention(new_recv.typ, True)
        decl = origin.pkg.checker.decl_of(origin) if origin.pkg.checker is not None else None
        fn = Func(decl.pos if decl is not None else origin.pos, pkg, sym, typ)
        self._own(fn, name, origin)
        fn.dupok = True
        if decl is None or decl.body is None:
            return name
        fn.pragma = decl.pragma
        if shaped:
            self.todo.append((fn, lambda: self._shaped_body(fn, origin, decl, inst, dict_typ)))
        else:
            dict_sym = sym if decl_key is origin else mangled_name(_base(new_recv))
            dict_name = self.dict_name(decl_key, dict_sym, pkg, targs)
            self.todo.append((fn, lambda: self._wrapper_body(fn, origin, inst, targs, dict_name)))
        return name

    def mention(self, t: Any, local: bool) -> None:
        """A declaration or body mentions t. local: of this package, or one with type arguments."""
        if not self.quiet:
            self.reach.need(t, local)
        elif self.target.flags.wrappers:
            self.inlined_reach.need(t, local)

    def _shape_only(self, t: Named) -> None:
        """An instance met while inlining: its methods are not listed, but what they reach needs wrappers."""
        if has_shape(t):
            return
        shaped = self.shapes.instance(t.orig, self.shapes.shapify_all(t.orig.tparams, t.targs))
        self.inlined_reach.need(shaped)
        decl = self.dict_decl(t.orig)
        if not decl.numbered:
            self._number_words(t.orig, decl, shaped.targs)
        self._read_dict(t.orig, t.targs)

    def _instantiate_methods(self, t: Named) -> None:
        for m in t.orig.methods:
            sig: Any = m.typ
            if m.name != "_" and not sig.tparams:
                self.instance(m, t.targs, False, True)
        if not has_shape(t):
            self.reach.need(self.shapes.instance(t.orig, self.shapes.shapify_all(t.orig.tparams, t.targs)))

    def _shaped_body(self, fn: Func, origin: Any, decl: Any, inst: InstDict, dict_typ: Any) -> None:
        if not inst.decl.numbered and not self.quiet:
            recv = origin.typ.recv
            if recv is not None and not origin.typ.tparams:
                self._number_words(_base(recv).orig, inst.decl, inst.targs)
            inst.decl.numbered = True
        origin.pkg.checker.check_body(origin)
        fb = FuncBuilder(self, fn, None, inst)
        fb.version = self._version(origin)
        self._fill(fb, decl.body, origin.typ, origin.pkg, dict_typ)

    def _number_words(self, generic: Named, decl_dict: DictDecl, targs: list[Any]) -> None:
        """Take the dictionary's words in the order of declaration: build all methods of the type once, for naught."""
        decl_dict.numbered = True
        kept = self.out, self.method_values
        self.out, self.method_values = [], []
        for m in generic.methods:
            decl = m.pkg.checker.decl_of(m)
            sig: Any = m.typ
            if decl is None or decl.body is None or sig.tparams:
                continue
            m.pkg.checker.check_body(m)
            fn = Func(decl.pos, m.pkg, m.name, sig)
            fb = FuncBuilder(self, fn, None, InstDict(decl_dict, self.shapes, sig.rparams, targs))
            self._guard(fn, lambda: self._fill(fb, decl.body, sig, m.pkg, decl_dict.word_type))  # noqa: B023
            self.broken.pop(fn, None)
            self.target.imprecise.pop(fn, None)
        self.out, self.method_values = kept
        decl_dict.lits.clear()

    def _wrapper_body(self, fn: Func, origin: Any, inst: InstDict, targs: list[Any], dict_name: Name) -> None:
        shaped = self.instance(origin, targs, True)
        quiet = InstDict(DictDecl(), self.shapes, inst.tparams, inst.targs)
        fb = FuncBuilder(self, fn, None, quiet)
        fb.declare_params(origin.typ, origin.typ.recv)
        fb.dict = None
        call_shaped(fb, fn.pos, shaped, dict_name)


def _base(recv: Any) -> Any:
    """The defined type of a receiver variable."""
    t = unalias(recv.typ)
    return unalias(t.elem) if t.__class__ is Pointer else t


def _at_least(version: str, want: tuple[int, int]) -> bool:
    parts = version.removeprefix("go").split(".")
    try:
        return (int(parts[0]), int("".join(c for c in parts[1] if c.isdigit()) or 0)) >= want
    except (ValueError, IndexError):
        return True





