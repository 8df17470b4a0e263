"""Declarations: resolving package-level objects on demand, and local declarations.

Counterpart: `types2/decl.go`. Cycles are cut, not reported: an object asked for while it is being resolved has an
invalid type, except that type names stand for their type at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import escapelens.check.dispatch  # noqa: F401  (fills the table of expr.py)
from escapelens.check.assignments import init_const, init_var, init_vars
from escapelens.check.chains import DEEP, resolve_first
from escapelens.check.expr import expr, target_of
from escapelens.check.local_types import local_type_number
from escapelens.check.operand import Operand
from escapelens.check.signature import func_type
from escapelens.check.typexpr import defined_type, var_type
from escapelens.check.typexpr import typ as check_type
from escapelens.model.extent import too_large
from escapelens.model.objects import LOCAL_VAR, AnyObject, Const, Func, Object, Scope, TypeName, Var
from escapelens.model.predicates import is_const_type, is_type_param
from escapelens.model.types import Alias, AnyType, Interface, Named, Type, TypeParam
from escapelens.model.under import under
from escapelens.model.universe import INVALID_TYPE
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list

if TYPE_CHECKING:
    from escapelens.check.checker import Checker
    from escapelens.check.resolver import DeclInfo


def declare(check: Checker, scope: Scope, ident: nodes.Name | None, obj: Object) -> None:
    """Put obj into scope (decl.go: declare); the place needs no position, since scopes hold what is visible now."""
    if ident is not None:
        ident.obj = obj
    if obj.name != "_" and scope.insert(obj) is not None:
        check.error(obj.pos, f"{obj.name} redeclared in this block")


def demand(
    check: Checker, obj: Object, d: DeclInfo, decl: DeclInfo | None, uses: dict[str, None], f: Callable[[], None]
) -> None:
    """Run f in the environment of declaration d, which declares obj, and what it puts off unless it is part of a
    greater demand. What fails ends here."""
    from escapelens.check.checker import Environment

    if check.depth > DEEP:
        resolve_first(check, obj)
    saved = check.env
    check.env = env = Environment(d.file, uses, d.file.version)
    env.decl = decl
    check.depth += 1
    try:
        f()
        if check.depth == 1:
            check.process_delayed(0)
            check.untyped.clear()
    except Exception as e:
        if check.config.strict:
            raise
        check.failed[obj] = f"{type(e).__name__}: {e}"
        if check.depth == 1:
            check.delayed.clear()
    finally:
        check.env = saved
        check.depth -= 1


def obj_decl(check: Checker, obj: Object) -> None:
    """Resolve the type (and value) of a package-level object or method of this package (decl.go: objDecl)."""
    if obj._typ is not None:
        return
    obj._resolve = None
    d = check.decl_info(obj)
    if d is None:
        return
    c = obj.__class__
    # types2 collects dependencies of values only; bodies add to those of functions
    dep = d if c is Const or c is Var else None
    demand(check, obj, d, dep, d.uses, lambda: _RESOLVE[c](check, obj, d))
    if obj in check.failed and obj._typ is None:
        obj.typ = INVALID_TYPE


def _resolve_const(check: Checker, obj: Const, d: DeclInfo) -> None:
    const_decl(check, obj, d.vtyp, d.init, d.iota)


def _resolve_var(check: Checker, obj: Var, d: DeclInfo) -> None:
    if d.vtyp is not None:
        known = d.vtyp.typ
        obj.typ = known if known is not None else var_type(check, d.vtyp)
        return
    if d.init is None:
        obj.typ = INVALID_TYPE
        return
    _init(check, obj, d)


def _init(check: Checker, obj: Var, d: DeclInfo) -> None:
    """Check the initialiser, giving the variables their type if they have none."""
    d.checked = True
    assert d.init is not None
    if d.lhs is None:
        x = Operand()
        expr(check, target_of(obj._typ), x, d.init)
        init_var(check, obj, x)
        return
    for v in d.lhs:
        v._resolve = None
    if d.vtyp is not None:
        for v in d.lhs:
            if v._typ is None:
                v.typ = obj.typ
    init_vars(check, d.lhs, [d.init], None)


def _resolve_type(check: Checker, obj: TypeName, d: DeclInfo) -> None:
    if d.tdecl is None:
        obj.typ = INVALID_TYPE
        return

    def later(f: Callable[[], None], scope: Scope | None) -> None:
        def run() -> None:
            check.env.scope = scope
            f()

        demand(check, obj, d, None, d.uses, run)

    _type_decl(check, obj, d.tdecl, later)
    if obj._typ.__class__ is Named:
        from escapelens.check.resolver import collect_methods

        obj._typ._resolve_methods = lambda _: collect_methods(check, obj)


def _resolve_func(check: Checker, obj: Func, d: DeclInfo) -> None:
    f = d.fdecl
    if f is None:
        obj.typ = INVALID_TYPE
        return
    obj.typ = func_type(check, f.recv, f.tparam_list, f.type)


_RESOLVE: dict[type, Callable[[Checker, AnyObject, DeclInfo], None]] = {
    Const: _resolve_const,
    Var: _resolve_var,
    TypeName: _resolve_type,
    Func: _resolve_func,
}


def const_decl(check: Checker, obj: Const, typ: nodes.Expr | None, init: nodes.Expr | None, iota: int) -> None:
    """decl.go: constDecl."""
    env = check.env
    saved = env.iota
    env.iota = iota
    if typ is not None:
        t = check_type(check, typ)
        if not is_const_type(t):
            check.error(obj.pos, "invalid constant type")
            obj.typ = INVALID_TYPE
            env.iota = saved
            return
        obj.typ = t
    x = Operand()
    if init is not None:
        expr(check, None, x, init)
    init_const(check, obj, x)
    if obj._typ is None:
        obj.typ = INVALID_TYPE
    env.iota = saved


def var_decl(check: Checker, obj: Var, lhs: list[Var] | None, typ: nodes.Expr | None, init: nodes.Expr | None) -> None:
    """A local variable, or several initialised by one call (decl.go: varDecl)."""
    if typ is not None:
        obj.typ = var_type(check, typ)
    if init is None:
        if typ is None:
            obj.typ = INVALID_TYPE
        return
    if lhs is None or len(lhs) == 1:
        x = Operand()
        expr(check, target_of(obj._typ), x, init)
        init_var(check, obj, x)
        return
    if typ is not None:
        for v in lhs:
            v.typ = obj.typ
    init_vars(check, lhs, [init], None)


Later = Callable[[Callable[[], None], "Scope | None"], None]


def _type_decl(check: Checker, obj: TypeName, tdecl: nodes.TypeDecl, later: Later) -> None:
    """Give obj its type; what it stands for is found when asked for, through `later` (decl.go: typeDecl)."""
    check_scope = check.env.scope
    tparams: list[TypeParam] = []
    rhs = tdecl.type

    if tdecl.alias:
        alias = Alias(obj)
        obj.typ = alias
        obj.is_alias = True
        if tdecl.tparam_list:
            check.open_scope()
            collect_type_params(check, tdecl.tparam_list, alias.tparams)
        scope = check.env.scope

        def resolve_alias(a: Alias) -> None:
            def run() -> None:
                t: Type = defined_type(check, rhs, obj)
                if t.__class__ is Alias:
                    t = t.actual
                a.actual = INVALID_TYPE if t in a.tparams or too_large(t) else t

            later(run, scope)

        alias._resolve = resolve_alias
    else:
        named = Named(obj)
        named.tparams = tparams
        obj.typ = named
        if tdecl.tparam_list:
            check.open_scope()
            collect_type_params(check, tdecl.tparam_list, tparams)
        scope = check.env.scope

        def resolve_named(n: Named) -> None:
            def run() -> None:
                t = defined_type(check, rhs, obj)
                n.underlying = INVALID_TYPE if is_type_param(t) else under(t)

            later(run, scope)

        named._resolve = resolve_named
    check.env.scope = check_scope


def collect_type_params(check: Checker, fields: list[nodes.Field], tparams: list[TypeParam]) -> None:
    """Declare type parameters in the current scope and append them to tparams (decl.go: collectTypeParams)."""
    for i, f in enumerate(fields):
        name = f.name if f.name is not None else nodes.Name(f.pos, nodes.NO_NAME)
        tparams.append(declare_type_param(check, name, i))
    saved = check.env.in_tparam_list
    check.env.in_tparam_list = True
    bound: Type = INVALID_TYPE
    prev: nodes.AnySyntax = None
    for f, tpar in zip(fields, tparams, strict=True):
        if f.type is not None and f.type is not prev:
            bound = _bound(check, f.type)
            if is_type_param(bound):
                check.error(f.type.pos, "cannot use a type parameter as constraint")
                bound = INVALID_TYPE
        prev = f.type
        tpar.bound = bound
    check.env.in_tparam_list = saved


def _bound(check: Checker, e: nodes.AnySyntax) -> Type:
    if e.__class__ is nodes.Operation and (e.op == "~" or e.op == "|"):
        # as if wrapped in interface{}
        from escapelens.check.union import parse_union

        t = parse_union(check, e)
        return Interface([], [t], implicit=True) if t is not INVALID_TYPE else t
    return check_type(check, e)


def declare_type_param(check: Checker, name: nodes.Name, index: int) -> TypeParam:
    obj = TypeName(name.pos, check.pkg, name.value)
    tpar = TypeParam(obj, index)
    obj.typ = tpar
    declare(check, check.env.scope, name, obj)
    return tpar


def decl_stmt(check: Checker, decls: list[nodes.Decl]) -> None:
    """Local declarations (decl.go: declStmt)."""
    last: nodes.ConstDecl | None = None
    for index, s in enumerate(decls):
        c = s.__class__
        if c is nodes.VarDecl:
            _local_vars(check, s)  # type: ignore[arg-type]
        elif c is nodes.ConstDecl:
            group = s.group  # type: ignore[attr-defined]
            if index == 0 or group is None or getattr(decls[index - 1], "group", None) is not group:
                last = None
            last = _local_consts(check, s, last)  # type: ignore[arg-type]
        elif c is nodes.TypeDecl:
            _local_type(check, s)  # type: ignore[arg-type]


def _local_consts(check: Checker, s: nodes.ConstDecl, last: nodes.ConstDecl | None) -> nodes.ConstDecl:
    top = len(check.delayed)
    if s.type is not None or s.values is not None or last is None:
        last = s
    values = unpack_list(last.values)
    lhs = []
    for i, name in enumerate(s.name_list):
        obj = Const(name.pos, check.pkg, name.value)
        lhs.append(obj)
        const_decl(check, obj, last.type, values[i] if i < len(values) else None, s.iota)
    check.process_delayed(top)
    for name, obj in zip(s.name_list, lhs, strict=True):
        declare(check, check.env.scope, name, obj)
    return last


def _local_vars(check: Checker, s: nodes.VarDecl) -> None:
    top = len(check.delayed)
    names = s.name_list
    lhs = [Var(name.pos, check.pkg, name.value, None, LOCAL_VAR) for name in names]
    values = unpack_list(s.values)
    for i, obj in enumerate(lhs):
        if len(values) == len(names):
            var_decl(check, obj, None, s.type, values[i])
        elif len(values) == 1:
            var_decl(check, obj, lhs, s.type, values[0])
            break
        else:
            var_decl(check, obj, None, s.type, values[i] if i < len(values) else None)
    if len(values) > len(names):
        from escapelens.check.expr_lists import use

        use(check, values[len(names) :])
    check.process_delayed(top)
    for name, obj in zip(names, lhs, strict=True):
        if obj._typ is None:
            obj.typ = INVALID_TYPE
        declare(check, check.env.scope, name, obj)


def _local_type(check: Checker, s: nodes.TypeDecl) -> None:
    obj = TypeName(s.name.pos, check.pkg, s.name.value)
    if not s.alias:
        obj.local_index = local_type_number(check, s)
    declare(check, check.env.scope, s.name, obj)

    def later(f: Callable[[], None], scope: Scope | None) -> None:
        saved = check.env.scope
        check.env.scope = scope
        f()
        check.env.scope = saved

    _type_decl(check, obj, s, later)
    # at once, while the scopes hold what is visible here
    t: AnyType = obj._typ
    if t.__class__ is Alias:
        t.actual  # noqa: B018
    else:
        t.underlying  # noqa: B018


def check_var_decl(check: Checker, obj: Var) -> None:
    """Check the initialiser of a package variable, once."""
    obj.typ  # noqa: B018  (resolves)
    d = check.decl_info(obj)
    if d is not None and d.init is not None and not d.checked:
        demand(check, obj, d, d, d.uses, lambda: _init(check, obj, d))


def check_body(check: Checker, func: Func) -> None:
    """Check the body of a function, once."""
    sig: AnyType = func.typ
    d = check.decl_info(func)
    if d is None or d.checked or d.fdecl is None:
        return
    d.checked = True
    body = d.fdecl.body
    if body is None or sig is INVALID_TYPE:
        return
    from escapelens.check.stmt import func_body

    demand(check, func, d, d, d.body_uses, lambda: func_body(check, d, sig, body, None))


def check_all(check: Checker) -> None:
    check_objects(check, list(check.obj_map))


def check_objects(check: Checker, objs: Iterable[Object]) -> None:
    """Check all that declares objs, bodies included."""
    for obj in objs:
        typ: AnyType = obj.typ
        if obj.__class__ is TypeName:
            if typ.__class__ is Named:
                typ.underlying  # noqa: B018
                typ.methods  # noqa: B018
            elif typ.__class__ is Alias:
                typ.actual  # noqa: B018
        elif obj.__class__ is Var:
            check_var_decl(check, obj)
        elif obj.__class__ is Func:
            check_body(check, obj)
