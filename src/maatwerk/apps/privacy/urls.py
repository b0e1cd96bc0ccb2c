"""Addresses of privacy."""

from django.urls import path

from maatwerk.apps.people.public import OWN
from maatwerk.apps.privacy.views import own, staff

app_name = "privacy"
_AT = "o/<slug:organisation>/privacy/"
_OWN = OWN + "data/keeping/"

urlpatterns = [
    path(_AT, staff.due, name="due"),
    path(f"{_AT}requests/", staff.requests, name="requests"),
    path(f"{_AT}requests/<uuid:case_id>/package/", staff.package, name="package"),
    path(f"{_AT}requests/<uuid:case_id>/erase/", staff.erase_asked, name="erase"),
    path(f"{_AT}holds/", staff.holds, name="holds"),
    path(f"{_AT}holds/new/", staff.new_hold, name="new_hold"),
    path(f"{_AT}holds/<uuid:hold_id>/end/", staff.end, name="end_hold"),
    path(f"{_AT}register/", staff.show_register, name="register"),
    path(_OWN, own.show, name="own"),
    path(f"{_OWN}<uuid:package_id>/", own.fetch, name="own_package"),
]
