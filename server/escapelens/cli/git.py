"""What a revision of a git repository holds, read without running anything of the repository.

What: commands that look things up, `rev-parse`, `rev-list`, `merge-base`, `ls-tree`, `cat-file --batch`, and
`ls-files`, which tells what git would track. None of them runs a hook, a filter, a text converter, a pager, an alias
or an external diff. What the repository's own configuration could make them run is switched off: the monitor of the
file system, and fetching what a partial clone left out, for which every transport is forbidden.
Property: nothing is written, and no program but git is started, whatever the folder holds (tests/cli/test_against.py).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator

from escapelens.cli.options import Trouble, root_of
from escapelens.cli.programs import program
from escapelens.record import dataclass

_FLAGS = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class Revision:
    """root: of the working tree; commit: the name of the object; files: path -> name of the blob, regular files."""

    root: str
    commit: str
    files: dict[str, str]


def revision(folder: str, name: str) -> Revision:
    """What `name` means at the folder; `name...` is where HEAD left it. Raises Trouble."""
    root = root_of(folder)
    if root is None:
        raise Trouble(f"--diff {name}: {folder} is in no git repository")
    if name == "HEAD" and _unborn(root):
        return Revision(root, "", {})
    if name.endswith("..."):
        base = _run(root, "merge-base", "--end-of-options", _commit(root, name[:-3]), _commit(root, "HEAD"))
        commit = base.decode().strip()
    else:
        commit = _commit(root, name)
    files = {}
    for entry in _run(root, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, path = entry.partition(b"\t")
        if head.startswith(b"100"):  # neither links nor submodules
            files[os.path.join(root, os.fsdecode(path))] = head.split()[2].decode()
    return Revision(root, commit, files)


def texts_before(root: str, path: str, seconds: int) -> Iterator[bytes]:
    """What a file held in the last commit before a time (seconds since 1970), and in the newest. Raises Trouble."""
    name = os.path.relpath(path, root).replace(os.sep, "/")
    before = _run(root, "rev-list", "--max-count=1", f"--before={seconds}", "HEAD").decode().strip()
    for commit in dict.fromkeys((before, _commit(root, "HEAD"))):
        entry = _run(root, "ls-tree", "-z", "--full-tree", commit, "--", name) if commit else b""
        if entry.startswith(b"100"):
            yield from (text for _, text in blobs(root, [entry.split()[2].decode()]))


def tracked(root: str) -> list[str]:
    """Paths of the working tree that are tracked, or are neither tracked nor ignored."""
    listed = _run(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    return [os.path.join(root, os.fsdecode(path)) for path in dict.fromkeys(listed) if path]


def blobs(root: str, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The contents of blobs, in order."""
    wanted = list(names)
    if not wanted:
        return
    data = _run(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
    at = 0
    for name in wanted:
        end = data.index(b"\n", at)
        kind, _, size = data[at:end].partition(b" ")[2].partition(b" ")
        if kind != b"blob":
            raise Trouble(f"{root}: git does not have {name} here")
        yield name, data[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def blob_name(data: bytes, like: str) -> str:
    """The name that a blob with these contents has, by the same hash as another name."""
    h = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    h.update(b"blob %d\0" % len(data) + data)
    return h.hexdigest()


def _commit(root: str, name: str) -> str:
    return _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()


def _unborn(root: str) -> bool:
    """Whether there is no commit yet."""
    return not _run(root, "rev-list", "--max-count=1", "--all").strip() and not _has(root, "HEAD")


def _has(root: str, name: str) -> bool:
    try:
        return bool(_commit(root, name))
    except Trouble:
        return False


def _run(root: str, *arguments: str, given: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_TRACE")}
    run = subprocess.run(
        [program("git", root, "--diff"), *_FLAGS, "-C", root, *arguments],
        input=given,
        capture_output=True,
        env={**environment, **_ENVIRONMENT},
        check=False,
    )
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        what = next((a for a in arguments if a.endswith("^{commit}")), "").removesuffix("^{commit}")
        raise Trouble(f"git: {said[0] if said else f'{what} is no revision here'}")
    return run.stdout
