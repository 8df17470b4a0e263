"""Functions that the back end replaces by instructions: calls of them cost nothing extra and are never inlined.

What: for each architecture the intrinsics of a default build (GOAMD64=v1 and the like; packages of GOEXPERIMENT=simd
are left out), as rows of package, architectures, functions.

Counterpart: `ssagen/intrinsics.go`, through the table in intrinsics_test.go that pins it.
"""

from __future__ import annotations

from functools import cache

Rows = tuple[tuple[str, str, str], ...]

ALWAYS: Rows = (
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        "And And8 Cas CasRel Casint32 Casp1 Casuintptr Load Load8 LoadAcq LoadAcquintptr Loadint32 Loadp "
        "Loaduint Loaduintptr Or Or8 Store Store8 StoreRel StoreReluintptr Storeint32 Storeuintptr Xadd "
        "Xaddint32 Xadduintptr Xchg Xchgint32 Xchguintptr",
    ),
    ("internal/runtime/atomic", "amd64 arm64 loong64", "And32 And64 Or32 Or64"),
    ("internal/runtime/atomic", "arm64 loong64", "Anduintptr Oruintptr"),
    (
        "internal/runtime/atomic",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "Cas64 Casint64 Load64 LoadAcq64 Loadint64 Store64 StoreRel64 Storeint64 Xadd64 Xaddint64 Xchg64 Xchgint64",
    ),
    ("internal/runtime/atomic", "amd64 arm64 loong64 mips mips64 mips64le mipsle riscv64 s390x", "StorepNoWB"),
    ("internal/runtime/atomic", "amd64 arm64 loong64 ppc64 ppc64le", "Xchg8"),
    (
        "internal/runtime/maps",
        "amd64",
        "bitsetFirst bitsetLowestSet bitsetRemoveBelow bitsetShiftOutLowest ctrlGroupMatchEmpty "
        "ctrlGroupMatchEmptyOrDeleted ctrlGroupMatchFull ctrlGroupMatchH2",
    ),
    ("internal/runtime/math", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x", "Add64"),
    ("internal/runtime/math", "386 amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64", "MulUintptr"),
    ("internal/runtime/sys", "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x", "Bswap32 Bswap64"),
    (
        "internal/runtime/sys",
        "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm",
        "GetCallerPC GetCallerSP GetClosurePtr",
    ),
    ("internal/runtime/sys", "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm", "Len64 Len8"),
    ("internal/runtime/sys", "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm", "OnesCount64"),
    ("internal/runtime/sys", "amd64 arm64 loong64 ppc64 ppc64le", "Prefetch PrefetchStreamed"),
    (
        "internal/runtime/sys",
        "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "TrailingZeros32 TrailingZeros64 TrailingZeros8",
    ),
    ("math", "arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 wasm", "Abs"),
    ("math", "amd64 arm64 loong64 ppc64 ppc64le s390x wasm", "Ceil Floor Trunc"),
    ("math", "loong64 ppc64 ppc64le riscv64 wasm", "Copysign"),
    ("math", "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x", "FMA"),
    ("math", "arm64 ppc64 ppc64le s390x", "Round"),
    ("math", "amd64 arm64 loong64 s390x wasm", "RoundToEven"),
    ("math", "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm", "sqrt"),
    ("math/big", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm", "mulWW"),
    ("math/bits", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x", "Add Add64 Sub Sub64"),
    ("math/bits", "amd64", "Div Div64"),
    ("math/bits", "amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm", "Len Len16 Len32 Len64 Len8"),
    ("math/bits", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x wasm", "Mul"),
    ("math/bits", "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm", "Mul64"),
    (
        "math/bits",
        "amd64 arm64 loong64 ppc64 ppc64le riscv64 s390x wasm",
        "OnesCount OnesCount16 OnesCount32 OnesCount64 RotateLeft RotateLeft64",
    ),
    ("math/bits", "ppc64 ppc64le riscv64 s390x wasm", "OnesCount8"),
    ("math/bits", "arm64 loong64", "Reverse Reverse16 Reverse32 Reverse64 Reverse8"),
    ("math/bits", "loong64 ppc64 ppc64le riscv64", "ReverseBytes16"),
    ("math/bits", "386 amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x", "ReverseBytes32 ReverseBytes64"),
    ("math/bits", "amd64 riscv64", "RotateLeft16 RotateLeft8"),
    ("math/bits", "amd64 arm arm64 loong64 ppc64 ppc64le riscv64 s390x wasm", "RotateLeft32"),
    (
        "math/bits",
        "386 amd64 arm arm64 loong64 mips mipsle ppc64 ppc64le riscv64 s390x wasm",
        "TrailingZeros16 TrailingZeros32 TrailingZeros64 TrailingZeros8",
    ),
    (
        "runtime",
        "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm",
        "KeepAlive slicebytetostringtmp",
    ),
    ("runtime", "arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64", "publicationBarrier"),
    (
        "sync/atomic",
        "amd64 arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x",
        "AddInt32 AddUint32 AddUintptr CompareAndSwapInt32 CompareAndSwapUint32 CompareAndSwapUintptr "
        "LoadInt32 LoadPointer LoadUint32 LoadUintptr StoreInt32 StoreUint32 StoreUintptr SwapInt32 "
        "SwapUint32 SwapUintptr",
    ),
    (
        "sync/atomic",
        "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x",
        "AddInt64 AddUint64 CompareAndSwapInt64 CompareAndSwapUint64 LoadInt64 LoadUint64 StoreInt64 "
        "StoreUint64 SwapInt64 SwapUint64",
    ),
    (
        "sync/atomic",
        "amd64 arm64 loong64",
        "AndInt32 AndInt64 AndUint32 AndUint64 AndUintptr OrInt32 OrInt64 OrUint32 OrUint64 OrUintptr",
    ),
)

BEFORE_1_27: Rows = (
    ("internal/runtime/math", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x", "Mul64"),
    ("sync", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64", "runtime_LoadAcquintptr"),
    ("sync", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64", "runtime_StoreReluintptr"),
)
SINCE_1_26: Rows = (
    ("crypto/internal/constanttime", "amd64 arm64 loong64 ppc64 ppc64le riscv64 wasm", "Select"),
    (
        "crypto/internal/constanttime",
        "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm",
        "boolToUint8",
    ),
    ("runtime", "arm64", "memequal"),
)


@cache
def by_package(rows: Rows, goarch: str) -> dict[str, frozenset[str]]:
    """Names of intrinsic functions by package path."""
    table: dict[str, set[str]] = {}
    for path, archs, names in rows:
        if goarch in archs.split():
            table.setdefault(path, set()).update(names.split())
    if "runtime" in table:
        table["go.runtime"] = table["runtime"]  # the compiler's own declarations of runtime functions
    return {path: frozenset(names) for path, names in table.items()}
