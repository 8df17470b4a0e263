"""Findings of small packages, for tests of what readers of findings found."""

from __future__ import annotations

from pathlib import Path

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine
from escapelens.findings.model import Finding

HEAD = """package p

import (
	"example.com/p/other"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"io"
	"iter"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"
)

type leaf struct{ k, v int }
type trie struct{ leaves map[int]*leaf }
type pod struct{ ids []int }
type text struct{ b []byte }
type inner struct{ n int }
type outer struct{ inner }
type conf struct{ report func(int) }
type box struct {
	l *leaf
	n int
}

func (t *inner) set() { t.n = 1 }

func (t *text) Reset() { t.b = nil }

func (t *text) String() string { return string(t.b) }

var sink any

"""


PICK = """func pick(xs []int) *leaf {
	for _, x := range xs {
		if x > 3 {
			return &leaf{x, x}
		}
	}
	return nil
}

"""


def all_of(folder: Path, body: str, language: str = "1.27", head: str = "") -> list[Finding]:
    """Findings in a package with this body, and head before all; imports that it does not use are left out."""
    used = "".join(line for line in HEAD.splitlines(True) if not _unused(line, body))
    (folder / "go.mod").write_text(f"module example.com/p\n\ngo {language}\n", encoding="utf-8")
    (folder / "p.go").write_text(head + used + body, encoding="utf-8")
    report = Engine(cache_dir=cache_dir()).analyze(str(folder))
    assert not report.partial
    return [f for file in report.files.values() for f in file.findings]


def found(folder: Path, body: str) -> list[Finding]:
    """Those in the function f."""
    return [f for f in all_of(folder, body) if f.function in ("f", "init.func1")]


def _unused(line: str, body: str) -> bool:
    name = line.strip().strip('"').rpartition("/")[2]
    return line.startswith('\t"') and f"{name}." not in body


def of(folder: Path, body: str, code: str) -> Finding:
    return next(f for f in found(folder, body) if f.code == code)
