"""Addresses of people: on their own pages alone."""

from django.urls import path

from maatwerk.apps.people.own_links import OWN
from maatwerk.apps.people.views import language

app_name = "people"
urlpatterns = [path(OWN + "language/", language, name="language")]
