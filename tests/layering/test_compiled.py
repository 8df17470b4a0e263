"""Functions made of text: each is what its text with the names in it would be."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from escapelens.compiled import compiled

_INIT = "def made(self, _0, _1):\n self._0 = _0\n self._1 = make() if _1 is None else _1"


def test_names_stand_for_parameters_attributes_and_texts() -> None:
    init = compiled(_INIT, ["left", "right"], {"make": list}, defaults=(None,))
    it = SimpleNamespace()
    init(it, 1)
    assert (it.left, it.right) == (1, [])
    init(it, right=2, left=3)
    assert (it.left, it.right) == (3, 2)
    with pytest.raises(TypeError, match="left"):
        init(it)
    inside = compiled("def inside(_0):\n return [lambda: (_0, x._1) for x in [_0]]", ["a", "b"])
    [each] = inside(a=SimpleNamespace(b=3))
    assert each()[1] == 3
    shown = compiled("def shown(n):\n return [(x, n._0, '_0', '_1') for x in n._1]", ["a", "b"])
    assert shown(SimpleNamespace(a=1, b=[2])) == [(2, 1, "a", "b")]


def test_one_text_makes_functions_that_know_nothing_of_each_other() -> None:
    one = compiled(_INIT, ["a", "b"], {"make": list}, defaults=(None,))
    other = compiled(_INIT, ["c", "d"], {"make": dict}, defaults=(None,))
    it = SimpleNamespace()
    one(it, 1)
    other(it, 2)
    assert vars(it) == {"a": 1, "b": [], "c": 2, "d": {}}
