"""Results as a QTI results report: what was answered, and the scores that came of it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from maatwerk.apps.assessments.qti._names import BEST, NO_PREFIX, RESULT, WORST, identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer: the item, what was said, and the scored category where there is one."""

    item: str
    kind: str
    answer: Any
    category: int | None
    at: dt.datetime
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One score: its name in the test, a number, and its standard error."""

    name: str
    value: float
    standard_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One test that was taken."""

    test: str
    version: str
    language: str
    completed_at: dt.datetime
    outcomes: tuple[Outcome, ...]
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """A whole report; the person is named by a pseudonym."""

    person: str
    session: str
    source: str
    package: str
    taken: tuple[Taken, ...]


def results_report(content: ReportContent) -> bytes:
    """Return one report of the standard. It knows one test; of a package of several it is about the package.

    Then scores and items carry the key of their test before their own (`reasoning.analogies`), since two tests may
    name an item alike.
    """
    root = etree.Element(_q("assessmentResult"), nsmap={NO_PREFIX: RESULT})
    context = etree.SubElement(root, _q("context"), sourcedId=ncname(content.person))
    etree.SubElement(
        context, _q("sessionIdentifier"), sourceID=content.source, identifier=ncname(content.session)
    )
    if content.taken:
        alone = len(content.taken) == 1
        named = content.taken[0].test if alone else content.package
        latest = max(taken.completed_at for taken in content.taken)
        result = etree.SubElement(
            root, _q("testResult"), identifier=ncname(named), datestamp=latest.isoformat()
        )
        for taken in content.taken:
            _scores(result, taken, "" if alone else f"{taken.test}.")
        answers = [
            (one, "" if alone else f"{taken.test}.") for taken in content.taken for one in taken.answers
        ]
        for place, (answered, before) in enumerate(answers, start=1):
            _item(root, place, answered, before)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def ncname(text: str) -> str:
    """Return a text as an identifier of the report's schema: an XML name without a colon."""
    return identifier(re.sub(r"[^A-Za-z0-9_.-]", "-", text))


def _scores(result: etree._Element, taken: Taken, before: str) -> None:
    for name, text in (("VERSION", taken.version), ("LANGUAGE", taken.language)):
        _outcome(result, f"{name}_{before.rstrip('.')}" if before else name, "string", text)
    for outcome in taken.outcomes:
        _outcome(result, f"SCORE_{before}{outcome.name}", "float", repr(outcome.value))
        if outcome.standard_error is not None:
            _outcome(result, f"SCORE_SE_{before}{outcome.name}", "float", repr(outcome.standard_error))


def _item(root: etree._Element, place: int, answered: Answered, before: str) -> None:
    result = etree.SubElement(
        root,
        _q("itemResult"),
        identifier=ncname(before + answered.item),
        sequenceIndex=str(place),
        datestamp=answered.at.isoformat(),
        sessionStatus="final",
    )
    if answered.seconds is not None:
        duration = etree.SubElement(
            result, _q("responseVariable"), identifier="duration", cardinality="single", baseType="duration"
        )
        response = etree.SubElement(duration, _q("candidateResponse"))
        etree.SubElement(response, _q("value")).text = f"{answered.seconds:.3f}"
    cardinality, base_type = _SHAPES[answered.kind]
    variable = etree.SubElement(
        result, _q("responseVariable"), identifier="RESPONSE", cardinality=cardinality, baseType=base_type
    )
    response = etree.SubElement(variable, _q("candidateResponse"))
    for value in _values(answered):
        etree.SubElement(response, _q("value")).text = value
    if answered.category is not None:
        _outcome(result, "SCORE", "float", str(answered.category))


_SHAPES: Mapping[str, tuple[str, str]] = {
    "rating": ("single", "identifier"),
    "choice": ("single", "identifier"),
    "multiple": ("multiple", "identifier"),
    "order": ("ordered", "identifier"),
    "numeric": ("single", "float"),
    "situation": ("multiple", "directedPair"),
    "work_sample": ("single", "string"),
}


def _values(answered: Answered) -> list[str]:
    answer = answered.answer
    if answer is None:
        return []
    if answered.kind == "situation":
        return [f"{answer['best']} {BEST}", f"{answer['worst']} {WORST}"]
    return [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]


def _outcome(parent: etree._Element, name: str, base_type: str, value: str) -> None:
    made = etree.SubElement(
        parent, _q("outcomeVariable"), identifier=ncname(name), cardinality="single", baseType=base_type
    )
    etree.SubElement(made, _q("value")).text = value


def _q(name: str) -> str:
    return f"{{{RESULT}}}{name}"
