"""Addresses of messages."""

from django.urls import path

from maatwerk.apps.messages import connection_views, views

app_name = "outbox"
urlpatterns = [
    path("o/<slug:organisation>/outbox/", views.outbox, name="outbox"),
    path("o/<slug:organisation>/outbox/<uuid:message_id>/again/", views.try_again, name="try_again"),
    path("o/<slug:organisation>/connections/", connection_views.show_all, name="connections"),
    path("o/<slug:organisation>/connections/new/", connection_views.new, name="new_connection"),
    path("o/<slug:organisation>/connections/<uuid:connection_id>/", connection_views.show, name="connection"),
    path(
        "o/<slug:organisation>/connections/<uuid:connection_id>/close/",
        connection_views.close,
        name="close_connection",
    ),
    path(
        "o/<slug:organisation>/deliveries/<uuid:delivery_id>/replay/", connection_views.replay, name="replay"
    ),
]
