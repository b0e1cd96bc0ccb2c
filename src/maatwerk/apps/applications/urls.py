"""Addresses of applications."""

from maatwerk.apps.applications.applying.urls import urlpatterns as applying

app_name = "applications"
urlpatterns = [*applying]
