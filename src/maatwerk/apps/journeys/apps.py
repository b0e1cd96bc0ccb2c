"""Pages and imports that join several apps."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "maatwerk.apps.journeys"
    label = "journeys"
