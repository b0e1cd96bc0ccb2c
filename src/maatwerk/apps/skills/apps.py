"""Constructs and skills: what a test measures and what work asks."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "maatwerk.apps.skills"
    label = "skills"
