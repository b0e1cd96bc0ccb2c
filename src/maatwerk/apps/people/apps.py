"""Persons as keys; their identity behind a wall."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "maatwerk.apps.people"
    label = "people"
