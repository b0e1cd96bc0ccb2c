"""Addresses of figures."""

from django.urls import path

from maatwerk.apps.figures import views

app_name = "figures"
_F = "o/<slug:organisation>/figures/"
urlpatterns = [
    path(_F, views.overview, name="overview"),
    path(_F + "channels/", views.channels, name="channels"),
    path(_F + "channels/count/", views.count_impact, name="count_impact"),
    path(_F + "rows/<slug:what>/", views.rows, name="rows"),
    path(_F + "<slug:what>.csv", views.as_file, name="file"),
]
