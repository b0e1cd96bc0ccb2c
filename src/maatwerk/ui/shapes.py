"""What the partials need, as frozen dataclasses. Apps fill them; templates only read them.

Proportions lie in [0, 1]. Texts are sentences or labels in the reader's language.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise

#: A text for the reader, translated now or when it is shown.
Text = str | Promise

#: How a badge, chip or notice is meant; always beside words that say the same.
Tone = Literal["", "good", "warning", "bad", "accent"]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the left navigation; `current` marks the page that is open."""

    label: Text
    url: str
    current: bool = False
    children: tuple["NavItem", ...] = ()

    @property
    def within(self) -> bool:
        """Whether the open page is this one or lies below it."""
        return self.current or any(child.within for child in self.children)


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """One entry of the organisation switcher; `key` is posted as ``organisation``."""

    key: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page, with an optional count, told as 1,000+ where it is more."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do next: a link shown as a button."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its meaning; `url` leads to the rows behind it."""

    label: Text
    value: Text
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline."""

    title: Text
    at: datetime | date
    body: Text = ""
    by: Text = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A background job as its page sees it; `total` None means that the end is not known yet."""

    key: str
    label: Text
    url: str
    done: int = 0
    total: int | None = None
    state: Literal["waiting", "running", "finished", "failed"] = "running"
    message: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    """An estimate drawn on the ruler from 0 to 100: a range, and where the reference group stands."""

    label: Text
    low: float
    high: float
    reference: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one piece of evidence adds to, or takes from, the estimate.

    `size` is signed, in the model's own units (log-odds of staying: positive raises the estimate);
    `value` says what was measured, in words; `url` opens the evidence behind it.
    """

    label: Text
    size: float
    value: Text = ""
    url: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvicePanel:
    """Everything the advice panel says.

    `insufficient` holds the reason when there is no advice. `ranges` stay empty where only an order can be told
    (people sampled by their outcome). `n` counts the people of the reference group.
    """

    model_name: Text
    model_version: str
    advised_on: date
    approved_by: str
    approved_on: date | None
    model_url: str = ""
    headline: Text = ""
    basis: Text = ""
    ranges: tuple[RangeRow, ...] = ()
    confidence: float = 0.9
    reference_group: Text = ""
    n: int = 0
    contributions: tuple[Contribution, ...] = ()
    not_used: tuple[Text, ...] = ()
    exceptions: tuple[Text, ...] = ()
    would_change: Text = ""
    limits: tuple[Text, ...] = ()
    insufficient: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistRow:
    """One applicant in the shortlist; `low` and `high` are None where no range may be given, `instead` says why."""

    name: Text
    url: str
    stage: Text
    low: float | None = None
    high: float | None = None
    days_in_stage: int | None = None
    note: Text = ""
    instead: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistBand:
    """Applicants whom the model cannot tell apart; `position` counts from 1, 0 means no advice."""

    label: Text
    rows: tuple[ShortlistRow, ...]
    position: int = 0
    explanation: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """A ranked shortlist in bands, or one page of it, which then says how many `groups` there are in all."""

    caption: Text
    bands: tuple[ShortlistBand, ...]
    horizon: Text = ""
    reference: float | None = None
    groups: int | None = None

    @property
    def ranked(self) -> int:
        """How many bands carry advice."""
        return sum(1 for band in self.bands if band.position) if self.groups is None else self.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing with the sentence that says what it shows and the numbers behind it.

    `wide` and `narrow` are SVG made by `maatwerk.ui.charts` only, for two widths of screen; `header` and `rows` are
    the numbers.
    """

    title: Text
    sentence: Text
    wide: str
    narrow: str
    header: tuple[Text, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
