"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maatwerk.config.settings")
_product = get_wsgi_application()

from maatwerk.apps.assessments.short_way import AnswersFirst  # noqa: E402 - apps must be loaded first

application = AnswersFirst(_product)
