"""The worker erases several people at once: whoever is summed is summed once, and counted once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import connections
from django.db.models import Sum

from factories.loop import make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import apply_for
from maatwerk.apps.audits import auditing, kept
from maatwerk.apps.audits.models import KeptCounts, WaitingGroups
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.people.public import register_person
from maatwerk.apps.privacy.models import KeptMoments, WaitingNumbers
from maatwerk.apps.privacy.operations import summing
from maatwerk.apps.privacy.public import count_groups, erase, order_erasure
from maatwerk.apps.validity.operations.studying import study
from maatwerk.apps.validity.queries import hires
from maatwerk.kernel import tenancy

PEOPLE = 11  # ten make a batch: the tenth and the eleventh go at once


def meeting(function: Callable) -> Callable:
    """Let two who call it at once wait for each other; whoever comes alone goes on after a while."""
    gate = threading.Barrier(2)

    def wait_then_call(*args):
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=2)
        return function(*args)

    return wait_then_call


def at_once(*acts: Callable[[], object]) -> None:
    """Do all acts in the same moment, each over connections of its own."""

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def ordered(world, vacancy):
    """Return the erasure of somebody who applied, was measured, told their sex and was turned down."""
    person = register_person()
    apply_for(opportunity_id=vacancy, person_id=person, source="indeed")
    measured = Measurement(
        concept_id=world.concepts["patience"],
        kind=Kind.INSTRUMENT_RESULT,
        value=50.0,
        instrument_id=world.instrument_id,
    )
    record_evidence(person_id=person, measurements=[measured], source="test")
    record_attributes([AttributeValue(person, "sex", "female")], source="test")
    Application.objects.filter(person_id=person).update(stage="rejected", closed_at="2026-01-05T12:00Z")
    return order_erasure(person_id=person, cause="request", by=world.member)


def test_who_is_erased_while_a_period_is_counted_is_counted_once(committed, monkeypatch):
    world = make_world()
    organisation, vacancy = world.member.organisation.id, make_vacancy(world)
    with world.acting():
        *_others, last = [ordered(world, vacancy) for _ in range(PEOPLE)]
    erasing = threading.Thread(target=lambda: at_once(lambda: erase(organisation, last)))
    known = auditing.erased_people

    def erased_meanwhile():
        erasing.start()
        erasing.join(timeout=2)
        return known()

    monkeypatch.setattr(auditing, "erased_people", erased_meanwhile)
    with world.acting():
        (audit,) = auditing.count_periods()
    erasing.join(timeout=20)
    assert (audit.people, audit.erased) == (PEOPLE, 0)
    with tenancy.acting(organisation=organisation, using="audit"):
        assert not WaitingGroups.objects.using("audit").filter(period__isnull=False).exists()


def test_who_is_erased_while_scores_are_studied_is_among_the_people_or_in_the_sums(committed, monkeypatch):
    world = make_world()
    organisation, vacancy = world.member.organisation.id, make_vacancy(world)
    with world.acting():
        *_others, last = [ordered(world, vacancy) for _ in range(3)]
    erasing = threading.Thread(target=lambda: at_once(lambda: erase(organisation, last)))
    known, measured = hires._evidence, []

    def erased_meanwhile(people):
        if not measured:
            erasing.start()
            erasing.join(timeout=0.5)
            measured.append((people, set(known(people))))
        return known(people)

    monkeypatch.setattr(hires, "_evidence", erased_meanwhile)
    with world.acting():
        study(family_id=world.family_id)
    erasing.join(timeout=20)
    ((people, with_scores),) = measured
    assert len(people) == 3
    assert with_scores == people
    with world.acting():
        assert WaitingNumbers.objects.filter(part="applied").count() == 1, "and then they were erased"


def test_nobody_is_summed_or_counted_twice(committed, monkeypatch):
    world = make_world()
    organisation, vacancy = world.member.organisation.id, make_vacancy(world)
    with world.acting():
        *before, one, other = [ordered(world, vacancy) for _ in range(PEOPLE)]
    for key in before:
        erase(organisation, key)

    monkeypatch.setattr(summing, "numbers_of", meeting(summing.numbers_of))
    at_once(lambda: erase(organisation, one), lambda: erase(organisation, other))
    with world.acting():
        summed = KeptMoments.objects.filter(part="applied").aggregate(n=Sum("n"))["n"]
        assert (summed, WaitingNumbers.objects.filter(part="applied").count()) == (10, 1)

    monkeypatch.setattr(kept, "in_force", meeting(kept.in_force))
    at_once(lambda: count_groups(organisation), lambda: count_groups(organisation))
    with tenancy.acting(organisation=organisation, using="audit"):
        counts = KeptCounts.objects.using("audit").filter(attribute="sex", kind="trend")
        assert list(counts.values_list("n", flat=True)) == [PEOPLE]
        assert not WaitingGroups.objects.using("audit").filter(kind="trend").exists()
