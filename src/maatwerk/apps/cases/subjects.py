"""What a case is about: an app above says what its objects are called and where their page stands."""

import uuid
from collections.abc import Callable

from maatwerk.apps.organisations.public import Member
from maatwerk.ui.shapes import Action

#: Given the object's key and who looks, returns its name and page; None where they may not see it.
SubjectPage = Callable[[uuid.UUID, Member], Action | None]
_pages: dict[str, SubjectPage] = {}


def case_subject(name: str, page: SubjectPage) -> None:
    """Say how cases about `name` show what they are about; call it from an app's `ready`."""
    _pages[name] = page


def subject_page(name: str, object_id: uuid.UUID | None, member: Member) -> Action | None:
    """Return what a case is about, with its page, for one viewer."""
    if object_id is None or name not in _pages:
        return None
    return _pages[name](object_id, member)
