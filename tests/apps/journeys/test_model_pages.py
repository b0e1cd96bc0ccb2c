"""Models over HTTP: what may feed them, versions side by side, the steps people take, the advice that follows."""

import pytest

from factories.loop import admit, advise, clear_the_way, propose, put_live
from maatwerk.apps.advice.models import ModelVersion
from maatwerk.apps.audits.public import compute_impact
from maatwerk.apps.organisations.public import Role

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def company(company_with):
    """A company with 240 people in its history, of whom the patient stay longer."""
    return company_with(people=240, effect=-1.2)


def states(company):
    with company.world.acting():
        return dict(ModelVersion.objects.values_list("number", "state"))


def test_a_version_goes_live_step_by_step_advises_and_is_rolled_back(company):
    admit(company.world)
    first = propose(company.world)
    with company.world.acting():
        compute_impact(version_id=first)
    psychologist = company.client(Role.PSYCHOLOGIST)
    at = f"{company.at}models/versions/{first}/"
    page = psychologist.get(at)
    assert "Patience" in page.text
    assert "Take two people of whom one left sooner" in page.text
    assert "Women" in page.text
    assert "Version before" not in page.text

    assert "Before it may advise" in page.text
    clear_the_way(company.world)
    assert "Before it may advise" not in psychologist.get(at).text
    for state in ("reviewed", "approved", "live"):
        answer = psychologist.post(f"{at}move/", {"to": state, "reason": "Looked at it."}, follow=True)
        assert f"Version 1 is now “{state}”." in answer.text
    assert "Looked at it." in answer.text

    vacancy = company.vacancy()
    key = company.applicant(vacancy, patience=70.0)
    assert advise(company.world, vacancy) == 1
    the_advice_shows_its_work(company, vacancy, key, first)

    second = propose(company.world)
    put_live(company.world, second)
    assert states(company) == {1: "retired", 2: "live"}
    page = psychologist.get(f"{company.at}models/versions/{second}/")
    assert "Version before" in page.text
    assert "Roll back to this version" in psychologist.get(at).text
    psychologist.post(f"{at}move/", {"to": "live", "reason": "The old one did better."})
    assert states(company) == {1: "live", 2: "retired"}
    listed = psychologist.get(f"{company.at}models/")
    assert listed.text.count("Packers") == 1


def the_advice_shows_its_work(company, vacancy, key, version):
    """Closed until somebody opens it; then a range, its evidence, its limits and who approved it."""
    client = company.client(Role.RECRUITER)
    page = client.get(f"{company.at}applications/{key}/")
    assert "Show the advice" in page.text
    assert "of 100" not in page.text
    assert client.post(f"{company.at}applications/{key}/advice/").status_code == 302
    page = client.get(f"{company.at}applications/{key}/")
    for said in (
        "Advice, not a decision",
        "Of 100 people with such results",
        "Not used:",
        "approved by",
        "Patience",
    ):
        assert said in page.text
    assert 'href="#evidence-patience"' in page.text
    assert 'id="evidence-patience"' in page.text
    assert "not measured; counts as average" in page.text  # luck
    assert str(version) in page.text
    dutch = company.client(Role.RECRUITER, "nl").get(f"{company.at}vacancies/{vacancy}/")
    assert "van 100" in dutch.text
    assert "Groep 1" in dutch.text


def test_a_step_needs_a_reason_and_the_right_role(company):
    admit(company.world)
    version = propose(company.world)
    move = f"{company.at}models/versions/{version}/move/"
    psychologist = company.client(Role.PSYCHOLOGIST)
    assert psychologist.post(move, {"to": "reviewed", "reason": " "}).status_code == 422
    assert psychologist.post(move, {"to": "live", "reason": "At once."}).status_code == 422
    for role, status in ((Role.ANALYST, 422), (Role.RECRUITER, 403), (Role.AUDITOR, 403)):
        answer = company.client(role).post(move, {"to": "approved", "reason": "I would like it."})
        assert answer.status_code == status, role
    assert states(company) == {1: "draft"}
    assert "Your step" not in company.client(Role.RECRUITER).get(move.removesuffix("move/")).text
    answer = psychologist.post(move, {"to": "declined", "reason": "Too few people."}, follow=True)
    assert "Too few people." in answer.text
    assert states(company) == {1: "declined"}


def test_only_a_psychologist_says_what_may_feed_a_model(company):
    family = f"{company.at}models/{company.world.family_id}/"
    fields = {
        "concept_id": str(company.world.concepts["patience"]),
        "reason": "Queues are long.",
        "importance": "2",
        "helps": "yes",
        "prior_source": "",
    }
    psychologist = company.client(Role.PSYCHOLOGIST)
    answer = psychologist.post(f"{family}features/", fields | {"prior_source": "Team leads."})
    assert answer.status_code == 422
    assert "Approve the instrument first" in answer.text
    approve = f"{family}instruments/{company.world.instrument_id}/approve/"
    assert company.client(Role.ANALYST).post(approve, {"reason": "Fine."}).status_code == 403
    assert "approved" in psychologist.post(approve, {"reason": "Manual of 2024."}, follow=True).text
    assert "Say what your expectation rests on" in psychologist.post(f"{family}features/", fields).text
    answer = psychologist.post(f"{family}features/", fields | {"prior_source": "Team leads."}, follow=True)
    for said in ("Queues are long.", "Team leads.", "As much as tests usually do; more of it: stays longer"):
        assert said in answer.text
    withdraw = answer.text.split('/withdraw/"')[0].rsplit('"', 1)[1] + "/withdraw/"
    assert "Queues are long." not in psychologist.post(withdraw, follow=True).text


def test_success_is_defined_in_numbers_that_make_sense(company):
    path = f"{company.at}models/{company.world.family_id}/success/"
    client = company.client(Role.PSYCHOLOGIST)
    for wrong in ("700", "0", "some"):
        answer = client.post(path, {"smallest_useful_percent": wrong}, follow=True)
        assert "Fill in numbers; the gain lies between 0 and 100 per cent." in answer.text
    assert (
        "Kept."
        in client.post(path, {"smallest_useful_percent": "3", "succeeds_at_rating": "4"}, follow=True).text
    )
    page = client.get(path.removesuffix("success/"))
    assert 'value="3.0"' in page.text


def test_a_proposal_is_asked_for_once_and_shows_that_it_waits(company):
    admit(company.world)
    family = f"{company.at}models/{company.world.family_id}/"
    client = company.client(Role.ANALYST)
    for _time in range(2):
        page = client.post(f"{family}propose/", follow=True)
        assert page.text.count('hx-trigger="every 2s"') == 1
    assert "Propose a new version" not in page.text
