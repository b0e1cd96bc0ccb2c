"""Addresses of cases."""

from django.urls import path

from maatwerk.apps.cases.views import own, staff
from maatwerk.apps.people.public import OWN

app_name = "cases"
_CASES = "o/<slug:organisation>/cases/"
_CASE = _CASES + "<uuid:case_id>/"
STAFF = [
    path(_CASES, staff.case_list, name="list"),
    path(_CASE, staff.show, name="case"),
    path(_CASE + "assign/", staff.assign, name="assign"),
    path(_CASE + "answer/", staff.answer, name="answer"),
    path(_CASE + "close/", staff.close, name="close"),
]
urlpatterns = [*STAFF, path(OWN + "questions/", own.questions, name="own")]
