"""Every address, by app. Pages of an organisation live under `/o/<organisation>/`."""

from django.urls import include, path

urlpatterns = [
    path("", include("maatwerk.apps.organisations.urls")),
]
