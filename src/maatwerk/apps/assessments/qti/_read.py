"""A QTI 3 package as a draft, or every reason why not. Nothing is half read."""

import json
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from maatwerk.apps.assessments.content import DraftRefused, InstrumentDraft, ItemDraft, Problem, ScaleDraft
from maatwerk.apps.assessments.qti._items_read import Unsupported, item_of
from maatwerk.apps.assessments.qti._names import (
    COMPANION,
    ITEM_TYPE,
    MANIFEST,
    PRACTICE,
    QTI,
    SCALE,
    TEST_TYPE,
    XML,
    key_of,
    local,
)
from maatwerk.apps.assessments.qti._package import Package, Unreadable, refuse

#: What a test may be made of. Everything else (branching, drawing items, feedback …) changes what people get.
_TEST_PARTS = {
    "qti-assessment-test",
    "qti-test-part",
    "qti-assessment-section",
    "qti-assessment-item-ref",
    "qti-time-limits",
    "qti-item-session-control",
    "qti-outcome-declaration",
    "qti-default-value",
    "qti-value",
}
_IGNORED_TYPES = ("webcontent", "controlfile", "associatedcontent", "imslti", "resourcemetadata")


@dataclass
class _Test:
    """What the test file says: references in order, and the test's own names."""

    key: str = ""
    name: str = ""
    version: str = "1"
    language: str = ""
    references: list[tuple[str, list[str], int | None]] = field(default_factory=list)


def read_package(content: bytes) -> InstrumentDraft:
    """Read a package.

    Raises
    ------
    DraftRefused
        With every problem: an archive that is unsafe, files that are missing, kinds that are not known here.
    """
    package = Package(content)
    problems: list[Problem] = []
    try:
        resources = _resources(package)
        test = _test(package, resources)
    except Unreadable as bad:
        raise DraftRefused([bad.problem], code="qti_package") from None
    companion = _companion(package)
    items = []
    for href, categories, seconds in test.references:
        try:
            items.append(_item(package, href, categories, seconds, companion))
        except Unreadable as bad:
            problems.append(bad.problem)
        except Unsupported as bad:
            problems.append(Problem(href, bad.sentence))
    if problems:
        raise DraftRefused(problems, code="qti")
    return _draft(test, items, companion)


def _resources(package: Package) -> dict[str, list[str]]:
    """Return the files of each type of resource; QTI of an earlier version is named as such."""
    if "imsmanifest.xml" not in package.names:
        raise refuse("imsmanifest.xml", _("A QTI package has this file at its top, and this one has none."))
    root = package.xml("imsmanifest.xml")
    found: dict[str, list[str]] = {}
    for resource in root.iter(f"{{{MANIFEST}}}resource"):
        kind, href = resource.get("type", ""), unquote(resource.get("href", ""))
        if kind.startswith("imsqti") and kind not in (ITEM_TYPE, TEST_TYPE):
            raise refuse(
                href or "imsmanifest.xml",
                _("“%(kind)s” is not read here: only QTI 3 tests and items are. Convert it to QTI 3 first.")
                % {"kind": kind},
            )
        if kind in (ITEM_TYPE, TEST_TYPE):
            found.setdefault(kind, []).append(href)
        elif not kind.lower().startswith(_IGNORED_TYPES):
            raise refuse(
                href or "imsmanifest.xml",
                _("Resources of the type “%(kind)s” are not read here.") % {"kind": kind},
            )
    if not found.get(ITEM_TYPE):
        raise refuse("imsmanifest.xml", _("The package holds no QTI 3 item."))
    if len(found.get(TEST_TYPE, [])) > 1:
        raise refuse("imsmanifest.xml", _("The package holds more than one test; bring them in one by one."))
    return found


def _test(package: Package, resources: dict[str, list[str]]) -> _Test:
    if not resources.get(TEST_TYPE):
        return _Test(references=[(href, [], None) for href in resources[ITEM_TYPE]])
    name = resources[TEST_TYPE][0]
    root = package.xml(name)
    for element in root.iter():
        if local(element.tag) not in _TEST_PARTS or not str(element.tag).startswith(f"{{{QTI}}}"):
            raise Unreadable(name, _("“%(name)s” is not supported.") % {"name": local(element.tag)})
    made = _Test(
        key=key_of(root.get("identifier", "")),
        name=root.get("title", ""),
        version=root.get("tool-version", "") if root.get("tool-name") == "maatwerk" else "1",
        language=root.get(f"{{{XML}}}lang", ""),
    )
    home = PurePosixPath(name).parent
    for reference in root.iter(f"{{{QTI}}}qti-assessment-item-ref"):
        limits = reference.find(f"{{{QTI}}}qti-time-limits")
        href = _joined(home, unquote(reference.get("href", "")), name)
        made.references.append((href, reference.get("category", "").split(), _seconds(limits, name)))
    if not made.references:
        raise Unreadable(name, _("The test holds no items."))
    return made


def _joined(home: PurePosixPath, href: str, where: str) -> str:
    path = home / href
    if path.is_absolute() or ".." in path.parts or ":" in href:
        raise Unreadable(where, _("This path leads out of the package.") + f" ({href})")
    return str(path)


def _seconds(limits: etree._Element | None, where: str) -> int | None:
    text = limits.get("max-time") if limits is not None else None
    if text is None:
        return None
    try:
        return max(1, round(float(text)))
    except (ValueError, OverflowError):
        raise Unreadable(where, _("“%(text)s” is no number of seconds.") % {"text": text[:40]}) from None


def _companion(package: Package) -> dict[str, Any]:
    if COMPANION not in package.names:
        return {}
    try:
        found = json.loads(package.read(COMPANION))
    except Unreadable as bad:
        raise DraftRefused([bad.problem], code="qti_package") from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refuse(COMPANION, _("This is no JSON that can be read."))
    return found


def _item(
    package: Package, href: str, categories: list[str], seconds: int | None, companion: dict[str, Any]
) -> ItemDraft:
    root = package.xml(href)
    read = item_of(root)
    key = key_of(root.get("identifier", ""))
    areas = companion.get("areas")
    scales = [name.removeprefix(SCALE) for name in categories if name.startswith(SCALE)]
    practice = PRACTICE in categories
    return ItemDraft(
        key=key,
        kind=read.kind,
        content=read.content,
        answer_key=read.answer_key,
        scale="" if practice else scales[0] if scales else "",
        area=str(areas.get(key, "")) if isinstance(areas, dict) else "",
        seconds=seconds,
        is_practice=practice,
    )


def _draft(test: _Test, items: list[ItemDraft], companion: dict[str, Any]) -> InstrumentDraft:
    if companion:
        return _with_companion(test, items, companion)
    key = test.key or "qti-test"
    name = test.name or key
    keys = list(dict.fromkeys(item.scale or key for item in items if not item.is_practice))
    return InstrumentDraft(
        key=key,
        version=test.version or "1",
        language=test.language,
        name=name,
        scales=tuple(
            ScaleDraft(
                key=each,
                concept=each,
                label_en=name if each == key else each,
                label_nl=name if each == key else each,
            )
            for each in keys
        ),
        items=tuple(_on_scale(item, key) for item in items),
    )


def _on_scale(item: ItemDraft, key: str) -> ItemDraft:
    from dataclasses import replace

    return item if item.scale or item.is_practice else replace(item, scale=key)


def _with_companion(test: _Test, items: list[ItemDraft], companion: dict[str, Any]) -> InstrumentDraft:
    """Take what QTI has no place for from the companion; whatever is not as it should be refuses the package."""
    known = {each.name for each in fields(InstrumentDraft)} - {"items", "scales"}
    texts = {"key", "version", "language", "name", "introduction", "source"}
    said = {name: value for name, value in companion.items() if name in known}
    try:
        if not all(isinstance(said[name], str) for name in texts):
            raise TypeError
        if not all(isinstance(said[name], bool) for name in ("is_simulated", "is_validated_in_language")):
            raise TypeError
        scales = tuple(_scale(each) for each in companion["scales"])
        criteria = {str(key): _texts(value) for key, value in said["criteria"].items()}
        sheet = _texts(said["fields"])
    except (KeyError, TypeError, AttributeError):
        raise refuse(
            COMPANION, _("This file does not say what it should; leave it out of the package.")
        ) from None
    return InstrumentDraft(
        **(said | {"criteria": criteria, "fields": sheet}), items=tuple(items), scales=scales
    )


def _texts(said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise TypeError
    return {str(key): value for key, value in said.items()}


def _scale(said: Any) -> ScaleDraft:
    return ScaleDraft(**_texts(said))  # type: ignore[arg-type]  # an unknown name is a TypeError, and so refused
