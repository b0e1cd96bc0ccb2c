"""Calendar invitations: iCalendar objects (RFC 5545) with an iTIP method (RFC 5546). Pure: values in, text out.

All times are written in UTC (RFC 5545, section 3.3.5, form 2): every program shows them in the reader's own zone and no
description of a zone, which may be out of date, travels along.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

PRODUCT = "-//Maatwerk//Interviews//EN"
MOST_OCTETS = 75  # RFC 5545, section 3.1: of one line, without its break
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One meeting as one guest gets it. `sequence` grows with every change; `uid` never changes (RFC 5546, 2.1.4)."""

    uid: str
    sequence: int
    method: Method
    stamp: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    organiser: tuple[str, str]  # name, address
    guest: tuple[str, str]
    description: str = ""
    location: str = ""
    url: str = ""


def calendar_text(of: Invitation) -> str:
    """Return the invitation, change or cancellation as one calendar object."""
    status = "CANCELLED" if of.method == "CANCEL" else "CONFIRMED"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{of.method}",
        "BEGIN:VEVENT",
        f"UID:{_text(of.uid)}",
        f"DTSTAMP:{_utc(of.stamp)}",
        f"SEQUENCE:{of.sequence}",
        f"DTSTART:{_utc(of.starts_at)}",
        f"DTEND:{_utc(of.ends_at)}",
        f"SUMMARY:{_text(of.summary)}",
        f"STATUS:{status}",
        f"ORGANIZER;CN={_quoted(of.organiser[0])}:mailto:{_address(of.organiser[1])}",
        f"ATTENDEE;CN={_quoted(of.guest[0])};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        f":mailto:{_address(of.guest[1])}",
    ]
    if of.description:
        lines.append(f"DESCRIPTION:{_text(of.description)}")
    if of.location:
        lines.append(f"LOCATION:{_text(of.location)}")
    if of.url:
        lines.append(f"URL:{_address(of.url)}")
    lines += ["TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR"]
    return "".join(_folded(line) for line in lines)


def _utc(at: dt.datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"a calendar needs instants, not local times: {at!r}")
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escape a TEXT value (RFC 5545, section 3.3.11)."""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _quoted(value: str) -> str:
    """Quote a parameter's value, which can hold neither a double quote nor a line break (RFC 5545, section 3.2)."""
    plain = " ".join(_CONTROL.sub("", value).split())
    return '"' + plain.replace('"', "'") + '"'


def _address(value: str) -> str:
    """Return an address without anything that could begin another line or property."""
    return re.sub(r"[\s\x00-\x1f\x7f]", "", value)


def _folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character (RFC 5545, section 3.1)."""
    parts, current, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            parts.append(current)
            current, size = " ", 1
        current, size = current + sign, size + octets
    return "\r\n".join([*parts, current]) + "\r\n"
