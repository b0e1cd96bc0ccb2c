"""Documents made by hand, the good and the bad, so that every byte of a trick stands in sight."""

import base64
import io
import struct
import zipfile
import zlib

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////"
    "////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////"
    "////////////wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QA"
    "FQEBAQAAAAAAAAAAAAAAAAAAAgT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAKH/2Q=="
)  # eight red points by eight, made with Pillow
CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
TEXT = b'<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p>Ik ben Noor.</w:p></w:body></w:document>'
ODT_MIME = b"application/vnd.oasis.opendocument.text"


def pdf(*objects: bytes, end: bytes = b"%%EOF\n") -> bytes:
    """A PDF of one page with these objects besides; readers find them by their numbers, from 10 on."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R>>",
    ]
    body = b"%PDF-1.7\n"
    for number, one in [*enumerate(parts, 1), *enumerate(objects, 10)]:
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    return body + b"trailer <</Root 1 0 R>>\nstartxref\n0\n" + end


def stream(plain: bytes, head: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(plain)
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(packed), packed)


def packed(parts: dict[str, bytes], *, first: str = "", comment: bytes = b"") -> bytes:
    """A zip file; `first` is stored first and unpacked, as ODT wants its type."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        if first:
            file.writestr("mimetype", first, zipfile.ZIP_STORED)
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    """A Word document; `more` are parts by their name, with "__" for "/" and "_dot_" for ".", so that they can be keywords."""
    parts = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": TEXT}
    extra = {name.replace("__", "/").replace("_dot_", "."): value for name, value in more.items()}
    return packed(parts | extra)


def odt(**more: bytes) -> bytes:
    """An OpenDocument text."""
    extra = {name.replace("__", "/").replace("_dot_", "."): value for name, value in more.items()}
    return packed({"content.xml": b"<office:document-content/>"} | extra, first=ODT_MIME.decode())


def png(*chunks: tuple[bytes, bytes], width: int = 2, height: int = 2, data: bytes = bytes(14)) -> bytes:
    """A PNG of red-green-blue points, with chunks before its data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    every = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in every
    )


def jpeg_with(*segments: bytes) -> bytes:
    """A JPEG with segments (marker and body) after its head."""
    made = b"".join(b"\xff" + one[:1] + struct.pack(">H", len(one) + 1) + one[1:] for one in segments)
    return JPEG[:2] + made + JPEG[2:]


def turned(way: int) -> bytes:
    """The body of an EXIF segment: how the picture is turned, and where it was taken."""
    entry = struct.pack("<HHII", 0x0112, 3, 1, way)
    place = struct.pack("<HHII", 0x8825, 4, 1, 0)
    return b"\xe1Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entry + place + bytes(4) + b"52.0N 5.6E"


def tar_bomb(megabytes: int) -> bytes:
    """A packed text that unpacks to so many megabytes."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
