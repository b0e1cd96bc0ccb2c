"""One pass over the bytes of a file: its fingerprint, its encoding, and whether it is text at all."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maatwerk.kernel.tables._problems import Place, TableError, problem

BLOCK = 1 << 20
HEAD = 1 << 13

#: What a file is when it starts with these bytes and is no table.
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"$FL2", "SPSS"),
    (b"<stata_dta>", "Stata"),
)
#: Text that is no table, though its lines could be taken for one.
_WRITTEN = (
    (re.compile(rb"\s*<(!doctype html|html|table)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"\s*<\?xml\b"), "XML"),
    (re.compile(rb"\s*[\[{]\s*[\[{\"]\s*[\[{\"\w]"), "JSON"),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Control characters that no text holds; tab, the line ends and form feed are fine.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
#: Bytes that Windows-1252 leaves undefined.
_NOT_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MOST_CONTROL = 0.01


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes are: `kind` is "text" or "workbook"; a workbook has no encoding."""

    kind: str
    fingerprint: str
    encoding: str = ""


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the file's content, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def scan(path: Path, *, name: str, encoding: str | None = None) -> Scan:
    """Look at every byte once, a block at a time; refuse what is no table.

    Raises
    ------
    TableError
        The file is absent, empty, binary, an old Excel file, damaged by NUL bytes, or not in `encoding`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise TableError(problem("file_missing", name=name)) from error
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise TableError(problem("file_empty", Place(name)))
    if head.startswith(_ZIP):
        return Scan("workbook", fingerprint(path))
    if head.startswith(_OLE):
        raise TableError(problem("file_old_excel", Place(name)))
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise TableError(problem("file_is_binary", Place(name), kind=kind))
    for pattern, kind in _WRITTEN:
        if pattern.match(head.removeprefix(codecs.BOM_UTF8)):
            raise TableError(problem("file_is_binary", Place(name), kind=kind))
    return _scan_text(path, name=name, encoding=encoding or _encoding_of(head))


def _encoding_of(head: bytes) -> str | None:
    """The encoding that the first bytes give away; `None` when all of the text must be seen."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _scan_text(path: Path, *, name: str, encoding: str | None) -> Scan:
    tried = encoding or "utf-8"
    try:
        decoder = codecs.getincrementaldecoder(tried)()
    except LookupError as error:
        raise TableError(problem("encoding_unknown", Place(name), encoding=tried)) from error
    digest = hashlib.sha256()
    line, size, controls = 1, 0, 0
    fits, only_1252 = True, True
    wide = tried.startswith("utf-16")
    for block in _blocks(path):
        digest.update(block)
        size += len(block)
        if not wide:
            controls += len(_CONTROL.findall(block))
            if (nul := block.find(0)) >= 0:
                _refuse_nul(block, nul, name=name, line=line, controls=controls / size)
            only_1252 = only_1252 and not _NOT_1252.search(block)
        if fits:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                if encoding:
                    at = line + error.object[: error.start].count(b"\n")
                    raise TableError(problem("not_decodable", Place(name, at), encoding=tried)) from error
                fits = False
        line += block.count(b"\n")
    if size and controls / size > _MOST_CONTROL:
        raise TableError(problem("file_is_binary", Place(name), kind="binary"))
    if fits:
        _finish(decoder, name=name, line=line, encoding=tried)
        return Scan("text", digest.hexdigest(), tried)
    return Scan("text", digest.hexdigest(), "windows-1252" if only_1252 else "latin-1")


def _finish(decoder: codecs.IncrementalDecoder, *, name: str, line: int, encoding: str) -> None:
    """Refuse a file that stops in the middle of a character."""
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise TableError(problem("not_decodable", Place(name, line), encoding=encoding)) from error


def _refuse_nul(block: bytes, at: int, *, name: str, line: int, controls: float) -> None:
    if controls > _MOST_CONTROL or block.count(0) > len(block) * _MOST_CONTROL + 8:
        raise TableError(problem("file_is_binary", Place(name), kind="binary"))
    raise TableError(problem("nul_byte", Place(name, line + block[:at].count(b"\n"))))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
