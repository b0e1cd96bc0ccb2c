"""How a module is given: what `Module.rules` may say, checked, with defaults.

Pure: `Giving.read` takes the JSON of `Module.rules` and `Giving.as_json` gives it back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.refusals import Refusal

CAP = 0.25  # SEC-14: no item is seen by more than a quarter of the people
LONGEST = 200


@dataclass(frozen=True, slots=True)
class AreaQuota:
    """How much of a scale's items comes from one content area."""

    share: float | None = None
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """Length and precision are per scale; the exposure cap holds for every item.

    `randomesque` draws each item among that many best ones, one number per position, the last for all that follow;
    `start_spread` lets the first item be chosen at a random point that far around the mean.
    """

    max_length: int = 20
    min_length: int = 5
    stop_se: float | None = 0.35
    cap: float = CAP
    quotas: Mapping[str, AreaQuota] = field(default_factory=dict)
    criterion: str = "posterior"
    randomesque: tuple[int, ...] = (5, 4, 3, 2)
    start_spread: float = 0.5
    shuffle: bool = False  # fixed delivery: the items in an order of the session's own

    def __post_init__(self) -> None:
        wrong = (
            not 1 <= self.min_length <= self.max_length <= LONGEST
            or (self.stop_se is not None and not 0 < self.stop_se < 2)
            or not 0 < self.cap <= 1
            or self.criterion not in {"fisher", "posterior"}
            or not self.randomesque
            or not all(1 <= number <= 32 for number in self.randomesque)
            or not 0 <= self.start_spread <= 3
        )
        if wrong:
            raise Refusal(
                _(
                    "These rules cannot be: 1 to %(longest)d items, at least as many as the fewest, a standard error"
                    " between 0 and 2, and a share of people between 0 and 1."
                )
                % {"longest": LONGEST},
                code="rules",
                field="max_length",
            )

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "Giving":
        """Read the JSON of a module; what it does not say has its default, what nobody knows is refused."""
        unknown = rules.keys() - {each.name for each in fields(cls)}
        if unknown:
            raise Refusal(
                _("Nobody knows these rules: %(names)s.") % {"names": ", ".join(sorted(unknown))},
                code="rules",
            )
        values = dict(rules)
        if "quotas" in values:
            values["quotas"] = {area: AreaQuota(**quota) for area, quota in values["quotas"].items()}
        if "randomesque" in values:
            values["randomesque"] = tuple(values["randomesque"])
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Return what `read` reads, nothing left out: defaults may change later, a package must not."""
        made = asdict(self)
        made["randomesque"] = list(self.randomesque)
        return made
