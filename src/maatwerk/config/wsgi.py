"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maatwerk.config.settings")
_product = get_wsgi_application()

from django.conf import settings  # noqa: E402 - apps must be loaded first

from maatwerk.apps.assessments.short_way import AnswersFirst  # noqa: E402 - the same
from maatwerk.config.proxies import BehindProxies  # noqa: E402 - stands with the others

application = BehindProxies(AnswersFirst(_product), settings.PROXIES)
