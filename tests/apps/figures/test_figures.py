"""Figures: what counts, what it leads to, who sees names, and that the page asks each table once."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.public import Application, Decision
from maatwerk.apps.figures.analysis import Share
from maatwerk.apps.figures.measuring import channels, chosen, offers, stages, time_to_fill, time_to_hire
from maatwerk.apps.figures.mixing import mix_for
from maatwerk.apps.figures.queries import Cohort, Journey, Vacancy, journeys
from maatwerk.apps.opportunities.public import JobFamily, Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.vacancies.public import DailyViews, Spend, link_for, record_touch
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
#: Questions to the database by page, those of signing in and of the shell included.
QUERIES = {"": 39, "channels/": 40, "rows/hired/": 39, "rows/vacancies/": 33}


def journey(
    stage="applied",
    *,
    moves=(),
    applied=100,
    closed=None,
    channel="direct",
    tenure=None,
    separated=False,
    family=None,
):
    at = NOW - applied * DAY
    return Journey(
        id=uuid.uuid4(), person_id=uuid.uuid4(), vacancy_id=uuid.uuid4(), vacancy="Kok",
        family_id=family or FAMILY, family="Keuken", channel=channel, stage=stage, applied_at=at,
        closed_at=None if closed is None else at + closed * DAY,
        moves=(("applied", at), *((name, at + days * DAY) for name, days in moves)),
        tenure_months=tenure, separated=separated,
    )  # fmt: skip


FAMILY = uuid.uuid4()


# -- what the figures are


def test_time_to_fill_counts_what_is_open_for_as_long_as_it_has_been():
    def vacancy(state, opened, closed=None):
        at = NOW - opened * DAY
        return Vacancy(
            id=uuid.uuid4(), title="", family="", state=state, opened_at=at,
            closed_at=None if closed is None else at + closed * DAY,
        )  # fmt: skip

    rows = [
        vacancy("filled", 90, 10),
        vacancy("filled", 90, 20),
        vacancy("open", 60),
        vacancy("withdrawn", 90, 30),
    ]
    found = time_to_fill(rows, NOW)
    assert (found.n, found.happened, found.other, found.open) == (4, 2, 1, 1)
    assert found.median == 20  # two of four by day 20; leaving the open one out would say 15
    assert time_to_fill([], NOW) is None


def test_time_to_hire_is_the_middle_of_those_who_are_hired():
    rows = [journey("hired", closed=days) for days in (10, 20, 30)] + [journey("rejected", closed=5)] * 7
    assert time_to_hire(rows, NOW).median == 20


def test_a_stage_that_was_skipped_counts_as_reached_and_who_is_in_it_is_in_no_share():
    rows = [
        journey(
            "hired", moves=(("interview", 4), ("hired", 9)), closed=9
        ),  # from applied straight to interview
        journey("rejected", moves=(("assessed", 2), ("rejected", 6)), closed=6),
        journey("assessed", moves=(("assessed", 3),)),
        journey("rejected", moves=(("rejected", 1),), closed=1),
    ]
    applied, assessed, interview, offer = stages(rows, NOW)
    assert (applied.entered, applied.went_on, applied.under_way) == (4, 3, 0)
    assert (assessed.entered, assessed.went_on, assessed.under_way) == (3, 1, 1)
    assert assessed.onward.n == 2
    assert assessed.onward.value == 0.5
    assert (interview.entered, offer.entered, offer.went_on) == (1, 1, 1)
    assert assessed.days.n == 2  # only who stopped there; the one still there counts as waiting
    assert assessed.days.open == 1


def test_an_offer_without_an_answer_is_no_refusal():
    made = (("offer", 5),)
    rows = [
        journey("hired", moves=made, closed=9),
        journey("withdrawn", moves=made, closed=9),
        journey("offer", moves=made),
    ]
    accepted, waiting = offers(rows)
    assert (accepted.value, accepted.n, waiting) == (0.5, 2, 1)


# -- the mix


def many(channel, applied, retained, *, family=None, days=700):
    kept = [
        journey("hired", closed=30, channel=channel, tenure=14.0, applied=days, family=family)
        for _ in range(retained)
    ]
    lost = [
        journey("rejected", closed=9, channel=channel, applied=days, family=family)
        for _ in range(applied - retained)
    ]
    return kept + lost


def test_with_few_retained_hires_no_advice_is_given():
    rows = many("indeed", 100, 9) + many("social", 100, 9) + many("direct", 100, 9)
    mix = mix_for(FAMILY, rows, {}, now=NOW)
    assert (mix.rows, mix.retained) == ((), 27)


def test_the_advice_says_on_how_many_it_rests_and_prefers_who_stays_over_who_comes():
    other = uuid.uuid4()
    rows = (
        many("indeed", 600, 6)
        + many("social", 120, 24)
        + many("direct", 100, 10)
        + many("direct", 90, 9, family=other)
    )
    mix = mix_for(FAMILY, rows, {"indeed": 60_000, "social": 24_000}, now=NOW)
    assert (mix.months, mix.retained, mix.applications, mix.retained_in_family) == (12, 49, 910, 40)
    by_channel = {row.channel: row for row in mix.rows}
    assert mix.rows[0].channel == "social"
    assert not by_channel["indeed"].is_among_best
    middle, low, high = by_channel["social"].cents  # 200 cents for an application
    assert low < 200 / 0.2 < high
    assert middle == pytest.approx(200 / by_channel["social"].rate.value)
    assert by_channel["direct"].cents is None


def test_who_was_hired_too_recently_to_know_counts_neither_way():
    rows = [
        *many("social", 100, 40),
        journey("hired", closed=30, channel="social", tenure=5.0, applied=700),
        journey("hired", closed=30, channel="social", applied=700),
        journey("hired", closed=30, channel="social", tenure=5.0, separated=True, applied=700),
    ]
    rows += many("direct", 50, 5) + many("indeed", 50, 5)
    mix = mix_for(FAMILY, rows, {}, now=NOW)
    assert (mix.unknown, mix.applications) == (2, 201)
    assert sum(map(chosen("settled-12", NOW), rows)) == mix.applications
    assert sum(map(chosen("stayed-12", NOW), rows)) == mix.retained == 50


# -- out of the database


class World:
    def __init__(self):
        self.organisation = make_organisation("Bakkerij")
        self.users = {role: make_member(self.organisation, role) for role in Role}
        self.vacancy = self.open("Kok")

    def acting(self):
        return tenancy.acting(organisation=self.organisation.pk, account=self.users[Role.RECRUITER].pk)

    def open(self, title):
        with self.acting():
            family, _made = JobFamily.objects.get_or_create(
                organisation_id=self.organisation.pk, name="Keuken"
            )
            return Opportunity.objects.create(
                organisation_id=self.organisation.pk, job_family=family, title=title
            )

    def apply(self, stage="applied", *, vacancy=None, via="", source="", tenure=None, name="Ada"):
        vacancy = vacancy or self.vacancy
        with self.acting():
            person = register_person(contact=Contact(name, f"{uuid.uuid4().hex}@people.example"))
            ended = timezone.now() if stage in {"hired", "rejected"} else None
            application = Application.objects.create(
                organisation_id=self.organisation.pk, opportunity=vacancy, person_id=person, stage=stage,
                source=source, closed_at=ended,
            )  # fmt: skip
            if via:
                code = link_for(vacancy_id=vacancy.pk, channel=via)
                record_touch(person_id=person, vacancy_id=vacancy.pk, code=code)
            if stage != "applied":
                Decision.objects.create(
                    organisation_id=self.organisation.pk, application=application, choice="advance",
                    from_stage="applied", to_stage=stage, reason="Past goed", made_by=self.users[Role.RECRUITER],
                )  # fmt: skip
            if tenure is not None:
                Engagement.objects.create(
                    organisation_id=self.organisation.pk, person_id=person, opportunity=vacancy,
                    job_family_id=vacancy.job_family_id, tenure_months=tenure, separated=False,
                )  # fmt: skip
        return application

    def get(self, path, role=Role.RECRUITER, language="en"):
        client = client_of(self.users[role], language=language)
        return client.get(f"/o/{self.organisation.slug}/figures/{path}")


@pytest.fixture
def world():
    return World()


def cohort(**changes):
    today = timezone.localdate()
    return Cohort(start=today - 30 * DAY, end=today, **changes)


def test_the_link_somebody_applied_by_says_the_channel_before_what_was_typed(world):
    world.apply(via="indeed", source="Kennis")
    world.apply(source="Beurs in Ede")
    world.apply()
    with world.acting():
        assert sorted(row.channel for row in journeys(cohort())) == ["Beurs in Ede", "indeed", "unknown"]


def test_a_move_that_was_taken_back_was_not_made(world):
    application = world.apply("assessed")
    with world.acting():
        made = Decision.objects.get(application=application)
        Decision.objects.create(
            organisation_id=world.organisation.pk, application=application, choice="undo", from_stage="assessed",
            to_stage="applied", reason="Verkeerde rij", made_by=world.users[Role.RECRUITER], undoes=made,
        )  # fmt: skip
        assert [stage for stage, _at in journeys(cohort())[0].moves] == ["applied"]


def test_channels_join_views_costs_people_and_tenure(world):
    world.apply("hired", via="indeed", tenure=8.0)
    world.apply("rejected", via="indeed")
    with world.acting():
        link = link_for(vacancy_id=world.vacancy.pk, channel="indeed")
        from maatwerk.apps.vacancies.models import TrackedLink

        key = TrackedLink.objects.get(code=link).pk
        common = {
            "organisation_id": world.organisation.pk,
            "opportunity": world.vacancy,
            "day": timezone.localdate(),
        }
        DailyViews.objects.create(link_id=key, views=40, **common)
        DailyViews.objects.create(views=7, **common)
        Spend.objects.create(channel="indeed", cents=50_000, **common)
        found = {one.channel: one for one in channels(journeys(cohort()), cohort())}
    indeed = found["indeed"]
    assert (indeed.views, indeed.applied, indeed.hired, indeed.cents) == (40, 2, 1, 50_000)
    assert found["direct"].views == 7
    assert set(indeed.stays) == {3, 6}  # nobody was followed for a year
    assert indeed.stays[3] == Share(1.0, pytest.approx(indeed.stays[3].low), 1.0, 1)
    assert indeed.stays[3].low < 0.5  # one person: nearly nothing is known
    assert indeed.per_hire.cents == 50_000
    assert indeed.per_hire.low < 50_000 < indeed.per_hire.high


def test_pages_speak_both_languages_and_lead_to_their_rows(world):
    world.apply("hired", via="indeed", tenure=8.0)
    page = world.get("")
    assert page.status_code == 200
    assert "Time to hire" in page.text
    assert f"/o/{world.organisation.slug}/figures/rows/hired/?" in page.text
    assert "left the step “From application to assessed”" in world.get("rows/left-applied/").text
    assert "8.0" in world.get("rows/followed/").text
    assert "Aangenomen" in world.get("channels/", language="nl").text
    advice = world.get(f"channels/?family={world.vacancy.job_family_id}")
    assert "Insufficient evidence, no advice" in advice.text


def test_rows_show_names_to_who_hires_and_codes_to_who_checks(world):
    world.apply("hired", name="Grace Hopper")
    assert "Grace Hopper" in world.get("rows/hired/").text
    for role in (Role.AUDITOR, Role.ANALYST):
        page = world.get("rows/hired/", role)
        assert "Grace Hopper" not in page.text
        assert "P-" in page.text
    assert world.get("rows/nonsense/").status_code == 404


def test_a_manager_sees_the_figures_of_own_vacancies_only(world):
    world.apply("hired", name="Grace Hopper")
    page = world.get("rows/hired/", Role.MANAGER)
    assert "Grace Hopper" not in page.text
    assert "0 rows" in page.text
    other = world.get(f"rows/vacancies/?vacancy={world.vacancy.pk}", Role.MANAGER)
    assert "Kok" not in other.text


def test_files_hold_keys_and_no_names_and_no_formulas(world):
    world.apply("hired", name="Grace Hopper", source="=1+1")
    text = world.get("applied.csv").content.decode()
    assert "Grace" not in text
    header, row = list(csv.reader(io.StringIO(text)))
    assert dict(zip(header, row, strict=True))["channel"] == "'=1+1"
    for name in ("stages", "channels", "fill"):
        table = list(csv.reader(io.StringIO(world.get(f"{name}.csv").content.decode())))
        assert len({len(line) for line in table}) == 1, name
        assert len(table) > 1
    assert (
        len(world.get("fill.csv?state=filled").content.decode().splitlines()) == 1
    )  # the header: it is open
    assert len(world.get("fill.csv?state=open").content.decode().splitlines()) == 2
    assert world.get("nonsense.csv").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=x&to=y", "from=2030-01-01&to=2020-01-01", "family=x", "vacancy=%27", "to=9999-12-31"]
)
def test_an_address_that_makes_no_sense_is_read_as_nothing(world, query):
    assert world.get(f"?{query}").status_code == 200


def test_another_organisations_rows_are_not_counted(world):
    other = World()
    other.apply("hired", name="Grace Hopper")
    assert "Grace Hopper" not in world.get("rows/hired/").text
    page = world.get(f"rows/applied/?vacancy={other.vacancy.pk}")
    assert "0 rows" in page.text


@pytest.mark.parametrize("path", QUERIES)
def test_a_page_asks_as_often_for_three_rows_as_for_one(world, path):
    def asked():
        with CaptureQueriesContext(connection) as got:
            assert world.get(path).status_code == 200
        return len(got)

    world.apply("hired", via="indeed", tenure=8.0)
    one = asked()
    for number in range(3):
        world.apply("hired", vacancy=world.open(f"Kok {number}"), via="social", tenure=4.0)
    assert asked() == one == QUERIES[path]
