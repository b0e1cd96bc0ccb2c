"""Addresses of applying: public pages, pages of a draft, a person's own, and those of staff."""

from django.urls import path

from maatwerk.apps.applications.applying import desk, doubles_desk, own, pages
from maatwerk.apps.people.public import OWN

_JOB = "jobs/at/<slug:employer>/<uuid:vacancy_id>/apply/"
_DRAFT = "apply/<uuid:key>/<str:token>/"
_O = "o/<slug:organisation>/"
urlpatterns = [
    path(_JOB, pages.begin, name="apply"),
    path(_JOB + "again/", pages.again, name="apply_again"),
    path(_DRAFT, pages.draft, name="draft"),
    path(_DRAFT + "you/", pages.you, name="you"),
    path(_DRAFT + "questions/", pages.questions, name="questions"),
    path(_DRAFT + "files/<uuid:document_id>/remove/", pages.remove_file, name="remove_file"),
    path(_DRAFT + "check/", pages.check, name="check"),
    path(_DRAFT + "sent/", pages.sent, name="sent"),
    path(_DRAFT + "drop/", pages.drop, name="drop"),
    path(_DRAFT + "move/<uuid:vacancy_id>/", pages.move, name="move"),
    path(OWN + "apply/<uuid:vacancy_id>/", own.apply_with_own, name="own_apply"),
    path(OWN + "sent/", own.sent, name="own_sent"),
    path(_O + "doubles/", doubles_desk.show, name="doubles"),
    path(_O + "doubles/<uuid:double_id>/", doubles_desk.settle, name="settle_double"),
    path(_O + "vacancies/<uuid:vacancy_id>/applying/", desk.intake, name="intake"),
    path(
        _O + "applications/<uuid:application_id>/documents/<uuid:document_id>/",
        desk.document,
        name="document",
    ),
]
