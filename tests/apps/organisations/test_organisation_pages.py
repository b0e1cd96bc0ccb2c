"""The first page, onboarding, colleagues and settings over HTTP: what each changes and says."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations import queries, start
from maatwerk.apps.organisations.models import Invitation, Membership, Organisation, Role, User
from maatwerk.apps.organisations.rules import Member
from maatwerk.kernel import tenancy
from maatwerk.ui.shapes import Action, Tile

pytestmark = pytest.mark.django_db
EVERYTHING = [role.value for role in Role if role != Role.OUTSIDE_AUDITOR]


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Bakery", language="en")


@pytest.fixture
def admin(organisation) -> User:
    return make_member(organisation, Role.ADMINISTRATOR, user=make_user("Ada"))


@pytest.fixture
def client(admin) -> Client:
    return client_of(admin)


def roles_of(organisation: Organisation, user: User) -> set[str]:
    with tenancy.acting(organisation=organisation.pk):
        return set(Membership.objects.filter(user=user).values_list("role", flat=True))


# -- the first page


def test_who_is_not_signed_in_reads_what_this_is():
    page = Client(headers={"accept-language": "en"}).get("/")
    assert "A person decides" in page.text
    assert "/account/signup/" in page.text
    assert "/account/login/" in page.text


def test_one_organisation_opens_at_once(organisation, client):
    assert client.get("/")["Location"] == f"/o/{organisation.slug}/"


def test_several_organisations_are_a_choice(organisation, admin, client):
    make_member(make_organisation("Cinema", is_simulated=True), Role.AUDITOR, user=admin)
    page = client.get("/")
    assert page.status_code == 200
    assert page.text.index("Bakery") < page.text.index("Cinema")
    assert page.text.count("simulated") == 1


def test_without_an_organisation_one_can_be_started():
    assert "/new/" in client_of(make_user("Nova")).get("/").text


# -- onboarding


def founding(**changes: object) -> dict[str, object]:
    return {
        "name": "Bakery",
        "roles": EVERYTHING,
        "slug": "",
        "language": "nl",
        "jurisdiction": "NL",
        "follow_up_months": "3, 6, 9, 12",
    } | changes


def test_the_form_comes_filled_in_for_a_small_employer():
    form = client_of(make_user()).get("/new/").context["form"]
    assert form["roles"].value() == EVERYTHING
    assert form["language"].value() == "en"
    assert form["jurisdiction"].value() == "NL"  # whatever other countries the rule table knows
    assert form["follow_up_months"].value() == "3, 6, 9, 12"
    assert [each.name for each in form.asked()] == ["name", "roles"]
    assert "[hidden]" not in str(form["roles"])
    assert "and decides with a reason" in str(form["roles"])


def test_founding_leads_to_the_start_page_with_its_next_steps():
    user = make_user()
    answer = client_of(user).post("/new/", founding(follow_up_months="12;1 6"), follow=True)
    assert answer.wsgi_request.path == "/o/bakery/"
    assert "“Bakery” is ready." in answer.text
    assert "Invite a colleague" in answer.text
    (member,) = queries.memberships(user)
    assert member.roles == set(EVERYTHING)
    assert member.organisation.follow_up_months == (1, 6, 12)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["emperor"]}, "roles"),
        ({"slug": "Has Spaces"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"language": "fr"}, "language"),
        ({"jurisdiction": "XX"}, "jurisdiction"),
        ({"follow_up_months": ""}, "follow_up_months"),
        ({"follow_up_months": "3, six"}, "follow_up_months"),
        ({"follow_up_months": "0, 3"}, "follow_up_months"),
        ({"follow_up_months": "121"}, "follow_up_months"),
        ({"follow_up_months": ",".join(map(str, range(1, 14)))}, "follow_up_months"),
        ({"follow_up_months": "٣"}, "follow_up_months"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_founded_is_said_beside_its_field(changes, field):
    make_organisation(slug="taken")
    user = make_user()
    answer = client_of(user).post("/new/", founding(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert ('<details class="more" open' in answer.text) is (field not in {"name", "roles"})
    assert queries.memberships(user) == ()


def test_a_page_that_is_sent_twice_founds_one():
    user = make_user()
    ways = [client_of(user).post("/new/", founding())["Location"] for _ in range(2)]
    assert ways == ["/o/bakery/", "/o/bakery/"]
    assert client_of(user).post("/new/", founding(name="Cinema"))["Location"] == "/o/cinema/"
    assert len(queries.memberships(user)) == 2


def test_founding_needs_an_account():
    assert Client().get("/new/")["Location"] == "/account/login/?next=/new/"


# -- the start page


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(start, "_tiles", [])
    monkeypatch.setattr(start, "_steps", [])


def test_tiles_and_steps_come_by_role_in_order(organisation, client, registry):
    @start.waiting(Role.RECRUITER)
    def not_for_administrators(member: Member) -> Tile:
        raise AssertionError

    @start.waiting(order=60)
    def for_all(member: Member) -> Tile:
        return Tile("To read", "3", url="/read/")

    @start.waiting(Role.ADMINISTRATOR, order=10)
    def first(member: Member) -> Tile:
        return Tile("To approve", "2", url="/approve/")

    @start.waiting()
    def nothing(member: Member) -> None:
        return None

    @start.next_step()
    def done(member: Member) -> start.Step:
        return start.Step("Publish work", "It is short.", Action("Publish", "/publish/"), done=True)

    @start.next_step()
    def to_do(member: Member) -> start.Step:
        return start.Step("Bring people in", "They see it.", Action("Share", "/share/"))

    page = client.get(f"/o/{organisation.slug}/").text
    assert page.index("To approve") < page.index("To read")
    assert "/share/" in page
    assert "/publish/" not in page


def test_steps_disappear_once_all_are_done(organisation, admin, registry):
    start.next_step()(lambda member: start.Step("a", "b", Action("c", "/"), done=True))
    assert start.steps_for(queries.memberships(admin)[0]) == ()


# -- colleagues


def test_every_member_sees_who_works_here_and_only_administrators_see_more(organisation, admin, client):
    recruiter = make_member(organisation, Role.RECRUITER, user=make_user("Rik"))
    post_invitation(organisation, client)
    for user, sees_more in [(admin, True), (recruiter, False)]:
        page = client_of(user).get(f"/o/{organisation.slug}/members/").text
        assert "Rik" in page
        assert ("sanne@example.org" in page) is sees_more
        assert ("/members/invite/" in page) is sees_more
        assert (f"/members/{recruiter.pk}/" in page) is sees_more


def post_invitation(organisation: Organisation, client: Client, **changes: object):
    data = {"email": "sanne@example.org", "roles": ["auditor"]} | changes
    return client.post(f"/o/{organisation.slug}/members/invite/", data)


def test_an_invitation_is_kept_and_said(organisation, client):
    answer = post_invitation(organisation, client)
    assert answer["Location"] == f"/o/{organisation.slug}/members/"
    assert "on its way to sanne@example.org" in client.get(answer["Location"]).text
    with tenancy.acting(organisation=organisation.pk):
        assert Invitation.objects.get().roles == ["auditor"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"email": "nobody"}, "email"), ({"roles": []}, "roles"), ({"email": "ada@x.example"}, "email")],
)
def test_an_invitation_that_cannot_be_is_said_beside_its_field(organisation, client, changes, field):
    make_member(organisation, Role.AUDITOR, user=make_user(email="ada@x.example"))
    answer = post_invitation(organisation, client, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_withdrawing_an_invitation(organisation, client):
    post_invitation(organisation, client)
    with tenancy.acting(organisation=organisation.pk):
        key = Invitation.objects.get().pk
    path = f"/o/{organisation.slug}/invitations/{key}/withdraw/"
    assert "withdrawn" in client.post(path, follow=True).text
    assert client.post(path).status_code == 409


def test_roles_are_shown_and_changed(organisation, client):
    rik = make_member(organisation, Role.RECRUITER, user=make_user("Rik"))
    path = f"/o/{organisation.slug}/members/{rik.pk}/"
    assert client.get(path).context["form"]["roles"].value() == ["recruiter"]
    answer = client.post(path, {"roles": ["manager", "auditor"]}, follow=True)
    assert "The roles of Rik are changed." in answer.text
    assert roles_of(organisation, rik) == {"manager", "auditor"}


def test_the_last_administrator_cannot_step_down_or_leave(organisation, admin, client):
    path = f"/o/{organisation.slug}/members/{admin.pk}/"
    answer = client.post(path, {"roles": ["recruiter"]})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert client.post(path + "remove/").status_code == 409
    assert roles_of(organisation, admin) == {"administrator"}


def test_a_removed_colleague_is_out_with_the_next_click(organisation, client):
    rik = make_member(organisation, Role.RECRUITER, user=make_user("Rik"))
    riks = client_of(rik)
    assert riks.get(f"/o/{organisation.slug}/").status_code == 200
    answer = client.post(f"/o/{organisation.slug}/members/{rik.pk}/remove/")
    assert answer["Location"] == f"/o/{organisation.slug}/members/"
    assert riks.get(f"/o/{organisation.slug}/").status_code == 404
    assert client.post(f"/o/{organisation.slug}/members/{rik.pk}/remove/").status_code == 404


def test_an_administrator_may_leave_when_there_is_another(organisation, admin, client):
    make_member(organisation, Role.ADMINISTRATOR)
    assert client.post(f"/o/{organisation.slug}/members/{admin.pk}/remove/")["Location"] == "/"
    assert queries.memberships(admin) == ()


def test_somebody_elsewhere_has_no_page_here(organisation, client):
    other = make_member(make_organisation(), Role.RECRUITER)
    assert client.get(f"/o/{organisation.slug}/members/{other.pk}/").status_code == 404
    assert client.post(f"/o/{organisation.slug}/members/{other.pk}/remove/").status_code == 404


# -- settings


def test_settings_are_shown_and_changed(organisation, client):
    path = f"/o/{organisation.slug}/settings/"
    assert client.get(path).context["form"]["follow_up_months"].value() == "3, 6, 9, 12"
    data = {
        "name": "Bread",
        "language": "nl",
        "jurisdiction": "NL",
        "follow_up_months": "1",
        "own_view_first": "on",
    }
    answer = client.post(path, data, follow=True)
    assert "The settings are saved." in answer.text
    row = answer.wsgi_request.member.organisation
    assert (row.name, row.language, row.follow_up_months, row.own_view_first) == ("Bread", "nl", (1,), True)
    assert client.post(path, data | {"name": ""}).status_code == 422


# -- how many questions a page asks the database


def questions(client: Client, path: str) -> list[str]:
    client.get(path)  # the first request of a session also keeps which organisation it is
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [
        each["sql"] for each in asked if "set_config" not in each["sql"] and "SAVEPOINT" not in each["sql"]
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_colleagues_asks_five_questions_however_long_it_is(organisation, client, number):
    for each in range(number):
        make_member(organisation, Role.RECRUITER, Role.MANAGER)
        post_invitation(organisation, client, email=f"{each}@example.org")
    asked = questions(client, f"/o/{organisation.slug}/members/")
    assert len(asked) == 5, asked  # session, account, memberships, colleagues, invitations


@pytest.mark.parametrize("number", [1, 3])
def test_the_choice_of_organisations_asks_three_questions_however_many_there_are(admin, client, number):
    for _each in range(number):
        make_member(make_organisation(), Role.AUDITOR, user=admin)
    assert len(questions(client, "/")) == 3  # session, account, memberships


def test_two_administrators_who_remove_each_other_wait_for_one_another(organisation, admin, client):
    other = make_member(organisation, Role.ADMINISTRATOR)
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/o/{organisation.slug}/members/{other.pk}/remove/")
    statements = [each["sql"] for each in asked]
    locked = next(number for number, sql in enumerate(statements) if "FOR UPDATE" in sql)
    looked = next(number for number, sql in enumerate(statements) if "administrator" in sql)
    assert "organisations_organisation" in statements[locked]
    assert locked < looked
