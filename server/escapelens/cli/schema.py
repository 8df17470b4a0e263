"""`escapelens schema`: the JSON schema of `escapelens.toml`, for editors that check and complete TOML by one."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from escapelens.common.settings import Settings
from escapelens.findings.model import CODES


def run(args: argparse.Namespace) -> int:
    print(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode())
    return 0


def schema() -> dict[str, object]:
    """One object, whose properties are the settings; nothing else is allowed, as in the file."""
    (_, *_), definitions = msgspec.json.schema_components([Settings])
    found: dict[str, Any] = definitions[Settings.__name__]  # Any: JSON
    found["properties"]["severity"]["propertyNames"] = {"enum": list(CODES)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "escapelens.toml",
        **found,
        "additionalProperties": False,
        "$defs": {name: value for name, value in definitions.items() if name != Settings.__name__},
    }
