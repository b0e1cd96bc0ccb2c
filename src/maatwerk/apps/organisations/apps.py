"""Organisations, their members and the accounts that sign in."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "maatwerk.apps.organisations"
    label = "organisations"
