"""A PDF: taken when nothing in it acts, carries another file, is locked, or unpacks without end.

No page is drawn and no text is read. Actions are found by the pairs of names that make them (ISO 32000-2, 12.6), in the
bytes as they stand and in every compressed stream; a word such as “HTML/JavaScript” in somebody's own text is no pair.
"""

import re
import zlib
from collections.abc import Iterator

from maatwerk.apps.applications.documents.kinds import MOST_UNPACKED_BYTES, Refused

_SPACE = rb"(?:[\s\0]|%[^\r\n]*[\r\n])*"  # white space and comments, 7.2
_END = rb"(?![A-Za-z0-9])"
_VALUE = rb"(?:<<|\[|\d+[\s\0]+\d+[\s\0]+R)"
#: A name stands as an action's kind, alone as an object of its own, or as a key with a value.
_ACTIONS = {
    "script": [rb"JavaScript"],
    "launch": [rb"Launch"],
    "active": [
        rb"SubmitForm",
        rb"ImportData",
        rb"GoToE",
        rb"Rendition",
        rb"Movie",
        rb"Sound",
        rb"RichMediaExecute",
    ],
}
_KEYS = {
    "script": [rb"JavaScript"],
    "embedded": [rb"EmbeddedFiles?", rb"EF"],
    "active": [rb"XFA", rb"RichMediaContent"],
    "encrypted": [rb"Encrypt"],
}


def _patterns() -> Iterator[tuple[str, re.Pattern[bytes]]]:
    for problem, names in _ACTIONS.items():
        for name in names:
            yield problem, re.compile(rb"(?:/S|\bobj)" + _SPACE + rb"/" + name + _END)
    for problem, names in _KEYS.items():
        for name in names:
            yield problem, re.compile(rb"/" + name + _SPACE + _VALUE)
    yield "embedded", re.compile(rb"/Type" + _SPACE + rb"/EmbeddedFile" + _END)
    yield "unusual", re.compile(rb"\bobj" + _SPACE + rb"/ObjStm" + _END)


PATTERNS = tuple(_patterns())
#: One of these stands in everything that a pattern finds; looking for them first is a hundred times as fast.
_NAMES = {name.removesuffix(b"s?") for names in (*_ACTIONS.values(), *_KEYS.values()) for name in names}
_WORDS = (*sorted(_NAMES), b"ObjStm")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECTS = re.compile(rb"/ObjStm" + _END)
_PLAIN_FILTER = re.compile(
    rb"/Filter" + _SPACE + rb"\[?" + _SPACE + rb"/FlateDecode" + _SPACE + rb"(?:\]|/|>>)"
)
_CHUNK, _OVERLAP = 1 << 20, 4096
_TAIL = re.compile(rb"%%EOF[\s\0]{0,1024}\Z")


def check(content: bytes) -> bytes:
    """Return the PDF as it is; raise `Refused` where it may do more than be read."""
    if not _TAIL.search(content[-2048:]):
        raise Refused("trailing")
    _look(content)
    _look_at_object_streams(content)
    unpacked = 0
    for found in _STREAM.finditer(content):
        for chunk in _inflated(content, found.end()):
            unpacked += len(chunk) - _OVERLAP
            if unpacked > MOST_UNPACKED_BYTES:
                raise Refused("bomb")
            _look(chunk)
    return content


def _look(data: bytes) -> None:
    if b"/" not in data:
        return
    plain = _plain(data)
    if not any(word in plain for word in _WORDS):
        return
    for problem, pattern in PATTERNS:
        if pattern.search(plain):
            raise Refused(problem)


def _plain(data: bytes) -> bytes:
    """Write names as they are meant: they may stand as /J#61vaScript (7.3.5)."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _look_at_object_streams(content: bytes) -> None:
    """Objects may hide in streams; only those packed in the one common way can be looked into."""
    plain = _plain(content)
    for found in _OBJECTS.finditer(plain):
        begin, end = plain.rfind(b"obj", 0, found.start()), plain.find(b"stream", found.end())
        described = plain[max(begin, 0) : end if end >= 0 else len(plain)]
        if b"/Predictor" in described or (b"/Filter" in described and not _PLAIN_FILTER.search(described)):
            raise Refused("unusual")


def _inflated(content: bytes, start: int) -> Iterator[bytes]:
    """Yield what a stream unpacks to, a megabyte at a time, each beginning with the end of the one before."""
    unpacker, kept, at = zlib.decompressobj(), b" " * _OVERLAP, start
    pending = content[at : at + _CHUNK]
    while pending:
        at += _CHUNK
        try:
            while pending:
                found = unpacker.decompress(pending, _CHUNK)
                pending = unpacker.unconsumed_tail
                if found:
                    yield kept + found
                    kept = (kept + found)[-_OVERLAP:]
                if unpacker.eof:
                    return
        except zlib.error:
            return  # packed in another way (a picture), or not at all: its bytes were looked at as they stand
        pending = content[at : at + _CHUNK]
