"""Protected attributes and the counts that may leave them."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "maatwerk.apps.audits"
    label = "audits"
