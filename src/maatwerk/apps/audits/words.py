"""What attributes, groups and parts are called on pages about impact."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

ATTRIBUTES: dict[str, str | Promise] = {
    "sex": gettext_lazy("sex"),
    "age": gettext_lazy("age"),
    "age_40": gettext_lazy("40 and over"),
    "self_description": gettext_lazy("self-description"),
    "manager_sex": gettext_lazy("sex of the manager"),
}
STEPS: dict[str, str | Promise] = {
    "applied": gettext_lazy("From application to assessed"),
    "assessed": gettext_lazy("From assessed to interview"),
    "interview": gettext_lazy("From interview to offer"),
    "offer": gettext_lazy("From offer to hired"),
}
#: Sources as other systems and files call them.
SOURCES: dict[str, str | Promise] = {
    "unknown": gettext_lazy("Not known"),
    "referral": gettext_lazy("Through a colleague"),
    "job_board": gettext_lazy("Job sites"),
    "social_media": gettext_lazy("Social media, by another system"),
    "career_site": gettext_lazy("Own career site"),
    "agency": gettext_lazy("Agency"),
}


def attribute_label(attributes: str) -> str:
    """Return what an attribute or a crossing is called."""
    return " × ".join(str(ATTRIBUTES.get(name, name)) for name in attributes.split("+"))


def group_label(group: str) -> str:
    """Return what a group is called; what people call themselves stays as it is."""
    known = {
        "female": pgettext("a group of people", "women"),
        "male": pgettext("a group of people", "men"),
        "f": pgettext("a group of people", "women"),
        "m": pgettext("a group of people", "men"),
    }
    if group in known:
        return known[group]
    if group.startswith("<"):
        return _("younger than %(age)s") % {"age": group[1:]}
    if group.endswith("+") and group[:-1].isdigit():
        return _("%(age)s or older") % {"age": group[:-1]}
    return re.sub(r"^(\d+)-(\d+)$", r"\1–\2", group)
