"""Counts stop where a reader does, and say so."""

import pytest
from django.utils import translation

from factories.organisations import make_organisation
from maatwerk.apps.opportunities.models import JobFamily
from maatwerk.kernel import tenancy
from maatwerk.kernel.counting import MOST_COUNTED, count_up_to
from maatwerk.ui.formats import counted


@pytest.mark.django_db
@pytest.mark.parametrize(("most", "found"), [(1, 2), (2, 3), (3, 3), (9, 3)])
def test_a_count_goes_one_past_the_most_and_no_further(most, found):
    organisation = make_organisation("Bakkerij")
    with tenancy.acting(organisation=organisation.pk):
        JobFamily.objects.bulk_create(
            JobFamily(organisation_id=organisation.pk, name=f"Work {number}") for number in range(3)
        )
        assert count_up_to(JobFamily.objects.order_by("name"), most) == found


@pytest.mark.parametrize(("language", "said"), [("en", "1,000"), ("nl", "1.000")])
def test_a_count_that_stopped_says_that_there_are_more(language, said):
    with translation.override(language):
        assert counted(MOST_COUNTED) == said
        assert counted(MOST_COUNTED + 1) == f"{said}+"
        assert counted(7) == "7"
