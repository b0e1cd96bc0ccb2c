"""An organisation whose people can be talked with."""

import pytest

from apps.messages.talking import Known, applicant
from factories.organisations import make_member, make_organisation
from maatwerk.apps.messages.subjects import subjects, tell_subjects
from maatwerk.apps.opportunities.public import ensure_job_family, open_opportunity
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy


@pytest.fixture
def known():
    before = subjects()
    found = Known()
    tell_subjects(found)
    yield found
    tell_subjects(before)


@pytest.fixture
def shop(settings):
    settings.MAIL_DOMAIN = "answers.example.org"
    return make_organisation("Bakery")


@pytest.fixture
def vacancy(shop):
    with tenancy.acting(organisation=shop.pk):
        family = ensure_job_family("Bakers")
        return open_opportunity(job_family_id=family.pk, title="Bakker").pk


@pytest.fixture
def recruiter(shop):
    return memberships(make_member(shop, Role.RECRUITER))[0]


@pytest.fixture
def subject(known, shop, vacancy):
    return applicant(known, shop, vacancy, email="sanne@example.org")
