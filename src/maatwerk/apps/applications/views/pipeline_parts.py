"""What the pages of the pipeline share: cards with names, tabs, and the way back to where somebody came from."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import capfirst

from maatwerk.apps.applications.models import Decision, Stage
from maatwerk.apps.applications.queries.board import Card, Wish
from maatwerk.apps.applications.rules import may_see_names, next_stage
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.organisations.public import names as account_names
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.apps.vacancies.public import channel_labels


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as one viewer sees it."""

    card: Card
    name: str
    owner: str
    stage_label: str
    next_stage: str
    next_label: str
    source: str


def shown(cards: Sequence[Card], member: Member) -> tuple[Shown, ...]:
    """Return cards with the names this member may see; two questions, however many."""
    people = shown_names(member, [card.person_id for card in cards])
    owners = account_names({card.owner_id for card in cards if card.owner_id})
    return tuple(
        Shown(
            card,
            people[card.person_id],
            owners.get(card.owner_id, "") if card.owner_id else "",
            stage_label(card.stage),
            following(card),
            stage_label(following(card)) if following(card) else "",
            source_label(card.source),
        )
        for card in cards
    )


def shown_names(member: Member, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return how this member may see each person: by name, or by pseudonym."""
    keys = list(people)
    return names(keys) if may_see_names(member) else {key: pseudonym(key) for key in keys}


def following(card: Card) -> str:
    """Return the stage to which somebody goes on from here; empty after the last."""
    return next_stage(card.stage, Decision.Choice.ADVANCE, interview_first=card.interview_first) or ""


def source_label(key: str) -> str:
    """Return what a way to come in is called; ways that no channel knows stay as they were written down."""
    return str(channel_labels().get(key, key.replace("_", " ")))


def stage_label(stage: str) -> str:
    """Return what a stage is called at the head of a column."""
    return capfirst(str(Stage(stage).label))


#: How the way back begins where somebody came from the board or table, and not from the person's own page.
_PIPELINE = "pipeline?"


def back_to(query: str) -> str:
    """Return what a link carries so that a form leads back to this board or table."""
    return _PIPELINE + query


def came_from(back: str) -> str | None:
    """Return the query of the pipeline somebody came from; None where they came from the person's own page.

    It is read anew, so that nothing but a view of the pipeline can stand in it.
    """
    if not back.startswith(_PIPELINE):
        return None
    query = QueryDict(back.removeprefix(_PIPELINE)).dict()
    return view_query(Wish.read(query), is_table=query.get("view") == "table")


def view_query(wish: Wish, *, is_table: bool) -> str:
    """Return the query of a board or table with a wish."""
    return "&".join(part for part in ("view=table" if is_table else "", wish.query()) if part)
