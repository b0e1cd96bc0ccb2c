"""Figures of odd cohorts: nobody, one, all withdrawn, hired at once, dates in the wrong order, thousands."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.public import Application, Decision
from maatwerk.apps.figures.analysis import MOST_DRAWN, waiting
from maatwerk.apps.figures.measuring import (
    LEFT,
    SETTLED,
    STAYED,
    STILL_AT,
    STOPPED_AT,
    chosen,
    offers,
    stages,
    time_to_fill,
    time_to_hire,
    vacancy_set,
)
from maatwerk.apps.figures.pages import days_chart, onward_chart, waiting_multiple
from maatwerk.apps.figures.queries import Cohort, Journey, Vacancy, journeys, vacancies
from maatwerk.apps.figures.words import SETS, VACANCY_SETS, set_label
from maatwerk.apps.opportunities.public import JobFamily, Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import register_person
from maatwerk.kernel import tenancy
from maatwerk.science.procedure import cumulative_incidence

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def vacancy(state, opened, closed=None):
    at = NOW - opened * DAY
    ended = None if closed is None else at + closed * DAY
    return Vacancy(uuid.uuid4(), "", "", state, at, ended)


def journey(stage, moves=(), *, applied=100, closed=None):
    at = NOW - applied * DAY
    return Journey(
        id=uuid.uuid4(), person_id=uuid.uuid4(), vacancy_id=uuid.uuid4(), vacancy="Kok", family_id=uuid.uuid4(),
        family="Keuken", channel="direct", stage=stage, applied_at=at, closed_at=None if closed is None else at + closed * DAY,
        moves=(("applied", at), *((name, at + days * DAY) for name, days in moves)),
    )  # fmt: skip


def test_of_nobody_nothing_is_said():
    assert time_to_fill([], NOW) is None
    assert time_to_hire([], NOW) is None
    assert offers([]) == (None, 0)
    assert [(one.entered, one.onward, one.days) for one in stages([], NOW)] == [(0, None, None)] * 4
    assert onward_chart(stages([], NOW)) is None
    assert days_chart(stages([], NOW)) is None


def test_one_who_was_hired_on_the_day_of_applying_took_no_time_and_has_no_curve():
    rows = [journey("hired", [("hired", 0)], closed=0)]
    found = time_to_hire(rows, NOW)
    assert (found.n, found.median, found.happened) == (1, 0.0, 1)
    shown = waiting_multiple("hire", "", found, of=1, rows="", label="", parts=[("%(n)s", "")] * 4)
    assert shown.chart is None
    assert shown.parts == (("1", ""),)


def test_where_all_were_withdrawn_nothing_was_filled():
    found = time_to_fill([vacancy("withdrawn", 90, day) for day in (1, 2, 3)], NOW)
    assert (found.n, found.happened, found.other, found.open, found.median) == (3, 0, 3, 0, None)


def test_what_ended_before_it_began_or_on_no_day_is_left_out_and_not_counted_as_quick():
    rows = [
        vacancy("filled", 90, 20),
        vacancy("filled", 90, 40),
        vacancy("filled", 50, -30),
        vacancy("filled", 50),
    ]
    assert [vacancy_set(row) for row in rows] == ["filled", "filled", "unclear", "unclear"]
    found = time_to_fill(rows, NOW)
    assert (found.n, found.happened, found.median) == (2, 2, 20)
    backwards = [
        journey("hired", [("interview", 8), ("hired", 5)], closed=-3),
        journey("hired", [("hired", 9)], closed=9),
    ]
    assert time_to_hire(backwards, NOW).n == 1
    assert (
        stages(backwards, NOW)[2].days is None
    )  # from the interview to the hire no time passed that is known


def test_every_number_of_a_stage_is_as_many_as_the_rows_it_leads_to():
    rows = [
        journey("applied"),
        journey("assessed", [("assessed", 2)]),
        journey("interview", [("interview", 3)]),
        journey("rejected", [("assessed", 2), ("rejected", 6)], closed=6),
        journey("offer", [("offer", 7)]),
        journey("hired", [("offer", 7), ("hired", 9)], closed=9),
        journey("withdrawn", [("offer", 7)], closed=8),
    ]

    def number(what):
        return sum(map(chosen(what, NOW), rows))

    found = stages(rows, NOW)
    after = ("assessed", "interview", "offer", "hired")
    assert [one.entered for one in found] == [number(one.stage) for one in found]
    assert [one.went_on for one in found] == [number(stage) for stage in after]
    assert [one.under_way for one in found] == [number(f"at-{one.stage}") for one in found] == [1, 1, 1, 1]
    assert [one.onward.n for one in found] == [number(f"left-{one.stage}") for one in found] == [6, 5, 3, 2]
    assert [one.days.n for one in found] == [number(f"stop-{one.stage}") for one in found] == [7, 2, 1, 3]
    hired = time_to_hire(rows, NOW)
    assert (hired.happened, hired.open, hired.other) == (number("hired"), number("open"), number("ended"))
    accepted, waits = offers(rows)
    assert (accepted.n, waits) == (number("offers-answered"), number("offers-waiting"))


def test_every_set_of_rows_has_a_name_to_be_called_by():
    assert {what for what in SETS if chosen(what, NOW) is None} == {"vacancies"}
    assert set(STILL_AT) < set(SETS)
    assert all(set_label(what) for what in (*SETS, *LEFT, *STOPPED_AT, *SETTLED, *STAYED))
    assert set(VACANCY_SETS) == {"open", "filled", "withdrawn", "unclear"}


@pytest.mark.parametrize("n", [MOST_DRAWN, 5_000])
def test_a_curve_of_thousands_is_drawn_with_hundreds_of_its_own_points(n):
    days = [0.5 + number * 300 / n for number in range(n)]
    found, full = waiting(days, [1] * n), cumulative_incidence(days, [1] * n)
    assert found.median == full.quantile(0.5).days
    assert len(found.days) <= MOST_DRAWN + 1
    assert (found.days[-1], found.waiting[-1]) == (days[-1], pytest.approx(0, abs=1e-12))
    for day, share, low, high in zip(
        found.days[1:], found.waiting[1:], found.waiting_low[1:], found.waiting_high[1:], strict=True
    ):
        at = full.by(day)
        assert (share, low, high) == pytest.approx((1 - at.estimate, 1 - at.high, 1 - at.low), abs=1e-12)


# -- out of the database


@pytest.fixture
def bakery(db):
    organisation = make_organisation("Bakkerij")
    recruiter = make_member(organisation, Role.RECRUITER)
    with tenancy.acting(organisation=organisation.pk, account=recruiter.pk):
        family = JobFamily.objects.create(organisation_id=organisation.pk, name="Keuken")
        yield organisation, recruiter, family


def opened(bakery, **changes):
    organisation, _recruiter, family = bakery
    return Opportunity.objects.create(
        organisation_id=organisation.pk, job_family=family, title="Kok", **changes
    )


def test_moments_are_read_to_the_microsecond(bakery):
    organisation, recruiter, _family = bakery
    at = timezone.now().replace(microsecond=123_457) - 3 * DAY
    moments = [at + number * dt.timedelta(hours=5, microseconds=100_003 * number) for number in range(4)]
    row = Application.objects.create(
        organisation_id=organisation.pk, opportunity=opened(bakery, opened_at=at, closed_at=moments[3], state="filled"),
        person_id=register_person(), stage="rejected", applied_at=moments[0], closed_at=moments[2],
    )  # fmt: skip
    Decision.objects.create(
        organisation_id=organisation.pk, application=row, choice="reject", from_stage="applied", to_stage="rejected",
        reason="Past niet", made_by=recruiter, made_at=moments[1],
    )  # fmt: skip
    cohort = Cohort(start=timezone.localdate() - 9 * DAY, end=timezone.localdate())
    (found,) = journeys(cohort)
    assert (found.applied_at, found.closed_at) == (moments[0], moments[2])
    assert found.moves == (("applied", moments[0]), ("rejected", moments[1]))
    (work,) = vacancies(cohort)
    assert (work.opened_at, work.closed_at) == (at, moments[3])


def test_numbers_of_vacancies_lead_to_as_many_rows(bakery):
    organisation, recruiter, _family = bakery
    now = timezone.now()
    for state, closed in (
        ("open", None),
        ("filled", now),
        ("withdrawn", now),
        ("filled", now - 60 * DAY),
        ("open", None),
    ):
        opened(bakery, opened_at=now - 30 * DAY, state=state, closed_at=closed)
    client = client_of(recruiter, language="en")
    page = client.get(f"/o/{organisation.slug}/figures/")
    parts = dict(page.context["multiples"][0].parts)
    assert list(parts) == ["1 filled", "2 still open", "1 withdrawn", "1 left out"]
    for words, address in parts.items():
        shown = client.get(address)
        count = int(words.split()[0])
        assert shown.context["total"] == count
        assert len(re.findall(r'data-label="Opened"', shown.text)) == count
