"""What the board shows: public postings only, newest first, found in a few milliseconds among a hundred thousand.

Written in SQL: the answer must come from an index in the order it is shown in, and counting stops where a reader does. The
order is the same for everybody, nobody can pay for a place in it, and it stands on a page of its own.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone

from maatwerk.apps.vacancies.places import EARTH_KM, box_around, place_named

PAGE = 20
MOST_COUNTED = 1_000
SORTS = ("newest", "near", "pay")
DISTANCES = (5, 10, 25, 50, 100)
HOURS = (8, 16, 24, 32, 40)
PAYS = (2_000, 2_500, 3_000, 3_500, 4_000, 5_000)
_LEAST_PREFIX = 4  # letters from which a word also finds longer ones: “verkoop” finds “verkoopmedewerker”
_TOKEN = re.compile(r"[^\W_]+")
_MOST_TOKENS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for. Pay in euros a month, full time; hours a week; distance in kilometres."""

    words: str = ""
    employer: str = ""
    place: str = ""
    km: int = 25
    hours: int = 0
    pay: int = 0
    contract: str = ""
    remote: str = ""
    sort: str = "newest"
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, Any], *, employer: str = "") -> "Search":
        """Read a search from an address or from where it was kept; what makes no sense is left out."""
        text = {key: " ".join(str(given.get(key) or "").split())[:80] for key in ("words", "place")}
        sort = str(given.get("sort") or "")
        return cls(
            words=text["words"],
            employer=employer or str(given.get("employer") or "")[:40],
            place=text["place"],
            km=_number(given.get("km"), 25, most=300),
            hours=_number(given.get("hours"), 0, most=60),
            pay=_number(given.get("pay"), 0, most=100_000),
            contract=_slug(given.get("contract")),
            remote=_slug(given.get("remote")),
            sort=sort if sort in SORTS else "newest",
            page=max(1, _number(given.get("page"), 1, most=MOST_COUNTED // PAGE)),
        )

    def asked(self) -> dict[str, str | int]:
        """Return what was asked, as the address or a saved search holds it: only what differs from nothing."""
        nothing = Search()
        names = ("words", "place", "km", "hours", "pay", "contract", "remote", "sort")
        found = {name: getattr(self, name) for name in names if getattr(self, name) != getattr(nothing, name)}
        if not self.place:
            found.pop("km", None)
        return found

    def query(self, **changes: Any) -> str:
        """Return the address's query with some of it changed, from its first page."""
        return urlencode(replace(self, page=1, **changes).asked())


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A posting as lists show it."""

    id: uuid.UUID
    employer: str
    employer_slug: str
    is_simulated: bool
    language: str
    title: str
    summary: str
    place: str
    remote: str
    pay_low_cents: int
    pay_high_cents: int
    pay_period: str
    currency: str
    hours_low: float
    hours_high: float
    contract: str
    published_at: dt.datetime
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of results.

    `total` stops at 1,000 and `is_more` says that there are others; `place_unknown` that the town is not on our list.
    """

    rows: tuple[BoardRow, ...]
    total: int
    is_more: bool
    number: int
    pages: int
    place_unknown: bool = False


_WHOLE = ", ".join(f"whole.{one.name}" for one in fields(BoardRow) if one.name != "distance_km")
_BOX_MET = "latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s"
_DISTANCE = (
    f"2 * {EARTH_KM} * asin(sqrt(sin(radians(latitude - %(lat)s) / 2) ^ 2"
    " + cos(radians(%(lat)s)) * cos(radians(latitude)) * sin(radians(longitude - %(lon)s) / 2) ^ 2))"
)
_ORDERS = {
    "newest": "published_at DESC, id DESC",
    "pay": "pay_month_cents DESC, id DESC",
    "near": "distance, published_at DESC, id DESC",
}
_TITLE_FIRST = "coalesce(in_title, false) DESC, "
Conditions = tuple[list[str], dict[str, Any]]


def find(search: Search) -> BoardPage:
    """Return one page of the postings that a search finds.

    With words, those that have them in the title come before those that have them elsewhere; within each, the newest first.
    """
    spot = place_named(search.place) if search.place else None
    if search.place and spot is None:
        return BoardPage((), 0, False, 1, 1, place_unknown=True)
    point = (spot.latitude, spot.longitude) if spot else None
    conditions, values = _conditions(search, point)
    sort = search.sort if point or search.sort != "near" else "newest"
    titled = "q" in values and sort == "newest"
    wanted = (search.page - 1) * PAGE
    if values.keys() - {"today", "employer"}:
        order = _TITLE_FIRST + _ORDERS[sort] if titled else _ORDERS[sort]
        total, few = _few(conditions, values, order=order, wanted=wanted, with_distance=point is not None)
    else:
        total, few = _count(conditions, values), None
    pages = max(1, -(-min(total, MOST_COUNTED) // PAGE))
    number = min(search.page, pages)
    first = (number - 1) * PAGE
    if few is not None:
        rows = few
    elif titled:
        rows = _title_first(conditions, values, first, with_distance=point is not None)
    elif point is not None and sort == "near":
        rows = _nearest(search, point, first)
    else:
        conditions, values = _conditions(search, point, many=True)
        rows = _rows(conditions, values, order=sort, first=first, most=PAGE, with_distance=point is not None)
    return BoardPage(tuple(rows), min(total, MOST_COUNTED), total > MOST_COUNTED, number, pages)


def published_since(search: Search, since: dt.datetime, *, most: int = PAGE) -> list[BoardRow]:
    """Return what a search finds of what was published after a moment, newest first."""
    spot = place_named(search.place) if search.place else None
    if search.place and spot is None:
        return []
    conditions, values = _conditions(search, (spot.latitude, spot.longitude) if spot else None, many=True)
    conditions.append("published_at > %(since)s")
    return _rows(
        conditions,
        values | {"since": since},
        order="newest",
        first=0,
        most=most,
        with_distance=spot is not None,
    )


def _few(
    conditions: Sequence[str],
    values: dict[str, Any],
    *,
    order: str,
    wanted: int,
    with_distance: bool,
) -> tuple[int, list[BoardRow] | None]:
    """Count what a search finds, and return the wanted page where that is a thousand at most; None where it is more.

    One question for both: few are met by their words, place or terms, set in order, and only those of the page are read in full.
    Where a page beyond the last is asked, this is the last.
    """
    where = _sql(conditions)
    distance = f", {_DISTANCE} AS distance" if with_distance else ""
    titled = ", title_words @@ to_tsquery_both AS in_title" if order.startswith(_TITLE_FIRST) else ""
    statement = (
        f"WITH found AS MATERIALIZED (SELECT id, published_at, pay_month_cents{distance}{_sql([titled])}"  # noqa: S608 - conditions are ours, values are bound
        f" FROM vacancies_posting WHERE {where} LIMIT {MOST_COUNTED + 1}),"
        " size AS (SELECT count(*) AS n FROM found),"
        f" page AS (SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM found ORDER BY place LIMIT {PAGE}"
        f" OFFSET (SELECT least(%(wanted)s, greatest(n - 1, 0) / {PAGE} * {PAGE}) FROM size))"
        f" SELECT size.n, {_WHOLE}"
        f"{', page.distance' if with_distance else ''}"
        " FROM size LEFT JOIN (page JOIN vacancies_posting AS whole ON whole.id = page.id) ON true ORDER BY page.place"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"wanted": wanted})
        found = cursor.fetchall()
    total = int(found[0][0])
    if total > MOST_COUNTED:
        return total, None
    return total, [BoardRow(*row[1:]) for row in found if row[1] is not None]


def _nearest(search: Search, point: tuple[float, float], first: int) -> list[BoardRow]:
    """Look in growing circles: what fills the page within five kilometres is nearer than everything outside."""
    rows: list[BoardRow] = []
    for km in sorted({*DISTANCES, search.km}):
        if km <= search.km and len(rows) < PAGE:
            conditions, values = _conditions(replace(search, km=km), point)
            rows = _rows(conditions, values, order="near", first=first, most=PAGE, with_distance=True)
    return rows


def _title_first(
    conditions: Sequence[str], values: dict[str, Any], first: int, *, with_distance: bool
) -> list[BoardRow]:
    in_title = [*conditions, "title_words @@ to_tsquery_both"]
    titled = _count(in_title, values) if first else 0  # the first page need not know
    rows: list[BoardRow] = []
    if first <= titled:
        rows = _rows(in_title, values, order="newest", first=first, most=PAGE, with_distance=with_distance)
    if len(rows) < PAGE:
        elsewhere = [*conditions, "NOT coalesce(title_words @@ to_tsquery_both, false)"]
        rows += _rows(
            elsewhere, values, order="newest", first=max(0, first - titled), most=PAGE - len(rows),
            with_distance=with_distance,
        )  # fmt: skip
    return rows


def _conditions(search: Search, point: tuple[float, float] | None, *, many: bool = False) -> Conditions:
    """Return what must hold, and its values. With `many`, what is near is not looked up by place but met on the way.

    A page of thousands is full after a few of the index that has them in order; all that lie near would first be set in order.
    """
    found = ["(apply_until IS NULL OR apply_until >= %(today)s)"]
    values: dict[str, Any] = {"today": timezone.localdate()}
    if search.employer:
        found.append("employer_slug = %(employer)s")
        values["employer"] = search.employer
    if query := _tsquery(search.words):
        found.append("words @@ to_tsquery_both")
        values["q"] = query
    if point is not None:
        west, south, east, north = box_around(*point, search.km)
        box = (
            _BOX_MET
            if many
            else "point(longitude, latitude) <@ box(point(%(east)s, %(north)s), point(%(west)s, %(south)s))"
        )
        found.append(f"{box} AND {_DISTANCE} <= %(km)s")
        values |= {"east": east, "north": north, "west": west, "south": south, "km": search.km}
        values |= {"lat": point[0], "lon": point[1]}
    if search.hours:
        found.append("hours_low <= %(hours)s AND hours_high >= %(hours)s")
        values["hours"] = search.hours
    if search.pay:
        found.append("pay_month_cents >= %(pay)s AND currency = 'EUR'")
        values["pay"] = search.pay * 100
    for name in ("contract", "remote"):
        if wanted := getattr(search, name):
            found.append(f"{name} = %({name})s")
            values[name] = wanted
    return found, values


def _tsquery(words: str) -> str:
    """Write the words as a query in which every one must occur; longer words also find what begins with them."""
    tokens = _TOKEN.findall(words)[:_MOST_TOKENS]
    return " & ".join(f"{token}:*" if len(token) >= _LEAST_PREFIX else token for token in tokens)


#: Words in either language find postings in either: half of the Dutch vacancies name their work in English.
_BOTH = "(to_tsquery('dutch', %(q)s) || to_tsquery('english', %(q)s))"


def _sql(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions).replace("to_tsquery_both", _BOTH)


def _count(conditions: Sequence[str], values: Mapping[str, Any]) -> int:
    """Count, but stop after a thousand: nobody reads further, and what is common is then counted as fast as what is rare."""
    return _number_of(
        f"SELECT count(*) FROM (SELECT 1 FROM vacancies_posting WHERE {_sql(conditions)} LIMIT {MOST_COUNTED + 1}) AS found",  # noqa: S608 - conditions are ours, values are bound
        values,
    )


def _number_of(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _rows(
    conditions: Sequence[str],
    values: Mapping[str, Any],
    *,
    order: str,
    first: int,
    most: int,
    with_distance: bool,
) -> list[BoardRow]:
    """Read a page in order: which they are from an index alone, and only those in full."""
    where = _sql(conditions)
    distance = f", {_DISTANCE} AS distance" if with_distance else ""
    statement = (
        f"SELECT {_WHOLE}{', page.distance' if with_distance else ''} FROM"  # noqa: S608 - conditions are ours, values are bound
        f" (SELECT id{distance} FROM vacancies_posting WHERE {where} ORDER BY {_ORDERS[order]} LIMIT {most} OFFSET {first})"
        f" AS page JOIN vacancies_posting AS whole ON whole.id = page.id ORDER BY {_ORDERS[order]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [BoardRow(*row) for row in cursor.fetchall()]


def _number(given: object, otherwise: int, *, most: int) -> int:
    text = str(given or "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _slug(given: object) -> str:
    text = str(given or "")
    return text if re.fullmatch(r"[a-z_]{1,12}", text) else ""
