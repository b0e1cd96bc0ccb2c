"""What one shares by hand: short texts in the vacancy's language, an image, the plan of a film. Pure, but for the language."""

import textwrap
from dataclasses import dataclass

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
#: Subtitles are read at about fifteen signs a second; nobody waits for the end of a film longer than this.
_SIGNS_A_SECOND, FILM_SECONDS = 15, 30


@dataclass(frozen=True, slots=True)
class Scene:
    """A part of a short film: what one sees, and what is said and stands below it."""

    seconds: int
    shows: str
    says: str


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


def film_plan(row: PostingRow) -> list[Scene]:
    """Return the scenes of a film of at most half a minute: the work, what it brings, how one applies. No faces."""
    with override(row.language):
        values = {"title": row.title, "employer": row.employer, "days": row.answer_days}
        told = [
            (
                _("the place where the work is done, before the day begins"),
                _("%(title)s at %(employer)s.") % values,
            ),
            (_("hands at work, in the middle of what is done most"), _asked(row)),
            (_("the team from behind, or the place itself"), f"{pay_words(row)}, {hours_words(row)}."),
            (
                _("a telephone with the page of the vacancy"),
                _("Apply without a letter. Everybody hears something within %(days)d days.") % values,
            ),
        ]
    return [Scene(_seconds(says), shows, says) for shows, says in told if says]


def film_subtitles(row: PostingRow) -> str:
    """Return what is said in the film as WebVTT (W3C), so that it can be followed without sound."""
    lines, at = ["WEBVTT", ""], 0
    for scene in film_plan(row):
        lines += [f"{_moment(at)} --> {_moment(at + scene.seconds)}", scene.says.replace("-->", "→"), ""]
        at += scene.seconds
    return "\n".join(lines)


def _asked(row: PostingRow) -> str:
    """Say in one line what the work asks from the first day."""
    essential = [one["label"] for one in row.requirements if one["need"] == "essential"][:3]
    return _("What you bring: %(skills)s.") % {"skills": ", ".join(essential)} if essential else ""


def _seconds(says: str) -> int:
    return max(3, min(-(-len(says) // _SIGNS_A_SECOND), 8))


def _moment(second: int) -> str:
    return f"00:00:{second:02d}.000"


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
