"""Methods that interfaces of the standard library ask for: nobody may change what they take or return.

Property: told by a method's name, its numbers of parameters and results, and the other method of the interface that its
receiver has to have, where the name alone could be anything's.
"""

from __future__ import annotations

from escapelens.ir.nodes import Func
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.types import Named, Signature
from escapelens.say import say

# Name, parameters and results of the method -> the interface, and another method of it; or several of them.
_ASKED: dict[tuple[str, int, int], tuple[str, ...]] = {
    ("Error", 0, 1): ("error", ""),
    ("String", 0, 1): ("fmt.Stringer", ""),
    ("GoString", 0, 1): ("fmt.GoStringer", ""),
    ("MarshalBinary", 0, 2): ("encoding.BinaryMarshaler", ""),
    ("MarshalText", 0, 2): ("encoding.TextMarshaler", ""),
    ("MarshalJSON", 0, 2): ("json.Marshaler", ""),
    ("MarshalXMLAttr", 1, 2): ("xml.MarshalerAttr", ""),
    ("GobEncode", 0, 2): ("gob.GobEncoder", ""),
    ("LogValue", 0, 1): ("slog.LogValuer", ""),
    ("Name", 0, 1): ("fs.FileInfo", "ModTime"),
    ("ReadDir", 1, 2): ("fs.ReadDirFS", "Open", "fs.ReadDirFile", "Stat"),
    ("ReadFile", 1, 2): ("fs.ReadFileFS", "Open"),
    ("Glob", 1, 2): ("fs.GlobFS", "Open"),
    ("Sum", 1, 1): ("hash.Hash", "BlockSize"),
    ("Clone", 0, 2): ("hash.Cloner", "BlockSize"),
    ("Get", 0, 1): ("flag.Getter", "Set"),
    ("Value", 0, 2): ("driver.Valuer", ""),
    ("Columns", 0, 1): ("driver.Rows", "Next"),
    ("Unwrap", 0, 1): ("errors.Unwrap", "Error"),
    ("Sign", 3, 2): ("crypto.Signer", "Public"),
    ("SignMessage", 3, 2): ("crypto.MessageSigner", "Sign"),
    ("Public", 0, 1): ("crypto.Signer", "Sign", "crypto.Decrypter", "Decrypt"),
    ("Decrypt", 3, 2): ("crypto.Decrypter", "Public"),
    ("Encapsulate", 0, 2): ("crypto.Encapsulator", "Bytes"),
    ("Encapsulator", 0, 1): ("crypto.Decapsulator", "Decapsulate"),
    ("Decapsulate", 1, 2): ("crypto.Decapsulator", "Encapsulator"),
    ("ECDH", 1, 2): ("ecdh.KeyExchanger", "Curve"),
    ("Seal", 4, 1): ("cipher.AEAD", "NonceSize"),
    ("Open", 4, 2): ("cipher.AEAD", "NonceSize"),
    ("Add", 4, 2): ("elliptic.Curve", "IsOnCurve"),
    ("Double", 2, 2): ("elliptic.Curve", "IsOnCurve"),
    ("ScalarMult", 3, 2): ("elliptic.Curve", "IsOnCurve"),
    ("ScalarBaseMult", 1, 2): ("elliptic.Curve", "IsOnCurve"),
    ("Params", 0, 1): ("elliptic.Curve", "IsOnCurve"),
    ("Accept", 0, 2): ("net.Listener", "Addr"),
    ("Addr", 0, 1): ("net.Listener", "Accept"),
    ("LocalAddr", 0, 1): ("net.Conn", "RemoteAddr", "net.PacketConn", "WriteTo"),
    ("RemoteAddr", 0, 1): ("net.Conn", "LocalAddr"),
    ("Network", 0, 1): ("net.Addr", "String"),
    ("RoundTrip", 1, 2): ("http.RoundTripper", ""),
    ("Header", 0, 1): ("http.ResponseWriter", "WriteHeader"),
    ("Cookies", 1, 1): ("http.CookieJar", "SetCookies"),
    ("Readdir", 1, 2): ("http.File", "Stat"),
    ("Stat", 0, 2): ("fs.File", "Close"),
    ("Stat", 1, 2): ("fs.StatFS", "Open"),
    ("Sub", 1, 2): ("fs.SubFS", "Open"),
    ("Lstat", 1, 2): ("fs.ReadLinkFS", "ReadLink"),
    ("ReadLink", 1, 2): ("fs.ReadLinkFS", "Lstat"),
    ("Info", 0, 2): ("fs.DirEntry", "IsDir"),
    ("AppendBinary", 1, 2): ("encoding.BinaryAppender", ""),
    ("AppendText", 1, 2): ("encoding.TextAppender", ""),
    ("Pop", 0, 1): ("heap.Interface", "Push"),
    ("At", 2, 1): ("image.Image", "ColorModel"),
    ("ColorModel", 0, 1): ("image.Image", "At"),
    ("Prepare", 1, 2): ("driver.Conn", "Begin"),
    ("PrepareContext", 2, 2): ("driver.ConnPrepareContext", "Begin"),
    ("Begin", 0, 2): ("driver.Conn", "Prepare"),
    ("BeginTx", 2, 2): ("driver.ConnBeginTx", "Prepare"),
    ("Exec", 1, 2): ("driver.Stmt", "NumInput"),
    ("Query", 1, 2): ("driver.Stmt", "NumInput"),
    ("ExecContext", 2, 2): ("driver.StmtExecContext", "NumInput"),
    ("QueryContext", 2, 2): ("driver.StmtQueryContext", "NumInput"),
    ("ConvertValue", 1, 2): ("driver.ValueConverter", ""),
    ("Connect", 1, 2): ("driver.Connector", "Driver"),
}


def interface_of(fn: Func | None) -> str:
    """The interface that asks for a method, "" if none is known that does."""
    sig = fn.typ if fn is not None and fn.is_method else None
    if fn is None or not isinstance(sig, Signature) or sig.recv is None:
        return ""
    asked = (fn.sym.rpartition(".")[2], len(sig.params.vars), len(sig.results.vars))
    typ, found = deref(sig.recv.typ)[0] if sig.recv.typ is not None else None, _ASKED.get(asked, ())
    for interface, other in zip(found[::2], found[1::2], strict=True):
        if not other or (isinstance(typ, Named) and lookup_method(typ, None, other)[1] is not None):
            return interface
    return ""


def asked_as_it_is(fn: Func | None) -> str:
    """What is said of what a method gives that an interface asks for; "" if none is known that does."""
    asks = interface_of(fn)
    if fn is None or not asks:
        return ""
    return say("{interface} asks for {method} as it is.", interface=asks, method=fn.sym.rpartition(".")[2])
