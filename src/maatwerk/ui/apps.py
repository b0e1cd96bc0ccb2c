"""The Django app that carries templates, static files and template tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Design system and base pages."""

    name = "maatwerk.ui"
    label = "ui"
