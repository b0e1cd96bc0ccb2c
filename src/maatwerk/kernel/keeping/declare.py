"""The words in which an app declares what it keeps of people, table by table, in its own `keeping.py`.

From the same declaration come the register of processing (GDPR 30), what an erasure removes, and what somebody gets who
asks to see everything. A column that no declaration names fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Rows that carry the key of the person in hand.
PERSON = "person_id = (SELECT person_in_hand())"
#: What `empties` holds where the whole row goes.
EVERYTHING: Mapping[str, str] = {}


def of_person(column: str, table: str, whose: str = PERSON) -> str:
    """Return the condition of rows whose `column` names a row of `table` that is the person's."""
    return f'{column} IN (SELECT id FROM "{table}" WHERE {whose})'  # noqa: S608 - names of our own tables


class Why(models.TextChoices):
    """What something is kept for; each has its ground in law (`ground`)."""

    PROCEDURE = "procedure", _("to carry out the application that somebody sent")
    TESTS = "tests", _("to give tests and explain their results")
    CONTACT = "contact", _("to write to people and read what they write")
    DECISIONS = "decisions", _("to account for advice and decisions")
    IMPROVING = "improving", _("to learn what predicts work well, and to look for unequal treatment")
    CONSENT = "consent", _("what the person agreed to")
    RIGHTS = "rights", _("to answer what people ask about their data or contest")
    INCIDENTS = "incidents", _("to limit harm when something goes wrong, and to account for it")
    WORK = "work", _("to know how somebody who was hired does")
    STAFF = "staff", _("to let colleagues sign in and work")
    RUNNING = "running", _("to run the platform")

    @property
    def ground(self) -> str:
        """The ground in law for it."""
        return str(_GROUNDS[self])


_GROUNDS = {
    Why.PROCEDURE: _("steps before a contract, at the person's request (GDPR 6(1)(b))"),
    Why.TESTS: _("steps before a contract, at the person's request (GDPR 6(1)(b))"),
    Why.CONTACT: _("steps before a contract, at the person's request (GDPR 6(1)(b))"),
    Why.DECISIONS: _("a duty in law (GDPR 6(1)(c); AI Act 12, 19 and 26(6))"),
    Why.IMPROVING: _("a legitimate interest (GDPR 6(1)(f)); for what is sensitive, AI Act 4a"),
    Why.CONSENT: _("the person's consent (GDPR 6(1)(a))"),
    Why.RIGHTS: _("a duty in law (GDPR 6(1)(c); GDPR 12 to 22)"),
    Why.INCIDENTS: _("a duty in law (GDPR 6(1)(c); GDPR 33 and 34; AI Act 26(5) and 73)"),
    Why.WORK: _("a legitimate interest (GDPR 6(1)(f))"),
    Why.STAFF: _("the contract of work (GDPR 6(1)(b))"),
    Why.RUNNING: _("a legitimate interest (GDPR 6(1)(f)): a safe and working platform"),
}


class Until(models.TextChoices):
    """How long."""

    CLOCK = "clock", _("until the clock of the person's procedures has run out")
    LOG = "log", _("as long as the log, with the person's random key alone")
    CONSENT = "consent", _("until the person withdraws, at most as long as the clock")
    ACCOUNT = "account", _("as long as the colleague's account")
    SHORT = "short", _("some hours or days; it expires by itself")
    RULE = "rule", _("as long as the rule table says, and no longer")
    ORGANISATION = "organisation", _("as long as the organisation uses it")


class About(models.TextChoices):
    """Whom a table is about."""

    PERSON = "person", _("applicants and people who were hired")
    COLLEAGUE = "colleague", _("colleagues")
    NOBODY = "nobody", _("nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one table keeps.

    `fields` names every column but `id` and `organisation_id`. `whose` (SQL) says which rows are the person's in hand;
    an erasure deletes these rows, or where `empties` names columns (column to SQL value) leaves the row, pseudonymous,
    without them. `stays` leaves it as it is: keys, codes and dates alone. `sealed` opens with the person's key only.
    `hidden` is not given to who asks to see everything: hashes of links, keys of tests.
    """

    fields: str
    why: Why
    until: Until
    about: About = About.PERSON
    whose: str = ""
    empties: Mapping[str, str] = field(default_factory=dict)
    stays: bool = False
    sealed: str = ""
    hidden: str = ""

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns that are declared."""
        return tuple(self.fields.split())
