"""Pages and words are tested in English, whatever language the product starts in, unless a test asks otherwise."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
