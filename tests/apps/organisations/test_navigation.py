"""The left navigation: by role, in order, the page that is open marked."""

import pytest

from factories.organisations import make_member, make_organisation
from maatwerk.apps.organisations import navigation, queries
from maatwerk.apps.organisations.models import Role
from maatwerk.ui.shapes import NavItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    return navigation.register


def see(*roles: Role, path: str = "/", slug: str = "bakery") -> tuple[NavItem, ...]:
    member = queries.memberships(make_member(make_organisation(slug=slug), *roles))[0]
    return navigation.navigation_for(member, path)


def test_areas_come_in_the_order_of_the_page_and_entries_in_their_own(registered):
    registered(area="govern", label="Settings", url_name="organisations:settings", order=20)
    registered(area="govern", label="Colleagues", url_name="organisations:members", order=10)
    registered(area="hire", label="Mail", url_name="outbox:outbox")
    start, hire, govern = see(Role.RECRUITER)
    assert (start.url, hire.label, govern.label) == ("/o/bakery/", "Hire", "Govern")
    assert [child.label for child in govern.children] == ["Colleagues", "Settings"]
    assert govern.url == "/o/bakery/members/"


def test_a_member_sees_only_what_their_role_opens(registered):
    registered(
        area="govern", label="Settings", url_name="organisations:settings", roles=(Role.ADMINISTRATOR,)
    )
    assert len(see(Role.RECRUITER)) == 1
    assert len(see(Role.RECRUITER, Role.ADMINISTRATOR, slug="cinema")) == 2


def test_the_open_page_is_marked_and_the_deepest_address_wins(registered):
    registered(area="govern", label="Colleagues", url_name="organisations:members")
    registered(area="govern", label="Invite", url_name="organisations:invite")
    start, govern = see(Role.ADMINISTRATOR, path="/o/bakery/members/invite/")
    assert not start.current
    assert [child.current for child in govern.children] == [False, True]
    assert govern.within
    start, govern = see(Role.ADMINISTRATOR, path="/o/cinema/", slug="cinema")
    assert start.current
    assert not govern.within


def test_a_page_under_another_address_may_belong_to_an_entry(registered):
    registered(area="govern", label="Colleagues", url_name="organisations:members", also=("letters/",))
    start, govern = see(Role.ADMINISTRATOR, path="/o/bakery/letters/7/")
    assert not start.current
    assert govern.children[0].current


def test_registering_twice_shows_once(registered):
    for _time in range(2):
        registered(area="hire", label="Mail", url_name="outbox:outbox")
    assert len(see(Role.RECRUITER)[1].children) == 1


def test_an_area_that_does_not_exist_is_a_bug(registered):
    with pytest.raises(ValueError, match="choose one of hire"):
        registered(area="sell", label="x", url_name="x")
