"""Addresses of talking."""

from django.urls import path

from maatwerk.apps.applications.talking import views

urlpatterns = [path("o/<slug:organisation>/silence/", views.silence, name="silence")]
