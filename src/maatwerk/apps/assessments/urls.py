"""Addresses of tests: the player under `/t/`, for who has a link, and the pages of an organisation."""

from django.urls import path

from maatwerk.apps.assessments.views import player

app_name = "assessments"
_T = "t/<uuid:key>/<str:token>/"
urlpatterns = [
    path(_T, player.take, name="take"),
    path(_T + "notice/", player.read_notice, name="read_notice"),
    path(_T + "practice/<uuid:module_id>/", player.practise, name="practise"),
    path(_T + "begin/<uuid:module_id>/", player.begin, name="begin"),
    path(_T + "answer/", player.answer, name="answer"),
    path(_T + "pause/", player.pause, name="pause"),
    path(_T + "resume/", player.resume, name="resume"),
    path(_T + "language/", player.language, name="language"),
]
