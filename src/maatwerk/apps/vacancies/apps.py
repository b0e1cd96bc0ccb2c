"""Vacancies: what they promise and ask, the public board, and the channels by which people come."""

from django.apps import AppConfig


class VacanciesConfig(AppConfig):
    name = "maatwerk.apps.vacancies"
    label = "vacancies"

    def ready(self) -> None:
        """Hear what happens below."""
        from maatwerk.apps.vacancies import listening  # noqa: F401 - listeners register themselves
