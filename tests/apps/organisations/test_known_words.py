"""Passwords of words that everybody here knows."""

from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from factories.organisations import make_member, make_organisation
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.passwords import WORDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "security" / "controls.md"


def refused(password: str, user: object = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return any(one.code == "known_words" for one in error.error_list)
    return False


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("Maatwerk2026!", True),
        ("welkom-Maatwerk", True),
        ("VacatureVacature1", True),
        ("wachtwoord123456", True),
        ("correct horse battery", False),
        ("drie vacatures op dinsdag", False),
        ("7391-2846-5510-9927", False),
    ],
)
def test_words_of_the_work(password, is_refused):
    assert refused(password) is is_refused


@pytest.mark.django_db
def test_the_names_of_ones_own_organisations():
    user = make_member(make_organisation("Bakkerij Zonnebloem", slug="zonnebloem"), Role.RECRUITER)
    assert refused("Zonnebloem2026!", user)
    assert not refused("Zonnebloem2026!")


def test_the_page_lists_them():
    told = PAGE.read_text()
    assert [word for word in WORDS if word not in told] == []
