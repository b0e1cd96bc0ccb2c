"""The tests of the demo: one person in every state, a package on its way, and quickly."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from factories.loop import make_applicant, make_vacancy, make_world
from maatwerk.apps.assessments.models import Order, Package
from maatwerk.apps.organisations.public import Member
from maatwerk.cli.demo_tests import load_tests
from maatwerk.kernel.models import Work


def test_the_demo_shows_people_in_every_state(committed: None) -> None:
    world = make_world()
    vacancy = make_vacancy(world)
    for _ in range(7):
        make_applicant(world, vacancy)

    @contextmanager
    def acting_as(role: str) -> Iterator[Member]:
        with world.acting() as member:
            yield member

    begun = time.process_time()
    load_tests(vacancy, acting_as)
    assert time.process_time() - begun < 3
    with world.acting():
        states = Counter(Order.objects.values_list("state", flat=True))
        assert states == {"invited": 1, "started": 1, "completed": 2, "expired": 1, "stopped": 1}
        assert Order.objects.filter(released_at__isnull=False).count() == 1
        assert set(Package.objects.values_list("state", flat=True)) == {"ready", "draft"}
        assert Work.objects.filter(kind="assessments.ready_package").count() == 1
