"""The job board: one page of results out of 100,000 open vacancies, beside the same page written plainly on the ORM.

Both are the real page: the same view, template and middleware, answered in this process; only the search differs. Ours asks the
indexes in the order that is shown and stops counting at a thousand; the plain one filters with `icontains` and ranges,
and `Paginator` counts. Words mean a little less to the plain one: it finds letters, ours finds words and their stems.
"""

import itertools
import re
import time
from typing import Any

from bench._own_database import own_database
from bench.report import Row, bar, in_process

VACANCIES = 100_000
ROUNDS = 7
_visitors = itertools.count()
LIMIT = 0.050  # seconds of server time a page may take
PAGES = {
    "no filter": "",
    "page 40": "page=40",
    "a word in 1 of 12 titles": "words=verkoop",
    "a word in every text": "words=klanten",
    "two words": "words=kok+vaste",
    "two words that never meet": "words=kok+weekend",
    "a rare word": "words=glasblazer",
    "within 25 km, 32 hours": "place=Zwolle&km=25&hours=32",
    "best paid, permanent": "sort=pay&contract=permanent",
    "a word, nearest first": "words=monteur&place=Ede&km=50&sort=near",
    "within 100 km, page 50": "place=Utrecht&km=100&page=50",
    "a word, within 50 km, 32 hours, pay": "words=klanten&place=Zwolle&km=50&hours=32&pay=3000",
    "within 100 km, 24 hours, pay, permanent": "place=Zwolle&km=100&hours=24&pay=4000&contract=permanent",
    "what nobody offers": "hours=40&pay=5000&contract=temporary&remote=fully",
}


def run() -> list[Row]:
    """Fill a database of its own, then measure every page in turn, both ways."""
    from importlib.metadata import version

    answer = in_process("bench.board:measure", threads=1, vacancies=VACANCIES)
    rows = []
    for name, (ours, plain, same) in answer["pages"].items():
        rows.append(
            Row(
                problem=f"a page of the job board, {name}, out of {VACANCIES:,} open vacancies",
                ours="board.find",
                peer="the same page plainly on Django's ORM",
                peer_version=version("django"),
                ours_seconds=ours,
                peer_seconds=plain,
                ratio=ours / plain,
                accuracy=same,
                bar=bar(f"under {LIMIT * 1000:.0f} ms", ours < LIMIT),
                note=f"best of {ROUNDS} in turn, one thread",
            )
        )
    return rows


def measure(vacancies: int) -> dict[str, Any]:
    """Measure in this process, which serves the pages itself."""
    with own_database("board"):
        fill(vacancies)
        return {"pages": compare()}


def fill(vacancies: int) -> None:
    """Make one employer with so many vacancies, spread over towns, titles, pay and a year."""
    from django.db import connection, connections

    from maatwerk.apps.organisations.public import found_organisation, open_account
    from maatwerk.apps.vacancies.places import towns
    from maatwerk.kernel import tenancy

    user = open_account(email="bench@example.org", name="Bench")
    organisation = found_organisation(user_id=user.pk, name="Bench", roles=[])
    spots = list(towns().values())
    titles = ["Verkoopmedewerker", "Kok", "Monteur elektra", "Verzorgende", "Magazijnmedewerker", "Chauffeur", "Receptionist",
              "Softwareontwikkelaar", "Schoonmaker", "Boekhouder", "Bezorger", "Medewerker bediening"]  # fmt: skip
    with tenancy.acting(organisation=organisation.id, account=user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        family = "gen_random_uuid()"
        cursor.execute(
            "INSERT INTO opportunities_jobfamily (id, organisation_id, name, horizons_months, smallest_useful_skill, rating_low,"
            f" rating_high, isco, occupation_uri) VALUES ({family}, %s, 'Work', '[]', 0.02, 1, 5, '', '') RETURNING id",
            [organisation.id],
        )
        (key,) = cursor.fetchone()  # type: ignore[misc]
        cursor.execute(
            "INSERT INTO opportunities_opportunity (id, organisation_id, job_family_id, kind, title, place, description, state)"
            " SELECT gen_random_uuid(), %s, %s, 'vacancy', '', '', '', 'open' FROM generate_series(1, %s)",
            [organisation.id, key, vacancies],
        )
        cursor.execute(
            POSTINGS,
            {
                "org": organisation.id,
                "titles": titles,
                "towns": [spot.name for spot in spots],
                "lats": [spot.latitude for spot in spots],
                "lons": [spot.longitude for spot in spots],
                "slug": organisation.slug,
            },
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE vacancies_posting")


POSTINGS = """
INSERT INTO vacancies_posting (id, organisation_id, opportunity_id, employer, employer_slug, is_simulated, language, title,
  summary, description, place, country, latitude, longitude, remote, pay_low_cents, pay_high_cents, pay_period, currency,
  pay_month_cents, hours_low, hours_high, contract, answer_days, contact_email, job_family, isco, occupation_uri,
  requirements, questions, steps, channels, published_at, changed_at, title_words, words)
SELECT id, %(org)s, id, employer, %(slug)s, false, 'nl', title, left(text, 220), text, place, 'NL', lat, lon, 'no',
  pay, pay + 40000, 'month', 'EUR', pay + 40000, hours, hours + 8, contract, 5, 'a@example.org', 'Work', '', '',
  '[]', '[]', '[]', '{}', at, at,
  to_tsvector('dutch', title),
  setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', employer || ' ' || place), 'B')
    || to_tsvector('dutch', text)
FROM (
  SELECT id, 'Bedrijf ' || n %% 5000 AS employer,
    (%(titles)s::text[])[1 + n %% 12] || ' ' || n %% 997 || CASE WHEN n %% 20011 = 7 THEN ' glasblazer' ELSE '' END AS title,
    'Je helpt klanten en je werkt samen met een team van ' || n %% 40 || ' mensen. ' ||
    repeat('Je zorgt dat het werk goed en veilig gebeurt en je overlegt met collega''s over de dag. ', 6 + n %% 7) ||
    CASE WHEN n %% 9 = 0 THEN 'Je werkt ook in het weekend.' ELSE 'Je werkt op vaste dagen.' END AS text,
    (%(towns)s::text[])[t] AS place, (%(lats)s::float8[])[t] AS lat, (%(lons)s::float8[])[t] AS lon,
    200000 + (n::bigint * 7919 %% 3000) * 100 AS pay, 8.0 * (1 + n %% 4) AS hours,
    (ARRAY['permanent', 'prospect', 'temporary', 'on_call'])[1 + n %% 4] AS contract,
    now() - (n::bigint * 104729 %% 31536000) * interval '1 second' AS at
  FROM (SELECT id, (row_number() OVER ())::int AS n, 1 + (random() * 1000000)::int %% array_length(%(towns)s::text[], 1) AS t
        FROM opportunities_opportunity) AS numbered
) AS made
"""


def compare() -> dict[str, tuple[float, float, str]]:
    """Return for each page: our best time, the plain one's, and how far the answers agree."""
    from django.conf import settings
    from django.test import Client

    from maatwerk.apps.vacancies.views import board

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(headers={"accept-language": "nl"})
    ours = board.find
    found: dict[str, tuple[float, float, str]] = {}
    for name, query in PAGES.items():
        times: dict[str, list[float]] = {"ours": [], "plain": []}
        shown: dict[str, list[str]] = {}
        for number in range(ROUNDS + 1):
            for way, search in (("ours", ours), ("plain", plain_find)):
                board.find = search
                seconds, titles = request(client, f"/jobs/?{query}")
                shown[way] = titles
                if number:  # the first of each warms up
                    times[way].append(seconds)
        found[name] = (min(times["ours"]), min(times["plain"]), agreement(shown["ours"], shown["plain"]))
    board.find = ours
    return found


def request(client: Any, path: str) -> tuple[float, list[str]]:
    """Return how long one answer took, and what it listed."""
    number = next(
        _visitors
    )  # each from an address of its own: who searches this often would be asked to wait
    started = time.perf_counter()
    answer = client.get(path, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")
    seconds = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return seconds, re.findall(r'class="job-card__title"><a href="([^"]+)"', answer.text)


def agreement(ours: list[str], plain: list[str]) -> str:
    """Say how far two lists of results agree."""
    if ours == plain:
        return f"the same {len(ours)} in the same order"
    return f"{len(set(ours) & set(plain))} of {len(ours)} the same: words and their order mean other things"


def plain_find(search: Any) -> Any:
    """The same search as one would first write it: querysets, `icontains`, ranges, and a paginator that counts."""
    from django.core.paginator import Paginator
    from django.db.models import Q
    from django.utils import timezone

    from maatwerk.apps.vacancies.board import PAGE, BoardPage, BoardRow
    from maatwerk.apps.vacancies.models import Posting
    from maatwerk.apps.vacancies.places import box_around, distance_km, place_named

    rows = Posting.objects.filter(Q(apply_until__isnull=True) | Q(apply_until__gte=timezone.localdate()))
    for word in search.words.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(description__icontains=word) | Q(employer__icontains=word)
        )
    if search.hours:
        rows = rows.filter(hours_low__lte=search.hours, hours_high__gte=search.hours)
    for name in ("contract", "remote"):
        if wanted := getattr(search, name):
            rows = rows.filter(**{name: wanted})
    if search.pay:
        rows = rows.filter(pay_month_cents__gte=search.pay * 100, currency="EUR")
    order = ("-pay_month_cents", "-id") if search.sort == "pay" else ("-published_at", "-id")
    rows = rows.order_by(*order)
    chosen: Any = rows
    spot = place_named(search.place) if search.place else None
    if spot is not None:
        west, south, east, north = box_around(spot.latitude, spot.longitude, search.km)
        here = (spot.latitude, spot.longitude)
        inside = rows.filter(latitude__range=(south, north), longitude__range=(west, east))
        near = [(distance_km(here, (row.latitude or 0, row.longitude or 0)), row) for row in inside]
        near = [pair for pair in near if pair[0] <= search.km]
        if search.sort == "near":
            near.sort(key=lambda pair: pair[0])
        chosen = [row for _distance, row in near]
    page = Paginator(chosen, PAGE).get_page(search.page)
    names = [name for name in BoardRow.__dataclass_fields__ if name != "distance_km"]
    shown = tuple(BoardRow(*(getattr(row, name) for name in names)) for row in page)
    return BoardPage(shown, page.paginator.count, False, page.number, page.paginator.num_pages)
