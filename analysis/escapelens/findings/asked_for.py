"""Methods that interfaces of the standard library ask for: nobody may change what they take or return.

Property: told by name and number of parameters of a method, so doubt means that one is asked for.
"""

from __future__ import annotations

from escapelens.ir.nodes import Func

_ASKED = {
    ("Error", 0): "error",
    ("String", 0): "fmt.Stringer",
    ("GoString", 0): "fmt.GoStringer",
    ("MarshalBinary", 0): "encoding.BinaryMarshaler",
    ("MarshalText", 0): "encoding.TextMarshaler",
    ("MarshalJSON", 0): "json.Marshaler",
    ("MarshalXMLAttr", 1): "xml.MarshalerAttr",
    ("GobEncode", 0): "gob.GobEncoder",
    ("LogValue", 0): "slog.LogValuer",
    ("Name", 0): "fs.FileInfo",
    ("ReadDir", 1): "fs.ReadDirFS",
    ("ReadFile", 1): "fs.ReadFileFS",
    ("Glob", 1): "fs.GlobFS",
    ("Sum", 1): "hash.Hash",
    ("Value", 0): "driver.Valuer",
    ("Columns", 0): "driver.Rows",
    ("Unwrap", 0): "errors.Unwrap",
}


def interface_of(fn: Func | None) -> str:
    """The interface that asks for a method, "" if none is known that does."""
    if fn is None or not fn.is_method:
        return ""
    params = getattr(getattr(fn.typ, "params", None), "vars", ())
    return _ASKED.get((fn.sym.rpartition(".")[2], len(params)), "")
