"""Constants of applying, and who reads what people sent."""

import re

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.limits import Limit

#: A draft nobody sends is forgotten after this: long enough for a weekend and a holiday, no longer than needed.
DRAFT_DAYS = 14
MOST_DOCUMENTS = 5
MOST_SHORT_TEXT = 1_000
#: Version of the notice on the last page; another text is another version (AIA-15, GDP-02).
NOTICE_VERSION = "2026-11-24"

#: Per address that knocks: a class of pupils behind one line must still be able to apply.
STARTS = Limit("applying.start", burst=20, per_hour=60)
GUESSES = Limit("applying.guess", burst=20, per_hour=120)
#: Per draft.
UPLOADS = Limit("applying.upload", burst=15, per_hour=60)
#: Mails that somebody else may ask for, per mailbox.
LETTERS = Limit("applying.letter", burst=3, per_hour=4)
#: The same mail to the same mailbox: a form that is sent twice asks for one.
ONCE = Limit("applying.once", burst=1, per_hour=20)

_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")
_ELEVEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def may_read_submissions(member: Member) -> bool:
    """Whoever decides reads what people sent; roles without names do not."""
    return member.has(Role.RECRUITER, Role.MANAGER)


def may_settle_doubles(member: Member) -> bool:
    """Recruiters and administrators keep the files of people."""
    return member.has(Role.RECRUITER, Role.ADMINISTRATOR)


def holds_citizen_number(text: str) -> bool:
    """Whether a text holds nine digits that pass the eleven test of a Dutch citizen service number (GDP-14).

    >>> holds_citizen_number("mijn bsn is 111222333"), holds_citizen_number("order 123456789")
    (True, False)
    """
    for found in _DIGITS.finditer(text):
        digits = [int(sign) for sign in found.group() if sign.isdigit()]
        total = sum(weight * digit for weight, digit in zip(_ELEVEN, digits, strict=True))
        if total and total % 11 == 0:
            return True
    return False
