"""Quick fixes: a module per kind proposes edits, judges decide about the edited copy.

    kinds/      one module per kind; each states when its edit keeps the behaviour, as code over effects/
    effects/    what running a piece of a program does, and who can see it
    rewrite.py  edits as gofmt would leave them, comments kept, imports settled
    judges/     the edited copy compiles; it allocates less

A fix is offered if its kind proposed it and all judges let it pass. docs/fixes.md has a section for each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from escapelens.fixes.context import FixContext
from escapelens.fixes.kinds import (
    append_text,
    argument,
    build_string,
    capture_copy,
    constant,
    constant_error,
    copy_inside,
    copy_late,
    declare_late,
    errorf,
    fprint,
    fprintf,
    free_conversion,
    group_captured,
    grow,
    guard,
    hoist,
    method_value,
    pass_by_value,
    pool_buffer,
    pool_pointer,
    preallocate,
    return_by_value,
    sort_interface,
    sort_slice,
    split,
    split_variable,
    sprintf,
    stack_array,
    write_string,
    zero_size_key,
)
from escapelens.fixes.model import Fix

MODULES: tuple[ModuleType, ...] = (
    preallocate,
    grow,
    pass_by_value,
    return_by_value,
    copy_late,
    argument,
    capture_copy,
    copy_inside,
    declare_late,
    split_variable,
    group_captured,
    stack_array,
    hoist,
    guard,
    method_value,
    pool_pointer,
    pool_buffer,
    sprintf,
    sort_slice,
    sort_interface,
    write_string,
    split,
    errorf,
    constant_error,
    fprint,
    fprintf,
    append_text,
    free_conversion,
    zero_size_key,
    constant,
    build_string,
)
KINDS: dict[str, ModuleType] = {module.KIND: module for module in MODULES}


def propose(ctx: FixContext, path: str, start: int, end: int, kinds: frozenset[str] = frozenset()) -> Iterator[Fix]:
    """Candidates that touch bytes start..end of the file, each once, in a stable order; of the kinds named, or all."""
    seen: set[object] = set()
    for kind, module in KINDS.items():
        if kinds and kind not in kinds:
            continue
        for fix in module.candidates(ctx, path, start, end):
            if fix.edits not in seen:
                seen.add(fix.edits)
                yield fix


def in_bulk(fix: Fix) -> bool:
    """Whether the fix may be made together with all others of its kind, unseen."""
    return not fix.changes and bool(KINDS[fix.kind].BULK) if fix.kind in KINDS else not fix.changes
