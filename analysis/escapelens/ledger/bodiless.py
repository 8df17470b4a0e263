"""Functions without a body in Go: assembly, and what package runtime provides under another package's name.

What: assembly that neither calls nor jumps to anything but assembly of the same package can't allocate, for the heap is
reached by calls alone. What the run time provides is in a table, by what its implementation does: it allocates an
object, or it does not on any path. Of everything else nothing is known.

As in the rest of the ledger, what the run time pools (what a goroutine waits with, itself when it ends) is not counted.

Names of package runtime itself are those that the compiler calls.

Property: "does not allocate" is said of what was read, never of what looks like it.
"""

from __future__ import annotations

from collections.abc import Callable

from escapelens.ir.nodes import Func
from escapelens.packages.assembly import SymABIs

_FREE = """
crypto/internal/fips140 getIndicator setIndicator
crypto/subtle setDITEnabled setDITDisabled
hash/maphash runtime_rand runtime_memhash
internal/bytealg abigen_runtime_cmpstring abigen_runtime_memequal abigen_runtime_memequal_varlen
internal/bytealg countGeneric countGenericString
internal/poll runtime_Semacquire runtime_Semrelease runtimeNano runtime_pollReset runtime_pollWait
internal/poll runtime_pollWaitCanceled runtime_pollUnblock runtime_isPollServerDescriptor
internal/reflectlite resolveNameOff resolveTypeOff chanlen maplen ifaceE2I typedmemmove
internal/runtime/maps fatal bootstrapRand rand typedmemmove typedmemclr
internal/sync runtime_rand runtime_SemacquireMutex runtime_Semrelease runtime_canSpin runtime_doSpin runtime_nanotime
internal/sync throw fatal
internal/synctest IsInBubble
math/rand runtime_rand
math/rand/v2 runtime_rand
net runtime_rand
os runtime_rand
runtime panicrangestate panicwrap KeepAlive
reflect resolveNameOff resolveTypeOff resolveTextOff chancap chanlen chanclose chanrecv chansend0 mapaccess
reflect mapaccess_faststr mapdelete mapdelete_faststr maplen mapclear ifaceE2I memmove typedmemmove typedmemclr
reflect typedmemclrpartial typedslicecopy typedarrayclear typehash verifyNotInHeapPtr unsafeslice
sync runtime_randn runtime_procPin runtime_procUnpin runtime_Semacquire runtime_SemacquireWaitGroup
sync runtime_SemacquireRWMutexR runtime_SemacquireRWMutex runtime_Semrelease runtime_notifyListAdd
sync runtime_notifyListWait runtime_notifyListNotifyAll runtime_notifyListNotifyOne runtime_notifyListCheck throw fatal
sync/atomic SwapPointer CompareAndSwapPointer LoadPointer StorePointer runtime_procPin runtime_procUnpin
syscall Getpagesize Exit runtime_entersyscall runtime_exitsyscall hasWaitingReaders
time now runtimeNow runtimeNano runtimeIsBubbled stopTimer
unique runtime_rand
"""
_ALLOCATES = """
internal/bytealg MakeNoZero
internal/reflectlite unsafe_New
internal/runtime/maps newarray newobject
iter newcoro
maps clone
reflect unsafe_New unsafe_NewArray makechan makemap mapassign0 mapassign_faststr0 growslice
time newTimer
"""
_INSTRUCTIONS = "internal/runtime/atomic."  # assembly throughout, which calls only itself


def _names(table: str) -> frozenset[str]:
    lines = (line.split() for line in table.strip().splitlines())
    return frozenset(f"{package}.{name}" for package, *names in lines for name in names)


FREE, ALLOCATES = _names(_FREE), _names(_ALLOCATES)


class Bodiless:
    """Answers for one package. assembly: reads what its assembly files define and call."""

    def __init__(self, path: str, assembly: Callable[[], SymABIs]) -> None:
        self._path = path
        self._read = assembly
        self._assembly: SymABIs | None = None

    def allocates(self, fn: Func) -> bool | None:
        """Whether the function allocates; None if nobody knows."""
        name = f"{self._path}.{fn.sym}"
        if name in FREE or name in ALLOCATES:
            return name in ALLOCATES
        if self._assembly is None:
            self._assembly = self._read()
        return False if self._ends_here(name, set()) else None

    def _ends_here(self, name: str, seen: set[str]) -> bool:
        """Does all that the symbol calls end in assembly of this package, or in what the table knows?"""
        if name in seen or name in FREE or name.startswith(_INSTRUCTIONS):
            return True
        seen.add(name)
        assert self._assembly is not None
        called = self._assembly.calls.get(name)
        return called is not None and all(self._ends_here(to, seen) for to in called)
