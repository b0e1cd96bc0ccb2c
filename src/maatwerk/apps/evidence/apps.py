"""What is known about a person, from which instrument, for which purpose."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "maatwerk.apps.evidence"
    label = "evidence"
