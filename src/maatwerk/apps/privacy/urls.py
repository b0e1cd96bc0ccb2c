"""Addresses of privacy."""

from django.urls import path

from maatwerk.apps.people.public import OWN
from maatwerk.apps.privacy.views import incidents, own, staff

app_name = "privacy"
_AT = "o/<slug:organisation>/privacy/"
_ALL = "o/<slug:organisation>/incidents/"
_ONE = _ALL + "<uuid:incident_id>/"
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
    path(_ALL, incidents.incident_list, name="incidents"),
    path(f"{_ALL}new/", incidents.new, name="new_incident"),
    path(_ONE, incidents.show, name="incident"),
    path(f"{_ONE}change/", incidents.change, name="change_incident"),
    path(f"{_ONE}list/", incidents.add_people, name="incident_list"),
    path(f"{_ONE}list/empty/", incidents.empty, name="empty_incident_list"),
    path(f"{_ONE}people/", incidents.people, name="incident_people"),
    path(f"{_ONE}people.csv", incidents.people_file, name="incident_people_file"),
    path(f"{_ONE}steps/", incidents.step, name="incident_step"),
    path(f"{_ONE}letter/", incidents.letter, name="incident_letter"),
    path(f"{_ONE}letter/on/", incidents.letter_on, name="incident_letter_on"),
    path(f"{_ONE}close/", incidents.close, name="close_incident"),
    path(f"{_ONE}paper.<slug:form>", incidents.paper, name="incident_paper"),
    path(_OWN, own.show, name="own"),
    path(f"{_OWN}<uuid:package_id>/", own.fetch, name="own_package"),
]
