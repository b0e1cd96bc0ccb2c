"""Giving an answer: known by its screen's seal, stored in one trip to the database, followed by the next item.

A process remembers how far the sessions are that it served last, so the database returns only what is new to it. What
is remembered cannot go stale: answers are added at the end and never changed while a session runs, and seed,
calibrations and excluded items are fixed when it begins. Another process, or this one after a kill, asks for all.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from psycopg import Cursor, InterfaceError, OperationalError
from psycopg.errors import UniqueViolation

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.analysis.adaptive import Giver
from maatwerk.apps.assessments.kinds import score_answer
from maatwerk.apps.assessments.links import is_sealed
from maatwerk.apps.assessments.operations.sessions import Screen, make_screen
from maatwerk.apps.assessments.playing import Kept, Place
from maatwerk.apps.assessments.queries.playing import ModuleContent, PlayItem
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.link_tokens import token_hash

_ANSWER = (
    "SELECT said, interface, drawn, calibration, kept_out, seconds_left, items, categories"
    " FROM assessments_answer(%s, %s, %s, %s, %s, %s::smallint, %s::smallint, %s, %s, %s::jsonb, %s::smallint, %s)"
)
#: About one kilobyte each.
SITTINGS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """To which screen an answer came in, and by whose link."""

    organisation_id: uuid.UUID
    token: str
    session_id: uuid.UUID
    module_id: uuid.UUID
    place: int
    item_id: uuid.UUID
    seal: str


@dataclass(frozen=True, slots=True)
class Question:
    """The item of a screen that this server made, with its module."""

    given: Given
    content: ModuleContent
    item: PlayItem


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer: `said` is the database's word, `screen` what to show where the test goes on."""

    said: str
    language: str
    screen: Screen | None = None
    ended_by: str = ""


class NotThisScreen(Exception):
    """The answer is to a screen that this server never made."""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What a process remembers of a session: never changed, replaced by a longer one."""

    giver: Giver
    seed: int
    out: frozenset[str]
    items: tuple[str, ...]
    categories: tuple[int | None, ...]


_sittings = Kept(SITTINGS_KEPT)


def forget() -> None:
    """Empty this process's memory of sessions."""
    _sittings.clear()


def given_from(organisation_id: uuid.UUID, token: str, form: Mapping[str, str]) -> Given:
    """Read from a screen's form which screen it was; `KeyError` or `ValueError` where it never was one of ours."""
    return Given(
        organisation_id,
        token,
        uuid.UUID(form["session"]),
        uuid.UUID(form["module"]),
        int(form["place"]),
        uuid.UUID(form["item"]),
        form["seal"],
    )


def question_of(given: Given) -> Question:
    """Return what was asked, known by the seal before anything is asked of the database.

    Raises
    ------
    NotThisScreen
        The seal does not belong to this screen.
    """
    facts = (given.organisation_id, given.session_id, given.module_id, given.place, given.item_id)
    if not is_sealed(given.seal, *facts):
        raise NotThisScreen
    content = playing.content_of(Place(given.organisation_id, given.module_id))
    return Question(given, content, content.items[str(given.item_id)])


def answer(question: Question, value: object) -> Answered:
    """Store an answer and choose what comes next; `value` None leaves the item open.

    The function in the database finds the order by the token, refuses what may not be, and stores the answer before it
    returns; the same answer sent again changes nothing. Nothing that a stranger sends gets past the seal on the form.

    Raises
    ------
    BadAnswer
        The item does not offer this answer.
    """
    given, content, item = question.given, question.content, question.item
    category = None if value is None else score_answer(item.kind, item.content, item.answer_key, value)
    before: _Sitting | None = _sittings.find(given.session_id)
    row = _one_trip(
        [
            given.organisation_id,
            token_hash(given.token),
            given.session_id,
            given.module_id,
            content.seconds,
            given.place,
            0 if before is None else len(before.items),
            new_id(),
            given.item_id,
            None if value is None else json.dumps(value),
            category,
            item.seconds,
        ]
    )
    said, language, seconds_left = row[0], row[1], row[5]
    if said not in {"stored", "again"}:
        return Answered(said, language or "")
    now = _after(before, question, row)
    _sittings.keep(given.session_id, now)
    step = now.giver.step(now.seed, now.items, now.categories, now.out)
    if step.item is None:
        return Answered("over", language, ended_by=step.ended_by)
    following = content.items[step.item]
    screen = make_screen(
        content, given.session_id, len(now.items), following, most=now.giver.most, seconds_left=seconds_left
    )
    return Answered(said, language, screen)


def _after(before: _Sitting | None, question: Question, row: Sequence[Any]) -> _Sitting:
    """Put what the database returned behind what was known: it begins with the last answer known here."""
    _said, _language, seed, calibrations, out, _left, items, categories = row
    items, categories = tuple(items or ()), tuple(categories or ())
    if before is None:
        place = Place(question.given.organisation_id, question.given.module_id)
        giver = playing.giver_of(place, _read(calibrations))
        return _Sitting(giver, seed, frozenset(_read(out)), items, categories)
    shared = max(len(before.items) - 1, 0)
    return _Sitting(
        before.giver,
        before.seed,
        before.out,
        before.items[:shared] + items,
        before.categories[:shared] + categories,
    )


def _one_trip(values: Sequence[object]) -> tuple[Any, ...]:
    """Ask once; a connection that died meanwhile is replaced, since the same answer may be sent again.

    So is the asking where two requests brought the same answer at once: the second finds the first one's row. Straight
    over the driver, as a prepared statement: Django's own way would first ask whether the connection lives (a second
    trip), and write the values into the text of the query.
    """
    connection = connections["default"]
    for attempt in (1, 2):
        try:
            connection.ensure_connection()
            with Cursor(connection.connection) as cursor:
                found = cursor.execute(_ANSWER, values, prepare=True).fetchone()
            assert found is not None
            return tuple(found)
        except (OperationalError, InterfaceError, UniqueViolation) as error:
            if attempt == 2 or connection.in_atomic_block:
                raise
            if not isinstance(error, UniqueViolation):
                connection.close()
    raise AssertionError


def _read(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value
