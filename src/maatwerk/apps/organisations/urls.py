"""Addresses of organisations."""

from django.urls import path

from maatwerk.apps.organisations import account_views, views

app_name = "organisations"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("new/", views.found, name="found"),
    path("switch/", views.switch, name="switch"),
    path("account/name/", account_views.name, name="name"),
    path("invitations/<uuid:key>/<str:token>/", account_views.invitation, name="invitation"),
    path("o/<slug:organisation>/", views.home, name="home"),
    path("o/<slug:organisation>/settings/", views.settings, name="settings"),
    path("o/<slug:organisation>/members/", views.members, name="members"),
    path("o/<slug:organisation>/members/invite/", views.invite, name="invite"),
    path("o/<slug:organisation>/members/<uuid:user_id>/", views.roles, name="roles"),
    path("o/<slug:organisation>/members/<uuid:user_id>/remove/", views.remove, name="remove"),
    path("o/<slug:organisation>/invitations/<uuid:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
]
