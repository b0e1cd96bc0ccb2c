"""QTI 3: what goes out comes back the same; what cannot be asked here is refused by name; archives that attack are refused."""

import contextlib
import dataclasses
import io
import json
import stat
import zipfile

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from apps.assessments.test_content import draft
from maatwerk.apps.assessments import library
from maatwerk.apps.assessments.content import DraftRefused, ItemDraft, problems_of
from maatwerk.apps.assessments.qti import _package, read_package, write_package

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def without_calibrations(made):
    scales = tuple(dataclasses.replace(scale, calibration=None) for scale in made.scales)
    return dataclasses.replace(made, scales=scales)


EVERY = [each for name in library.names() for each in library.drafts(name)]


@pytest.mark.parametrize("made", EVERY, ids=lambda each: f"{each.key}-{each.language}")
def test_what_goes_out_comes_back_the_same(made):
    packed = write_package(made)
    assert read_package(packed) == without_calibrations(made)
    assert packed == write_package(made)  # byte for byte


words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
).filter(str.strip)
sentences = st.lists(words, min_size=1, max_size=4).map(" ".join)
texts = st.lists(sentences, min_size=1, max_size=3).map("\n".join)


@st.composite
def items(draw):
    """Any item of any kind whose text is not laid out by spaces."""
    names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
    ids = draw(st.lists(names, unique=True, min_size=3, max_size=6))
    options = [{"id": each, "text": draw(texts)} for each in ids]
    kind = draw(
        st.sampled_from(["rating", "choice", "multiple", "order", "numeric", "situation", "work_sample"])
    )
    content = {"prompt": draw(texts)}
    if kind not in ("numeric", "work_sample"):
        content["options"] = options
    partial = {"partial": True} if draw(st.booleans()) else {}
    match kind:
        case "rating":
            key = {"reversed": draw(st.booleans())}
        case "choice":
            key = {"correct": draw(st.sampled_from(ids))}
        case "multiple":
            some = draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
            # the order in which right answers are named means nothing; a mapping keeps that of the options
            key = {"correct": [each for each in ids if each in some]} | partial
        case "order":
            key = {"order": draw(st.permutations(ids))} | partial
        case "numeric":
            content["unit"] = draw(st.sampled_from(["", "min", "€ per hour"]))
            number = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6, allow_nan=False).filter(
                lambda value: not value.is_integer()
            )
            key = {"value": draw(number)}
            if draw(st.booleans()):
                key["tolerance"] = draw(st.integers(1, 9))
        case "situation":
            key = {"best": ids[0], "worst": ids[-1]}
        case _:
            content["most_words"] = draw(st.integers(1, 500))
            key = {"anchors": draw(st.lists(texts, min_size=2, max_size=5))}
    return ItemDraft(
        key=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,12}", fullmatch=True)),
        kind=kind,
        content=content,
        answer_key=key,
        scale="patience",
        area=draw(st.sampled_from(["", "numbers, hard ones"])),
        seconds=draw(st.none() | st.integers(1, 3600)),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.key.lower()))
def test_any_items_come_back_the_same(made):
    whole = draft(items=tuple(made))
    assert not problems_of(whole)
    assert read_package(write_package(whole)) == whole


def test_the_package_has_the_shape_of_the_standard():
    archive = zipfile.ZipFile(io.BytesIO(write_package(draft())))
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    kinds = [each.get("type") for each in manifest.iter("{*}resource")]
    assert kinds.count("imsqti_item_xmlv3p0") == 7
    assert kinds.count("imsqti_test_xmlv3p0") == 1
    item = etree.fromstring(archive.read("items/item-choice.xml"))
    assert etree.QName(item) == etree.QName(QTI, "qti-assessment-item")
    assert item.findtext(f"{{{QTI}}}qti-response-declaration//{{{QTI}}}qti-value") == "b"
    template = item.find(f"{{{QTI}}}qti-response-processing").get("template")
    assert template == "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"


# -- packages of others ------------------------------------------------------------------------------------------------

CHOICE = """<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Which?</qti-prompt>
<qti-simple-choice identifier="a"><p>An <em>apple</em></p></qti-simple-choice>
<qti-simple-choice identifier="b">A pear</qti-simple-choice>
</qti-choice-interaction>"""
MATCH = '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>'

ONE = 'cardinality="single" base-type="identifier"'
RIGHT = "<qti-correct-response><qti-value>b</qti-value></qti-correct-response>"


def item_xml(body=CHOICE, *, shape=ONE, inside=RIGHT, processing=MATCH, more="", attributes=""):
    return f"""<?xml version="1.0"?>
<qti-assessment-item xmlns="{QTI}" identifier="q1" title="One" {attributes}>
<qti-response-declaration identifier="RESPONSE" {shape}>{inside}</qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body>{body}</qti-item-body>{processing}{more}</qti-assessment-item>"""


MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><resources>
<resource identifier="r1" type="{kind}" href="{href}"/></resources></manifest>"""


def package(item="", *, files=None, kind="imsqti_item_xmlv3p0", href="q1.xml"):
    made = io.BytesIO()
    held = {"imsmanifest.xml": MANIFEST.format(kind=kind, href=href), "q1.xml": item or item_xml()} | (
        files or {}
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return made.getvalue()


def refused(content):
    with pytest.raises(DraftRefused) as caught:
        read_package(content)
    return " ".join(str(problem) for problem in caught.value.problems)


def test_an_item_of_another_system_is_read():
    read = read_package(package())
    assert [item.key for item in read.items] == ["q1"]
    item = read.items[0]
    assert item.kind == "choice"
    assert item.answer_key == {"correct": "b"}
    assert item.content["prompt"] == "Which?"
    assert [option["text"] for option in item.content["options"]] == ["An apple", "A pear"]
    assert item.scale == read.scales[0].key == "qti-test"


def test_a_slider_is_a_rating_or_a_number():
    slider = '<p>How sure?</p><qti-slider-interaction response-identifier="RESPONSE" lower-bound="0" upper-bound="4" step="1"/>'
    shape = 'cardinality="single" base-type="integer"'
    rating = read_package(package(item_xml(slider, shape=shape, inside="", processing=""))).items[0]
    assert (rating.kind, len(rating.content["options"])) == ("rating", 5)
    right = "<qti-correct-response><qti-value>3</qti-value></qti-correct-response>"
    number = read_package(package(item_xml(slider, shape=shape, inside=right))).items[0]
    assert (number.kind, number.answer_key) == ("numeric", {"value": 3})
    assert "another number" in refused(
        package(item_xml(slider.replace('"4"', '"100"'), shape=shape, inside="", processing=""))
    )


def test_a_gap_in_a_sentence_is_a_number():
    body = '<p>Twelve is <qti-text-entry-interaction response-identifier="RESPONSE"/> dozen.</p>'
    right = "<qti-correct-response><qti-value>1</qti-value></qti-correct-response>"
    item = read_package(
        package(item_xml(body, shape='cardinality="single" base-type="float"', inside=right))
    ).items[0]
    assert item.content["prompt"] == "Twelve is … dozen."


@pytest.mark.parametrize(
    "name",
    [
        "hotspot", "graphic-order", "graphic-associate", "graphic-gap-match", "select-point", "position-object", "gap-match",
        "associate", "hottext", "inline-choice", "media", "drawing", "upload", "custom", "portable-custom", "end-attempt",
    ],
)  # fmt: skip
def test_every_other_interaction_is_refused_by_name(name):
    body = f'<qti-{name}-interaction response-identifier="RESPONSE"/>'
    assert f"“qti-{name}-interaction” is not supported" in refused(package(item_xml(body)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": f"{CHOICE}<img src='x.png' alt='x'/>"}, "“img”"),
        ({"body": CHOICE.replace("Which?", "<math/>")}, "“math”"),
        ({"body": CHOICE * 2}, "2 interactions"),
        ({"body": "<p>Nothing</p>"}, "0 interactions"),
        ({"body": CHOICE.replace("max-choices", "shuffle='true' max-choices")}, "shuffled order"),
        ({"attributes": 'adaptive="true"'}, "“adaptive”"),
        ({"more": "<qti-modal-feedback/>"}, "“qti-modal-feedback”"),
        ({"more": "<qti-template-declaration/>"}, "“qti-template-declaration”"),
        ({"more": "<qti-stylesheet/>"}, "“qti-stylesheet”"),
        ({"processing": MATCH.replace("match_correct", "map_response_point")}, "“map_response_point”"),
        ({"processing": "<qti-response-processing><qti-exit-response/></qti-response-processing>"}, "of its own"),
        ({"processing": ""}, "Points per choice"),
        ({"inside": ""}, "one correct answer"),
        ({"shape": 'cardinality="record"'}, "“record"),
        (
            {"shape": ONE.replace("single", "multiple"), "processing": MATCH.replace("match_correct", "map_response")},
            "1 for each right one",
        ),
        ({"inside": '<qti-mapping default-value="2"/>'}, "another default than 0"),
        ({"inside": '<qti-mapping><qti-map-entry map-key="a" mapped-value="NaN"/></qti-mapping>'}, "no number"),
        ({"body": CHOICE.replace("RESPONSE", "OTHER")}, "not declared"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_refused_in_a_sentence(change, said):
    assert said in refused(package(item_xml(**change)))


def test_every_bad_item_is_named_at_once():
    references = "".join(
        f'<qti-assessment-item-ref identifier="{name}" href="{href}"/>'
        for name, href in (("q1", "q1.xml"), ("q2", "q2.xml"), ("q3", "gone.xml"))
    )
    test = (
        f'<qti-assessment-test xmlns="{QTI}" identifier="t" title="T"><qti-test-part identifier="p">'
        f'<qti-assessment-section identifier="s" title="s" visible="true">{references}'
        "</qti-assessment-section></qti-test-part></qti-assessment-test>"
    )
    manifest = MANIFEST.format(kind="imsqti_item_xmlv3p0", href="q1.xml").replace(
        "</resources>", '<resource identifier="t" type="imsqti_test_xmlv3p0" href="t.xml"/></resources>'
    )
    bad = item_xml('<qti-upload-interaction response-identifier="RESPONSE"/>')
    said = refused(package(bad, files={"t.xml": test, "q2.xml": "<broken", "imsmanifest.xml": manifest}))
    assert "q1.xml: “qti-upload-interaction” is not supported." in said
    assert "q2.xml: This is no well-formed XML." in said
    assert "gone.xml: The package names this file" in said
    with_selection = test.replace(
        "<qti-assessment-item-ref", '<qti-selection select="1"/><qti-assessment-item-ref', 1
    )
    assert "“qti-selection” is not supported" in refused(
        package(files={"t.xml": with_selection, "imsmanifest.xml": manifest})
    )
    outside = test.replace('href="q1.xml"', 'href="../../etc/passwd"')
    assert "leads out of the package" in refused(
        package(files={"t.xml": outside, "imsmanifest.xml": manifest})
    )


def test_earlier_versions_are_named():
    assert "“imsqti_item_xmlv2p1” is not read here" in refused(package(kind="imsqti_item_xmlv2p1"))
    assert "no QTI 3 item" in refused(package("<assessmentItem xmlns='x'/>"))
    assert "no QTI 3 item" in refused(package(kind="webcontent"))
    assert "“odd” are not read" in refused(package(kind="odd"))


# -- archives that attack ----------------------------------------------------------------------------------------------


def test_no_zip_and_no_manifest():
    assert "no zip file" in refused(b"PK\x03\x04 but then nothing")
    assert "no zip file" in refused(b"")
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    assert "this one has none" in refused(made.getvalue())


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    assert "zip bomb" in refused(package(files={"bomb.xml": b"0" * 30_000_000}))
    monkeypatch.setattr(_package, "MOST_UNPACKED", 1_000)
    assert "zip bomb" in refused(package(files={"long.xml": "ab" * 2_000}))


def test_a_header_that_lies_about_the_size_gains_nothing(monkeypatch):
    # a size of 10 in the central directory, while the entry holds a megabyte of items
    content = package(files={"q1.xml": item_xml(CHOICE.replace("Which?", "x" * 1_000_000))})
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"q1.xml"))
    lied = content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :]
    monkeypatch.setattr(_package, "MOST_OF_ONE", 100_000)
    assert "q1.xml" in refused(lied)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:/evil.xml", "..\\evil.xml"]
)
def test_paths_that_lead_out_are_refused(name):
    assert "leads out of the package" in refused(package(files={name: "x"}))


def test_links_and_locks_and_doubles_are_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link, not a file" in refused(made.getvalue())
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.xml", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", "2")
    assert "same name" in refused(made.getvalue())


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(_package, "MOST_FILES", 3)
    assert "more than 3 files" in refused(package(files={f"{n}.txt": "x" for n in range(4)}))
    monkeypatch.setattr(_package, "MOST_BYTES", 10)
    assert "larger than" in refused(package())


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("file", ["q1.xml", "imsmanifest.xml"])
def test_external_entities_are_refused(doctype, file):
    whole = {
        "q1.xml": item_xml(),
        "imsmanifest.xml": MANIFEST.format(kind="imsqti_item_xmlv3p0", href="q1.xml"),
    }
    head, rest = whole[file].split("\n", 1) if whole[file].startswith("<?xml") else ("", whole[file])
    assert "external entity" in refused(package(files={file: f"{head}{doctype}{rest}"}))


@pytest.mark.parametrize("said", ["not json", "[1]", json.dumps({"key": 1}), "[" * 100_000])
def test_a_companion_that_is_not_ours_is_refused(said):
    assert "maatwerk.json" in refused(package(files={"maatwerk.json": said}))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_is_more_than_a_refusal(data):
    content = bytearray(write_package(draft(items=draft().items[:2])))
    for _each in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    # anything else that is raised is a failure
    with contextlib.suppress(DraftRefused):
        read_package(bytes(content))
