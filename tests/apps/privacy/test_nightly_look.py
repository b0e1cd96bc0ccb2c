"""Each night, in every organisation: one's trouble keeps nobody else's people."""

import pytest

from factories.loop import make_applicant, make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.people.public import Contact
from maatwerk.apps.privacy import jobs
from maatwerk.apps.privacy.models import Erasure
from maatwerk.kernel import log


def test_every_organisation_is_looked_at_and_trouble_in_one_stays_there(committed, monkeypatch):
    worlds = [make_world(), make_world()]
    for world in worlds:
        person = make_applicant(world, make_vacancy(world), contact=Contact("Noor", "noor@people.example"))
        with world.acting():
            Application.objects.filter(person_id=person).update(
                stage="rejected", closed_at="2020-01-01T12:00:00Z"
            )
    log.seal_all()
    looked = jobs.look
    broken = worlds[0].member.organisation.id

    def look_at_most():
        from maatwerk.kernel import tenancy

        if tenancy.current_organisation() == broken:
            raise RuntimeError("a full disk")
        return looked()

    monkeypatch.setattr(jobs, "look", look_at_most)
    jobs.look_everywhere(0)
    found = []
    for world in worlds:
        with world.acting():
            found.append(Erasure.objects.filter(state="ordered").count())
    assert found == [0, 1]


@pytest.mark.parametrize("name", ["privacy.erase", "privacy.package"])
def test_the_work_is_known_to_the_worker(name):
    from maatwerk.kernel.jobs import _jobs

    assert _jobs[name][0] == "app"
