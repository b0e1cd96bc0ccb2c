"""Whom each channel reaches: a skewed one is flagged, small groups are in no row, and nothing is counted twice in a month."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.public import Application
from maatwerk.apps.audits.analysis import channel_tables
from maatwerk.apps.audits.models import ChannelImpact
from maatwerk.apps.audits.public import AttributeValue, compute_channel_impact, record_attributes
from maatwerk.apps.audits.queries import impact_of_channels
from maatwerk.apps.opportunities.public import JobFamily, Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.kernel import tenancy


def crowd(*cells):
    """People by (channel, sex, applicants, hired)."""
    groups, channels, hired = {}, {}, {}
    for channel, sex, applicants, taken in cells:
        for number in range(applicants):
            person = uuid.uuid4()
            groups[person], channels[person], hired[person] = sex, channel, number < taken
    return {"sex": groups}, channels, hired


def row(table, channel, group):
    return next(one for one in table if (one["channel"], one["group"]) == (channel, group))


def test_a_planted_skewed_referral_channel_is_flagged():
    # referrals bring 90 men and 20 women; everybody else comes as 200 men and 200 women; hiring is equal within each
    people = crowd(
        ("referral", "male", 90, 27), ("referral", "female", 20, 6), ("indeed", "male", 200, 20), ("indeed", "female", 200, 20)
    )  # fmt: skip
    table = channel_tables(*people, smallest_cell=10)["sex"]
    women = row(table, "referral", "female")
    assert women["reach"]["below_four_fifths"] is True
    assert women["reach"]["ratio"] == pytest.approx((20 / 220) / (90 / 290))
    assert (
        women["rate"]["below_four_fifths"] is False
    )  # 30% of both are hired: the channel is skewed, the choice is not
    assert row(table, "indeed", "male")["reach"]["below_four_fifths"] is True  # the other side of the same


def test_a_choice_that_differs_within_a_channel_is_flagged_there():
    people = crowd(
        ("social", "male", 100, 30),
        ("social", "female", 100, 15),
        ("indeed", "male", 100, 10),
        ("indeed", "female", 100, 10),
    )
    table = channel_tables(*people, smallest_cell=10)["sex"]
    assert row(table, "social", "female")["rate"]["below_four_fifths"] is True
    assert row(table, "indeed", "female")["rate"].get("below_four_fifths") in (False, None)


def test_a_small_group_is_in_no_row_and_cannot_be_found_by_subtraction():
    people = crowd(
        ("referral", "male", 60, 6),
        ("referral", "female", 4, 1),
        ("indeed", "male", 60, 6),
        ("indeed", "female", 60, 6),
    )
    table = channel_tables(*people, smallest_cell=10)["sex"]
    assert ("referral", "female") not in {(one["channel"], one["group"]) for one in table}
    for channel in ("referral", "indeed"):
        shown = sum(one["applicants"] for one in table if one["channel"] == channel)
        everybody = sum(found == channel for found in people[1].values())
        assert everybody - shown == 0 or everybody - shown >= 10


def test_without_a_known_group_there_is_no_table():
    assert channel_tables({}, {uuid.uuid4(): "indeed"}, {}, smallest_cell=10) == {}


@pytest.mark.usefixtures("committed")
def test_counts_leave_the_wall_once_a_month_and_each_person_counts_once():
    organisation = make_organisation("Bakkerij")
    auditor, recruiter = make_member(organisation, Role.AUDITOR), make_member(organisation, Role.RECRUITER)
    with tenancy.acting(organisation=organisation.pk, account=auditor.pk):
        family = JobFamily.objects.create(organisation_id=organisation.pk, name="Keuken")
        vacancies = [
            Opportunity.objects.create(organisation_id=organisation.pk, job_family=family, title=title)
            for title in ("Kok", "Souschef")
        ]
        people = [register_person(contact=Contact(f"P{n}", f"p{n}@people.example")) for n in range(40)]
        for number, person in enumerate(people):
            for vacancy in vacancies[: 1 + (number < 3)]:  # three apply twice
                Application.objects.create(
                    organisation_id=organisation.pk, opportunity=vacancy, person_id=person, source="indeed",
                    stage="hired" if number % 4 == 0 else "rejected", closed_at=timezone.now(),
                )  # fmt: skip
        record_attributes(
            [AttributeValue(person, "sex", "male" if n % 2 else "female") for n, person in enumerate(people)],
            source="test",
        )
    with tenancy.acting(organisation=organisation.pk, account=auditor.pk):  # audit reads what was committed
        made = compute_channel_impact()
        assert [one.attribute for one in made] == ["sex"]
        (found,) = impact_of_channels()
        assert sum(one["applicants"] for one in found.rows) == 40
        assert compute_channel_impact() == []
    with tenancy.acting(organisation=organisation.pk, using="audit"):
        assert ChannelImpact.objects.using("audit").count() == 1
    path = f"/o/{organisation.slug}/figures/channels/"
    assert "Whom each channel reaches" in client_of(auditor).get(path).text
    assert "Whom each channel reaches" not in client_of(recruiter).get(path).text
    assert client_of(recruiter).post(path + "count/").status_code == 403
    assert found.computed_at > timezone.now() - dt.timedelta(hours=1)
