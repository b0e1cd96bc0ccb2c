"""Applicants of the last half-year in the demo, and what other weightings of the live version would have done for them.

Nobody in it exists. They are written as rows with their dates, since no operation of the product can act in the past. Women
score lower on one test that says something about staying: how much that costs them on a shortlist, and what it costs to change
it, is what the page shows. Some of them are advised on, so that the audit of that half-year has a table per model version; the
audit's own planted difference lies elsewhere.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from maatwerk.cli.simulate import CurrentApplicant, simulate_call_centre

if TYPE_CHECKING:
    from maatwerk.apps.evidence.public import PersonMeasurement
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
SEED = 29
PEOPLE, HIRED_OF = 240, 5  # one in so many is hired, by the impression they made
ADVISED = 60  # of them: enough for a table, few enough to be quick
HIRES = 40  # nobody looks at them: the fewer, the sooner it is loaded
TITLE = "Medewerker klantenservice, vorig halfjaar"
DAYS_IN = 60  # days into the half-year on which they heard the end of it


def load_applicants(as_role: As, *, advise: Callable[[uuid.UUID], None]) -> None:
    """Write the applicants, and have some of them advised on; once."""
    from maatwerk.apps.opportunities.public import Opportunity

    with as_role("recruiter") as member:
        if Opportunity.objects.filter(title=TITLE).exists():
            return
        extra = simulate_call_centre(SEED, hires=HIRES, applicants=PEOPLE)
        vacancy = _write(extra.applicants, _family(), member)
    advise(vacancy)


def load_steering(as_role: As) -> None:
    """Draw other weightings of the version that advises; what was drawn of a period is never drawn again."""
    from maatwerk.apps.advice.public import live_version
    from maatwerk.apps.audits.public import draw

    with as_role("analyst"):
        live = live_version(_family())
        if live is not None:
            draw(live.id)


def _family() -> uuid.UUID:
    from maatwerk.apps.opportunities.public import job_families

    return next(row.id for row in job_families() if row.name == "Klantenservice")


def _write(people: Sequence[CurrentApplicant], family: uuid.UUID, member: "Member") -> uuid.UUID:
    from maatwerk.apps.advice.models import AdviceRequest
    from maatwerk.apps.applications.public import Application
    from maatwerk.apps.audits.public import AttributeValue, record_attributes
    from maatwerk.apps.evidence.public import record_many
    from maatwerk.apps.opportunities.public import Opportunity
    from maatwerk.apps.people.public import register_people
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id

    ended = _day_of_the_last_half_year()
    vacancy = Opportunity.objects.create(
        organisation_id=member.organisation.id,
        job_family_id=family,
        title=TITLE,
        place="Utrecht",
        state="filled",
        opened_at=ended - dt.timedelta(days=40),
        closed_at=ended,
    )
    keys = list(register_people("" for _one in people))
    best = sorted(range(len(people)), key=lambda place: -people[place].person.impression)
    hired = set(best[: len(people) // HIRED_OF])
    columns = ["organisation", "id", "opportunity", "person", "stage", "source", "applied_at", "stage_since", "closed_at",
               "next_action"]  # fmt: skip
    rows = (
        [member.organisation.id, new_id(), vacancy.pk, key, "hired" if place in hired else "rejected", one.person.source,
         ended - dt.timedelta(days=30), ended, ended, ""]
        for place, (key, one) in enumerate(zip(keys, people, strict=True))
    )  # fmt: skip
    insert_rows(Application, columns, rows)
    record_many(_results(keys, people), source="simulated")
    asked = ([member.organisation.id, new_id(), vacancy.pk, key] for key in keys[:ADVISED])
    insert_rows(AdviceRequest, ["organisation", "id", "opportunity", "person"], asked)
    told = zip(keys, people, strict=True)
    record_attributes(
        [
            AttributeValue(key, name, value)
            for key, one in told
            for name, value in (
                ("sex", {"f": "female", "m": "male"}[one.person.sex]),
                ("birth_year", str(one.person.birth_year)),
            )
        ],
        source="simulated",
    )
    return vacancy.pk


def _day_of_the_last_half_year() -> dt.datetime:
    from maatwerk.apps.audits.rules import periods

    today = dt.date.today()
    start, _end = list(periods(today - dt.timedelta(days=400), today, months=6))[-1]
    return dt.datetime.combine(start, dt.time(12), dt.UTC) + dt.timedelta(days=DAYS_IN)


def _results(keys: Sequence[uuid.UUID], people: Sequence[CurrentApplicant]) -> "Iterator[PersonMeasurement]":
    from maatwerk.apps.evidence.public import Kind, Measurement, PersonMeasurement, instruments_of_concepts
    from maatwerk.apps.skills.public import concepts

    known = {row.key: row.id for row in concepts()}
    tests = instruments_of_concepts(list(known.values()))
    for key, one in zip(keys, people, strict=True):
        occasion = uuid.uuid4()
        for name, value in one.person.scores.items():
            yield PersonMeasurement(
                person_id=key,
                occasion=occasion,
                measurement=Measurement(
                    concept_id=known[name],
                    kind=Kind.INSTRUMENT_RESULT,
                    value=value,
                    instrument_id=next(iter(tests[known[name]])),
                ),
            )
