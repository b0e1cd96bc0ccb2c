"""What one shares by hand: short texts in the vacancy's language, an image, the plan of a film. Pure, but for the language."""

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from maatwerk.apps.vacancies.postings import PostingRow
from maatwerk.apps.vacancies.show import hours_words, pay_words

#: Longest text of the short networks.
SHORT = 280
_IMAGE = Path(__file__).parent / "templates" / "vacancies" / "share.typ"
_LETTERS = 66  # of the title, on the image
#: Subtitles are read at about fifteen signs a second; nobody waits for the end of a film longer than this.
_SIGNS_A_SECOND, FILM_SECONDS, _SCENES = 15, 30, 4


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
                "We are looking for a colleague: %(title)s in %(place)s. %(pay)s, %(hours)s. You apply on three short pages."
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
                _("Apply on your phone, without an account. You hear something within %(days)d days.")
                % values,
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
    return max(3, min(-(-len(says) // _SIGNS_A_SECOND), FILM_SECONDS // _SCENES))


def _moment(second: int) -> str:
    return f"00:00:{second:02d}.000"


def share_image(row: PostingRow) -> bytes:
    """Return a PNG with the work, the pay, the hours and the place; no person on it. What the large networks take is no SVG."""
    import typst

    with override(row.language):
        facts = [pay_words(row), hours_words(row), row.place]
    said = {"title": _few(row.title), "facts": [fact for fact in facts if fact], "employer": row.employer}
    made: bytes = typst.compile(
        _IMAGE.read_bytes(),
        format="png",
        ppi=72.0,
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
    )
    return made


def _few(title: str) -> str:
    return textwrap.shorten(title, _LETTERS, placeholder="…")
