"""Engagements, follow-ups and what became of them."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "maatwerk.apps.outcomes"
    label = "outcomes"
