"""Addresses of moving in and out."""

from django.urls import path

from maatwerk.apps.moving.views import arriving, leaving

app_name = "moving"
_M = "o/<slug:organisation>/moving/"
_ONE = _M + "<uuid:move_id>/"
urlpatterns = [
    path(_M, arriving.move_list, name="list"),
    path(_M + "bring/", arriving.bring, name="bring"),
    path(_M + "order/", arriving.order, name="order"),
    path(_ONE, arriving.show, name="show"),
    path(_ONE + "yes/", arriving.say_yes, name="yes"),
    path(_ONE + "back/", arriving.back, name="back"),
    path(_ONE + "drop/", arriving.drop, name="drop"),
    path(_ONE + "broken.csv", arriving.broken, name="broken"),
    path(_M + "out/", leaving.exports, name="exports"),
    path(_M + "out/<uuid:export_id>.zip", leaving.fetch, name="fetch"),
]
