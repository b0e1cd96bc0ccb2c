"""The pipeline of one vacancy: counts per stage, and the people of a column or table, page after page by key.

Every read is one question whatever the number of people: counts are grouped, the first page of every column comes
in one union, later pages go on from the last key (`after`), never from an offset.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from maatwerk.apps.applications.models import Application, Label, Labelled, SavedView, Stage
from maatwerk.apps.applications.rules import ENDED, ORDER

PAGE = 25
TABLE_PAGE = 50
SORTS = ("waiting", "newest")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which applications somebody wants to see, as the address of the page says it; nothing set shows everybody."""

    stage: str = ""
    owner: str = ""  # an account's key, or `nobody`
    label: str = ""
    source: str = ""
    late: bool = False
    words: str = ""
    sort: str = "waiting"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wish":
        """Read a wish from an address; what means nothing is left out."""
        stage, owner, sort = query.get("stage", ""), query.get("owner", ""), query.get("sort", "")
        return cls(
            stage=stage if stage in {*ORDER, *ENDED} else "",
            owner=owner if owner == NOBODY or _key(owner) else "",
            label=query.get("label", "")[:40],
            source=query.get("source", "")[:120],
            late=query.get("late") == "1",
            words=" ".join(query.get("words", "").split())[:80],
            sort=sort if sort in SORTS else "waiting",
        )

    def query(self, **changes: object) -> str:
        """Return the address of this wish, with changes: what is empty does not stand in it."""
        now = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        parts = {
            "stage": now.stage,
            "owner": now.owner,
            "label": now.label,
            "source": now.source,
            "late": "1" if now.late else "",
            "words": now.words,
            "sort": now.sort if now.sort != "waiting" else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether it shows fewer than everybody."""
        return replace(self, sort="waiting") != Wish()


@dataclass(frozen=True, slots=True)
class Card:
    """One application as the board and the table show it; whose it is by key alone."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    person_id: uuid.UUID
    stage: str
    source: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None
    due_at: dt.datetime | None
    owner_id: uuid.UUID | None
    next_action: str
    next_on: dt.date | None
    interview_first: bool
    labels: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Whole days in this stage."""
        return max((timezone.now() - self.stage_since).days, 0)

    @property
    def day(self) -> int:
        """Which day in this stage it is: the first is 1, and with 5 promised the sixth is one too many."""
        return self.days + 1

    @property
    def promised(self) -> int | None:
        """Days that the vacancy promised for this stage."""
        return None if self.due_at is None else round((self.due_at - self.stage_since) / dt.timedelta(days=1))

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than the vacancy promised."""
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def as_of(self) -> str:
        """Since when it stands here, for the form that decides: a colleague who was first is noticed by it."""
        return self.stage_since.isoformat()


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: how many are there, how many wait too long, the first of them, and the key to go on from."""

    stage: str
    count: int = 0
    late: int = 0
    cards: tuple[Card, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """People in one order, and the key to go on from; empty at the end."""

    cards: tuple[Card, ...]
    after: str = ""


_FIELDS = tuple(name for name in Card.__dataclass_fields__ if name != "labels")


def people_in(opportunity_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the keys of everybody who applied, for a search among their names."""
    return list(Application.objects.filter(opportunity_id=opportunity_id).values_list("person_id", flat=True))


def columns(
    opportunity_id: uuid.UUID, wish: Wish, *, people: Collection[uuid.UUID] | None = None
) -> tuple[Column, ...]:
    """Return every stage that is under way with its first people; `people` narrows to those found by name."""
    found = _found(opportunity_id, wish, people)
    counts = _counts(found)
    placed: dict[str, list[Card]] = {stage: [] for stage in ORDER}
    for card in _firsts(found, ORDER, wish, PAGE):
        placed[card.stage].append(card)
    pages = {stage: _page(cards, wish, PAGE) for stage, cards in placed.items()}
    labels = _labels(card.id for page in pages.values() for card in page.cards)
    return tuple(
        Column(stage, *counts.get(stage, (0, 0)), _labelled(pages[stage].cards, labels), pages[stage].after)
        for stage in ORDER
    )


def ended_counts(opportunity_id: uuid.UUID) -> dict[str, int]:
    """Return how many ended, by how."""
    found = Application.objects.filter(opportunity_id=opportunity_id, stage__in=ENDED)
    return {stage: count for stage, (count, _late) in _counts(found).items()}


def page_of(
    opportunity_id: uuid.UUID,
    wish: Wish,
    *,
    after: str = "",
    people: Collection[uuid.UUID] | None = None,
    size: int = TABLE_PAGE,
) -> Page:
    """Return one page of people in the wished order, going on after a key."""
    found, stages = _found(opportunity_id, wish, people), ORDER if not wish.is_narrow else tuple(Stage)
    found = _after(found, wish, after)
    page = _page(_firsts(found, (wish.stage,) if wish.stage else stages, wish, size)[: size + 1], wish, size)
    return Page(_labelled(page.cards, _labels(card.id for card in page.cards)), page.after)


def listed(opportunity_id: uuid.UUID, keys: Collection[uuid.UUID] | None = None) -> tuple[Card, ...]:
    """Return everybody who still takes part (or those named), in order of arrival: what a person signs for."""
    found = Application.objects.filter(opportunity_id=opportunity_id, closed_at__isnull=True)
    if keys is not None:
        found = found.filter(pk__in=keys)
    return tuple(Card(*values) for values in found.order_by("applied_at", "id").values_list(*_FIELDS))


def card(application_id: uuid.UUID) -> Card:
    """Return one application with its labels."""
    values = Application.objects.values_list(*_FIELDS).get(pk=application_id)
    return _labelled((Card(*values),), _labels([application_id]))[0]


def sources(opportunity_id: uuid.UUID) -> list[str]:
    """Return the sources that people of a vacancy came by."""
    found = Application.objects.filter(opportunity_id=opportunity_id).exclude(source="")
    return sorted(found.order_by().values_list("source", flat=True).distinct())


def label_names() -> list[str]:
    """Return the labels that the organisation uses."""
    return list(Label.objects.order_by("name").values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A filter that somebody kept."""

    id: uuid.UUID
    name: str
    query: str
    is_shared: bool
    is_mine: bool


def saved_views(opportunity_id: uuid.UUID, user_id: uuid.UUID) -> list[ViewRow]:
    """Return the filters of a vacancy that this account kept or colleagues shared."""
    found = SavedView.objects.filter(opportunity_id=opportunity_id).order_by("name", "id")
    return [ViewRow(one.pk, one.name, one.query, one.is_shared, one.made_by_id == user_id) for one in found]


def _found(
    opportunity_id: uuid.UUID, wish: Wish, people: Collection[uuid.UUID] | None
) -> QuerySet[Application]:
    found = Application.objects.filter(opportunity_id=opportunity_id)
    if wish.owner:
        found = found.filter(owner_id=_key(wish.owner))
    if wish.label:
        stuck = Labelled.objects.filter(application=OuterRef("pk"), label__name=wish.label)
        found = found.filter(Exists(stuck))
    if wish.source:
        found = found.filter(source=wish.source)
    if wish.late:
        found = found.filter(due_at__lt=timezone.now())
    if people is not None:
        found = found.filter(person_id__in=people)
    return found


def _counts(found: QuerySet[Application]) -> dict[str, tuple[int, int]]:
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    rows = found.order_by().values_list("stage").annotate(people=Count("pk"), late=late)
    return {stage: (people, too_late) for stage, people, too_late in rows}


def _ordered(found: QuerySet[Application], wish: Wish) -> QuerySet[Application]:
    order = ("-applied_at", "-id") if wish.sort == "newest" else ("stage_since", "id")
    return found.order_by(*order)


def _firsts(found: QuerySet[Application], stages: Sequence[str], wish: Wish, size: int) -> list[Card]:
    """Return the first of each stage, and one more to see whether others follow, all in the wished order.

    Stage by stage an index has them in that order; over all stages the database would put everybody in order first.
    """
    pieces = [_ordered(found.filter(stage=stage), wish)[: size + 1] for stage in stages]
    together = pieces[0].union(*pieces[1:], all=True) if len(pieces) > 1 else pieces[0]
    cards = [Card(*values) for values in together.values_list(*_FIELDS)]
    return sorted(cards, key=lambda one: _place(one, wish), reverse=wish.sort == "newest")


def _place(one: Card, wish: Wish) -> tuple[dt.datetime, uuid.UUID]:
    return (one.applied_at if wish.sort == "newest" else one.stage_since, one.id)


def _page(cards: list[Card], wish: Wish, size: int) -> Page:
    if len(cards) <= size:
        return Page(tuple(cards))
    at, key = _place(cards[size - 1], wish)
    return Page(tuple(cards[:size]), f"{at.isoformat()}~{key}")


def _after(found: QuerySet[Application], wish: Wish, after: str) -> QuerySet[Application]:
    """Go on after a key; one that cannot be read begins at the beginning."""
    moment, _mark, key = after.partition("~")
    try:
        at, pk = dt.datetime.fromisoformat(moment), uuid.UUID(key)
    except ValueError:
        return found
    if at.tzinfo is None:
        return found
    if wish.sort == "newest":
        return found.filter(applied_at__lte=at).filter(Q(applied_at__lt=at) | Q(pk__lt=pk))
    return found.filter(stage_since__gte=at).filter(Q(stage_since__gt=at) | Q(pk__gt=pk))


def _labels(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    stuck = Labelled.objects.filter(application_id__in=list(keys)).order_by("label__name")
    for key, name in stuck.values_list("application_id", "label__name"):
        found.setdefault(key, []).append(name)
    return found


def _labelled(cards: Iterable[Card], labels: Mapping[uuid.UUID, list[str]]) -> tuple[Card, ...]:
    return tuple(replace(one, labels=tuple(labels.get(one.id, ()))) for one in cards)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
