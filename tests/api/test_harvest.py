"""Harvest's shape over what is here: lists, links, candidates with an application, and loud refusals."""

import datetime as dt
import uuid
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from api.calling import Caller
from factories.desk import make_desk
from factories.openings import make_opening
from maatwerk.apps.applications.models import Application
from maatwerk.apps.messages.models import Message

pytestmark = pytest.mark.django_db
#: Field names of Harvest's published objects (developers.greenhouse.io/harvest.html, read 2026-11) that readers rely on.
HARVEST_JOB = {
    "id", "name", "requisition_id", "notes", "confidential", "status", "created_at", "opened_at", "closed_at",
    "updated_at", "departments", "offices", "hiring_team", "custom_fields",
}  # fmt: skip
HARVEST_APPLICATION = {
    "id", "candidate_id", "prospect", "applied_at", "rejected_at", "last_activity_at", "location", "source", "credited_to",
    "rejection_reason", "rejection_details", "jobs", "job_post_id", "status", "current_stage", "answers",
    "prospective_office", "prospective_department", "prospect_detail", "attachments",
}  # fmt: skip
HARVEST_CANDIDATE = {
    "id", "first_name", "last_name", "company", "title", "created_at", "updated_at", "last_activity", "is_private",
    "photo_url", "attachments", "application_ids", "phone_numbers", "addresses", "email_addresses", "website_addresses",
    "social_media_addresses", "recruiter", "coordinator", "can_email", "tags", "applications", "educations", "employments",
}  # fmt: skip


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def caller(desk):
    return Caller(desk.world)


def test_jobs_and_their_stages(desk, caller):
    (job,) = caller.get("harvest/v1/jobs").json()
    assert set(job) == HARVEST_JOB
    assert (job["id"], job["name"], job["status"]) == (str(desk.vacancy), "Packer", "open")
    assert len(job["hiring_team"]["recruiters"]) == 2
    stages = caller.get(f"harvest/v1/jobs/{desk.vacancy}/stages").json()
    assert [(one["name"], one["priority"]) for one in stages] == [
        ("applied", 0), ("assessed", 1), ("interview", 2), ("offer", 3),
    ]  # fmt: skip
    assert caller.get("harvest/v1/job_stages").json() == stages
    assert caller.get("harvest/v1/jobs?status=closed").json() == []
    first, _second = caller.get("harvest/v1/applications").json()
    assert first["current_stage"] == {"id": stages[0]["id"], "name": "applied"}


def test_job_posts_are_what_is_on_the_board(desk, caller):
    public = make_opening(desk.world, "Seller")
    (post,) = caller.get("harvest/v1/job_posts").json()
    assert (post["job_id"], post["title"], post["live"], post["location"]["name"]) == (
        str(public), "Seller", True, "Ede",
    )  # fmt: skip
    assert caller.get(f"harvest/v1/jobs/{desk.vacancy}/job_post").json()["live"] is False


def test_applications_and_candidates(desk, caller):
    ada, bo = desk.people.values()
    desk.advance(ada)
    told = caller.get("harvest/v1/applications").json()
    assert set(told[0]) == HARVEST_APPLICATION
    assert [(one["id"], one["status"]) for one in told] == [(str(ada), "active"), (str(bo), "active")]
    assert told[0]["jobs"] == [{"id": str(desk.vacancy), "name": "Packer"}]
    assert caller.get(f"harvest/v1/applications?job_id={uuid.uuid4()}").json() == []
    assert caller.get("harvest/v1/applications?status=rejected").json() == []
    people = caller.get("harvest/v1/candidates").json()
    assert set(people[0]) == HARVEST_CANDIDATE
    assert (people[0]["first_name"], people[0]["last_name"]) == ("Ada", "Jansen")
    assert people[0]["email_addresses"] == [{"value": "ada@example.org", "type": "personal"}]
    assert people[0]["applications"] == [told[0]]
    assert caller.get(f"harvest/v1/candidates/{people[0]['id']}").json() == people[0]


def test_a_page_leads_to_the_next_by_key_and_to_the_one_before_by_number(desk, caller):
    for number in range(3):
        desk.apply(f"Person {number}")
    for what in ("applications", "candidates", "users", "jobs"):
        whole = [one["id"] for one in caller.get(f"harvest/v1/{what}").json()]
        seen, path = [], f"harvest/v1/{what}?per_page=2&created_after=2020-01-01T00:00:00Z"
        while path:
            answer = caller.get(path)
            seen += [one["id"] for one in answer.json()]
            link = answer.headers.get("Link", "")
            found = urlsplit(link.partition(">")[0].lstrip("<"))
            path = f"{found.path.removeprefix('/api/')}?{found.query}" if 'rel="next"' in link else ""
            if path and what != "users":
                assert parse_qs(found.query)["created_after"] == ["2020-01-01T00:00:00Z"]
        assert seen == whole
    second = caller.get("harvest/v1/applications?per_page=2&page=2")
    assert len(second.json()) == 2
    assert 'page=1>; rel="prev"' in second.headers["Link"]
    far = caller.get("harvest/v1/applications?per_page=500&page=100")
    assert (far.status_code, far.json()["code"]) == (422, "too_far")
    assert second.headers["X-RateLimit-Limit"] == "300"


def test_instants_are_meant_in_utc_whatever_zone_they_come_in(desk, caller):
    (at,) = {one["opened_at"] for one in caller.get("harvest/v1/jobs").json()}
    opened = dt.datetime.fromisoformat(at)
    for hours in (-16, 0, 16):  # PostgreSQL takes no zone beyond 15:59
        zone = dt.timezone(dt.timedelta(hours=hours))
        for before, told in ((opened, 0), (opened + dt.timedelta(seconds=1), 1)):
            asked = {"created_before": before.astimezone(zone).isoformat()}
            assert len(caller.get(f"harvest/v1/jobs?{urlencode(asked)}").json()) == told, asked
    naive = {"created_after": opened.replace(tzinfo=None).isoformat()}
    assert len(caller.get(f"harvest/v1/jobs?{urlencode(naive)}").json()) == 1
    answer = caller.get("harvest/v1/jobs?created_after=0001-01-01T00:00:00%2B01:00")
    assert (answer.status_code, answer.json()["code"]) == (422, "request")


def test_somebody_who_applies_is_brought_in_and_hears_of_it(desk, caller):
    public = make_opening(desk.world, "Seller")
    body = {
        "first_name": "Kim",
        "last_name": "de Vries",
        "email_addresses": [{"value": "kim@example.org", "type": "personal"}],
        "phone_numbers": [{"value": "0612345678", "type": "mobile"}],
        "social_media_addresses": [{"value": "linkedin.com/in/kim"}],
        "applications": [{"job_id": str(public)}],
    }
    answer = caller.post("harvest/v1/candidates", body, On_Behalf_Of="1234")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["first_name"], told["last_name"], told["phone_numbers"][0]["value"]) == (
        "Kim", "de Vries", "0612345678",
    )  # fmt: skip
    with desk.world.acting():
        assert Message.objects.get().to == "kim@example.org"
        assert Application.objects.get(pk=told["application_ids"][0]).source == "harvest"
    another = caller.post(f"harvest/v1/candidates/{told['id']}/applications", {"job_id": str(desk.vacancy)})
    assert (another.status_code, another.json()["candidate_id"]) == (201, told["id"])
    assert caller.post("harvest/v1/candidates", body | {"applications": []}).status_code == 422
    assert caller.post("harvest/v1/jobs", {}).json()["code"] == "not_offered"
