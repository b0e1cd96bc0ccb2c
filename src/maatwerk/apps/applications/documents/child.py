"""The process in which a stranger's document is looked at. It reads one document and writes what it found, and can do no more.

Before the first byte is read it gives away, for good: opening anything (files, sockets), starting anything, and more than a
little memory and time. Run by `sandbox`, never imported by the product.
"""

import json
import resource
import struct
import sys
import zlib

_MEMORY, _SECONDS = 768 << 20, 10
_STANDARD = 3  # input, output, errors: with no number left, neither a file nor a socket can be opened


def give_up_rights() -> None:
    """Set limits that cannot be taken back by this process."""
    import encodings.cp437  # noqa: F401 - names in zip files; nothing can be loaded later

    wanted = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: _STANDARD,
    }
    for limit, most in wanted.items():
        resource.setrlimit(limit, (most, most))


def look(content: bytes) -> tuple[str, bytes]:
    """Return the kind of a document by its content, and what is kept of it."""
    from maatwerk.apps.applications.documents import kinds, pdf, pictures, zipped

    if content.startswith(b"%PDF-"):
        if b"PK\x05\x06" in content[-66_000:]:
            raise kinds.Refused("trailing")  # a zip file is found from its end: this is both
        return kinds.PDF, pdf.check(content)
    if content.startswith(b"PK\x03\x04"):
        return zipped.check(content)
    if content.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG, pictures.clean_jpeg(content)
    if content.startswith(pictures.PNG_MARK):
        return kinds.PNG, pictures.clean_png(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise kinds.Refused("old_office")  # Word 97, or a document behind a password
    raise kinds.Refused("kind")


def main() -> int:
    """Read a document from the input; write one line of JSON and what is kept."""
    from maatwerk.apps.applications.documents import kinds, pdf, pictures, zipped  # noqa: F401 - loaded before the doors close

    give_up_rights()
    content = sys.stdin.buffer.read(kinds.LARGEST_BYTES + 1)
    try:
        media_type, kept = look(content)
        told = {"media_type": media_type, "problem": ""}
    except kinds.Refused as refused:
        told, kept = {"media_type": "", "problem": refused.problem}, b""
    except (MemoryError, RecursionError, ValueError, struct.error, zlib.error, IndexError):
        told, kept = {"media_type": "", "problem": "unreadable"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()
    return 0
