"""Addresses of organisations."""

from django.urls import path

from maatwerk.apps.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("switch/", views.switch, name="switch"),
    path("o/<slug:organisation>/", views.home, name="home"),
]
