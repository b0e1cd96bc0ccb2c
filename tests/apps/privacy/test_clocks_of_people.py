"""Until when people may be kept: the same answer everywhere, from the dated rules of the place whose law holds."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from factories.loop import make_applicant, make_vacancy
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import apply_for, clock_of, jurisdiction_at, kept_until
from maatwerk.apps.applications.queries import retention
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.models import Engagement
from maatwerk.apps.people.public import Contact
from maatwerk.apps.privacy.models import Erasure
from maatwerk.apps.privacy.public import (
    choose_keeping,
    due_row,
    end_hold,
    look,
    order_erasure,
    own_keeping,
    place_hold,
)
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
D = dt.date
CLOSED = D(2026, 11, 23)


@pytest.mark.parametrize(
    ("jurisdiction", "agreed", "ended", "until", "because"),
    [
        # REQUIREMENTS GDP-04
        ("NL", False, CLOSED, D(2026, 12, 21), "limit"),
        ("NL", True, CLOSED, D(2027, 11, 23), "consent"),
        ("NL", True, D(2028, 2, 29), D(2029, 2, 28), "consent"),
        # REQUIREMENTS US-11, US-14, US-16: what must stay, and nothing that must go earlier
        ("US", False, CLOSED, D(2027, 11, 23), "duty"),
        ("US-NYC", True, CLOSED, D(2027, 11, 23), "duty"),
        ("US-IL", False, CLOSED, D(2027, 11, 23), "duty"),
        ("US-CA", False, CLOSED, D(2030, 11, 23), "duty"),
        # SB 26-189 holds from 2027: before it the federal year
        ("US-CO", False, D(2026, 12, 31), D(2027, 12, 31), "duty"),
        ("US-CO", False, D(2027, 1, 1), D(2030, 1, 1), "duty"),
    ],
)
def test_the_matrix_of_places(jurisdiction, agreed, ended, until, because):
    found = clock_of(ended, jurisdiction, agreed=agreed)
    assert (found.until, found.because, found.jurisdiction) == (until, because, jurisdiction)


def test_where_no_rule_is_known_nothing_is_guessed():
    assert clock_of(CLOSED, "BR") is None
    assert kept_until(CLOSED, "BR") is None


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Denver, CO", "US-CO"),
        ("San Diego, CA", "US-CA"),
        ("Chicago, IL", "US-IL"),
        ("New York", "US-NYC"),
        ("Brooklyn, NYC", "US-NYC"),
        ("Utrecht", "NL"),
        ("", "NL"),
        ("Cacao", "NL"),
    ],
)
def test_the_place_of_the_work_says_whose_law_holds(place, found):
    assert jurisdiction_at(place, "NL") == found


def test_closed_and_four_weeks_later_gone(desk):
    days = ((13, None), (14, "noticed"), (20, "noticed"), (21, "ordered"))
    for day, state in ((D(2026, 12, number), state) for number, state in days):
        desk.at(day)
        with desk.world.acting():
            look()
            look()
            assert Erasure.objects.values_list("state", flat=True).first() == state, day
    with desk.world.acting():
        assert Work.objects.filter(kind="privacy.erase").count() == 1, "looking twice orders once"


def test_the_person_is_told_once_with_a_way_to_choose(desk):
    desk.at(D(2026, 12, 14))
    with desk.world.acting():
        assert look().noticed == 1
        assert look().noticed == 0
        mail = Message.objects.get(to="noor@people.example", subject="Your data will be removed soon")
    assert "21 Dec 2026" in mail.body
    assert "/data/keeping/" in mail.body
    assert mail.is_confidential


def test_who_agrees_is_kept_a_year(desk):
    with desk.own():
        choose_keeping(desk.person, keeps_longer=True)
        assert own_keeping(desk.person).until == D(2027, 11, 23)
    desk.at(D(2026, 12, 21))
    with desk.world.acting():
        assert look().ordered == 0
        assert due_row(desk.person).because == "consent"
    desk.at(D(2027, 11, 23))
    with desk.world.acting():
        assert look().ordered == 1


def test_who_takes_it_back_goes_at_once(desk):
    with desk.own():
        choose_keeping(desk.person, keeps_longer=True)
    desk.at(D(2027, 3, 1))
    with desk.own():
        choose_keeping(desk.person, keeps_longer=False)
    with desk.world.acting():
        assert Erasure.objects.get(person_id=desk.person).state == "ordered", "no night in between"


def test_the_rule_decides_and_not_the_code(desk, monkeypatch):
    with desk.world.acting():
        assert due_row(desk.person).until == D(2026, 12, 21)
        monkeypatch.setattr(
            retention, "rule", lambda key, **_where: {"retention.rejected_applicant_weeks": 6}[key]
        )
        monkeypatch.setattr(retention, "NoSuchRule", KeyError)
        assert due_row(desk.person).until == D(2027, 1, 4)
        assert kept_until(CLOSED, "NL") == D(2027, 1, 4)


def test_a_procedure_that_runs_stops_the_clock(desk):
    second = make_vacancy(desk.world)
    with desk.world.acting():
        apply_for(opportunity_id=second, person_id=desk.person)
        assert due_row(desk.person) is None
        Application.objects.filter(opportunity_id=second).update(
            stage="withdrawn", closed_at=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
        )
        assert due_row(desk.person).until == D(2026, 12, 29), "the last one that ended counts"


def test_who_was_hired_is_no_applicant_any_more(desk):
    with desk.world.acting():
        Engagement.objects.create(
            organisation_id=desk.organisation, person_id=desk.person, job_family_id=desk.world.family_id
        )
        assert due_row(desk.person) is None
    desk.close(stage="hired")
    with desk.world.acting():
        assert due_row(desk.person) is None


def test_the_longest_clock_of_a_person_counts(desk):
    second = make_vacancy(desk.world)
    with desk.world.acting():
        apply_for(opportunity_id=second, person_id=desk.person)
    desk.close()
    desk.move_to("Denver, CO")
    with desk.world.acting():
        row = due_row(desk.person)
        assert (row.until, row.because, row.jurisdiction) == (D(2027, 11, 23), "duty", "US-CO")


def test_a_hold_keeps_a_person_until_a_human_ends_it(desk):
    with desk.world.acting() as member:
        key = place_hold(
            reason="Complaint 12 at the institute.",
            review_on=D(2027, 1, 15),
            by=member,
            person_id=desk.person,
        )
    desk.at(D(2026, 12, 30))
    with desk.world.acting() as member:
        assert look().held == 1
        with pytest.raises(Refusal, match="hold"):
            order_erasure(person_id=desk.person, cause="request", by=member)
        end_hold(hold_id=key, because="The institute judged.", by=member)
        assert look().ordered == 1
        kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"privacy.hold_placed", "privacy.hold_ended", "privacy.erasure_ordered"} <= kinds


def test_a_hold_on_a_vacancy_keeps_all_who_applied(desk):
    other = make_applicant(desk.world, desk.vacancy, contact=Contact("Sam", "sam@people.example"))
    desk.close(other)
    with desk.world.acting() as member:
        place_hold(
            reason="A lawsuit about this vacancy.",
            review_on=D(2027, 1, 15),
            by=member,
            opportunity_id=desk.vacancy,
        )
    desk.at(D(2027, 1, 1))
    with desk.world.acting():
        assert look().held == 2


def test_only_administrators_hold_and_erase(desk):
    with desk.world.acting() as member:
        auditor = replace(member, roles=frozenset({Role.AUDITOR, Role.RECRUITER}))
        with pytest.raises(NotAllowed):
            place_hold(reason="A good reason.", review_on=D(2027, 1, 1), by=auditor, person_id=desk.person)
        with pytest.raises(NotAllowed):
            order_erasure(person_id=desk.person, cause="request", by=auditor)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "short"}, "reason"),
        ({"review_on": D(2026, 11, 23)}, "review_on"),
        ({"person_id": None}, "subject"),
    ],
)
def test_a_hold_needs_a_reason_a_day_and_somebody(desk, values, field):
    with desk.world.acting() as member:
        given = {"reason": "A good reason.", "review_on": D(2027, 1, 1), "person_id": desk.person} | values
        with pytest.raises(Refusal) as refused:
            place_hold(by=member, **given)
    assert refused.value.field == field


def test_nobody_goes_while_a_procedure_runs(desk):
    with desk.world.acting() as member:
        Application.objects.update(stage="applied", closed_at=None)
        with pytest.raises(Refusal) as refused:
            order_erasure(person_id=desk.person, cause="request", by=member)
    assert refused.value.code == "still_runs"


def test_nobody_goes_before_their_day(desk):
    with desk.world.acting(), pytest.raises(Refusal) as refused:
        order_erasure(person_id=desk.person, cause="clock")
    assert refused.value.code == "not_due"


def test_no_number_of_law_stands_in_the_code():
    """Weeks, years and days of keeping come from the rule table alone."""
    sources = Path(__file__).resolve().parents[3] / "src/maatwerk/apps"
    files = [*sources.glob("privacy/**/*.py"), sources / "applications/queries/retention.py"]
    number = re.compile(r"timedelta\([^)]*\d|(?:weeks|years|months|days)\s*=\s*\d|year\s*\+\s*\d")
    found = [
        f"{path.name}:{place}"
        for path in files
        if "migrations" not in path.parts
        for place, line in enumerate(path.read_text().splitlines(), 1)
        if number.search(line)
    ]
    assert len(files) > 15
    assert found == []
