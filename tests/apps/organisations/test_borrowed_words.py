"""The pages and mails of django-allauth speak our Dutch: every sentence has our wording, and nobody is called "u"."""

import re
from io import BytesIO
from pathlib import Path

import allauth
import pytest
from babel.messages.extract import extract
from django.template.loader import get_template
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from maatwerk.apps.organisations.borrowed_words import BORROWED
from maatwerk.apps.organisations.public import open_account

TEMPLATES = Path(allauth.__file__).parent / "templates"
#: Ways to sign in that are switched off here.
ELSEWHERE = re.compile(
    r"phone|passkey|webauthn/(signup|reauthenticate)|login_code|snippets|unknown_account|signup|(^|/)(email_confirmation|login)"
)
PASSWORD = "correct-horse-battery"


def shown() -> list[Path]:
    """Return allauth's own templates that a visitor of this site may meet."""
    found = []
    for path in sorted([*TEMPLATES.glob("account/**/*.*"), *TEMPLATES.glob("mfa/**/*.*")]):
        name = path.relative_to(TEMPLATES).as_posix()
        if not ELSEWHERE.search(name) and Path(get_template(name).origin.name) == path:
            found.append(path)
    return found


def asked(path: Path) -> set[str]:
    """Return the sentences that a template asks for."""
    source = "\n".join(line.strip() for line in templatize(path.read_text(), origin=str(path)).splitlines())
    keywords = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    messages = [
        text for _line, text, _comments, _context in extract("python", BytesIO(source.encode()), keywords)
    ]
    return {text if isinstance(text, str) else text[0] for text in messages} - {""}


def test_every_sentence_of_a_page_or_mail_of_allauth_is_worded_here():
    known = {one if isinstance(one, str) else one[0] for one in BORROWED}
    pages = shown()
    assert {"email.html", "authenticate.html", "activate_form.html", "logout.html"} <= {
        path.name for path in pages
    }
    missing = {text: path.name for path in pages for text in asked(path) - known}
    assert missing == {}


def test_our_wording_goes_before_the_librarys_and_says_je():
    with translation.override("nl"):
        assert translation.gettext("Two-Factor Authentication") == "Inloggen met een extra code"
        for text in BORROWED:
            dutch = translation.ngettext(*text, 2) if isinstance(text, tuple) else translation.gettext(text)
            assert not re.search(r"\b(u|uw|authenticatie|geverifieerd)\b|factor", dutch, re.IGNORECASE), dutch


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["2fa/", "email/", "password/change/", "logout/"])
def test_account_pages_have_none_of_the_odd_words(page):
    client = Client(headers={"accept-language": "nl"})
    user = open_account(email="ada@example.org", name="Ada", password=PASSWORD, language="nl")
    client.force_login(user)
    answer = client.get(f"/account/{page}", follow=True)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]*>", " ", answer.text)
    assert not re.search(r"\b(u|uw)\b|factor|authenti[ck]at|verifi|primair", text, re.IGNORECASE)
