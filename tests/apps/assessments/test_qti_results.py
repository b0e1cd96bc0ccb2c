"""Results in the form of the standard: held to its schema (QTI 3 Results Reporting), written out here for what is used."""

import datetime as dt
from dataclasses import replace

import pytest
from lxml import etree

from maatwerk.apps.assessments.qti import Answered, Outcome, ReportContent, Taken, results_report

AT = dt.datetime(2026, 11, 23, 15, 30, 0, 123456, tzinfo=dt.UTC)
#: After the binding of 1EdTech, imsqti_resultv3p0_v1p0.xsd: its elements, their order, and the types of attributes.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.imsglobal.org/xsd/imsqti_result_v3p0"
  targetNamespace="http://www.imsglobal.org/xsd/imsqti_result_v3p0" elementFormDefault="qualified">
 <xs:simpleType name="stamp"><xs:restriction base="xs:dateTime"><xs:pattern value="[0-9]{4}.*"/></xs:restriction>
  </xs:simpleType>
 <xs:simpleType name="cardinality"><xs:restriction base="xs:string"><xs:enumeration value="multiple"/>
  <xs:enumeration value="ordered"/><xs:enumeration value="record"/><xs:enumeration value="single"/></xs:restriction>
  </xs:simpleType>
 <xs:simpleType name="baseType"><xs:restriction base="xs:string"><xs:enumeration value="boolean"/>
  <xs:enumeration value="directedPair"/><xs:enumeration value="duration"/><xs:enumeration value="float"/>
  <xs:enumeration value="identifier"/><xs:enumeration value="integer"/><xs:enumeration value="string"/></xs:restriction>
  </xs:simpleType>
 <xs:attributeGroup name="variable"><xs:attribute name="identifier" use="required" type="xs:NCName"/>
  <xs:attribute name="cardinality" use="required" type="cardinality"/><xs:attribute name="baseType" type="baseType"/>
  </xs:attributeGroup>
 <xs:complexType name="values"><xs:sequence>
  <xs:element name="value" type="xs:normalizedString" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
 <xs:group name="variables"><xs:choice>
  <xs:element name="responseVariable"><xs:complexType><xs:sequence><xs:element name="candidateResponse" type="values"/>
  </xs:sequence>
   <xs:attributeGroup ref="variable"/></xs:complexType></xs:element>
  <xs:element name="outcomeVariable"><xs:complexType><xs:complexContent><xs:extension base="values">
   <xs:attributeGroup ref="variable"/></xs:extension></xs:complexContent></xs:complexType></xs:element></xs:choice></xs:group>
 <xs:element name="assessmentResult"><xs:complexType><xs:sequence>
  <xs:element name="context"><xs:complexType><xs:sequence>
   <xs:element name="sessionIdentifier" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:attribute name="sourceID" use="required" type="xs:anyURI"/>
    <xs:attribute name="identifier" use="required" type="xs:NCName"/></xs:complexType></xs:element></xs:sequence>
   <xs:attribute name="sourcedId" type="xs:NCName"/></xs:complexType></xs:element>
  <xs:element name="testResult" minOccurs="0"><xs:complexType>
   <xs:group ref="variables" minOccurs="0" maxOccurs="unbounded"/>
   <xs:attribute name="identifier" use="required" type="xs:NCName"/>
   <xs:attribute name="datestamp" use="required" type="stamp"/></xs:complexType></xs:element>
  <xs:element name="itemResult" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
   <xs:group ref="variables" minOccurs="0" maxOccurs="unbounded"/>
   <xs:attribute name="identifier" use="required" type="xs:NCName"/><xs:attribute name="sequenceIndex" type="xs:integer"/>
   <xs:attribute name="datestamp" use="required" type="stamp"/>
   <xs:attribute name="sessionStatus" use="required"><xs:simpleType><xs:restriction base="xs:string">
    <xs:enumeration value="final"/><xs:enumeration value="pendingExternalScoring"/></xs:restriction></xs:simpleType>
  </xs:attribute>
  </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(SCHEMA))


def taken(test: str = "reasoning") -> Taken:
    answers = {
        "rating": "d",
        "multiple": ["a", "c"],
        "order": ["c", "a"],
        "numeric": "12.5",
        "situation": {"best": "a", "worst": "c"},
        "work_sample": "Two lines,\nand <more> & more.",
        "choice": None,
    }
    return Taken(
        test=test,
        version="1",
        language="nl",
        completed_at=AT,
        outcomes=(
            Outcome(name="analogies", value=0.25, standard_error=0.3),
            Outcome(name="esco:1/2", value=1),
        ),
        answers=tuple(
            Answered(item=f"1-{kind}", kind=kind, answer=answer, category=at % 2 or None, at=AT, seconds=1.5)
            for at, (kind, answer) in enumerate(answers.items())
        ),
    )


def content(*tests: Taken) -> ReportContent:
    return ReportContent(
        person="P-10FAA6",
        session="01a2092b-c342-74e4-a0ac-f46bb62ce52c",  # begins with a digit, as no name of XML may
        source="https://example.org/qti",
        package="for-the-desk",
        taken=tests,
    )


@pytest.mark.parametrize(
    "tests", [(taken(),), (taken("one"), taken("2-other")), (replace(taken(), answers=()),), ()]
)
def test_every_report_is_valid(schema: etree.XMLSchema, tests: tuple[Taken, ...]) -> None:
    root = etree.fromstring(results_report(content(*tests)))
    assert schema.validate(root), schema.error_log
    assert etree.QName(root).localname == "assessmentResult"


def test_a_package_of_two_tests_keeps_apart_what_they_name_alike() -> None:
    root = etree.fromstring(results_report(content(taken("one"), taken("2-other"))))
    at = {None: "http://www.imsglobal.org/xsd/imsqti_result_v3p0"}
    (test,) = root.findall("testResult", at)
    assert test.get("identifier") == "for-the-desk"
    names = [one.get("identifier") for one in test.findall("outcomeVariable", at)]
    assert {"SCORE_one.analogies", "SCORE_2-other.analogies", "VERSION_one", "LANGUAGE_2-other"} < set(names)
    items = [one.get("identifier") for one in root.findall("itemResult", at)]
    assert len(set(items)) == len(items) == 14
    assert (items[0], items[7]) == ("one.1-rating", "_2-other.1-rating")
    assert [one.get("sequenceIndex") for one in root.findall("itemResult", at)] == [
        str(n) for n in range(1, 15)
    ]


def test_the_schema_can_refuse(schema: etree.XMLSchema) -> None:
    wrong = results_report(content(taken())).replace(b'identifier="_01a2', b'identifier="01a2')
    assert not schema.validate(etree.fromstring(wrong))
