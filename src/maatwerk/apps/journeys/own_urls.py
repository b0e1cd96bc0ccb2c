"""Addresses of a person's own pages."""

from django.urls import path

from maatwerk.apps.journeys.views.own import application, data, home, openings
from maatwerk.apps.people.public import OWN

_APPLICATION = OWN + "applications/<uuid:application_id>/"
OWN_URLS = [
    path(OWN, home.home, name="own"),
    path(_APPLICATION, application.show, name="own_application"),
    path(_APPLICATION + "explanation/", application.explanation, name="own_explanation"),
    path(_APPLICATION + "ask/<slug:kind>/", application.ask, name="own_ask"),
    path(_APPLICATION + "withdraw/", application.stop, name="own_withdraw"),
    path(OWN + "data/", data.show, name="own_data"),
    path(OWN + "data/contact/", data.contact, name="own_contact"),
    path(OWN + "data/ask/<slug:kind>/", data.ask, name="own_ask_data"),
    path(OWN + "data/my-data.json", data.export, name="own_export"),
    path(OWN + "openings/", openings.show, name="own_openings"),
    path(OWN + "openings/consent/", openings.agree, name="own_consent"),
    path(OWN + "openings/wishes/", openings.wishes, name="own_wishes"),
    path(OWN + "openings/<uuid:posting_id>/apply/", openings.apply, name="own_apply"),
]
