"""Addresses of audits."""

from django.urls import path

from maatwerk.apps.audits import steering_views, views

app_name = "audits"
_I = "o/<slug:organisation>/impact/"
_V = "o/<slug:organisation>/models/versions/<uuid:version_id>/"
urlpatterns = [
    path(_I, views.impact, name="impact"),
    path(_I + "count/", views.count, name="count"),
    path(_I + "trend/", views.trend, name="trend"),
    path(_I + "law/", views.law, name="law"),
    path(_I + "questions/", views.questions, name="questions"),
    path(_V + "steer/", steering_views.steer, name="steer"),
    path(_V + "steer/draw/", steering_views.draw, name="draw_steering"),
    path(_I + "alarms/<uuid:alarm_id>/", views.alarm, name="alarm"),
]
