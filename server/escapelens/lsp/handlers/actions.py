"""Code actions: quick fixes that re-analysis has proven.

The engine names candidates for a range; they are proven here, as many as fit into a short time, so that the menu shows
no fix that does not work. What is left over, or would take analysing the whole package, is offered unproven and proven
when the client resolves it. A client that cannot resolve gets everything proven. Nothing is read from
`context.diagnostics`: some editors leave it empty.

Where a kind has more candidates in the file or package than the one at hand, or may have as far as there was time to
see, "fix all" of them is offered; it is found out when it is chosen. `source.fixAll.escapelens` makes all that are safe
in bulk, of any kind. Where a finding has advice and no fix, the advice is offered (`advice.py`).
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from escapelens.cancel import NEVER, Cancel, Cancelled
from escapelens.engine import Engine
from escapelens.fixes import in_bulk
from escapelens.fixes.model import Fix
from escapelens.lsp import from_lsp, to_lsp
from escapelens.lsp.documents import to_uri
from escapelens.lsp.front import FileState
from escapelens.lsp.handlers import advice
from escapelens.say import say, template

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

PROVE_SECONDS = 0.08  # spent on proofs before the menu opens; the first is always made, and one that has begun is ended
COUNT_SECONDS = 0.03  # spent on the search for more of a kind
KEPT_OFFERS = 256
SHORT = Cancel()  # nothing that takes the whole package
SHORT.set()
FIX_ALL = "source.fixAll.escapelens"


@dataclass(slots=True, eq=False)
class Offer:
    """A fix in a menu: what it was computed on, how it is proven, and its proof once there is one."""

    path: str
    version: int
    prove: Callable[[Engine], Fix | None]
    proven: Fix | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """Fixes for a range, each with its proof if there was time for one; kinds with more of them in file or package;
    marks that accept what is found there."""

    fixes: list[tuple[Fix, Fix | None]]
    in_file: list[str]
    in_package: list[str]
    marks: list[Fix]


class Deadline(Cancel):
    """Set when its time has come. ahead: seconds of the thread's own until then."""

    __slots__ = ("_end",)

    def __init__(self, ahead: float) -> None:
        super().__init__()
        self._end = time.thread_time() + ahead  # of work: a busy machine is no reason to know less

    def check(self) -> None:
        if time.thread_time() > self._end:
            raise Cancelled


class ContentModified(JsonRpcException):
    """The document changed since the menu was opened."""

    CODE = lsp.LSPErrorCodes.ContentModified.value
    MESSAGE = "the document has changed"


def prove(engine: Engine, key: str, fix: Fix) -> Fix | None:
    return engine.prove(key, fix)


def unchanged(_engine: Engine, fix: Fix) -> Fix:
    """The proof of what changes comments only."""
    return fix


def proven_in_time(engine: Engine, key: str, fix: Fix, deadline: Cancel, lazy: bool) -> tuple[Fix | None, bool]:
    """The fix as it is proven, and whether it is offered: with edits or, if it may be lazy, for want of time."""
    try:
        deadline.check()
        proven = engine.prove(key, fix, SHORT if lazy else NEVER)
    except Cancelled:
        return None, True
    return proven, proven is not None and bool(proven.edits)


def register(server: EscapeLensServer) -> None:
    session = server.session
    offers: OrderedDict[int, Offer] = OrderedDict()
    ids = itertools.count(1)

    def candidates(engine: Engine, state: FileState, fresh: bool, start: int, end: int) -> Menu:
        """On the worker: what to offer for the range."""
        if not fresh:
            engine.analyze(state.key)
        lazy = server.abilities.resolve_edit
        deadline = Deadline(PROVE_SECONDS) if lazy else NEVER
        found: list[tuple[Fix, Fix | None]] = []
        for number, fix in enumerate(engine.fixes(state.key, state.path, start, end)):
            proven, offered = proven_in_time(engine, state.key, fix, deadline if number else NEVER, lazy)
            if offered:
                found.append((fix, proven))
        kinds = list(dict.fromkeys(fix.kind for fix, _ in found if in_bulk(fix))) if lazy else []
        deadline = Deadline(COUNT_SECONDS)
        here = several(engine, state, kinds, [state.path], deadline)
        everywhere = several(engine, state, kinds, engine.files_of(state.key), deadline)
        return Menu(found, here, everywhere, engine.marks(state.key, state.path, start, end))

    def several(engine: Engine, state: FileState, kinds: list[str], paths: list[str], deadline: Cancel) -> list[str]:
        """Those of the kinds that have more than one candidate in the files, or may have: time was too short."""
        every: Counter[str] = Counter()
        try:
            for path in paths:
                wanted = frozenset(kind for kind in kinds if every[kind] < 2)
                if wanted:
                    fixes = engine.fixes(state.key, path, 0, sys.maxsize, wanted, deadline)
                    every.update(fix.kind for fix in fixes if in_bulk(fix))
        except Cancelled:
            return kinds
        return [kind for kind in kinds if every[kind] > 1]

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True),
    )
    async def code_actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.document(params.text_document.uri)
        only = list(params.context.only or [])
        quick = from_lsp.wants(only, lsp.CodeActionKind.QuickFix.value)
        everything = bool(only) and from_lsp.wants(only, FIX_ALL)
        if document is None or not (quick or everything):
            return []
        state = await session.settled(document.path)
        if state is None:
            return []
        version, text = document.version, document.text
        start, end = from_lsp.byte_range(text, params.range, session.encoding)
        fresh = state.version == version

        async def add(title: str, kind: str, offer: Offer) -> lsp.CodeAction:
            action = lsp.CodeAction(title=session.language(title), kind=kind)
            if server.abilities.resolve_edit:
                number = next(ids)
                offers[number] = offer
                action.data = {"offer": number}
            else:
                offer.proven = offer.proven or await session.ask(offer.prove)
                if offer.proven is None:
                    return action
                action.edit = workspace_edit(offer.proven)
            actions.append(action)
            return action

        def all_of(title: str, kinds: frozenset[str], path: str = "") -> Offer:
            return Offer(state.path, version, lambda engine: engine.fix_all(state.key, title, path, kinds))

        actions: list[lsp.CodeAction] = []
        if everything:
            title = say("Make all fixes of Escape Lens that are safe in bulk")
            await add(title, FIX_ALL, all_of(title, frozenset(), state.path))
        menu = Menu([], [], [], [])
        if quick:
            menu = await session.ask(lambda engine: candidates(engine, state, fresh, start, end))
        if document.version != version:
            return []
        shown = {
            d.data["key"]: d for d in server.diagnostics_of(state) if isinstance(d.data, dict) and d.data.get("key")
        }
        for fix, proven in menu.fixes:
            best = proven or fix
            offer = Offer(state.path, version, partial(prove, key=state.key, fix=fix), proven)
            action = await add(best.label, lsp.CodeActionKind.QuickFix.value, offer)
            action.diagnostics = [shown[key] for key in best.removes if key in shown] or None
            action.is_preferred = best.preferred or None
        for fix in menu.marks:
            offer = Offer(state.path, version, partial(unchanged, fix=fix), fix)
            action = await add(fix.title, lsp.CodeActionKind.QuickFix.value, offer)
            action.diagnostics = [shown[key] for key in fix.removes if key in shown] or None
        mended = {key for fix, proven in menu.fixes for key in (proven or fix).removes}
        for finding, command in advice.commands(server, state, start, end, mended) if quick else ():
            seen = [shown[finding.key]] if finding.key in shown else None
            actions.append(
                lsp.CodeAction(command.title, lsp.CodeActionKind.QuickFix, diagnostics=seen, command=command)
            )
        for kinds, title, path in (
            (menu.in_file, template("Fix all in this file: {kind}"), state.path),
            (menu.in_package, template("Fix all in this package: {kind}"), ""),
        ):
            for kind in kinds:
                title = say(title, kind=kind.replace("_", " "))
                await add(title, lsp.CodeActionKind.QuickFix.value, all_of(title, frozenset({kind}), path))
        while len(offers) > KEPT_OFFERS:
            offers.popitem(last=False)
        return actions

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        data: object = action.data
        offer = offers.get(data.get("offer", 0)) if isinstance(data, dict) else None
        if offer is None:
            return action
        document = session.documents.get(offer.path)
        if document is None or document.version != offer.version:
            raise ContentModified(message=ContentModified.MESSAGE)
        if offer.proven is None:
            offer.proven = await session.ask(offer.prove)
            if document.version != offer.version:
                raise ContentModified(message=ContentModified.MESSAGE)
        if offer.proven is None:
            text = session.language(say("“{title}” would not remove an allocation here.", title=action.title))
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))
            return action
        action.edit = workspace_edit(offer.proven)
        return action

    def workspace_edit(fix: Fix) -> lsp.WorkspaceEdit:
        by_path = to_lsp.text_edits(server.view(), fix.edits)
        if not server.abilities.document_changes:
            return lsp.WorkspaceEdit(changes={uri_of(path): edits for path, edits in by_path.items()})
        return lsp.WorkspaceEdit(
            document_changes=[
                lsp.TextDocumentEdit(
                    lsp.OptionalVersionedTextDocumentIdentifier(uri_of(path), version_of(path)), list(edits)
                )
                for path, edits in by_path.items()
            ]
        )

    def uri_of(path: str) -> str:
        document = session.documents.get(path)
        return document.uri if document is not None else to_uri(path)

    def version_of(path: str) -> int | None:
        document = session.documents.get(path)
        return document.version if document is not None else None
