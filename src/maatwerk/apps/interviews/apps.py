"""Interviews: what is asked, when, by whom, and what each interviewer saw."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "maatwerk.apps.interviews"
    label = "interviews"
