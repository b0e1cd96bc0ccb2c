"""Applications, their stages, and the decisions of people."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "maatwerk.apps.applications"
    label = "applications"
