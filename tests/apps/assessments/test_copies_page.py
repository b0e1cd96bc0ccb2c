"""Looking for copies among answers given here: on the scoring login, people by their short code."""

from collections import Counter
from typing import Any

import numpy as np

from apps.assessments.test_results import take
from factories.assessments import make_tests
from maatwerk.apps.assessments.jobs.copies import look_for_copies
from maatwerk.apps.assessments.models import Calibration, Item, Module
from maatwerk.apps.assessments.queries.exposure import exposure
from maatwerk.apps.people.public import pseudonym
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Work


def test_planted_copies_stand_on_the_page_without_a_name(committed: None) -> None:
    tests = make_tests()
    rng = np.random.default_rng(12)
    with tests.acting():
        parameters = Calibration.objects.get(scale__key="luck").parameters
    people = []
    drawn: list[int] = []
    for person in range(12):
        level = rng.normal()

        def give(
            place: int, item: Item, person: int = person, level: float = level
        ) -> tuple[object, int, int]:
            one = parameters[item.key]
            chance = 1 / (1 + np.exp(-(one["slope"] * level + one["intercepts"][0])))
            right = drawn[place] if person == 7 else int(rng.random() < chance)
            if person == 2:
                drawn.append(right)
            return "b", right, 5_000

        people.append(take(tests, tests.bank_id, give=give, most=60)[1])
    client = tests.client()
    address = f"/o/{tests.world.member.organisation.slug}/tests/{tests.bank_id}/copies/"
    assert "Nobody looked yet" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with tests.acting():
        work = Work.objects.get(kind="assessments.look_for_copies")
    result = look_for_copies(Progress(work.organisation_id, work.pk, work.object_id, None))
    with tests.acting():
        Work.objects.filter(pk=work.pk).update(state="done", result=result)
    page = client.get(address).content.decode()
    assert {(pair["one"], pair["other"]) for pair in result["scales"][0]["pairs"]} <= {
        (pseudonym(people[2]), pseudonym(people[7])),
        (pseudonym(people[7]), pseudonym(people[2])),
    }
    assert pseudonym(people[2]) in page
    assert pseudonym(people[7]) in page
    assert "Kim" not in page


def test_how_often_items_are_seen_is_told_of_adaptive_tests_and_of_no_small_group(committed: None) -> None:
    tests = make_tests()
    counted: Counter[str] = Counter()

    def give(place: int, item: Item) -> tuple[object, int, int]:
        counted[item.key] += 1
        return "b", place % 2, 5_000

    def look() -> dict[str, Any] | None:
        with tests.acting(using="scoring"):
            return exposure(tests.bank_id, using="scoring")

    for person in range(10):
        take(tests, tests.bank_id, give=give, most=60 if person < 3 else 2)
        if person == 8:
            assert look() is None  # a fixed form gives everybody the same
            with tests.acting():
                Module.objects.update(delivery="adaptive")
            assert look() == {"people": 9, "cap": 0.25, "scales": []}
    with tests.acting():
        Module.objects.update(delivery="adaptive")
    found = look()
    assert found is not None
    (scale,) = found["scales"]
    assert (found["people"], found["cap"], scale["items"], scale["unseen"]) == (10, 0.25, 60, 0)
    assert [(one["name"], one["people"]) for one in scale["most"][:2]] == counted.most_common(2)
    assert (scale["most"][0]["share"], scale["above"]) == (1.0, 60)  # three of ten saw everything
    take(tests, tests.bank_id, give=give, most=60)
    assert look() == found
    client = tests.client()
    address = f"/o/{tests.world.member.organisation.slug}/tests/{tests.bank_id}/copies/"
    client.post(address)
    with tests.acting():
        Work.objects.update(state="done", result={"scales": [], "exposure": found})
    page = client.get(address).content.decode()
    assert "10 people got this test adaptively" in page
    assert "bank-0 100%" in page
    assert "60 of 60" in page
