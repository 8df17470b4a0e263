"""Advice names the remedy, in the words of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine

SOURCE = """package p

import (
	"context"
	"reflect"
	"time"
)

type key string

var tenant = key("tenant")

func with(ctx context.Context, v any) context.Context { return context.WithValue(ctx, tenant, v) }

func value(ctx context.Context) any { return ctx.Value(tenant) }

func dynamic(ctx context.Context, id int) any { return ctx.Value(id) }

func set(dst reflect.Value, t time.Time) { dst.Set(reflect.ValueOf(t)) }

func (k key) line(rest string) []byte {
	var out []byte
	out = append(out, k...)
	return append(out, rest...)
}

func onto(out []byte, rest string) []byte { return append(out, rest...) }
"""

TENANT = "A key without bytes needs no allocation: `type tenant struct{}`, and `tenant{}` where it is used."


@pytest.mark.parametrize(
    ("function", "begins"),
    [
        ("with", TENANT),
        ("value", TENANT),
        ("dynamic", "A key that is only known at run time"),
        (
            "key.line",
            "If callers can reuse a slice, let them pass one to append to, in place of out.",
        ),
        ("onto", "Callers pass out: where they give it room, it does not grow."),
        ("set", "Where it can be addressed, write through the address"),
    ],
)
def test_the_remedy_is_named(tmp_path: Path, function: str, begins: str) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n", encoding="utf-8")
    (tmp_path / "p.go").write_text(SOURCE, encoding="utf-8")
    report = Engine(cache_dir=cache_dir()).analyze(str(tmp_path))
    found = [f for file in report.files.values() for f in file.findings if f.code in ("boxed", "append-growth")]
    (advice,) = {f.advice for f in found if f.function == function}
    assert advice.startswith(begins)
    assert function != "set" or "dst.Addr().Interface().(*time.Time); ok { *p = t }" in advice
