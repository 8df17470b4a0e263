"""The session: documents, settings, the engine on its worker thread, and what it last said about each file.

What: every question to the engine runs as a job on one worker thread. A job first takes the newest texts of the open
documents as overlays, so it always speaks of them; what it says is accepted on the event loop only for documents that
still have the version the job saw. A document that moved on is analysed again once typing pauses.

Property: nothing said about an older version of a document is published once a newer version is known.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from escapelens.cancel import Cancel
from escapelens.common.language import Language, language
from escapelens.common.scope import Scope
from escapelens.common.settings import Settings
from escapelens.engine import Engine, Options
from escapelens.facts.patience import Patience
from escapelens.findings.model import FileReport, PackageReport, Stats
from escapelens.findings.severity import Rules
from escapelens.lsp.documents import Document, read, to_uri
from escapelens.lsp.front import Drawn, FileState, Front
from escapelens.lsp.outcome import Outcome
from escapelens.lsp.positions import Shift, Text
from escapelens.lsp.prepare import Preparer
from escapelens.lsp.profiled import Profiles
from escapelens.lsp.schedule import CHANGED, LATER, RELATED, REQUEST, Debouncer, Worker
from escapelens.lsp.untold import Untold
from escapelens.lsp.watching import Watch
from escapelens.packages.configure import Unsupported
from escapelens.record import replace
from escapelens.say import say

log = logging.getLogger(__name__)

EngineFactory = Callable[[Options], Engine]
T = TypeVar("T")

TYPING_PAUSE = 0.3  # seconds without a change before text that is still being typed is analysed
DISK_PAUSE = 0.2  # the same for files that change on disk, which come in bursts (git checkout)
# Seconds of work on what a package reaches of its imports, before an answer in part is better.
PATIENCE = float(os.environ.get("ESCAPELENS_PATIENCE") or 8)
MOMENT = 0.03  # seconds that an answer may wait for the first analysis
PROGRESS_AFTER = 1.0  # seconds of work before a progress bar is worth showing


class Session:
    """All methods are for the event loop's thread, except those that say otherwise."""

    def __init__(self, engine_factory: EngineFactory, front: Front) -> None:
        self.front = front
        self.settings = Settings()
        self.encoding = "utf-16"
        self.locale: str | None = None  # the client's
        self.folders: list[str] = []
        self.documents: dict[str, Document] = {}
        self.files: dict[str, FileState] = {}
        self.shown = True
        self.last_stats = Stats()
        self.stats: dict[str, Stats] = {}
        self.worker = Worker()
        self.debouncer = Debouncer()
        self.preparer = Preparer()
        self.profiles = Profiles()  # touched by the worker thread only
        self._factory = engine_factory
        self._engine: Engine | None = None  # touched by the worker thread only
        self._engine_options: Options | None = None
        self._scope: tuple[object, Scope] | None = None
        self._lock = threading.Lock()
        self._overlays: dict[str, bytes | None] = {}
        self._running: dict[str, asyncio.Future[None]] = {}
        self._untold = Untold(self._tell_closed, self._settle)
        self._serial = 0
        self._about = ""
        self._partial = False
        self._unsupported = False  # what is asked for cannot be imitated
        self._closed = False
        self._preparing: asyncio.Future[None] | None = None  # keeps the task from being collected
        self._watch = Watch(self._look, lambda: bool(self._running))

    # -- documents -------------------------------------------------------------------------------------------------

    def open(self, document: Document) -> None:
        with self._lock:
            self.documents[document.path] = document
            self._overlays[document.path] = document.text.data
        self.analyse(document.path, CHANGED)
        self._watch.begin()

    def changed(self, document: Document) -> None:
        """The document has new text; it is analysed only if the user wants findings while typing."""
        with self._lock:
            self._overlays[document.path] = document.text.data
        if self.settings.run == "onType" or self.debouncer.waiting(document.path):
            self.later(document.path, TYPING_PAUSE)

    def saved(self, document: Document) -> None:
        self.debouncer.drop(document.path)
        self.analyse(document.path, CHANGED)
        self.analyse_related(document.path)

    def close(self, document: Document) -> None:
        path = document.path
        self.debouncer.drop(path)
        with self._lock:
            self.documents.pop(path, None)
            self._overlays[path] = None
        state = self.files.get(path)
        if self.in_workspace(path):
            if state is None or state.text.data != read(path):
                self.later(path, DISK_PAUSE)
            else:
                state.version = None
            if state is not None and not self.settings.closed_files:
                self.front.publish(document.uri, None, None)
        else:
            self.forget(path, document.uri)
            if not any(_package(other) == _package(path) for other in self.documents):
                self.worker.give_up(_package(path))

    def on_disk(self, paths: list[str]) -> None:
        """Files that are not ours to overlay changed on disk."""
        for path in paths:
            if path in self.documents:
                continue
            with self._lock:
                self._overlays[path] = None
            if path in self.files and not os.path.exists(path):
                self.forget(path, to_uri(path))
            if not path.endswith(".go"):
                self.preparer.retry()
        self.debouncer.kick("", DISK_PAUSE, self._watch.now)

    async def _look(self) -> None:
        """See what has changed on disk, and analyse what hangs on it."""
        shown = {os.path.dirname(path): path for path in (*self.files, *self.documents)}

        def outdated(engine: Engine) -> list[str]:
            keys = {path: engine.package_of(path) for path in shown.values()}
            return [path for path, key in keys.items() if key is not None and engine.outdated(key)]

        try:
            for path in await self.ask(outdated, RELATED):
                self.analyse(path, RELATED)
        except Exception:
            log.exception("what changed on disk could not be told")

    def forget(self, path: str, uri: str) -> None:
        self.files.pop(path, None)
        self.front.publish(uri, None, None)

    def in_workspace(self, path: str) -> bool:
        return any(path == f or path.startswith(f.rstrip(os.sep) + os.sep) for f in self.folders)

    # -- settings --------------------------------------------------------------------------------------------------

    def configure(self, settings: Settings) -> None:
        """Take new settings; analyse anew only if answers depend on what changed."""
        before, self.settings = self.settings, settings
        if before == settings:
            return
        if (before.options(), before.profile) != (settings.options(), settings.profile):
            for name in self._running:
                self.worker.give_up(name)
            for path in {_package(path): path for path in (*self.files, *self.documents)}.values():
                self.analyse(path, CHANGED)
        self.republish()

    def republish(self) -> None:
        for state in list(self.files.values()):
            document = self.documents.get(state.path)
            if document is None:
                self.front.publish(to_uri(state.path), state, None)
            elif document.version == state.version:
                self.front.publish(document.uri, state, document.version)
        self.front.refresh()
        self._tell()

    @property
    def language(self) -> Language:
        """What the user reads."""
        return language(self.settings.locale or self.locale)

    def drawn(self) -> Drawn:
        """Hints and lenses, as the settings want them and unless findings are hidden."""
        lenses = self.settings.code_lens or self.settings.profile != ""
        return Drawn(self.shown and self.settings.inlay_hints, self.shown and lenses)

    # -- analysis --------------------------------------------------------------------------------------------------

    def later(self, path: str, delay: float) -> None:
        def action() -> None:
            self.analyse(path, CHANGED)

        self.debouncer.kick(path, delay, action)

    def analyse_related(self, path: str) -> None:
        """Other open packages may see what changed in this one."""
        folders = {os.path.dirname(path)}
        for other in list(self.documents):
            if os.path.dirname(other) not in folders:
                folders.add(os.path.dirname(other))
                self.analyse(other, RELATED)

    def analyse(self, path: str, urgency: int = CHANGED) -> asyncio.Future[None]:
        """Analyse the package of the file; the future ends when the outcome is accepted, and never fails."""
        name = _package(path)
        future: Future[Outcome | None] = self.worker.submit(lambda cancel: self._analyse(path, cancel), urgency, name)
        accepted = self._running.get(name)
        if accepted is not None and getattr(accepted, "source", None) is future:
            return accepted
        task = asyncio.ensure_future(self._accept(path, future))
        task.source = future  # type: ignore[attr-defined]
        self._running[name] = task
        task.add_done_callback(lambda t: self._finished(name, t))
        if len(self._running) == 1:
            self.front.status("analysing", self.count())
        return task

    def running(self, path: str) -> asyncio.Future[None] | None:
        """The analysis under way (or queued) that will answer for the file."""
        return self._running.get(_package(path))

    async def settled(self, path: str) -> FileState | None:
        """What is known of the file once no analysis of it is under way or about to begin; starts the first one."""
        if self.running(path) is None and path not in self.files and path in self.documents:
            self.analyse(path, REQUEST)
        while (task := self.running(path)) is not None or self.debouncer.waiting(path):
            if task is None:
                self.debouncer.drop(path)
                task = self.analyse(path, REQUEST)
            await asyncio.wait([task])
        return self.files.get(path)

    async def known(self, path: str) -> FileState | None:
        """What is known of the file by now; if that is nothing, what is known a moment later."""
        if path not in self.files:
            waiting = asyncio.ensure_future(self.settled(path))
            await asyncio.wait([waiting], timeout=MOMENT)
            waiting.cancel()
        return self.files.get(path)

    async def ask(self, question: Callable[[Engine], T], urgency: int = REQUEST) -> T:
        """Run a question on the worker with the newest texts in place."""

        def job(_cancel: Cancel) -> T:
            engine, _ = self._prepared()
            return question(engine)

        return await asyncio.wrap_future(self.worker.submit(job, urgency))

    def shift(self, state: FileState) -> tuple[Text, Shift]:
        """The newest text of the state's file and how to carry the state's spans there."""
        document = self.documents.get(state.path)
        text = document.text if document is not None else state.text
        return text, Shift(state.text.data, text.data)

    def count(self) -> int:
        """Findings that are shown as diagnostics in all files."""
        if not self.shown:
            return 0
        scope = self.scope()
        return sum(state.shown() for state in self.files.values() if self._is_reported(state.path, scope))

    def reported(self, path: str) -> bool:
        """Whether diagnostics of the file are wanted, open or not."""
        return self._is_reported(path, self.scope())

    def _is_reported(self, path: str, scope: Scope) -> bool:
        return (self.settings.closed_files or path in self.documents) and scope.has(path)

    def scope(self) -> Scope:
        """Which files are spoken of; made anew when the settings change."""
        made_for = tuple(self.folders), self.settings.include, self.settings.exclude
        if self._scope is None or self._scope[0] != made_for:
            self._scope = made_for, Scope(*made_for)
        return self._scope[1]

    def end(self) -> None:
        self._closed = True
        self.debouncer.close()
        self._untold.close()
        self._watch.end()
        self.preparer.end()
        self.worker.close()

    # -- on the worker thread --------------------------------------------------------------------------------------

    def _prepared(self) -> tuple[Engine, dict[str, tuple[int, Text]]]:
        """The engine with the newest overlays, and the documents that these are."""
        with self._lock:
            overlays, self._overlays = self._overlays, {}
            seen = {path: (d.version, d.text) for path, d in self.documents.items()}
        rules = self.settings.options().rules
        options = replace(self.settings.options(), patient=False, rules=Rules())
        if self._engine is None or self._engine_options != options:
            try:
                self._engine = self._factory(options)
            except BaseException:
                with self._lock:
                    self._overlays = {**overlays, **self._overlays}
                raise
            self._engine_options = options
            overlays = {path: text.data for path, (_, text) in seen.items()}
        self._engine.set_rules(rules)
        for path, data in overlays.items():
            self._engine.set_overlay(path, data)
        return self._engine, seen

    def _analyse(self, path: str, cancel: Cancel) -> Outcome:
        engine, seen = self._prepared()
        key = engine.package_of(path)
        if key is None:
            return Outcome(None, None, seen)
        started = time.perf_counter()
        patience = Patience(PATIENCE, time.thread_time)  # a busy machine is no reason to do things twice
        report = engine.analyze(key, patience=patience, cancel=cancel)
        report, trouble = self.profiles.over(self.settings, self.folders, engine, key, report, seen)
        report = replace(report, stats=replace(report.stats, seconds=round(time.perf_counter() - started, 4)))
        disk = {
            name: Text(read(name))
            for name, file in report.files.items()
            if name not in seen and (file.findings or file.problems or file.notices) and not self._known(name, file)
        }
        missing = engine.missing_facts(key)
        wanted = missing.told() if missing is not None else ""
        return Outcome(key, report, seen, disk, engine.notes + trouble, wanted, engine.about)

    # -- outcomes --------------------------------------------------------------------------------------------------

    async def _accept(self, path: str, future: Future[Outcome | None]) -> None:
        token: list[object | None] = []
        timer = asyncio.get_running_loop().call_later(
            PROGRESS_AFTER,
            lambda: token.append(
                self.front.begin(say("analysing {folder}", folder=os.path.basename(os.path.dirname(path))))
            ),
        )
        try:
            outcome = await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            return
        except Unsupported as error:
            self._unsupported = True
            self.front.trouble(str(error))
            return
        except Exception as error:
            log.exception("analysis of %s failed", path)
            self._partial = True
            self.front.trouble(
                say("The analysis of {path} failed: {why}", path=path, why=f"{type(error).__name__}: {error}")
            )
            return
        finally:
            timer.cancel()
            for shown in token:
                if shown is not None:
                    self.front.end(shown)
        if self._closed or outcome is None:
            return
        try:
            self._publish(path, outcome)
        except Exception:
            log.exception("findings of %s could not be published", path)
        if outcome.missing:
            self._preparing = asyncio.ensure_future(self._prepare(os.path.dirname(path), outcome.missing))

    async def _prepare(self, folder: str, missing: str) -> None:
        """Have the missing facts built, then analyse again what is open."""
        token: list[object] = []

        def progress(done: int, total: int, package: str) -> None:
            if not token and (shown := self.front.begin(say("reading {n} dependencies", n=total))) is not None:
                token.append(shown)
            for each in token:
                self.front.step(each, package, 100 * done // max(total, 1))

        built = await self.preparer.prepare(folder, missing, self.settings, progress)
        for each in token:
            self.front.end(each)
        if built and not self._closed:
            await self.ask(lambda engine: engine.adopt_facts(), CHANGED)
            for document in list(self.documents.values()):
                self.analyse(document.path, RELATED)

    def _publish(self, path: str, outcome: Outcome) -> None:
        report = outcome.report
        if report is None or outcome.key is None:
            document = self.documents.get(path)
            if document is not None:
                self.files.pop(path, None)
                self.front.publish(document.uri, None, document.version)
            return
        self._partial, self._unsupported = bool(report.partial), False
        for note in outcome.notes:
            self.front.trouble(note)
        self.last_stats = report.stats
        self.stats[outcome.key] = report.stats
        for name in [n for n, s in self.files.items() if s.key == outcome.key and n not in report.files]:
            self.forget(name, to_uri(name))
        new = [name for name, file in report.files.items() if name in self.documents or not self._known(name, file)]
        new = [name for name in new if self._take(name, report.files[name], outcome)]
        for name in sorted((name for name in new if name in self.documents), key=lambda name: name != path):
            self.front.publish(self.documents[name].uri, self.files[name], self.documents[name].version)
        self._untold.add(name for name in new if name not in self.documents)
        self._log(report, outcome.about)
        self.front.refresh()
        self._anticipate(outcome.key)

    def _anticipate(self, key: str) -> None:
        """Get ready for the next edit of a package, if nobody wants anything."""

        def job(cancel: Cancel) -> None:
            try:
                if self._engine is not None:
                    self._engine.anticipate(key, cancel)
            except Exception:
                log.exception("what the next edit of %s needs could not be made", key)

        self.worker.submit(job, LATER, f"the next edit of {key}")

    def _tell_closed(self, path: str) -> None:
        state = self.files.get(path)
        if state is not None and path not in self.documents:
            self.front.publish(to_uri(path), state, None)

    def _log(self, report: PackageReport, about: str) -> None:
        """A line per run, with why its answer is partial; before it, where it comes from, if that is new."""
        if about != self._about:
            self.front.say(about)
            self._about = about
        stats = report.stats
        run = f"{stats.analysed} of {stats.functions} functions analysed in {stats.seconds:.3f} s"
        self.front.say("; ".join([f"{report.import_path}: {run}", *(f"partial: {why}" for why in report.partial)]))

    def _take(self, name: str, file: FileReport, outcome: Outcome) -> bool:
        """Make this what is known of the file, if it still is; whether it is to be published."""
        document, seen = self.documents.get(name), outcome.seen.get(name)
        if document is not None:
            if seen is None or seen[0] != document.version or seen[1] is not document.text:
                self.later(name, TYPING_PAUSE)
                return False
            text, version = document.text, document.version
        else:
            # One that was closed meanwhile: `close` has asked for what is on disk, if that differs.
            if seen is not None or not self.in_workspace(name):
                return False
            text, version = outcome.disk.get(name) or Text(b""), None
        self._serial += 1
        state = FileState(name, outcome.key or "", text, version, file, self._serial)
        previous = self.files.get(name)
        if previous is not None:
            state.told = previous.told
        self.files[name] = state
        return document is not None or state.says_something or (previous is not None and previous.says_something)

    def _known(self, name: str, file: FileReport) -> bool:
        """Whether this very report on a file that is not open was published; the engine keeps what did not change."""
        state = self.files.get(name)
        return state is not None and state.report is file and state.version is None

    def _finished(self, name: str, task: asyncio.Future[None]) -> None:
        if self._running.get(name) is task:
            del self._running[name]
        self._settle()

    def _settle(self) -> None:
        """Say so once there is nothing more to come."""
        if not (self._running or self._untold.busy or self._closed):
            self._tell()

    def _tell(self) -> None:
        if self._running:
            self.front.status("analysing", self.count())
        else:
            state = "unsupported" if self._unsupported else "partial" if self._partial else "idle"
            self.front.status(state, self.count())


def _package(path: str) -> str:
    """The name under which the analysis of the file's package is queued."""
    return os.path.dirname(path)
