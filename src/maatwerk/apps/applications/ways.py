"""Ways of working that may differ per application: an app above may deal them by lot; else the organisation's setting holds."""

import uuid
from collections.abc import Callable

from maatwerk.apps.applications.rules import may_decide
from maatwerk.apps.organisations.public import Member

#: Given an application, says whether an own view comes before its advice; None where it has nothing to say about it.
Dealt = Callable[[uuid.UUID], bool | None]
_dealt: list[Dealt] = []


def deal_own_view(dealt: Dealt) -> None:
    """Let an app above say per application whether an own view comes first; call it from an app's `ready`."""
    if dealt not in _dealt:
        _dealt.append(dealt)


def own_view_comes_first(application_id: uuid.UUID, by: Member) -> bool:
    """Whether this member writes down an own view before the advice on this application opens."""
    return may_decide(by) and own_view_is_asked(application_id, usually=by.organisation.own_view_first)


def own_view_is_asked(application_id: uuid.UUID, *, usually: bool) -> bool:
    """Whether an own view is asked before the advice on this application opens; `usually` is the organisation's setting."""
    said = (dealt(application_id) for dealt in _dealt)
    return next((one for one in said if one is not None), usually)
