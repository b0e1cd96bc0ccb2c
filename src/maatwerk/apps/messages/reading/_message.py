"""One mail as it came in. Nothing in it is trusted: every header may be missing, doubled, broken or hostile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from maatwerk.apps.messages.reading._quotes import new_words
from maatwerk.apps.messages.reading._text import decoded, text_of_html

MOST_PARTS = 200
MOST_TEXT = 20_000  # characters that are kept of what somebody says
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,240}>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
#: RFC 3834, section 2, and what mailing lists and older programs say instead.
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along."""

    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server tells that mail did not arrive (RFC 3464); `code` as 5.1.1, `is_final` where it never will."""

    code: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a mail says: who wrote, the new words, what came along, and whether a human wrote it."""

    message_id: str
    sender: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    bounce: Bounce | None
    hops: int
    was_cut: bool


def read_mail(raw: bytes) -> Incoming:
    """Read a mail. Never raises: what cannot be read is left out."""
    message = message_from_bytes(raw, policy=policy.compat32)
    parts = list(_leaves(message))
    text, was_cut = _words(parts)
    return Incoming(
        message_id=_message_id(message),
        sender=_address(message),
        subject=_header(message, "Subject")[:200],
        text=text,
        attachments=tuple(found for part in parts if (found := _attachment(part))),
        is_automatic=_is_automatic(message),
        bounce=_bounce(message),
        hops=len(message.get_all("Received") or ()),
        was_cut=was_cut,
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order, whatever nests in whatever; no more than `MOST_PARTS`."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.is_multipart():
            inner = [each for each in part.get_payload() if isinstance(each, Message)]
            waiting[:0] = inner
        else:
            yield part


def _words(parts: list[Message]) -> tuple[str, bool]:
    """Return the new words of a mail: of its plain text where there is some, else of its HTML; and whether they were cut."""
    plain = [part for part in parts if _kind(part) == "text/plain" and not _is_file(part)]
    html = [part for part in parts if _kind(part) == "text/html" and not _is_file(part)]
    said = "\n".join(decoded(_payload(part), part.get_content_charset() or "") for part in plain).strip()
    if not said:
        said = "\n".join(
            text_of_html(decoded(_payload(part), part.get_content_charset() or "")) for part in html
        )
    said = new_words(said[: 10 * MOST_TEXT])
    return said[:MOST_TEXT], len(said) > MOST_TEXT


def _attachment(part: Message) -> Attachment | None:
    kind = _kind(part)
    if not _is_file(part) and (kind in ("text/plain", "text/html") or kind.startswith("message/")):
        return None
    name = re.sub(r"[\\/\x00-\x1f]+", "_", _plain(part.get_filename() or "")).strip(" ._")[-120:]
    return Attachment(name or "attachment", kind, _payload(part))


def _kind(part: Message) -> str:
    return part.get_content_type()


def _is_file(part: Message) -> bool:
    return (part.get_content_disposition() or "") == "attachment" or bool(part.get_filename())


def _payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, MessageError):  # base64 or a character set that is none
        return b""
    return found if isinstance(found, bytes) else b""


def _message_id(message: Message) -> str:
    found = _MESSAGE_ID.search(str(message.get("Message-ID") or ""))
    return found[0] if found else ""


def _address(message: Message) -> str:
    found = getaddresses([str(message.get("From") or "")])
    address = found[0][1].strip().lower() if found else ""
    return address if re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,255}", address) else ""


def _header(message: Message, name: str) -> str:
    return " ".join(_plain(str(message.get(name) or "")).split())


def _plain(value: str | tuple[str | None, str | None, str]) -> str:
    """Return a header's words, decoded (RFC 2047) as the bytes and not only the label say."""
    if isinstance(value, tuple):
        value = value[2]
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return decoded(value.encode("utf-8", "surrogateescape"))
    return "".join(
        decoded(piece, charset or "") if isinstance(piece, bytes) else piece for piece, charset in pieces
    )


def _is_automatic(message: Message) -> bool:
    """Whether a machine wrote it: an answer to it could begin a loop, and it is no word of the person."""
    said = str(message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = str(message.get("Precedence") or "").strip().lower()
    return (
        said != "no"
        or precedence in _BULK
        or any(
            name in message
            for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")
        )
        or message.get_content_type() == "multipart/report"
        or str(message.get("Return-Path") or "x").strip() == "<>"
    )


def _bounce(message: Message) -> Bounce | None:
    """Return what a report about delivery says of the first address it did not reach."""
    if (
        message.get_content_type() != "multipart/report"
        or message.get_param("report-type") != "delivery-status"
    ):
        return None
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        inner = part.get_payload() if part.is_multipart() else []
        for fields in (each for each in inner if isinstance(each, Message)):
            action = str(fields.get("Action") or "").strip().lower()
            status = _STATUS.search(str(fields.get("Status") or ""))
            if action in ("failed", "delayed"):
                code = status[1] if status else "5.0.0" if action == "failed" else "4.0.0"
                return Bounce(code, is_final=action == "failed" and code.startswith("5"))
    return None
