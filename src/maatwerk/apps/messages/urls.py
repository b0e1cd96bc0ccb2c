"""Addresses of messages."""

from django.urls import path

from maatwerk.apps.messages import connection_views, letter_views, own_views, thread_views, views
from maatwerk.apps.people.public import OWN

app_name = "outbox"
_O = "o/<slug:organisation>/"
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
    path(_O + "messages/", thread_views.inbox, name="inbox"),
    path(_O + "messages/about/<uuid:about>/", thread_views.thread, name="thread"),
    path(_O + "messages/about/<uuid:about>/posts/", thread_views.posts, name="posts"),
    path(_O + "messages/about/<uuid:about>/settled/", thread_views.needs_no_answer, name="settle"),
    path(_O + "messages/planned/<uuid:post_id>/cancel/", thread_views.take_back, name="cancel"),
    path(_O + "letters/", letter_views.letter_list, name="letters"),
    path(_O + "letters/new/", letter_views.new, name="new_letter"),
    path(_O + "letters/<slug:key>/<str:language>/", letter_views.edit, name="letter"),
    path(_O + "letters/<slug:key>/<str:language>/drop/", letter_views.drop, name="drop_letter"),
    path(OWN + "messages/", own_views.own_threads, name="own_threads"),
    path(OWN + "messages/choices/", own_views.own_choices, name="own_choices"),
    path(OWN + "messages/about/<uuid:about>/", own_views.own_begin, name="own_begin"),
    path(OWN + "messages/<uuid:thread_id>/", own_views.own_thread, name="own_thread"),
    path(OWN + "messages/<uuid:thread_id>/posts/", own_views.own_posts, name="own_posts"),
]
