"""What one shares by hand: short texts in the vacancy's language, and an image drawn here. Pure, but for the language."""

import textwrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from maatwerk.apps.vacancies.postings import PostingRow
from maatwerk.apps.vacancies.show import hours_words, pay_words

#: Longest text of the short networks.
SHORT = 280
_WIDTH, _HEIGHT = 1200, 628  # what the large networks show of a shared link
_LETTERS = 24  # of the title, on one line of the image
_MOST_LINES = 3


def share_texts(row: PostingRow, link: str) -> list[str]:
    """Return texts to share, the shortest first, each with the link at its end and none longer than 280 signs."""
    with override(row.language):
        values = {
            "title": row.title,
            "place": row.place or row.country,
            "employer": row.employer,
            "pay": pay_words(row),
            "hours": hours_words(row),
            "days": row.answer_days,
        }
        texts = [
            _("%(title)s, %(place)s. %(pay)s. Read more:") % values,
            _(
                "%(title)s at %(employer)s: %(pay)s, %(hours)s. Everybody hears something within %(days)d days."
            )
            % values,
            _(
                "We are looking for a colleague: %(title)s in %(place)s. %(pay)s, %(hours)s. No letter, three questions."
            )
            % values,
        ]
    room = SHORT - len(link) - 1
    return [f"{textwrap.shorten(text, room, placeholder='…')} {link}" for text in texts]


def share_image(row: PostingRow) -> SafeString:
    """Return an SVG with the work, the pay, the hours and the place; no person on it."""
    lines = textwrap.wrap(row.title, _LETTERS)[:_MOST_LINES]
    with override(row.language):
        facts = [pay_words(row), hours_words(row), row.place]
    parts = [
        f'<text x="80" y="{150 + 92 * number}" font-size="80" font-weight="600">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    top = 150 + 92 * len(lines) + 20
    parts += [
        f'<text x="80" y="{top + 56 * number}" font-size="40">{escape(fact)}</text>'
        for number, fact in enumerate(filter(None, facts))
    ]
    parts.append(f'<text x="80" y="{_HEIGHT - 48}" font-size="34">{escape(row.employer)}</text>')
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img"'
        f' aria-label="{escape(row.title)}"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#f6f4ef"/>'
        f'<rect width="24" height="{_HEIGHT}" fill="#1f5c4a"/><g fill="#1d1d1b" font-family="sans-serif">'
        + "".join(parts)
        + "</g></svg>"
    )
