"""Letters with placeholders: those that come along, the organisation's own words, and what they say to one person."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from maatwerk.apps.messages.models import LetterText
from maatwerk.apps.messages.rules import LETTER_ROLES, LINK
from maatwerk.apps.messages.subjects import Subject, subjects
from maatwerk.apps.organisations.public import Member, require_role
from maatwerk.apps.people.public import contact_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

#: What a letter may fill in, and what that is.
PLACEHOLDERS = {
    "name": _("the person's name"),
    "vacancy": _("what the vacancy is called"),
    "organisation": _("your organisation's name"),
    "sender": _("who sends it"),
    "link": _("the address of the person's own page"),
    "days": _("within how many days the vacancy promises that everybody hears something, as “5 days”"),
    "stage": _("where the application stands"),
    "reason": _("in a rejection: why, in the words that the person reads"),
    "openings": _("in a rejection: other work that may fit the person, where there is some"),
}
_BRACE = re.compile(r"\{([^{}\n]*)\}|[{}]")
MOST_BODY = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language; `is_ours` where the organisation changed the words or added it."""

    key: str
    language: str
    name: str
    subject: str
    body: str
    is_ours: bool
    comes_along: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What a letter says to one person."""

    subject: str
    body: str


def letters(language: str) -> tuple[Letter, ...]:
    """Return every letter in one language, in the order of a procedure, added ones last."""
    own = {row.key: row for row in LetterText.objects.filter(language=language)}
    found = [
        _own(own.pop(key), came[language]["name"], comes_along=True) if key in own else _came(key, language)
        for key, came in _along().items()
    ]
    return (
        *found,
        *(_own(row, row.name, comes_along=False) for row in sorted(own.values(), key=lambda r: r.name)),
    )


def letter(key: str, language: str) -> Letter:
    """Return one letter; refuse where there is none of this name."""
    row = LetterText.objects.filter(key=key, language=language).first()
    came = _along().get(key)
    if row:
        return _own(row, came[language]["name"] if came else row.name, comes_along=bool(came))
    if came is None or language not in came:
        raise Refusal(_("There is no such letter."), code="no_letter", status=404)
    return _came(key, language)


def keep_letter(*, key: str, language: str, subject: str, body: str, by: Member, name: str = "") -> None:
    """Put the organisation's words in place of a letter that came along, or add a letter; placeholders are checked."""
    require_role(by, *LETTER_ROLES)
    came = key in _along()
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", key) or language not in dict(settings.LANGUAGES):
        raise Refusal(_("There is no such letter."), code="no_letter", status=404)
    if not came and not name.strip():
        raise Refusal(_("Give the letter a name."), field="name")
    if not subject.strip() or "\n" in subject.strip():
        raise Refusal(_("Give the letter a subject of one line."), field="subject")
    if not body.strip() or len(body) > MOST_BODY:
        raise Refusal(_("A letter has between 1 and 10,000 signs."), field="body")
    check_placeholders(subject, field="subject")
    check_placeholders(body, field="body")
    row, made = LetterText.objects.get_or_create(
        key=key,
        language=language,
        defaults={"organisation_id": tenancy.current_organisation(), "subject": subject, "body": body},
    )
    row.name, row.subject, row.body, row.changed_by_id = name.strip(), subject.strip(), body, by.user_id
    row.save(update_fields=["name", "subject", "body", "changed_at", "changed_by"])
    events.record("messages.letter_kept", object_id=row.pk, letter=key, language=language, made=made)


def drop_letter(*, key: str, language: str, by: Member) -> None:
    """Go back to the letter that came along, or remove one that was added."""
    require_role(by, *LETTER_ROLES)
    dropped, _rows = LetterText.objects.filter(key=key, language=language).delete()
    if dropped:
        events.record("messages.letter_dropped", letter=key, language=language)


def check_placeholders(text: str, *, field: str) -> None:
    """Refuse a placeholder that does not exist, or a brace that stands alone, and say where it stands."""
    for found in _BRACE.finditer(text):
        if found[1] is not None and found[1].strip() in PLACEHOLDERS:
            continue
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
        if found[1] is None:
            raise Refusal(
                _("Line %(line)d, sign %(column)d: a brace that stands alone. Placeholders look like {name}.")
                % {"line": line, "column": column},
                code="lone_brace",
                field=field,
            )
        raise Refusal(
            _(
                "Line %(line)d, sign %(column)d: there is no placeholder {%(word)s}. Those that exist: %(words)s."
            )
            % {
                "line": line,
                "column": column,
                "word": found[1],
                "words": ", ".join(f"{{{word}}}" for word in PLACEHOLDERS),
            },
            code="no_placeholder",
            field=field,
        )


def fill(found: Letter, *, subject: Subject, by: Member | None, organisation: str) -> Filled:
    """Return what a letter says to one person about one thing, in the letter's language."""
    with override(found.language):
        values = values_for(subject, by=by, organisation=organisation)
    return filled(found, values)


def filled(found: Letter, values: Mapping[str, str]) -> Filled:
    """Return a letter with its placeholders filled in; where one says nothing, no gap is left."""
    body = re.sub(r"\n{3,}", "\n\n", _filled(found.body, values))
    return Filled(_filled(found.subject, values), body.strip())


def in_language(subject: Subject, language: str) -> Subject:
    """Return a subject as it is told in another language than the page's."""
    with override(language):
        return subjects().subject(subject.id) or subject


def values_for(subject: Subject, *, by: Member | None, organisation: str) -> dict[str, str]:
    """Return what every placeholder becomes, in the language now spoken.

    The link stays as it is until the mail goes: it opens the person's own pages, so nobody else may read it.
    """
    contact = contact_of(subject.person_id)
    return {
        **dict.fromkeys(PLACEHOLDERS, ""),
        **subject.values,
        "name": contact.name if contact else "",
        "vacancy": subject.title,
        "organisation": organisation,
        "sender": f"{by.name}, {organisation}" if by else organisation,
        "link": LINK,
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _BRACE.sub(lambda found: values.get((found[1] or "").strip(), found[0]), text)


@cache
def _along() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("letters.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return dict(sorted(found.items(), key=lambda pair: pair[1]["order"]))


def _came(key: str, language: str) -> Letter:
    words = _along()[key][language]
    return Letter(
        key, language, words["name"], words["subject"], words["body"].strip(), is_ours=False, comes_along=True
    )


def _own(row: LetterText, name: str, *, comes_along: bool) -> Letter:
    return Letter(row.key, row.language, name, row.subject, row.body, is_ours=True, comes_along=comes_along)
