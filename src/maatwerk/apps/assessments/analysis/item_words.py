"""What deserves a look in a calibration, in words. A remark is stored as a code and spoken in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maatwerk.kernel.languages import language_now

if TYPE_CHECKING:
    from maatwerk.science.results import Caveat

SENTENCES: dict[str, Promise] = {
    # about an item
    "constant": _("Everybody answered alike, so it says nothing."),
    "unanswered": _("Nobody answered it."),
    "too_easy": _("Almost everybody gets the highest score."),
    "too_hard": _("Almost nobody gets points."),
    "against_the_rest": _("It runs against the other items. Is its direction or its key right?"),
    "negative_slope": _(
        "Its slope is below zero: it runs against the other items. Is its direction or its key right?"
    ),
    "weak": _("It says little about what the other items measure."),
    "often_skipped": _("More than one in ten people skipped it."),
    "unused_category": _("At least one possible answer was never chosen."),
    "uncertain_slope": _("Its slope is very uncertain; collect more answers before using it."),
    "misfit": _("Answers do not follow the curve of the model."),
    "dif_c": _(
        "It works clearly differently for “%(focal)s” than for “%(reference)s” (class C): it leaves the pool."
    ),
    "dif_b": _(
        "It works somewhat differently for “%(focal)s” than for “%(reference)s” (class B): look at its wording."
    ),
    "dif_nonuniform": _(
        "How it works for “%(focal)s” and “%(reference)s” changes with their level: look at its wording."
    ),
    # about a scale
    "item_constant": _("Everybody answered “%(name)s” alike (%(answer)s): it is left out."),
    "item_unanswered": _("Nobody answered “%(name)s”: it is left out."),
    "item_copied": _(
        "“%(name)s” holds exactly the same answers as “%(other)s”: it is left out, or precision would be invented."
    ),
    "straight_lining": ngettext_lazy(
        "%(n)d person gave the same answer to every item of this scale.",
        "%(n)d people gave the same answer to every item of this scale.",
        "n",
    ),
    "given_apart": _(
        "Pairs of items that nobody got together: %(pairs)d, as where people got different forms. What compares items by "
        "the same people (alpha, omega, fit, dimensions) cannot be computed; item parameters rest on the items that forms "
        "share."
    ),
    "not_linked": _(
        "The items fall apart into %(parts)d sets that share no people. Parameters of one set cannot be compared with those "
        "of another unless both groups are equally able; give some items to both."
    ),
    "too_few_for_model": _(
        "%(n)d people answered; below %(least)d an item model would mostly describe chance, so there is none."
    ),
    "too_few_items": _(
        "Items that can be used: %(n)d. Reliability, an item model and dimensions take %(least)d or more."
    ),
    "too_many_categories": _(
        "An item has %(n)d different answers; an item model needs %(most)d or fewer, so there is none."
    ),
    "dimensions_on_sample": _("The number of dimensions was judged on %(n)d people, drawn at random."),
    "more_dimensions": _(
        "The items seem to measure %(dimensions)d things rather than one: one score for all hides that."
    ),
    "dependent_pair": _("“%(one)s” and “%(other)s” have more in common than what the scale measures."),
    "group_small": _("“%(group)s” (%(attribute)s) has only %(n)d people and is not compared."),
    "groups_unknown": _("Of %(n)d people “%(attribute)s” is not known; they are in no comparison by it."),
    "not_computed": _("%(what)s could not be computed: %(why)s"),
}

PARTS: dict[str, Promise] = {
    "alpha": _("Alpha"),
    "omega": _("Omega"),
    "empirical": _("The reliability of the scores"),
    "item_model": _("The item model"),
    "item_fit": _("The fit of the items"),
    "item_statistics": _("The table of items"),
    "dimensionality": _("The number of dimensions"),
    "local_dependence": _("The dependence between items"),
    "norm": _("The norm table"),
    "dif": _("The comparison of groups"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A code of `SENTENCES`, or of the science core's caveats, and the values its sentence needs."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()
    core: bool = False

    @classmethod
    def make(cls, code: str, **values: Any) -> Remark:
        """Make a remark of this app; an unknown code or a missing value fails here."""
        made = cls(code, tuple(sorted(values.items())))
        str(made)
        return made

    @classmethod
    def of_caveat(cls, found: Caveat) -> Remark:
        """Take a caveat of the science core over as it is."""
        return cls(found.code, found.values, core=True)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Remark:
        """Read a stored remark."""
        return cls(stored["code"], tuple(sorted(stored.get("values", {}).items())), stored.get("core", False))

    def as_dict(self) -> dict[str, Any]:
        """Return the remark as it is stored: without a language."""
        return {"code": self.code, "values": dict(self.values), "core": self.core}

    def __str__(self) -> str:
        values = dict(self.values)
        if self.core:
            from maatwerk.science.results import CAVEATS

            return CAVEATS[self.code][language_now()].format(**values)
        if self.code == "not_computed":
            values["what"] = PARTS[values["what"]]
        # the promise itself is filled: one with a plural looks at its number first
        return str(SENTENCES[self.code] % values)
