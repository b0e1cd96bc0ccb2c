"""A draft as a QTI 3 package: a manifest, one test, one file per item, and `maatwerk.json` for what QTI has no place for."""

import json
import zipfile
from dataclasses import asdict
from io import BytesIO

from lxml import etree

from maatwerk.apps.assessments.content import InstrumentDraft, ItemDraft
from maatwerk.apps.assessments.qti._items_write import item_element
from maatwerk.apps.assessments.qti._names import (
    COMPANION,
    ITEM_TYPE,
    MANIFEST,
    NO_PREFIX,
    PRACTICE,
    QTI,
    SCALE,
    TEST_TYPE,
    XML,
    identifier,
)

#: Every entry carries this day, so that the same draft gives the same bytes.
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


def write_package(draft: InstrumentDraft) -> bytes:
    """Return the zip; the same draft always gives the same bytes."""
    files = {
        "imsmanifest.xml": _serial(_manifest(draft)),
        "test.xml": _serial(_test(draft)),
        COMPANION: json.dumps(_companion(draft), ensure_ascii=False, indent=1, sort_keys=True).encode(),
    }
    files |= {_href(item): _serial(item_element(item, draft.language)) for item in draft.items}
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_DAY), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _href(item: ItemDraft) -> str:
    return f"items/{identifier(item.key)}.xml"


def _manifest(draft: InstrumentDraft) -> etree._Element:
    root = etree.Element(f"{{{MANIFEST}}}manifest", {"identifier": "MANIFEST"}, nsmap={NO_PREFIX: MANIFEST})
    metadata = etree.SubElement(root, f"{{{MANIFEST}}}metadata")
    etree.SubElement(metadata, f"{{{MANIFEST}}}schema").text = "QTI Package"
    etree.SubElement(metadata, f"{{{MANIFEST}}}schemaversion").text = "3.0.0"
    etree.SubElement(root, f"{{{MANIFEST}}}organizations")
    resources = etree.SubElement(root, f"{{{MANIFEST}}}resources")
    test = _resource(resources, "TEST", TEST_TYPE, "test.xml")
    for item in draft.items:
        etree.SubElement(test, f"{{{MANIFEST}}}dependency", identifierref=f"ITEM-{identifier(item.key)}")
    for item in draft.items:
        _resource(resources, f"ITEM-{identifier(item.key)}", ITEM_TYPE, _href(item))
    _resource(resources, "COMPANION", "webcontent", COMPANION)
    return root


def _resource(parent: etree._Element, name: str, kind: str, href: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{MANIFEST}}}resource", identifier=name, type=kind, href=href)
    etree.SubElement(made, f"{{{MANIFEST}}}file", href=href)
    return made


def _test(draft: InstrumentDraft) -> etree._Element:
    root = etree.Element(
        f"{{{QTI}}}qti-assessment-test",
        {
            "identifier": identifier(draft.key),
            "title": draft.name,
            "tool-name": "maatwerk",
            "tool-version": draft.version,
            f"{{{XML}}}lang": draft.language,
        },
        nsmap={NO_PREFIX: QTI},
    )
    part = etree.SubElement(
        root,
        f"{{{QTI}}}qti-test-part",
        {"identifier": "PART", "navigation-mode": "linear", "submission-mode": "individual"},
    )
    section = etree.SubElement(
        part,
        f"{{{QTI}}}qti-assessment-section",
        {"identifier": "SECTION", "title": draft.name, "visible": "false"},
    )
    for item in draft.items:
        reference = etree.SubElement(
            section,
            f"{{{QTI}}}qti-assessment-item-ref",
            {
                "identifier": identifier(item.key),
                "href": _href(item),
                "category": PRACTICE if item.is_practice else f"{SCALE}{item.scale}",
            },
        )
        if item.seconds is not None:
            etree.SubElement(reference, f"{{{QTI}}}qti-time-limits", {"max-time": str(item.seconds)})
    return root


def _companion(draft: InstrumentDraft) -> dict[str, object]:
    """Return what the standard has no place for; calibrations stay home, they belong to the people they came from."""
    said = asdict(draft)
    items = said.pop("items")
    for scale in said["scales"]:
        scale.pop("calibration")
    said["areas"] = {item["key"]: item["area"] for item in items if item["area"]}
    return said


def _serial(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
