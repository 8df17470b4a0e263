"""Facts to a package that can be imported: names at once, everything else when somebody looks at it."""

from __future__ import annotations

import os.path
from sys import intern

from escapelens.check.checker import check_package
from escapelens.check.config import Config, Importer
from escapelens.facts.known import Whole
from escapelens.facts.model import FileFacts, PackageFacts
from escapelens.model.objects import Package
from escapelens.source import CHUNKS, Layout, Placement
from escapelens.syntax.file import DeclHeader, SyntaxFile, TopDecl
from escapelens.syntax.nodes import STRING_LIT, BasicLit, ImportDecl, Name


def load_package(facts: PackageFacts, folder: str, config: Config, importer: Importer, layout: Layout) -> Package:
    """The package that facts describe, whose sources lie in folder. importer gets import paths as written; positions
    are entered into layout."""
    files = [_file(facts, folder, f, layout) for f in facts.files]
    pkg = check_package(facts.path, files, config, importer)
    pkg.name = facts.name
    pkg.facts = Whole(facts)
    return pkg


def _file(facts: PackageFacts, folder: str, file: FileFacts, layout: Layout) -> SyntaxFile:
    """It is laid out once for all, and knows no places itself."""
    path = os.path.join(folder, file.name)
    made = SyntaxFile(path, b"", go_version=file.go_version)
    made.package_name = Name(0, facts.name)
    for local, imported in file.imports:
        name = Name(0, local) if local else None
        made.imports.append(ImportDecl(0, 0, 0, name, BasicLit(0, 0, 0, f'"{imported}"', STRING_LIT)))
    for d in file.decls:
        header = DeclHeader(intern(d.kind), tuple(d.names), intern(d.recv), d.ptr_recv, d.generic, has_body=True)
        chunk = CHUNKS.add(d.text)
        made.decls.append(TopDecl(chunk, tuple(d.pragma), header, None, None))
        layout.place(chunk, Placement(path, 0, d.line, d.column))
    return made
