"""JPEG and PNG: kept is what is needed to see the picture. Places, cameras, comments and whatever hangs behind are left out."""

import struct
import zlib

from maatwerk.apps.applications.documents.kinds import MOST_PIXELS, Refused

_KEPT_SEGMENTS = frozenset({0xDB, 0xC4, 0xDD, 0xE0, 0xEE})  # tables, restart interval, JFIF, Adobe's colours
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN, _END, _EXIF = 0xDA, 0xD9, 0xE1
_ORIENTATION = 0x0112
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def clean_jpeg(content: bytes) -> bytes:
    """Return the picture with its turn and nothing else of what the camera wrote (ITU-T T.81, annex B)."""
    kept, at, seen = [b"\xff\xd8"], 2, False
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            if not seen:
                raise Refused("unreadable")
            return b"".join([*kept, b"\xff\xd9"])
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) != length:
            raise Refused("unreadable")
        at += length
        if marker in _FRAMES:
            _check_size(int.from_bytes(segment[5:7], "big"), int.from_bytes(segment[3:5], "big"))
        elif marker == _EXIF:
            kept.append(_turn(segment))
        if marker in _FRAMES or marker in _KEPT_SEGMENTS or marker == _SCAN:
            kept.append(bytes([0xFF, marker]) + segment)
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            raise Refused("unusual")
        if marker == _SCAN:
            end = _scan_end(content, at)
            kept.append(content[at:end])
            at, seen = end, True


def _marker(content: bytes, at: int) -> tuple[int, int]:
    if content[at : at + 1] != b"\xff":
        raise Refused("unreadable")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise Refused("unreadable")
    return content[at], at + 1


def _scan_end(content: bytes, at: int) -> int:
    """Return where the drawn part ends: the first marker that is no filler and no restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in {0x00, *range(0xD0, 0xD8)}:
            return at
        at += 2
    raise Refused("unreadable")


def _turn(segment: bytes) -> bytes:
    """Return a segment that says how to turn the picture and nothing else; nothing where that is not said."""
    tiff = segment[8:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if segment[2:8] != b"Exif\0\0" or not order:
        return b""
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, first)
        for place in range(min(count, 100)):
            tag, kind, _n, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * place)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
                body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        pass
    return b""


def clean_png(content: bytes) -> bytes:
    """Return the picture without texts, times and whatever stands behind its end (W3C PNG, third edition)."""
    kept, at, packed, most = [PNG_MARK], len(PNG_MARK), zlib.decompressobj(), 0
    while True:
        head = content[at : at + 8]
        if len(head) < 8:
            raise Refused("unreadable")
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        data, check = content[at + 8 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(data) != length or int.from_bytes(check, "big") != zlib.crc32(name + data):
            raise Refused("unreadable")
        at += 12 + length
        if name == b"IHDR":
            most = _most_unpacked(data)
        elif name == b"IDAT":
            most -= _unpacked(packed, data, most)
        if name in _KEPT_CHUNKS:
            kept.append(head + data + check)
        if name == b"IEND":
            return b"".join(kept)


def _most_unpacked(header: bytes) -> int:
    if len(header) != 13 or header[9] not in _CHANNELS:
        raise Refused("unreadable")
    width, height = struct.unpack(">II", header[:8])
    _check_size(width, height)
    row = (int(width) * header[8] * _CHANNELS[header[9]] + 7) // 8 + 1
    return row * int(height) * 2 + 4096  # interlaced pictures need a little more


def _unpacked(packed: "zlib._Decompress", data: bytes, most: int) -> int:
    found = 0
    try:
        while data:
            found += len(packed.decompress(data, 1 << 20))
            data = packed.unconsumed_tail
            if found > most:
                raise Refused("bomb")
    except zlib.error as error:
        raise Refused("unreadable") from error
    return found


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise Refused("bomb")
