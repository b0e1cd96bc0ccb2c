"""What somebody is told who does not go on: a letter in their language, to be looked at and changed before it goes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.elsewhere import Opening
from maatwerk.apps.applications.models import Decision
from maatwerk.apps.messages.public import LINK, filled
from maatwerk.apps.messages.public import letter as template

#: Stands in a letter to many for each one's name; filled in when it goes out.
NAME = "{name}"

#: What the person reads of why; one's own words on the decision stay in the file.
BECAUSE: dict[str, str | Promise] = {
    Decision.Kind.REQUIREMENT: _(
        "This work asks something that we did not find in your application."
        " You are welcome to ask us what it was."
    ),
    Decision.Kind.FITS_LESS: _("There was somebody whose experience is closer to what this work asks."),
    Decision.Kind.TERMS: _("What we can offer (hours, pay, place or start) does not fit what you look for."),
    Decision.Kind.OTHER_WORK: _("We think that other work with us would fit you better."),
    Decision.Kind.NO_CONTACT: _("We tried to reach you and did not manage to."),
    Decision.Kind.OTHER: "",
    Decision.Kind.FILLED: _("The vacancy is filled: somebody else was hired."),
    Decision.Kind.WITHDRAWN: _("The vacancy is withdrawn: nobody will be hired for it now."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it goes out; the person's own link is added by who sends it, so that nobody else reads that."""

    subject: str
    body: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A letter that went out with a decision, as it is kept under the person's key."""

    decision_id: uuid.UUID
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is about."""

    title: str
    organisation: str
    sender: str
    name: str = NAME
    openings: Sequence[Opening] = ()


def letter(kind: str, about: About, *, language: str) -> Letter:
    """Write the letter for somebody who does not go on, in `language`: the organisation's own words where it has some."""
    with translation.override(language):
        values = {
            "name": about.name,
            "vacancy": about.title,
            "organisation": about.organisation,
            "sender": f"{about.sender}, {about.organisation}",
            "link": LINK,
            "reason": str(BECAUSE[kind]),
            "openings": _elsewhere(about.openings),
        }
    said = filled(template("rejection", language), values)
    return Letter(subject=said.subject, body=said.body, language=language)


def _elsewhere(openings: Sequence[Opening]) -> str:
    if not openings:
        return ""
    lines = [f"- {one.title}: {one.why}" if one.why else f"- {one.title}" for one in openings]
    return "\n".join([str(_("Other work that may fit you, on your own page:")), *lines])
