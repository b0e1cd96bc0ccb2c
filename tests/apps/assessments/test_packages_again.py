"""A package used again: kept as a template for a job family, copied to another vacancy, each a draft of its own."""

import uuid
from dataclasses import replace

import pytest
from django.utils import translation

from factories.assessments import Tests, make_candidate, make_package
from factories.loop import make_vacancy
from maatwerk.apps.assessments.models import Module, Package
from maatwerk.apps.assessments.operations import copying
from maatwerk.apps.assessments.operations.orders import place_order
from maatwerk.apps.assessments.queries import packages as queries
from maatwerk.apps.opportunities.public import close_opportunity, opportunity
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
GIVEN = {"delivery": "adaptive", "rules": {"max_length": 9}, "may_pause": False, "seconds": 600}


def made(tests: Tests) -> uuid.UUID:
    package = make_package(tests, tests.bank_id, **GIVEN)
    with tests.acting():
        Module.objects.update(exposure={"luck": {"bank-0": 0.5}})
    return package


def address(tests: Tests, path: str) -> str:
    return f"/o/{tests.world.member.organisation.slug}/test-packages/{path}"


def test_a_template_keeps_how_tests_are_given_and_what_was_settled(tests: Tests) -> None:
    source = made(tests)
    with tests.acting():
        template = copying.keep_as_template(source, name="Call centre", by=tests.world.member)
        (module,) = Module.objects.filter(package=template)
        family = opportunity(tests.vacancy_id).job_family_id
    assert (template.opportunity_id, template.job_family_id, template.state) == (None, family, "draft")
    assert {name: getattr(module, name) for name in GIVEN} == GIVEN
    assert module.exposure == {}  # found anew when the copy is made ready
    assert template.agreement == "Agreed with the client on paper."
    assert template.key == "call-centre"


def test_a_template_comes_to_a_vacancy_and_changes_apart_from_it(tests: Tests) -> None:
    with tests.acting():
        template = copying.keep_as_template(made(tests), name="Call centre", by=tests.world.member)
    other = make_vacancy(tests.world)
    with tests.acting():
        copy = copying.use_package(template.pk, opportunity_id=other, by=tests.world.member)
        Module.objects.filter(package=copy).update(seconds=900)
        assert Module.objects.get(package=template).seconds == 600
        assert (copy.opportunity_id, copy.job_family_id, copy.name) == (other, None, "Call centre")
        assert copy.key == "call-centre-2"


def test_nobody_who_was_invited_comes_along(tests: Tests) -> None:
    source, other = made(tests), make_vacancy(tests.world)
    person = make_candidate(tests)
    with tests.acting():
        place_order(source, person, language="en", by=tests.world.member)
        copy = copying.use_package(source, opportunity_id=other, by=tests.world.member)
        assert queries.orders(package_id=copy.pk) == []


def test_what_cannot_be_used_again_is_refused(tests: Tests) -> None:
    by, source, empty = tests.world.member, made(tests), make_package(tests, key="empty")
    with tests.acting(), translation.override("en"):
        Module.objects.filter(package_id=empty).delete()
        with pytest.raises(Refusal, match="nothing to use again"):
            copying.keep_as_template(empty, name="Empty", by=by)
        template = copying.keep_as_template(source, name="Call centre", by=by)
        with pytest.raises(Refusal, match="template already"):
            copying.keep_as_template(template.pk, name="Again", by=by)
        with pytest.raises(Refusal, match="Give the package a name"):
            copying.keep_as_template(source, name=" ", by=by)
        close_opportunity(opportunity_id=tests.vacancy_id, state="withdrawn")
        with pytest.raises(Refusal, match="closed"):
            copying.use_package(template.pk, opportunity_id=tests.vacancy_id, by=by)
        count = Package.objects.count()
        with pytest.raises(NotAllowed):
            copying.keep_as_template(source, name="No", by=replace(by, roles=frozenset()))
        assert Package.objects.count() == count


def test_the_pages_offer_templates_of_the_family_first(tests: Tests) -> None:
    client, source = tests.client(), made(tests)
    page = client.get(address(tests, f"{source}/")).content.decode()
    assert "Keep it as a template for this job family" in page
    answer = client.post(address(tests, f"{source}/keep/"), {"name": "Call centre"})
    with tests.acting():
        template = Package.objects.get(name="Call centre")
        other = Package.objects.create(
            organisation_id=template.organisation_id, key="later", name="Of no family"
        )
        Module.objects.create(
            organisation_id=template.organisation_id, package=other, instrument_id=tests.bank_id
        )
    assert answer.headers["Location"].endswith(f"{template.pk}/")
    page = client.get(address(tests, f"new/?vacancy={tests.vacancy_id}")).content.decode()
    assert page.index("Call centre") < page.index("Of no family")
    answer = client.post(address(tests, f"{template.pk}/use/"), {"vacancy": str(tests.vacancy_id)})
    with tests.acting():
        copy = Package.objects.exclude(pk=source).get(opportunity_id=tests.vacancy_id)
    assert answer.headers["Location"].endswith(f"{copy.pk}/")
    refused = client.post(address(tests, f"{template.pk}/use/"), {"vacancy": str(uuid.uuid4())})
    assert refused.status_code == 422
