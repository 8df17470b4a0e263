"""Who gets the address of a field might come to the variable that it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from fixes.test_fixes import offered

SOURCE = """package p

type batch struct {
	id   int
	keys [8]int
}

//go:noinline
func send(b batch, rare bool) int {
	if !rare {
		return b.id
	}
	return keep(&b.keys)
}

var kept *[8]int

//go:noinline
func keep(keys *[8]int) int { kept = keys; return back(keys) }

func back(keys *[8]int) int { return keys[0] }
"""
UNSAFE = """return (*batch)(unsafe.Add(unsafe.Pointer(keys), -int(unsafe.Offsetof(batch{}.keys)))).id"""


@pytest.mark.parametrize(("unsafe", "title"), [(False, "b.keys"), (True, "b")])
def test_a_field_is_copied_alone_only_where_nobody_asks_what_is_around_it(
    tmp_path: Path, unsafe: bool, title: str
) -> None:
    text = SOURCE.replace("return keys[0]", UNSAFE).replace("package p", 'package p\n\nimport "unsafe"')
    (tmp_path / "go.mod").write_text("module example.com/whole\n\ngo 1.27\n", encoding="utf-8")
    (tmp_path / "p.go").write_text(text if unsafe else SOURCE, encoding="utf-8")
    found = [fix.title for fix in offered(Engine(cache_dir=cache_dir()), tmp_path) if fix.kind == "copy_late"]
    assert found == [f"Copy {title} where it is needed"]
