"""DOCX and ODT: zip files of XML. Taken when they hold text and pictures, and nothing that runs, loads or unpacks without end."""

import re
import zipfile
from io import BytesIO

from maatwerk.apps.applications.documents.kinds import DOCX, MOST_UNPACKED_BYTES, ODT, Refused

_MOST_PARTS = 2_000
_MOST_RATIO = 300  # text packs to a tenth; what packs to less than a three hundredth is a bomb
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RUNS = re.compile(
    r"(?i)(vbaproject|vbadata|(^|/)embeddings/|(^|/)activex/|(^|/)basic/.|(^|/)scripts/.|customui|\.(exe|dll|js|vbs|hta|jar|bin|ole)$)"
)
_LINKS_OUT = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
_ACTIVE = re.compile(
    rb"(?i)(/aFChunk[\"']|/attachedTemplate[\"'][^>]*External|<w:instrText[^>]*>[^<]*\bDDE|<script:event-listener|macro:|vnd\.sun\.star\.script:)"
)
_ENCRYPTED = re.compile(rb"manifest:encryption-data")
_END_RECORD = 22


def check(content: bytes) -> tuple[str, bytes]:
    """Return which of the two it is and its bytes; raise `Refused` otherwise."""
    if content[-_END_RECORD:][:4] != b"PK\x05\x06":
        raise Refused("trailing")  # a comment, or another file behind it
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _checked(packed), content
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Refused("unreadable") from error


def _checked(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    if not parts or min(part.header_offset for part in parts) != 0:
        raise Refused("trailing")  # something stands before the zip file
    names = [part.filename for part in parts]
    if len(parts) > _MOST_PARTS or len(set(names)) != len(names):
        raise Refused("unusual")
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refused("bomb")
    kind = _kind(packed, parts)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_xml(_read(packed, part))
    return kind


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise Refused("encrypted")
    if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
        raise Refused("unusual")
    if _RUNS.search(part.filename):
        raise Refused("script")
    if part.file_size > 1 << 20 and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
        raise Refused("bomb")


def _kind(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str:
    by_name = {part.filename: part for part in parts}
    if parts[0].filename == "mimetype":
        if _read(packed, parts[0]).strip() == ODT.encode():
            return ODT
    elif "[Content_Types].xml" in by_name and "word/document.xml" in by_name:
        types = _read(packed, by_name["[Content_Types].xml"])
        if b"macroEnabled" in types:
            raise Refused("script")
        if _WORD in types:
            return DOCX
    raise Refused("kind")


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part; what its head promised is all that is read."""
    with packed.open(part) as stream:
        found = stream.read(part.file_size + 1)
    if len(found) > part.file_size:
        raise Refused("bomb")
    return found


def _check_xml(found: bytes) -> None:
    text = found.replace(b"\0", b"")  # UTF-16 hides what a plain search looks for
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused("unusual")
    if _ENCRYPTED.search(text):
        raise Refused("encrypted")
    if _ACTIVE.search(text) or any(not _HYPERLINK.search(link) for link in _LINKS_OUT.findall(text)):
        raise Refused("active")
