"""Compare package loading with `go list`: files, imports and where they lead, modules, language versions.

Use: `python tests/oracle/compare_packages.py [--goos OS] [--goarch ARCH] [--cgo] [--deps] [--dir DIR] PATTERN...`;
without patterns, `std` and `cmd` for three systems.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from escapelens.packages.config import BuildConfig
from escapelens.packages.load import Loader
from escapelens.packages.package import PackageFiles

FIELDS = (
    "ImportPath,Dir,Name,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,IgnoredGoFiles,Imports,ImportMap,Module,SFiles,"
    "Standard,Error"
)


def go_list(args: argparse.Namespace, env: dict[str, str]) -> dict[str, Any]:
    command = ["go", "list", "-e", f"-json={FIELDS}", *(["-deps"] if args.deps else []), *args.patterns]
    text = subprocess.run(command, capture_output=True, text=True, cwd=args.dir, env=env, check=True).stdout
    decoder = json.JSONDecoder()
    found: dict[str, Any] = {}
    at = 0
    while at < len(text):
        entry, at = decoder.raw_decode(text, at)
        # packages rebuilt for a profile are listed apart; they have the same files
        if " [" not in entry["ImportPath"]:
            found[entry["ImportPath"]] = entry
        while at < len(text) and text[at].isspace():
            at += 1
    return found


def load(loader: Loader, args: argparse.Namespace) -> dict[str, PackageFiles]:
    packages, errors = loader.expand(args.patterns, args.dir)
    for error in errors:
        print(f"{error.what}: {error.message}")
    found = {p.import_path: p for p in packages}
    queue = list(packages) if args.deps else []
    while queue:
        pkg = queue.pop()
        for path in pkg.imports():
            target, message = loader.resolve(path, pkg)
            if target is None:
                if path != "C":
                    print(f"{pkg.import_path}: {path}: {message}")
            elif target.import_path not in found:
                found[target.import_path] = target
                queue.append(target)
    return found


def differences(want: dict[str, Any], got: PackageFiles) -> list[str]:
    imports = sorted({i.partition(" ")[0] for i in want.get("Imports", [])})
    # the go command adds what the code generated for cgo imports
    generated = {"runtime/cgo", "syscall", "unsafe"} if got.cgo_files else set()
    pairs: dict[str, tuple[object, object]] = {
        "dir": (want.get("Dir", ""), got.dir),
        "name": (want.get("Name", ""), got.name),
        "go files": (want.get("GoFiles", []), got.go_files),
        "cgo files": (want.get("CgoFiles", []), got.cgo_files),
        "tests": (want.get("TestGoFiles", []), got.test_go_files),
        "external tests": (want.get("XTestGoFiles", []), got.xtest_go_files),
        "ignored": (want.get("IgnoredGoFiles", []), got.ignored_files),
        "assembly": ([] if got.cgo_files else want.get("SFiles", []), got.s_files),
        "standard": (want.get("Standard", False), got.standard),
        "imports": ([i for i in imports if i not in generated], sorted(set(got.imports_of().values()) - generated)),
    }
    module = want.get("Module")
    if module and not got.standard:
        mine = got.module
        version = module.get("Replace", module).get("GoVersion", "")
        pairs["module"] = ((module["Path"], module.get("Version", "")), (mine.path, mine.version) if mine else None)
        pairs["go"] = (version, mine.go if mine else None)
    return [f"{what}: want {a}, got {b}" for what, (a, b) in pairs.items() if a != b]


def compare(args: argparse.Namespace) -> int:
    env = {**os.environ, "GOOS": args.goos, "GOARCH": args.goarch, "CGO_ENABLED": "1" if args.cgo else "0"}

    def setting(name: str) -> str:
        return subprocess.run(["go", "env", name], capture_output=True, text=True, env=env, check=True).stdout.strip()

    config = BuildConfig(
        args.goos, args.goarch, cgo=args.cgo, goroot=setting("GOROOT"), gomodcache=setting("GOMODCACHE")
    )
    want, got = go_list(args, env), load(Loader(config), args)
    bad = 0
    for path in sorted(want.keys() | got.keys()):
        if path not in got or path not in want:
            lines = ["missing" if path not in got else "extra"]
        else:
            lines = differences(want[path], got[path])
        bad += bool(lines)
        for line in lines:
            print(f"{path}: {line}")
    print(f"{args.goos}/{args.goarch} cgo={args.cgo} {' '.join(args.patterns)}: {len(want)} packages, {bad} different")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--goos", default="linux")
    parser.add_argument("--goarch", default="amd64")
    parser.add_argument("--cgo", action="store_true")
    parser.add_argument("--deps", action="store_true")
    parser.add_argument("--dir", default=os.getcwd())
    parser.add_argument("patterns", nargs="*")
    args = parser.parse_args()
    args.dir = os.path.abspath(args.dir)
    if args.patterns:
        return 1 if compare(args) else 0
    bad = 0
    for goos, goarch in (("linux", "amd64"), ("windows", "amd64"), ("darwin", "arm64")):
        for pattern in ("std", "cmd"):
            args.goos, args.goarch, args.patterns = goos, goarch, [pattern]
            bad += compare(args)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
