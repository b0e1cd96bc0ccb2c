"""Models, their versions, and the advice that live versions give."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "maatwerk.apps.advice"
    label = "advice"
