"""Addresses of audits."""

from django.urls import path

from maatwerk.apps.audits import views

app_name = "audits"
_I = "o/<slug:organisation>/impact/"
urlpatterns = [
    path(_I, views.impact, name="impact"),
    path(_I + "count/", views.count, name="count"),
    path(_I + "trend/", views.trend, name="trend"),
    path(_I + "law/", views.law, name="law"),
    path(_I + "alarms/<uuid:alarm_id>/", views.alarm, name="alarm"),
]
