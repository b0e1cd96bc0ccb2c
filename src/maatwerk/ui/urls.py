"""Addresses of the design system."""

from django.urls import path

from maatwerk.ui import views

app_name = "ui"

urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/job/<int:done>/", views.styleguide_job, name="styleguide_job"),
    path("styleguide/dialog/", views.styleguide_dialog, name="styleguide_dialog"),
    path("styleguide/<slug:part>/", views.styleguide, name="styleguide_part"),
]
