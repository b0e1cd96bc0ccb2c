"""The tests of the demo: one person in every state, a package on its way, and quickly."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from factories.loop import make_applicant, make_vacancy, make_world
from maatwerk.apps.assessments.jobs.copies import look_for_copies
from maatwerk.apps.assessments.models import Order, Package, ResponseSet, WorkSample
from maatwerk.apps.cases.public import Case
from maatwerk.apps.organisations.public import Member
from maatwerk.cli.demo_results import CALIBRATED_ON, TAKEN_ON_PAPER, load_taken
from maatwerk.cli.demo_tests import load_tests
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Work


class Told(Progress):
    """Progress of a job that nobody watches."""

    def tell(self, step: str, *, done: int = 0, total: int = 0) -> None:
        """Tell nobody."""


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
        assert Work.objects.filter(kind="assessments.calibrate").count() == 1
        assert ResponseSet.objects.get().n_people == CALIBRATED_ON
        asked = Case.objects.filter(subject="test_order")
        assert set(asked.values_list("kind", flat=True)) == {"test_question", "test_contest"}
        assert {text[:12] for text in WorkSample.objects.values_list("text", flat=True)} == {
            "Beste klant,",
            "Sorry voor d",
        }
    load_taken(acting_as)
    with world.acting():
        done = Counter(Order.objects.filter(state="completed").values_list("package__name", flat=True))
        assert done["Redeneren, op papier"] == TAKEN_ON_PAPER
        assert done["Redeneren, proefafname"] == 2
        assert Package.objects.get(opportunity=None).job_family is not None
        look = Work.objects.get(kind="assessments.look_for_copies")
    found = look_for_copies(Told(look.organisation_id, look.pk, look.object_id, None))
    pairs = {frozenset((pair["one"], pair["other"])) for one in found["scales"] for pair in one["pairs"]}
    assert len(pairs) == 1  # the two who sat together, on both scales
