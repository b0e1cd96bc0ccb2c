"""Addresses of tests and results in the form of the standard."""

from django.urls import path

from maatwerk.apps.assessments.views import standards

_TESTS = "o/<slug:organisation>/tests/"
STANDARDS_URLS = [
    path(_TESTS + "qti/", standards.bring, name="bring_qti"),
    path(_TESTS + "<uuid:instrument_id>/qti/", standards.take_along, name="take_qti"),
    path("t/<uuid:key>/<str:token>/report/results.xml", standards.results_xml, name="results_xml"),
]
