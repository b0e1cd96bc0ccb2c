"""A page that is sent twice does its work once: a click too many, a reloaded answer, the back button.

For what has no name of its own to be known by. Where there is one (an application, a booking), the table's own constraint says it
better, and for longer.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest

from maatwerk.kernel.limits import Limit

T = TypeVar("T")
#: The very same from the same account means the same page for two minutes; after that somebody may mean it again.
_SAME = Limit("once", burst=1, per_hour=30)
_NOT_SAID = "csrfmiddlewaretoken"  # another one on every page


def once(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """Do what a page asks and return what came of it; None where the very same was done a moment ago.

    Two at once wait for one another. Whatever `act` refuses was not done, and may be asked again at once.
    """
    with transaction.atomic():
        return act() if _SAME.take(_asked(request)) else None


def _asked(request: HttpRequest) -> str:
    """Return by what the same request is known: who, where, and every field."""
    said = sorted((name, values) for name, values in request.POST.lists() if name != _NOT_SAID)
    who = getattr(request.user, "pk", None)
    return hashlib.sha256(repr((str(who), request.path, said)).encode()).hexdigest()
