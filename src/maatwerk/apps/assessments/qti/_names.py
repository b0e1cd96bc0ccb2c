"""Names of the standard: namespaces, resource types, response templates, and how our keys become identifiers."""

import re
from typing import Any

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
RESULT = "http://www.imsglobal.org/xsd/imsqti_result_v3p0"
XML = "http://www.w3.org/XML/1998/namespace"
ITEM_TYPE, TEST_TYPE = "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
MATCH_CORRECT, MAP_RESPONSE = f"{TEMPLATES}match_correct.xml", f"{TEMPLATES}map_response.xml"
COMPANION = "maatwerk.json"
SCALE, PRACTICE = "scale-", "practice"
BEST, WORST = "BEST", "WORST"

#: lxml's key for the namespace without a prefix; its type stubs do not know that this is None.
NO_PREFIX: Any = None

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def identifier(key: str) -> str:
    """Return a key as an identifier of the standard, which may not begin with a digit or a hyphen."""
    return key if IDENTIFIER.fullmatch(key) else f"_{key}"


def key_of(name: str) -> str:
    """Return the key behind an identifier: `identifier` undone, characters that our keys do not know replaced."""
    if name.startswith("_") and name[1:2] in "0123456789-":
        name = name[1:]
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:80]


def local(tag: object) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
