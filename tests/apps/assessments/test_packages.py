"""Packages and the pages of staff: what must be settled, who may, and that lists show states and nothing else."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.assessments.taking import invite, started
from factories.assessments import Tests, make_candidate, make_package
from factories.organisations import client_of, make_member, make_user
from maatwerk.apps.assessments import urls
from maatwerk.apps.assessments.models import Module, Order, Package
from maatwerk.apps.assessments.operations import packages
from maatwerk.apps.assessments.operations.packages import ModuleWish, Responsibility
from maatwerk.apps.assessments.queries.packages import modules, unmet_wishes
from maatwerk.apps.assessments.views import packages as pages
from maatwerk.apps.assessments.views import player, replaying
from maatwerk.apps.opportunities.models import Requirement
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db

R, M, P, A, U, D = (
    Role.RECRUITER,
    Role.MANAGER,
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
STAFF = {R, P, D}
#: Page by name → (method, roles that pass the door).
DOORS: dict[str, tuple[str, set[Role]]] = {
    "packages": ("get", STAFF),
    "new_package": ("get", STAFF),
    "package": ("get", STAFF),
    "add_module": ("post", STAFF),
    "remove_module": ("post", STAFF),
    "settle_package": ("post", STAFF),
    "ready_package": ("post", STAFF),
    "close_package": ("post", STAFF),
    "new_link": ("post", STAFF),
    "stop_order": ("post", STAFF),
    "keep_package": ("post", STAFF),
    "use_package": ("post", STAFF),
    "accommodate": ("get", {P, D}),
    "replay": ("get", {P}),
}


def signed_in(tests: Tests, *roles: Role) -> Client:
    return client_of(make_member(tests.world.member.organisation.id, *roles))


def address(tests: Tests, name: str, **keys: object) -> str:
    return reverse(
        f"assessments:{name}", kwargs={"organisation": tests.world.member.organisation.slug, **keys}
    )


def patterns() -> dict[str, object]:
    mine = {pages.__name__, replaying.__name__}
    return {one.name: one for one in urls.urlpatterns if one.callback.__module__ in mine}


def door(tests: Tests, name: str) -> str:
    wanted = patterns()[name].pattern.converters
    return address(tests, name, **{key: uuid.UUID(int=7) for key in wanted if key != "organisation"})


def test_every_page_of_packages_has_a_door() -> None:
    assert set(patterns()) == set(DOORS)


def test_every_page_of_the_player_is_opened_by_the_link_alone() -> None:
    found = [one for one in urls.urlpatterns if one.callback.__module__ == player.__name__]
    assert len(found) == 8
    for one in found:
        assert str(one.pattern).startswith("t/<uuid:key>/<str:token>/")


def test_each_role_opens_what_the_table_says(tests: Tests) -> None:
    wrong = {}
    for role in (R, M, P, A, U, D):
        client = signed_in(tests, role)
        for name, (method, roles) in DOORS.items():
            status = getattr(client, method)(door(tests, name)).status_code
            if (status == 403) != (role not in roles) or status >= 500:
                wrong[role, name] = status
    assert wrong == {}


def test_a_stranger_finds_nothing(tests: Tests) -> None:
    client = client_of(make_user())
    for name, (method, _roles) in DOORS.items():
        assert getattr(client, method)(door(tests, name)).status_code == 404, name


def test_from_nothing_to_ready_by_the_pages(tests: Tests) -> None:
    client = signed_in(tests, R, P)
    made = client.post(
        address(tests, "new_package"),
        {"name": "Series", "opportunity": str(tests.vacancy_id), "valid_days": "7", "grants_nip_right": "on"},
    )
    assert made.status_code == 302
    with tests.acting():
        key = Package.objects.get().pk
    here = address(tests, "package", package_id=key)
    assert b"Add a test to the package first." in client.get(here).content
    client.post(
        address(tests, "add_module", package_id=key),
        {
            "instrument_id": str(tests.bank_id),
            "delivery": "adaptive",
            "minutes": "12.5",
            "may_pause": "on",
            "max_length": "10",
            "stop_se": "0.4",
        },
    )
    with tests.acting():
        module = Module.objects.get()
        assert (module.seconds, module.delivery, module.rules["max_length"]) == (750, "adaptive", 10)
        assert [row.asked for row in modules(key)] == [("Luck",)]
    page = client.get(here).content.decode()
    assert "ISO 10667" in page
    assessor = str(tests.world.member.user_id)
    client.post(
        address(tests, "settle_package", package_id=key),
        {"agreement": "Contract 12, in the archive.", "assessor": assessor, "competence": "NIP"},
    )
    assert b"Make it ready" in client.get(here).content
    client.post(address(tests, "ready_package", package_id=key))
    with tests.acting():
        assert Work.objects.get().kind == "assessments.ready_package"
        packages.open_package(key, {})
    page = client.get(here).content.decode()
    assert "Nobody is invited yet." in page
    assert "Contract 12" in page


@pytest.mark.parametrize("missing", ["agreement", "competence", "assessor"])
def test_without_agreement_or_competent_assessor_it_is_not_made_ready(tests: Tests, missing: str) -> None:
    package = make_package(tests, ready=False)
    with tests.acting():
        empty = {"assessor_id": None} if missing == "assessor" else {missing: ""}
        Package.objects.filter(pk=package).update(**empty)
        with pytest.raises(Refusal, match="ISO 10667"):
            packages.ready_package(package, by=tests.world.member)


def test_a_test_of_what_the_work_does_not_ask_is_not_made_ready(tests: Tests) -> None:
    package = make_package(tests, ready=False)
    with tests.acting():
        Requirement.objects.filter(concept_id=tests.world.concepts["patience"]).delete()
        assert "measures nothing that this vacancy asks" in str(unmet_wishes(package)[0])
        with pytest.raises(Refusal):
            packages.ready_package(package, by=tests.world.member)


def test_a_test_without_calibration_is_not_given_adaptively(tests: Tests) -> None:
    package = make_package(tests, ready=False, delivery="adaptive")
    with tests.acting():
        assert "not calibrated" in str(unmet_wishes(package)[0])


def test_a_test_that_is_not_published_cannot_be_chosen(tests: Tests) -> None:
    from maatwerk.apps.assessments.models import FactSheet

    package = make_package(tests, ready=False)
    with tests.acting():
        FactSheet.objects.filter(instrument_id=tests.bank_id).update(state="draft")
        with pytest.raises(Refusal, match="published"):
            packages.add_module(package, ModuleWish(instrument_id=tests.bank_id), by=tests.world.member)
        FactSheet.objects.filter(instrument_id=tests.every_kind_id).update(state="retired")
        assert "no longer published" in str(unmet_wishes(package)[-1])


def test_what_is_ready_does_not_change(tests: Tests) -> None:
    package = make_package(tests)
    member = tests.world.member
    settled = Responsibility(agreement="x", assessor_id=member.user_id, competence="x")
    with tests.acting():
        module = Module.objects.get()
        for change in (
            lambda: packages.add_module(package, ModuleWish(instrument_id=tests.bank_id), by=member),
            lambda: packages.remove_module(module.pk, by=member),
            lambda: packages.take_responsibility(package, settled, by=member),
            lambda: packages.ready_package(package, by=member),
        ):
            with pytest.raises(Refusal, match="does not change"):
                change()
        packages.close_package(package, by=member)
        packages.close_package(package, by=member)
        assert Package.objects.get().state == Package.State.CLOSED


def test_keys_of_packages_are_made_from_their_names_and_differ(tests: Tests) -> None:
    with tests.acting():
        keys = [packages.make_package(name="Number Series!", by=tests.world.member).key for _ in range(3)]
    assert keys == ["number-series", "number-series-2", "number-series-3"]


@pytest.mark.parametrize(
    "fields", [{"name": " "}, {"name": "x", "valid_days": 0}, {"name": "x", "valid_days": 91}]
)
def test_a_package_that_cannot_be_is_refused(tests: Tests, fields: dict[str, object]) -> None:
    with tests.acting(), pytest.raises(Refusal):
        packages.make_package(by=tests.world.member, **fields)


def test_other_roles_make_no_packages(tests: Tests) -> None:
    from maatwerk.apps.organisations.public import memberships

    user = make_member(tests.world.member.organisation.id, M)
    by = next(iter(memberships(user)))
    with tests.acting(), pytest.raises(NotAllowed):
        packages.make_package(name="x", by=by)


def test_the_list_of_people_shows_states_and_nothing_else(tests: Tests) -> None:
    package = make_package(tests, seconds=600)
    waiting, busy = invite(tests, package), started(tests, package)
    busy.answer()
    with tests.acting():
        from maatwerk.apps.assessments.operations import orders

        orders.accommodate(order_id=waiting.order_id, extra_time=0.5, by=tests.world.member)
    page = signed_in(tests, R).get(address(tests, "package", package_id=package)).content.decode()
    assert "Kim Kandidaat" in page
    for word in ("Invited", "Started"):
        assert word in page
    for word in ("0.5", "half", "granted", "score", "extra", "900", "Grant more time"):
        assert word not in page, word
    psychologist = signed_in(tests, P).get(address(tests, "package", package_id=package)).content.decode()
    assert "Kim Kandidaat" not in psychologist  # who answers for the tests sees pseudonyms
    assert "Grant more time" in psychologist


def test_granting_shows_nothing_of_what_was_granted(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests, seconds=600))
    client, here = signed_in(tests, P), address(tests, "accommodate", order_id=candidate.order_id)
    before = client.get(here).content
    assert client.post(here, {"extra_time": "0.5"}).status_code == 302
    client.get(address(tests, "packages"))  # takes the message away
    assert strip(client.get(here).content) == strip(before)
    assert client.post(here, {"extra_time": "0"}).status_code == 422


def strip(page: bytes) -> bytes:
    """Without the token against forgery, which differs each time."""
    import re

    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|<section[^>]*messages.*?</section>', b"", page)


def test_a_link_is_renewed_and_a_test_stopped_by_the_page(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    client = signed_in(tests, R)
    client.post(address(tests, "new_link", order_id=candidate.order_id))
    candidate.get()
    assert candidate.status == 404
    client.post(address(tests, "stop_order", order_id=candidate.order_id))
    with tests.acting():
        assert Order.objects.get().state == Order.State.STOPPED


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    tests: Tests, rows: int, django_assert_num_queries: object
) -> None:
    first = make_package(tests)
    for number in range(rows - 1):
        make_package(tests, key=f"package-{number}")
    for _ in range(rows):
        invite(tests, first, person=make_candidate(tests))
    client = signed_in(tests, R)
    client.get(address(tests, "packages"))
    counts = {"packages": PACKAGES_QUERIES, "package": PACKAGE_QUERIES}
    with django_assert_num_queries(counts["packages"]):
        client.get(address(tests, "packages"))
    with django_assert_num_queries(counts["package"]):
        client.get(address(tests, "package", package_id=first))


PACKAGES_QUERIES = 13
PACKAGE_QUERIES = 20
