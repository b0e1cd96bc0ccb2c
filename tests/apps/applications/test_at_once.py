"""Two recruiters who move the same person in the same moment: one of them does, the other hears it, nothing is lost."""

import threading

import pytest
from django.db import connections
from django.utils import translation

from factories import loop
from maatwerk.apps.applications.models import Decision
from maatwerk.apps.applications.public import Choice, application, applications, decide, withdraw
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.usefixtures("committed")


def at_once(*acts) -> list[str]:
    """Do all acts in the same moment, each over a connection of its own; return what each was told."""
    gate, said = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        gate.wait(timeout=20)
        try:
            with translation.override("en"):
                acts[place]()
            said[place] = "done"
        except Refusal as refusal:
            with translation.override("en"):
                said[place] = f"{refusal.code}: {refusal.sentence}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return said


def test_one_of_two_who_move_somebody_at_once_does_and_the_other_hears_who() -> None:
    world = loop.make_world()
    vacancy = loop.make_vacancy(world)
    loop.make_applicant(world, vacancy, patience=None)
    with world.acting() as member:
        row = applications(vacancy)[0]

    def move(choice: str) -> None:
        with world.acting():
            decide(
                application_id=row.id,
                choice=Choice(choice=choice, reason=f"Seen and thought about: {choice}."),
                by=member,
                as_of=row.stage_since,
            )

    said = at_once(lambda: move("advance"), lambda: move("reject"))
    assert sorted(one.partition(":")[0] for one in said) == ["done", "moved_meanwhile"]
    assert any(f"{member.name} decided on this application" in one for one in said)
    with world.acting():
        made = list(Decision.objects.values_list("choice", "to_stage"))
        assert made == [(made[0][0], application(row.id).stage)]


def test_who_withdraws_in_the_moment_of_a_decision_leaves_one_consistent_state() -> None:
    world = loop.make_world()
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy, patience=None)
    with world.acting() as member:
        row = applications(vacancy)[0]

    def reject() -> None:
        with world.acting():
            choice = Choice(choice="reject", reason="Seen and thought about.")
            decide(application_id=row.id, choice=choice, by=member, as_of=row.stage_since)

    def leave() -> None:
        with world.acting():
            withdraw(application_id=row.id, person_id=person)

    said = at_once(reject, leave)
    with world.acting():
        now = application(row.id)
        decided = Decision.objects.count()
    assert sorted(one.partition(":")[0] for one in said)[0] == "done"
    assert (now.stage, decided) in {("rejected", 1), ("withdrawn", 0)}
    assert now.closed_at is not None
