"""What a test consists of before it is in the database: one shape for built-in files, QTI packages and pages.

Pure. `problems_of` says everything that is wrong with a draft at once, each with its place.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from maatwerk.apps.assessments.kinds import BadItem, check_item
from maatwerk.apps.assessments.models import Sensitive
from maatwerk.kernel.refusals import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Label

Json = Mapping[str, Any]
MOST_ITEMS = 2000
MOST_SCALES = 60
MOST_SECONDS = 3600
SHOWN = 20
_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
_OPTION = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
#: What the norms of a calibration say. There is no place for norms by sex, race or any other group (PSY-14).
NORM_FIELDS = frozenset(
    {"mean", "sd", "n", "collected_on", "population", "language", "low", "high", "counts"}
)

#: The seven criteria of COTAN (Evers et al. 2010).
CRITERIA: "dict[str, Label]" = {
    "theory": gettext_lazy("Principles of test construction"),
    "material": gettext_lazy("Quality of the test material"),
    "manual": gettext_lazy("Quality of the manual"),
    "norms": gettext_lazy("Norms"),
    "reliability": gettext_lazy("Reliability"),
    "construct_validity": gettext_lazy("Construct validity"),
    "criterion_validity": gettext_lazy("Criterion validity"),
}
#: How somebody judged a criterion; ours are the author's own statements until a review body gives its own.
JUDGEMENTS: "dict[str, Label]" = {
    "good": gettext_lazy("good"),
    "sufficient": gettext_lazy("sufficient"),
    "insufficient": gettext_lazy("insufficient"),
    "not_researched": gettext_lazy("not researched"),
}
#: What the EFPA review model asks in its description of an instrument (part 1).
EFPA_FIELDS: "dict[str, Label]" = {
    "authors": gettext_lazy("Authors"),
    "publisher": gettext_lazy("Publisher"),
    "published": gettext_lazy("Year of this version"),
    "content_domain": gettext_lazy("What it measures"),
    "purpose": gettext_lazy("What it is for"),
    "population": gettext_lazy("For whom"),
    "administration": gettext_lazy("How it is taken"),
    "response_mode": gettext_lazy("How it is answered"),
    "duration": gettext_lazy("How long it takes"),
    "scoring": gettext_lazy("How it is scored"),
    "transformation": gettext_lazy("How scores are expressed"),
    "user_qualification": gettext_lazy("Who may use it"),
    "adaptation": gettext_lazy("Translation and adaptation"),
    "licence": gettext_lazy("Licence"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, and what, in the language active when it was found."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"where": self.where, "sentence": self.sentence}


class DraftRefused(Refusal):
    """Content that cannot be: nothing of it was written, and `problems` holds everything that is wrong."""

    code = "content"
    status = 422

    def __init__(self, problems: "tuple[Problem, ...] | list[Problem]", *, code: str = "") -> None:
        self.problems = tuple(problems)
        shown = " ".join(str(problem) for problem in self.problems[:SHOWN])
        if len(self.problems) > SHOWN:
            shown += " " + _("And %(count)d more.") % {"count": len(self.problems) - SHOWN}
        super().__init__(shown, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationDraft:
    """Item parameters and norms that come with the content, from one group of people in one language."""

    language: str
    model: str
    parameters: Json
    reliability: float | None
    norm: Json
    method: str
    is_simulated: bool = False
    report: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDraft:
    """What some items measure together: a construct, by its key in the concept scheme."""

    key: str
    concept: str
    label_en: str
    label_nl: str
    infers: str = ""
    low_en: str = ""
    high_en: str = ""
    low_nl: str = ""
    high_nl: str = ""
    calibration: CalibrationDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """One question, and apart from its content how answers are scored."""

    key: str
    kind: str
    content: Json
    answer_key: Json
    scale: str = ""
    area: str = ""
    seconds: int | None = None
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentDraft:
    """One version of a test in one language, whole."""

    key: str
    version: str
    language: str
    name: str
    scales: tuple[ScaleDraft, ...]
    items: tuple[ItemDraft, ...]
    introduction: str = ""
    source: str = ""
    criteria: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    is_simulated: bool = False
    is_validated_in_language: bool = False


def problems_of(draft: InstrumentDraft) -> tuple[Problem, ...]:
    """Return everything that is wrong with a draft, in the order of its parts; empty when it can be written."""
    return (*_of_instrument(draft), *_of_scales(draft), *_of_items(draft))


def unfilled(criteria: Mapping[str, Mapping[str, str]], fields: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return what the fact sheet still lacks: publishing asks all of it (COTAN, EFPA)."""
    found = []
    for key, label in CRITERIA.items():
        said = criteria.get(key, {})
        if not said.get("text", "").strip() or said.get("judgement") not in JUDGEMENTS:
            found.append(Problem(str(label), _("Say what is known about it, and how it is judged.")))
    for key, label in EFPA_FIELDS.items():
        if not fields.get(key, "").strip():
            found.append(Problem(str(label), _("Fill this in.")))
    return tuple(found)


def norm_problems(norm: Json, *, language: str, where: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with norms for a test in this language: another language's (PSY-12), or by group (PSY-14)."""
    found = []
    if odd := sorted(set(norm) - NORM_FIELDS):
        found.append(
            Problem(
                where,
                _(
                    "Norms hold for everybody: a score is never adjusted by sex, race or another group. Not known: %(names)s."
                )
                % {"names": ", ".join(odd)},
            )
        )
    other = norm.get("language", language)
    if other != language:
        found.append(Problem(where, _other_language(other, language)))
    return tuple(found)


def _other_language(found: str, wanted: str) -> str:
    return _(
        "These norms or parameters are for the language “%(found)s”, and the test is in “%(wanted)s”: each"
        " language version is a test of its own."
    ) % {"found": found, "wanted": wanted}


def _of_instrument(draft: InstrumentDraft) -> Iterator[Problem]:
    where = draft.key or "?"
    if not _KEY.fullmatch(draft.key):
        yield Problem(where, _("The key of a test is 1 to 80 letters, digits, hyphens and underscores."))
    if not draft.version.strip() or len(draft.version) > 40:
        yield Problem(where, _("Give the version, in at most 40 characters."))
    if not _LANGUAGE.fullmatch(draft.language):
        yield Problem(where, _("Give the language by its code, such as nl or en."))
    if not draft.name.strip() or len(draft.name) > 200:
        yield Problem(where, _("Give the test a name of at most 200 characters."))
    if not draft.items:
        yield Problem(where, _("A test needs at least one item."))
    if len(draft.items) > MOST_ITEMS or len(draft.scales) > MOST_SCALES:
        yield Problem(
            where,
            _("A test holds at most %(scales)d scales and %(items)d items.")
            % {"scales": MOST_SCALES, "items": MOST_ITEMS},
        )
    for odd in sorted(set(draft.criteria) - set(CRITERIA)) + sorted(set(draft.fields) - set(EFPA_FIELDS)):
        yield Problem(where, _("The fact sheet has no place called “%(name)s”.") % {"name": odd})


def _of_scales(draft: InstrumentDraft) -> Iterator[Problem]:
    filled = {item.scale for item in draft.items if not item.is_practice}
    for key, count in Counter(scale.key for scale in draft.scales).items():
        if count > 1:
            yield Problem(key, _("Two scales have this key."))
    for scale in draft.scales:
        if not _KEY.fullmatch(scale.key) or not _KEY.fullmatch(scale.concept):
            yield Problem(
                scale.key or "?",
                _("Scale and construct need keys of letters, digits, hyphens and underscores."),
            )
        if not scale.label_en.strip() or not scale.label_nl.strip():
            yield Problem(scale.key, _("Name what the scale measures, in English and in Dutch."))
        if scale.infers not in Sensitive.values:
            yield Problem(
                scale.key, _("“%(name)s” is no special category that we know.") % {"name": scale.infers}
            )
        if scale.key not in filled:
            yield Problem(scale.key, _("No item belongs to this scale."))
        if scale.calibration:
            yield from _of_calibration(draft, scale, scale.calibration)


def _of_calibration(draft: InstrumentDraft, scale: ScaleDraft, given: CalibrationDraft) -> Iterator[Problem]:
    if given.language != draft.language:
        yield Problem(scale.key, _other_language(given.language, draft.language))
    yield from norm_problems(given.norm, language=draft.language, where=scale.key)
    known = {item.key for item in draft.items if item.scale == scale.key and not item.is_practice}
    for name in sorted(set(given.parameters) - known):
        yield Problem(
            scale.key,
            _("The calibration names an item “%(name)s” that the scale does not have.") % {"name": name},
        )


def _of_items(draft: InstrumentDraft) -> Iterator[Problem]:
    scales = {scale.key for scale in draft.scales}
    for key, count in Counter(item.key for item in draft.items).items():
        if count > 1:
            yield Problem(key, _("Two items have this key."))
    for item in draft.items:
        if not _KEY.fullmatch(item.key):
            yield Problem(
                item.key or "?",
                _("The key of an item is 1 to 80 letters, digits, hyphens and underscores."),
            )
        if item.is_practice and item.scale:
            yield Problem(item.key, _("A practice item counts for no scale."))
        if not item.is_practice and item.scale not in scales:
            yield Problem(item.key, _("There is no scale “%(name)s” in this test.") % {"name": item.scale})
        if item.seconds is not None and not 1 <= item.seconds <= MOST_SECONDS:
            yield Problem(item.key, _("An item's own time is from 1 second to an hour."))
        if len(item.area) > 80:
            yield Problem(item.key, _("The content area is at most 80 characters."))
        yield from _of_content(item)


def _of_content(item: ItemDraft) -> Iterator[Problem]:
    try:
        check_item(item.kind, item.content, item.answer_key)
    except BadItem as bad:
        yield Problem(item.key, said(bad))
        return
    for option in item.content.get("options", ()):
        if not _OPTION.fullmatch(option["id"]):
            yield Problem(
                item.key,
                _("“%(name)s” cannot be the key of an option: a letter first, then letters and digits.")
                % {"name": option["id"][:40]},
            )


def said(bad: BadItem) -> str:
    """Say in words what is wrong with an item."""
    sentence = _WORDS.get((bad.field, bad.code)) or _WORDS.get(("", bad.code)) or noop("This cannot be.")
    return _(sentence) % {"field": bad.field}


_WORDS = {
    ("kind", "unknown"): noop("Nobody knows this kind of item."),
    ("prompt", "text_needed"): noop("The question needs a text of at most 4000 characters."),
    ("options", "two_to_twelve"): noop("Give from two to twelve options."),
    ("options", "id_and_text"): noop("Each option needs a key and a text."),
    ("options", "ids_differ"): noop("Two options have the same key."),
    ("correct", "one_of_options"): noop("The key names an answer that is none of the options."),
    ("correct", "some_options"): noop("The key must name at least one option, each once."),
    ("order", "all_options_once"): noop("The key must hold every option once, in the right order."),
    ("reversed", "yes_or_no"): noop("“reversed” is yes or no."),
    ("best", "two_different_options"): noop("The key must name one option as best and another as worst."),
    ("value", "number_needed"): noop("The key must be a number."),
    ("tolerance", "number_needed"): noop("The tolerance must be a number."),
    ("", "not_negative"): noop("The tolerance cannot be negative."),
    ("anchors", "two_to_ten"): noop("Describe from two to ten scores, the lowest first."),
    ("anchors", "text_needed"): noop("Each score needs a description."),
}
