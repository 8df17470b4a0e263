"""Settings from an editor: any shape is taken, nothing raises, what is wrong is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escapelens.common.settings import Settings, parse


def test_shapes() -> None:
    for raw in (
        {"run": "onType", "severity": {"boxed": "off"}},
        {"escapelens": {"run": "onType", "severity": {"boxed": "off"}}},
        {"escapelens.run": "onType", "escapelens.severity.boxed": "off"},
    ):
        settings, complaints = parse(raw)
        assert (settings.run, settings.severity, complaints) == ("onType", {"boxed": "off"}, [])


def test_wrong_values_keep_the_default() -> None:
    settings, complaints = parse({"run": "always", "tests": "yes", "goos": "darwin", "server": {"path": "x"}})
    assert settings == Settings(goos="darwin")
    assert len(complaints) == 2 and complaints[0].startswith("escapelens.run")


def test_go_version_and_tags() -> None:
    settings, _ = parse({"goVersion": "go1.26", "buildTags": "a,b c"})
    assert (settings.go_version, settings.build_tags) == ("1.26", ("a", "b", "c"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["run", "severity", "tests", "escapelens", "severity.boxed", "boxed"]), inner)
    ),
    max_leaves=10,
)


@given(JSON)
def test_nothing_raises(raw: object) -> None:
    parse(raw)
