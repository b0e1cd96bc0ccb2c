"""Vacancies and their hiring teams."""

from django.apps import AppConfig


class VacanciesConfig(AppConfig):
    name = "maatwerk.apps.vacancies"
    label = "vacancies"
