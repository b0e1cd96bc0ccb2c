"""Models, their versions, and the advice that live versions give."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "maatwerk.apps.advice"
    label = "advice"

    def ready(self) -> None:
        """Listen to outcomes."""
        from maatwerk.apps.advice import learning  # noqa: F401 - registers itself
