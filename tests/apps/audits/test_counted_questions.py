"""Pages of impact ask the database as often for one row as for three; and say in words where nothing can be compared."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.assessments.models import Calibration, Scale
from maatwerk.apps.audits import analysis
from maatwerk.apps.audits.following_up import write_step
from maatwerk.apps.audits.models import AuditTable, ImpactAlarm, ImpactAudit, TrendPoint
from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
from maatwerk.kernel import tenancy

PAGES = {"": 16, "law/": 16, "trend/": 17, "questions/": 12}
ALARM = 17


@pytest.fixture
def site(committed, english):
    organisation = make_organisation("Bakkerij")
    user = make_member(organisation, Role.AUDITOR)
    (member,) = memberships(user)
    return organisation, member, client_of(user)


def add(organisation, member, number):
    """Add a period with its table, a month of the trend, and an alarm with its case and a step."""
    own = {"organisation_id": organisation.pk}
    start = dt.date(2020 + number, 1, 1)
    with tenancy.acting(organisation=organisation.pk, using="audit"):
        audit = ImpactAudit.objects.using("audit").create(
            start=start, end=start.replace(month=6, day=30), people=60, withdrew=0, **own
        )
        people = [{"sex": "female" if place % 2 else "male"} for place in range(60)]
        for one in analysis.period_tables(
            people,
            [{} for _ in people],
            [place % 3 == 0 for place in range(60)],
            crossed=(),
            smallest_cell=10,
        ):
            AuditTable.objects.using("audit").create(
                audit=audit, outcome=one.outcome, attributes="+".join(one.attributes), table=one.table, **own
            )
        followed = {"attribute": "sex", "group": f"group {number}", "people": 60, **own}
        TrendPoint.objects.using("audit").create(until=start, ratio_low=0.5, ratio_high=1.5, **followed)
        alarm = ImpactAlarm.objects.using("audit").create(
            since=start, week=start, ratio_low=0.3, ratio_high=0.8, **followed
        )
    with tenancy.acting(organisation=organisation.pk, account=member.user_id):
        _release(number)
        open_case(Asked(kind=Case.Kind.ALARM, text="Look.", subject="impact_alarm", object_id=alarm.pk))
        write_step(alarm_id=alarm.pk, kind="hypothesis", text="Why?", by=member)
    return alarm.pk


def _release(number):
    """Add a calibration of a test of its own, with one comparison of groups in which one question fell in class C."""
    own = {"organisation_id": tenancy.current_organisation()}
    concept = ensure_concept(ConceptSpec("patience", "construct", "Patience", "Geduld"))
    test = Instrument.objects.create(
        key=f"t{number}", version="1", language="en", name=f"Test {number}", **own
    )
    scale = Scale.objects.create(instrument=test, key="s", concept=concept, **own)
    items = [{"name": f"Q{place}", "class": level} for place, level in enumerate(("A", "A", "C", ""))]
    compared = {
        "attribute": "sex", "reference": "male", "focal": "female", "n_reference": 210, "n_focal": 190, "items": items,
    }  # fmt: skip
    report = {"dif": [compared] if number < 3 else []}
    Calibration.objects.create(scale=scale, number=1, model="2pl", method="x", report=report, **own)


def test_who_looks_sees_per_release_how_many_questions_differ_and_never_which(site):
    organisation, member, client = site
    with tenancy.acting(organisation=organisation.pk, account=member.user_id):
        for number in (1, 3):
            _release(number)
    address = f"/o/{organisation.slug}/impact/questions/"
    for role in (None, Role.OUTSIDE_AUDITOR, Role.PSYCHOLOGIST):
        one = client if role is None else client_of(make_member(organisation, role))
        text = " ".join(re.sub(r"<[^>]+>", " ", one.get(address).text).split())
        # women beside men; 190 and 210 people; two questions alike, one otherwise, of one it is not known
        assert "Sex: women / men 190 / 210 2 0 1 1" in text
        assert text.count("No groups were compared") == 1
        assert not re.search(r"\bQ[0-3]\b", text)
        assert ("See each question" in text) is (role is Role.PSYCHOLOGIST)


def asked(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_one_row_or_three_cost_the_same(site):
    organisation, member, client = site
    base = f"/o/{organisation.slug}/impact/"
    alarm = add(organisation, member, 1)
    client.get(base)  # what is asked once per process
    one = {page: asked(client, base + page) for page in PAGES} | {
        "alarm": asked(client, f"{base}alarms/{alarm}/")
    }
    for number in (2, 3):
        add(organisation, member, number)
        with tenancy.acting(organisation=organisation.pk, account=member.user_id):
            write_step(alarm_id=alarm, kind="action", text="This.", by=member)
    three = {page: asked(client, base + page) for page in PAGES} | {
        "alarm": asked(client, f"{base}alarms/{alarm}/")
    }
    assert three == one == PAGES | {"alarm": ALARM}


@pytest.mark.parametrize(
    ("people", "chosen", "shown"),
    [
        ([{"sex": "female"}], [True], 0),
        ([{"sex": "female"}] * 20 + [{"sex": "male"}] * 20, [True] * 40, 2),
        ([{"sex": "female"}] * 20 + [{"sex": "male"}] * 20, [False] * 40, 2),
        ([{}] * 30, [True] * 30, None),
        ([{"sex": "female"}] * 20 + [{"sex": "never heard of"}] * 20, [True, False] * 20, 2),
        ([], [], None),
    ],
    ids=["group of one", "all selected", "none selected", "nobody told", "unknown word", "empty"],
)
def test_what_cannot_be_compared_is_withheld_or_said_and_never_no_number(people, chosen, shown):
    made = analysis.period_tables(people, [{} for _ in people], chosen, crossed=(), smallest_cell=10)
    if shown is None:
        assert made == []
        return
    (table,) = made
    assert sum(row["applicants"] is not None for row in table.table["rows"]) == shown
    assert not [one for one in _numbers(table.table) if one != one], "a silent NaN"


def _numbers(found):
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list | tuple):
        return [number for one in found for number in _numbers(one)]
    return [found] if isinstance(found, float) else []
