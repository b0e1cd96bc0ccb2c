"""Vacancies: what they promise and ask, the public board, and the channels by which people come."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    name = "maatwerk.apps.vacancies"
    label = "vacancies"

    def ready(self) -> None:
        """Hear what happens below, and lead everybody to the board."""
        from maatwerk.apps.organisations.public import register_open_page
        from maatwerk.apps.vacancies import listening  # noqa: F401 - listeners register themselves

        register_open_page(label=_("Vacancies"), url_name="vacancies:board")
