"""Addresses of organisations."""

urlpatterns: list = []
