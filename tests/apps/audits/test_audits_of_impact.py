"""Audits of impact: periods counted once behind the wall, small groups in no table, the trend's alarm and its case, the pages."""

import datetime as dt
import random
import uuid

import pytest
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.applications.public import Application, Decision
from maatwerk.apps.audits import auditing, reading
from maatwerk.apps.audits.models import AuditTable, ImpactAlarm, ImpactAudit, TrendPoint
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.audits.rules import periods
from maatwerk.apps.cases.public import Case
from maatwerk.apps.opportunities.public import JobFamily, Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import Person
from maatwerk.kernel import tenancy
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.ids import new_id


def test_periods_follow_each_other_and_are_over():
    found = list(periods(dt.date(2024, 11, 3), dt.date(2026, 1, 1), months=6))
    assert found == [
        (dt.date(2024, 7, 1), dt.date(2024, 12, 31)),
        (dt.date(2025, 1, 1), dt.date(2025, 6, 30)),
        (dt.date(2025, 7, 1), dt.date(2025, 12, 31)),
    ]
    assert list(periods(dt.date(2025, 12, 31), dt.date(2025, 12, 31), months=6)) == []


def history(organisation, by, *, women, men, people=240, few=0):
    """Write applications that ended over the last two years, hired with these chances by sex; `few` more say something else."""
    rng = random.Random(5)
    family = JobFamily.objects.create(organisation_id=organisation.pk, name="Keuken")
    vacancy = Opportunity.objects.create(organisation_id=organisation.pk, job_family=family, title="Kok")
    now, applications, decisions, sexes = timezone.now(), [], [], []
    for number in range(people):
        person, key = uuid.uuid4(), new_id()
        sex = "other" if number < few else ("female" if number % 2 else "male")
        closed = now - dt.timedelta(days=730 * (1 - number / people))
        hired = rng.random() < (women if sex == "female" else men)
        applications.append((organisation.pk, key, vacancy.pk, person, "hired" if hired else "rejected",
                             "indeed" if number % 3 else "referral", closed, closed, closed, ""))  # fmt: skip
        if hired or number % 4 == 0:
            decisions.append(
                (
                    organisation.pk,
                    new_id(),
                    key,
                    "advance",
                    "applied",
                    "assessed",
                    by,
                    closed,
                    "x",
                    "",
                    "",
                    False,
                )
            )
        sexes.append(AttributeValue(person, "sex", sex))
        sexes.append(AttributeValue(person, "birth_year", str(1960 + number % 45)))
    insert_rows(Person, ["id"], ([one.person_id] for one in sexes[::2]))
    insert_rows(Application, ["organisation", "id", "opportunity", "person", "stage", "source", "applied_at", "stage_since",
                              "closed_at", "next_action"], applications)  # fmt: skip
    insert_rows(Decision, ["organisation", "id", "application", "choice", "from_stage", "to_stage", "made_by", "made_at",
                           "reason", "kind", "deviation", "advice_seen"], decisions)  # fmt: skip
    record_attributes(sexes, source="test")


@pytest.fixture
def world(committed):
    organisation = make_organisation("Bakkerij")
    people = {
        role: make_member(organisation, role) for role in (Role.AUDITOR, Role.PSYCHOLOGIST, Role.RECRUITER)
    }
    with tenancy.acting(organisation=organisation.pk, account=people[Role.AUDITOR].pk):
        history(organisation, people[Role.AUDITOR].pk, women=0.1, men=0.45, few=7)
    with tenancy.acting(organisation=organisation.pk):
        auditing.count_periods()
        auditing.look_at_trend()
    return organisation, people


def test_what_leaves_the_wall(world):
    organisation, people = world
    with tenancy.acting(organisation=organisation.pk, account=people[Role.AUDITOR].pk):
        audits = reading.audits()
        assert len(audits) >= 3
        assert all(audit.end < timezone.localdate() for audit in audits)
        for audit in audits:
            found = reading.tables(audit.id)
            assert {(one.part, one.attributes) for one in found} >= {
                ("", "sex"),
                ("", "age"),
                ("", "age_40"),
                ("", "sex+age"),
            }
            for one in found:
                assert all(row["applicants"] is None or row["applicants"] >= 10 for row in one.rows)
        newest = {(one.part, one.level, one.attributes): one for one in reading.tables(audits[0].id)}
        whole = newest["", "", "sex"].table
        by_channel = [
            one.table for (part, _level, names), one in newest.items() if (part, names) == ("channel", "sex")
        ]
        assert sum(table["applicants"] for table in by_channel) == whole["applicants"]
        assert ("stage", "applied", "sex") in newest
        count = AuditTable.objects.count()
    # counted once: nothing new comes of counting again, so nobody can be found by subtracting
    with tenancy.acting(organisation=organisation.pk):
        assert auditing.count_periods() == []
        points = TrendPoint.objects.count()
        assert auditing.look_at_trend() == []
        assert (AuditTable.objects.count(), TrendPoint.objects.count()) == (count, points)


def test_a_planted_difference_raises_one_alarm_with_a_case(world):
    organisation, people = world
    with tenancy.acting(organisation=organisation.pk, account=people[Role.AUDITOR].pk):
        (alarm,) = ImpactAlarm.objects.filter(attribute="sex")
        assert (alarm.group, alarm.ratio_high < 1) == ("female", True)
        case = Case.objects.get(subject="impact_alarm", object_id=alarm.pk)
        assert case.kind == Case.Kind.ALARM
        assert case.owner_id is not None
    auditor, recruiter = client_of(people[Role.AUDITOR]), client_of(people[Role.RECRUITER])
    path = f"/o/{organisation.slug}/impact/alarms/{alarm.pk}/"
    assert recruiter.get(path).status_code == 403
    answer = auditor.post(path, {"kind": "effect", "text": "Het helpt"})
    assert (answer.status_code, "First write down" in answer.text) == (422, True)
    for kind in ("hypothesis", "action", "effect"):
        assert auditor.post(path, {"kind": kind, "text": f"Over {kind}"}).status_code == 302
    page = auditor.get(path).text
    assert all(f"Over {kind}" in page for kind in ("hypothesis", "action", "effect"))
    assert f"/cases/{case.pk}/" in page
    assert path in auditor.get(f"/o/{organisation.slug}/cases/{case.pk}/").text


def test_pages_show_and_stay_shut(world, django_assert_num_queries):
    organisation, people = world
    auditor, recruiter = client_of(people[Role.AUDITOR]), client_of(people[Role.RECRUITER])
    base = f"/o/{organisation.slug}/impact/"
    for path in (base, base + "trend/", base + "law/"):
        assert recruiter.get(path).status_code == 403
        assert auditor.get(path).status_code == 200
    page = auditor.get(base).text
    assert "below 4/5" in page
    assert "not a legal finding" in page
    assert "withheld: too few people" in page
    assert "From application to assessed" in auditor.get(base + "?part=stage").text
    assert "Through a colleague" in auditor.get(base + "?part=channel").text
    older = reading_starts(organisation)[-1]
    assert older.isoformat() in auditor.get(f"{base}?period={older.isoformat()}").text
    law = auditor.get(base + "law/").text
    assert "not an independent audit" in law
    assert recruiter.post(base + "count/").status_code == 403


def reading_starts(organisation):
    with tenancy.acting(organisation=organisation.pk):
        return list(ImpactAudit.objects.order_by("-start").values_list("start", flat=True))
