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

#: Why no other weightings are shown, by the code of a study.
WHY_NOT: dict[str, str | Promise] = {
    "no_period": gettext_lazy(
        "No period is over yet in which procedures ended. The first look comes after it."
    ),
    "few_applicants": gettext_lazy(
        "In the last period %(applicants)s people with results heard the end of their application; at least "
        "%(least_applicants)s are needed. With fewer, chance decides what another weighting seems to do."
    ),
    "few_outcomes": gettext_lazy(
        "Of %(worked)s people who worked here it is known whether they stayed; at least %(least_worked)s are needed, of whom "
        "%(least_each)s stayed and %(least_each)s left. With fewer, nobody can say what another weighting is worth."
    ),
    "few_groups": gettext_lazy(
        "No two groups of at least %(least_group)s applicants told what they are. Without that there is nothing to compare."
    ),
    "no_frontier": gettext_lazy(
        "What is measured does not go with staying well enough, or overlaps too much, to weigh one thing against another."
    ),
}


def attribute_label(attributes: str) -> str:
    """Return what an attribute or a crossing is called."""
    return " × ".join(str(ATTRIBUTES.get(name, name)) for name in attributes.split("+"))


def group_of(attribute: str, group: str) -> str:
    """Return a group with the attribute that it is a group of; “40 and over” is a group, and its attribute is age."""
    name = attribute_label("age" if attribute == "age_40" else attribute)
    return f"{group_label(group)} ({name})"


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
