"""Passwords made of words that everybody at work knows are refused, whatever digits and signs stand around them (ASVS 6.2.11)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maatwerk.apps.organisations import queries

#: Of the product and the work; `docs/security/controls.md` lists them. The names of the account's own organisations come to them.
WORDS = (
    "administrator", "kandidaat", "maatwerk", "password", "personeel", "recruiter", "recruitment", "sollicitatie", "talent",
    "vacancy", "vacature", "wachtwoord", "welcome", "welkom", "werving",
)  # fmt: skip
SHORTEST_WORD = 4
LEAST_ELSE = 6  # letters beside those words


class KnownWordsValidator:
    """Looks how much of a password is left without such words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is hardly more than words everybody here knows."""
        rest = password.lower()
        for word in sorted({*WORDS, *_own_words(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != password.lower() and len(re.sub(r"[\W\d_]", "", rest)) < LEAST_ELSE:
            raise ValidationError(
                _("This password is made of words that everybody here knows. Choose others."),
                code="known_words",
            )

    def get_help_text(self) -> str:
        """Say nothing beforehand: one sentence of help stands at the field already."""
        return ""


def _own_words(user: Any) -> set[str]:
    """Return the words of the names of the account's organisations."""
    if user is None or user.pk is None or not getattr(user, "email", ""):
        return set()
    told = " ".join(f"{one.organisation.name} {one.organisation.slug}" for one in queries.memberships(user))
    return {word for word in re.findall(r"\w+", told.lower()) if len(word) >= SHORTEST_WORD}
