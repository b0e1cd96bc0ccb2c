"""Addresses of organisations."""

from django.urls import path

from maatwerk.apps.organisations import account_views, own_sign_in_views, views, way_back_views

app_name = "organisations"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("new/", views.found, name="found"),
    path("switch/", views.switch, name="switch"),
    path("account/name/", account_views.name, name="name"),
    path("account/sessions/", account_views.sessions, name="sessions"),
    path("account/sessions/others/end/", account_views.end_others, name="end_other_sessions"),
    path("account/sessions/<str:key>/end/", account_views.end_one, name="end_session"),
    path("sign-in/", own_sign_in_views.which, name="which_sign_in"),
    path("sign-in/<slug:door>/", own_sign_in_views.at_door, name="own_sign_in"),
    path("sign-in/<slug:door>/go/", own_sign_in_views.go, name="own_sign_in_go"),
    path("sign-in/<slug:door>/back/", own_sign_in_views.back, name="own_sign_in_back"),
    path("invitations/<uuid:key>/<str:token>/", account_views.invitation, name="invitation"),
    path("o/<slug:organisation>/", views.home, name="home"),
    path("o/<slug:organisation>/settings/", views.settings, name="settings"),
    path("o/<slug:organisation>/settings/sign-in/", own_sign_in_views.arrange, name="own_sign_in_settings"),
    path("o/<slug:organisation>/settings/sign-in/look/", own_sign_in_views.look, name="own_sign_in_look"),
    path("o/<slug:organisation>/settings/sign-in/try/", own_sign_in_views.try_it, name="own_sign_in_try"),
    path("o/<slug:organisation>/members/<uuid:user_id>/untie/", own_sign_in_views.untie, name="untie"),
    path("o/<slug:organisation>/members/", views.members, name="members"),
    path("o/<slug:organisation>/members/invite/", views.invite, name="invite"),
    path("o/<slug:organisation>/members/<uuid:user_id>/", views.roles, name="roles"),
    path(
        "o/<slug:organisation>/members/<uuid:user_id>/sign-out/",
        way_back_views.end_sessions,
        name="end_sessions",
    ),
    path("o/<slug:organisation>/members/<uuid:user_id>/reset/", way_back_views.ask_reset, name="ask_reset"),
    path(
        "o/<slug:organisation>/members/<uuid:user_id>/reset/agree/",
        way_back_views.agree_reset,
        name="agree_reset",
    ),
    path(
        "o/<slug:organisation>/members/<uuid:user_id>/reset/withdraw/",
        way_back_views.withdraw_reset,
        name="withdraw_reset",
    ),
    path("o/<slug:organisation>/members/<uuid:user_id>/remove/", views.remove, name="remove"),
    path("o/<slug:organisation>/invitations/<uuid:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
]
