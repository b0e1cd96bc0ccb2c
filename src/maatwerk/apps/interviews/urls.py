"""Addresses of interviews."""

from django.urls import path

from maatwerk.apps.interviews.views import kits, meetings, own, scoring
from maatwerk.apps.people.public import OWN

app_name = "interviews"
_AT = "o/<slug:organisation>/"
_ONE = f"{_AT}interviews/<uuid:interview_id>/"
_KIT = f"{_AT}vacancies/<uuid:vacancy_id>/interview-questions/"
_TIMES = f"{_AT}vacancies/<uuid:vacancy_id>/interview-times/"

urlpatterns = [
    path(f"{_AT}interviews/", meetings.mine, name="interviews"),
    path(_ONE, meetings.show, name="interview"),
    path(f"{_ONE}scorecard/", scoring.scorecard, name="scorecard"),
    path(f"{_ONE}addendum/", meetings.addendum, name="addendum"),
    path(f"{_ONE}move/", meetings.move, name="move"),
    path(f"{_ONE}cancel/", meetings.cancel, name="cancel"),
    path(f"{_ONE}excuse/<uuid:user_id>/", meetings.excuse, name="excuse"),
    path(f"{_AT}applications/<uuid:application_id>/interview/", meetings.plan, name="plan"),
    path(f"{_AT}applications/<uuid:application_id>/interview/invite/", meetings.invite, name="invite"),
    path(_KIT, kits.show, name="kit"),
    path(f"{_KIT}version/<int:number>/", kits.show, name="kit_version"),
    path(f"{_KIT}generate/", kits.generate, name="generate"),
    path(f"{_KIT}new/", kits.question, name="new_question"),
    path(f"{_KIT}<int:position>/", kits.question, name="question"),
    path(f"{_KIT}<int:position>/arrange/", kits.arrange, name="arrange"),
    path(_TIMES, meetings.slots, name="slots"),
    path(f"{_TIMES}<uuid:slot_id>/withdraw/", meetings.withdraw, name="withdraw_slot"),
    path(f"{OWN}interviews/", own.interviews, name="own"),
    path(f"{OWN}interviews/<uuid:interview_id>/pick/", own.pick, name="own_pick"),
    path(f"{OWN}interviews/<uuid:interview_id>/free/", own.give_back, name="own_free"),
    path(f"{OWN}interviews/<uuid:interview_id>/interview.ics", own.calendar_file, name="own_calendar"),
]
