"""Calendar objects, held to the text of RFC 5545 and RFC 5546."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maatwerk.apps.interviews.calendar import MOST_OCTETS, Invitation, calendar_text

START = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
PLAIN = Invitation(
    uid="a@interviews.maatwerk",
    sequence=2,
    method="REQUEST",
    stamp=dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC),
    starts_at=START,
    ends_at=START + dt.timedelta(minutes=45),
    summary="Interview: cook, The Inn",
    organiser=("The Inn", "inn@example.org"),
    guest=("Noor", "noor@example.org"),
)


def unfolded(text: str) -> list[str]:
    """Undo the folding (RFC 5545, 3.1): a line break followed by one space or tab is nothing."""
    return text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")


def test_a_request_reads_as_the_standard_asks() -> None:
    assert unfolded(calendar_text(PLAIN)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Maatwerk//Interviews//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:a@interviews.maatwerk",
        "DTSTAMP:20261123T150000Z",
        "SEQUENCE:2",
        "DTSTART:20261201T093000Z",
        "DTEND:20261201T101500Z",
        "SUMMARY:Interview: cook\\, The Inn",
        "STATUS:CONFIRMED",
        'ORGANIZER;CN="The Inn":mailto:inn@example.org',
        'ATTENDEE;CN="Noor";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:noor@example.org',
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancellation_says_so_twice() -> None:
    found = unfolded(calendar_text(replace(PLAIN, method="CANCEL")))
    assert "METHOD:CANCEL" in found  # RFC 5546, 3.2.5
    assert "STATUS:CANCELLED" in found


def test_instants_of_any_zone_are_written_in_utc() -> None:
    summer = dt.timezone(dt.timedelta(hours=-4))
    moved = replace(PLAIN, starts_at=START.astimezone(summer), ends_at=PLAIN.ends_at.astimezone(summer))
    assert calendar_text(moved) == calendar_text(PLAIN)
    with pytest.raises(ValueError, match="local"):
        calendar_text(replace(PLAIN, starts_at=START.replace(tzinfo=None)))


def test_text_is_escaped() -> None:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks."""
    found = unfolded(calendar_text(replace(PLAIN, location="Room 1; left, then\r\nup\\down")))
    assert "LOCATION:Room 1\\; left\\, then\\nup\\\\down" in found


@pytest.mark.parametrize("name", ['No"or', "Noor\r\nATTENDEE:mailto:x@y", "Noor;CN=x", "Noor:mailto"])
def test_a_name_begins_no_property_of_its_own(name: str) -> None:
    found = unfolded(calendar_text(replace(PLAIN, guest=(name, "noor@example.org\r\nX:y"), summary=name)))
    assert len(found) == len(unfolded(calendar_text(PLAIN)))
    assert sum(line.startswith("ATTENDEE") for line in found) == 1


@given(st.text(max_size=300), st.text(max_size=200))
def test_lines_are_folded_inside_no_character(summary: str, name: str) -> None:
    """RFC 5545, 3.1: at most 75 octets a line without its break; and what was folded reads back whole."""
    text = calendar_text(replace(PLAIN, summary=summary, guest=(name, "a@b.example")))
    assert text.endswith("\r\n")
    raw = text.encode().split(b"\r\n")
    assert all(len(line) <= MOST_OCTETS for line in raw)
    for line in raw:
        line.decode()
    assert len(unfolded(text)) == len(unfolded(calendar_text(PLAIN)))
