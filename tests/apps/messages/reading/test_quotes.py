"""What is new in an answer, in the ways that mail programs quote."""

import pytest

from maatwerk.apps.messages.reading import new_words

GMAIL_NL = """Ja, donderdag kan ik.

Op ma 3 nov 2026 om 10:12 schreef Bakkerij <reply+x@jobs.example.org>:

> Kun je donderdag komen?
> Groet
"""
GMAIL_TWO_LINES = """Yes, Thursday is fine.

On Mon, 3 Nov 2026 at 10:12, A very long name of an organisation
<reply+x@jobs.example.org> wrote:
> Can you come on Thursday?
"""
OUTLOOK_NL = """Dank je wel, tot dan!

Van: Bakkerij <reply+x@jobs.example.org>
Verzonden: maandag 3 november 2026 10:12
Aan: Sanne de Wit <sanne@example.org>
Onderwerp: Kennismaken

Kun je donderdag komen?
"""
OUTLOOK_EN = """Thanks!

-----Original Message-----
From: Bakery
Can you come?
"""
BETWEEN = """On Mon, 3 Nov 2026, Bakery <reply+x@jobs.example.org> wrote:
> Can you come on Thursday?
Yes.
> At nine?
Rather ten.
"""
SIGNED = "Prima.\n\n-- \nSanne de Wit\n06 12345678\n"
APPLE = "Top\n\n> Op 3 nov. 2026, om 10:12 heeft Bakkerij <reply+x@jobs.example.org> het volgende geschreven:\n>\n> Kom je?\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GMAIL_NL, "Ja, donderdag kan ik."),
        (GMAIL_TWO_LINES, "Yes, Thursday is fine."),
        (OUTLOOK_NL, "Dank je wel, tot dan!"),
        (OUTLOOK_EN, "Thanks!"),
        (BETWEEN, "Yes.\nRather ten."),
        (SIGNED, "Prima."),
        (APPLE, "Top"),
        ("Am Mo., 3. Nov. 2026 um 10:12 Uhr schrieb X <x@y.z>:\n> Hallo\nJa", "Ja"),
    ],
)
def test_history_is_left_out(text, said):
    assert new_words(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Van maandag tot en met vrijdag kan ik.\nOp zaterdag niet.",
        "Op mijn vorige werk schreef ik vaak: dat ging goed.\nDaarom solliciteer ik.",
        "From: the heart\nI would like this job.",
        "Dit kan ik goed:\n- luisteren\n- doorvragen",
        "Mijn collega zei: > 5 jaar ervaring is genoeg",
    ],
)
def test_a_persons_own_words_stay(text):
    assert new_words(text) == text


def test_a_mail_that_is_all_quote_is_not_made_empty():
    assert new_words("> Ja, dat kan") == "> Ja, dat kan"
