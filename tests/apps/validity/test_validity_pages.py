"""Pages of validity: from hires to a study, what people state, who sees what, and how many questions it takes."""

import uuid

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.loop import make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.validity.models import Reliability, Study, WorthFigures
from maatwerk.apps.validity.operations import study
from maatwerk.apps.validity.queries import gather
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db
FAMILIES_QUERIES = 13


@pytest.fixture
def world(english):
    """A hundred people once hired, rated by a rule that goes with patience."""
    made = make_world(people=120)
    with made.acting():
        scores = _patience(made)
        rng = np.random.default_rng(5)
        for row in Engagement.objects.all():
            row.performance = round(float(3 + 0.06 * (scores[row.person_id] - 50) + rng.normal() * 0.6), 1)
            row.save(update_fields=["performance"])
    return made


def _patience(world):
    from maatwerk.apps.evidence.public import Evidence

    found = Evidence.objects.filter(concept_id=world.concepts["patience"])
    return dict(found.values_list("person_id", "value"))


@pytest.fixture
def visit(world):
    def go(path="", *, role=Role.PSYCHOLOGIST, data=None):
        client = client_of(make_member(world.member.organisation.id, role))
        address = f"/o/{world.member.organisation.slug}/validity/{path}"
        return client.post(address, data) if data is not None else client.get(address)

    return go


def test_a_study_holds_the_plain_correlation_of_every_score_with_ratings_and_with_staying(world):
    with world.acting():
        made = study(family_id=world.family_id)
        scores, ratings = _patience(world), dict(Engagement.objects.values_list("person_id", "performance"))
        people = list(scores)
        r = np.corrcoef([scores[one] for one in people], [ratings[one] for one in people])[0, 1]
        rating, *stays = made.result["outcomes"]
        labels = {one["labels"]["en"]: key for key, one in made.result["measured"].items()}
        patience = next(one for one in rating["scores"] if one["key"] == labels["Patience"])
        luck = next(one for one in rating["scores"] if one["key"] == labels["Luck"])
        assert Event.objects.filter(kind="validity.study_made", object_id=made.pk).exists()
    assert patience["observed"]["estimate"] == pytest.approx(r)
    assert patience["verdict"] == "established"
    assert luck["verdict"] == "not_established"
    assert [one["outcome"] for one in stays] == ["stays_12", "stays_9", "stays_6", "stays_3"]


def test_somebody_seen_for_less_than_the_moment_is_unknown_unless_they_left(world):
    with world.acting():
        first, second, third = Engagement.objects.order_by("created_at", "id")[:3]
        Engagement.objects.filter(pk=first.pk).update(tenure_months=4, separated=False)
        Engagement.objects.filter(pk=second.pk).update(tenure_months=4, separated=True)
        Engagement.objects.filter(pk=third.pk).update(tenure_months=9, separated=True)
        found = gather(world.family_id, horizons=(6,))
    assert found.stays[6][:3] == (None, 0.0, 1.0)


def test_the_pool_is_everybody_who_applied(world):
    vacancy = make_vacancy(world)
    for value in (30.0, 70.0):
        make_applicant(world, vacancy, patience=value)
    with world.acting():
        found = gather(world.family_id, horizons=(6,))
    assert (found.applicants, found.people) == (2, 120)
    assert sorted(next(iter(found.pool.values()))) == [30.0, 70.0]


def test_the_page_says_what_is_established_and_what_was_not_corrected(world, visit):
    with world.acting():
        study(family_id=world.family_id)
    assert "1 of 2 established" in visit().text
    page = visit(f"work/{world.family_id}/").text
    assert "Of 1 of the 2 scores it is established here" in page
    assert "Not corrected for how reliably work is rated" in page
    assert "no applicant with this score is known" in page


def test_a_kind_of_work_without_a_study_says_so(world, visit):
    assert "not computed yet" in visit().text
    assert "Not computed yet" in visit(f"work/{world.family_id}/").text
    assert visit(f"work/{uuid.uuid4()}/").status_code == 404


def test_a_stated_reliability_corrects_the_next_study_beside_the_observed_value(world, visit):
    path = f"work/{world.family_id}/reliability/"
    assert visit(path, data={"value": "0.6", "source": "x"}).status_code == 422
    assert visit(path, data={"value": "1.4", "source": "Two team leads rated 40 people."}).status_code == 422
    assert visit(path, data={"value": "0.6", "source": "Two team leads rated 40 people."}).status_code == 302
    with world.acting():
        assert Reliability.objects.get().value == 0.6
        made = study(family_id=world.family_id)
    one = made.result["outcomes"][0]["scores"][0]
    assert one["steps"][0]["inputs"] == {"outcome_reliability": 0.6}
    assert made.result["outcomes"][1]["scores"][0]["steps"] == []  # staying is no rating
    assert "Two team leads rated 40 people." in visit(f"work/{world.family_id}/").text


def test_worth_follows_from_the_organisations_own_figures(world, visit):
    with world.acting():
        study(family_id=world.family_id)
    path = f"work/{world.family_id}/worth/"
    wish = {
        "base_rate": "50",
        "applicants": "100",
        "hired": "100",
        "salary_euros": "30000",
        "years": "2",
        "cost_euros": "25",
    }
    assert visit(path, data=wish).status_code == 422  # nobody was turned down
    assert visit(path, data=wish | {"hired": "20", "salary_euros": ""}).status_code == 422
    assert visit(path, data=wish | {"hired": "20"}).status_code == 302
    with world.acting():
        assert WorthFigures.objects.get().sd_cents == 1_200_000  # 40% of 30,000
    page = visit(f"work/{world.family_id}/").text
    assert "Choosing 20 of 100 applicants with “Patience”" in page
    assert "against 50% by lot" in page
    assert "40% of a salary of € 30,000" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PSYCHOLOGIST, 200),
        (Role.ANALYST, 200),
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.RECRUITER, 403),
        (Role.MANAGER, 403),
    ],
)
def test_nobody_who_rates_people_sees_what_a_score_foretold(world, visit, role, status):
    assert visit(role=role).status_code == status
    assert visit(f"work/{world.family_id}/", role=role).status_code == status


def test_an_analyst_states_nothing(world, visit):
    data = {"value": "0.6", "source": "Two team leads rated 40 people."}
    assert visit(f"work/{world.family_id}/reliability/", role=Role.ANALYST, data=data).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(world, rows):
    from maatwerk.apps.opportunities.public import ensure_job_family

    with world.acting():
        for number in range(rows - 1):
            Study.objects.create(
                organisation_id=world.member.organisation.id,
                job_family_id=ensure_job_family(f"work {number}").pk,
                result={"outcomes": [], "people": 0},
            )
    client = client_of(make_member(world.member.organisation.id, Role.AUDITOR))
    path = f"/o/{world.member.organisation.slug}/validity/"
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) == FAMILIES_QUERIES
