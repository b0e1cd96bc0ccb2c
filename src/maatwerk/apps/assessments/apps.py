"""Tests that candidates take."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "maatwerk.apps.assessments"
    label = "assessments"
