"""What the session asks of the connection, and the values that pass between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from escapelens.findings.model import FileReport
from escapelens.lsp.positions import Text
from escapelens.lsp.told import Told


@dataclass(slots=True, eq=False)
class FileState:
    """What is known of a file: the text that was analysed, its version (None: from disk), and the report on it.

    told: what was last pushed of the file."""

    path: str
    key: str
    text: Text
    version: int | None
    report: FileReport
    serial: int
    told: Told = field(default_factory=Told)
    _shown: int | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.report.findings or self.report.problems or self.report.notices)

    def shown(self) -> int:
        """Findings that are shown; counted once."""
        if self._shown is None:
            self._shown = len(self.report.numbers_shown)
        return self._shown


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands in the text beside the diagnostics."""

    hints: bool = False
    lenses: bool = False


class Front:
    """What the session asks of the connection. The server implements it; tests may use this one, which does nothing."""

    def publish(self, uri: str, state: FileState | None, version: int | None) -> None: ...
    def status(self, state: str, findings: int) -> None: ...
    def refresh(self) -> None: ...
    def trouble(self, message: str) -> None: ...
    def say(self, message: str) -> None: ...
    def begin(self, title: str) -> object | None: ...
    def step(self, token: object, message: str, percentage: int) -> None: ...
    def end(self, token: object) -> None: ...
