"""What rests on a declaration in error is said to be partial, and nothing there is said not to escape."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine, Options

SOUND = """package p

type T struct {
	a int
	b *int
}

type holder struct{ inner T }

const size = 4

var table = [size]int{1, 2}

func fill(t *T) int { return t.a }

func held(h *holder) int { return h.inner.a }

func sum(in *[size]int) int { return in[0] }

func entry(i *int) int { return table[*i&1] }

func apart(n *int) int { return *n }
"""


def stays(text: str, tmp_path: Path) -> set[str]:
    """Functions of which something is said not to escape."""
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(text)
    report = Engine(Options(strict=True)).analyze(str(tmp_path))
    answers = report.files[str(tmp_path / "p.go")].answers
    return {answer.function for answer in answers if answer.text.endswith("does not escape")}


@pytest.mark.parametrize(
    ("old", "new", "rest"),
    [
        ("\tb *int\n", "\tb *int]\n", {"fill", "held"}),
        ("\tb *int\n", "\tb missing\n", {"fill", "held"}),
        ("const size = 4", "const size = = 4", {"sum", "entry"}),
        ("var table = [size]int{1, 2}", "var table = [size]int{1, 2", {"entry"}),
    ],
)
def test_of_users_of_what_is_in_error_nothing_is_said_not_to_escape(
    old: str, new: str, rest: set[str], tmp_path: Path
) -> None:
    assert SOUND.count(old) == 1
    everything = {"fill", "held", "sum", "entry", "apart"}
    assert stays(SOUND, tmp_path) == everything
    assert stays(SOUND.replace(old, new), tmp_path) == everything - rest
