"""Addresses of messages."""

from django.urls import path

from maatwerk.apps.messages import views

app_name = "outbox"
urlpatterns = [
    path("o/<slug:organisation>/outbox/", views.outbox, name="outbox"),
    path("o/<slug:organisation>/outbox/<uuid:message_id>/again/", views.try_again, name="try_again"),
]
