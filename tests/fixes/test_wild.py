"""`make fixes` on a small module: what is right is found right, and everything that is wrong is seen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fixes.test_fixes import DATA
from fixes.wild import __main__ as command
from fixes.wild import store, table
from fixes.wild.corpora import Place, places
from fixes.wild.offers import Offer, offers
from fixes.wild.oracle import Verdict, apart, verdicts


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(store, "FOLDER", tmp_path / "kept")
    module = tmp_path / "module"
    shutil.copytree(DATA / "wild", module)
    (module / "go.mod").write_text("module example.com/wild\n\ngo 1.27\n")
    (found,) = places(str(module))
    return found


def test_a_good_offer(place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.main(["--corpus", place.corpus, "--verbose", "--jobs", "1"]) == 0
    assert "| preallocate | 1 | 1 | 1 | 1 | 1 | 1 of 1 | 1 of 1 |" in capsys.readouterr().out
    monkeypatch.setattr("fixes.wild.oracle.laid_over", None)
    (offer,) = offers(place)
    assert verdict(place, offer).wrong(offer) == {}  # as it was kept
    assert command.main(["--corpus", place.corpus, "--jobs", "1", "--minutes", "1e-9"]) == 0  # it takes no time


def test_what_is_wrong_is_seen(place: Place) -> None:
    (offer,) = offers(place)
    bad = edited(place, offer, ("[]int{}\n", "make( []int, 1, 1+len(xs) )\n"), ('"%d', '"%s'))
    said = verdict(place, bad).wrong(bad)
    assert said.keys() == {"vet", "gofmt", "tests", "claimed"}, said
    assert "%s" in said["vet"] and "wild.go" in said["gofmt"] and "[0 2 4]" in said["tests"]
    worse = edited(place, offer, ("2*x", "undefined"))
    assert verdict(place, worse).wrong(worse).keys() == {"compiles"}


def test_lines_must_change_as_said(place: Place) -> None:
    (offer,) = offers(place)
    said = verdict(place, offer)
    assert (offer.gone, offer.new) == (("[]int{} escapes to heap",), ("make([]int, 0, len(xs)) escapes to heap",))
    assert said.claimed(offer) == ""
    assert said.claimed(replace(offer, gone=())) and said.claimed(replace(offer, new=()))


def test_the_table_is_written_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- fixes:begin -->\nold\n<!-- fixes:end -->\nafter\n")
    table.write("new\n", [page])
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text and "\nnew\n" in text


def test_one_bad_offer_among_good_ones(place: Place) -> None:
    """Vet and the tests are asked of all at once; what they say is put down to the offer that it is due to."""
    (good,) = offers(place)
    bad = edited(place, good, ('"%d', '"%s'))
    assert apart([good, bad, good]) == [[good, bad], [good]]
    said = verdicts(place, [good, bad])
    assert said[0].wrong(good) == {} and said[1].wrong(bad).keys() >= {"vet"}


def verdict(place: Place, offer: Offer) -> Verdict:
    return verdicts(place, [offer])[0]


def edited(place: Place, offer: Offer, *changes: tuple[str, str]) -> Offer:
    """The offer with other edits: each text replaced once."""
    text = (place.dir / "wild.go").read_text()
    edits = tuple(("wild.go", text.index(old), text.index(old) + len(old), new) for old, new in changes)
    return replace(offer, edits=edits)
