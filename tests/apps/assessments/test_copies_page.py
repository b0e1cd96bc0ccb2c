"""Looking for copies among answers given here: on the scoring login, people by their short code."""

import numpy as np
from django.test import Client

from apps.assessments.test_results import take
from factories.assessments import make_tests
from maatwerk.apps.assessments.jobs.copies import look_for_copies
from maatwerk.apps.assessments.models import Calibration, Item
from maatwerk.apps.organisations.models import User
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
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(pk=tests.world.member.user_id))
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
