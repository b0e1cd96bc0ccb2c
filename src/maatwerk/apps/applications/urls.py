"""Addresses of applications."""

from maatwerk.apps.applications.applying.urls import urlpatterns as applying
from maatwerk.apps.applications.pipeline_urls import urlpatterns as pipeline
from maatwerk.apps.applications.talking.urls import urlpatterns as talking

app_name = "applications"
urlpatterns = [*applying, *pipeline, *talking]
