"""Work on offer and what it requires."""

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "maatwerk.apps.opportunities"
    label = "opportunities"
