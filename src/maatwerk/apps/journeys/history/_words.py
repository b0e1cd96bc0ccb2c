"""Words by which columns give themselves away, in English and Dutch, as personnel systems and public files use them.

A name is compared as small letters with underscores (`DateofHire` is `dateof_hire`): first all of it with every role in
this order, then its parts. The most telling role stands first: "reason for leaving" is a reason, not an event.
"""

import re
from typing import Literal

Role = Literal[
    "identity",
    "key",
    "protected",
    "hired_on",
    "ended_on",
    "observed_on",
    "tenure",
    "left",
    "rating",
    "reason",
    "source",
    "later",
    "remark",
    "number",
    "category",
    "constant",
    "unused",
]

_HIRE = r"hire[ds]?|hiring|start\w*|begin\w*|join\w*|employment|indienst\w*|onboard\w*|aanvang\w*"
_END = r"end\w*|exit\w*|term\w*|left|leave|leaving|separat\w*|eind\w*|uit\w*|vertrek\w*|resign\w*|depart\w*"
_PERSON = (
    r"emp|empl|employee|employee?id|empid|person\w*|staff|worker|medewerker\w*|werknemer\w*|candidate|kandidaat|user"
    r"|applicant|sollicitant"
)

ROLES: tuple[tuple[Role, str], ...] = (
    (
        "identity",
        rf"(first|last|sur|full|voor|achter|roep|{_PERSON}|manager|supervisor)_?na(me|am)|na(me|am)|initials|voorletters"
        r"|tussenvoegsel|e_?mail\w*|phone\w*|telefoon\w*|mobiel\w*|mobile|adres|address|straat|street|huisnummer"
        r"|post_?code\w*|zip\w*|city\w*|woonplaats|bsn|ssn|sofi\w*|iban|linkedin|photo|foto|manager_na\w+",
    ),
    (
        "protected",
        r"gender\w*|sex|geslacht\w*|age|leeftijd\w*|birth\w*|geboorte\w*|geb_?(datum|jaar|dat)|dob|yob|race\w*"
        r"|ethnic\w*|etnic\w*|nationalit\w*|religion|religie|geloof|disab\w*|handicap|beperking|marital\w*|married"
        r"|burgerlijke|pregnan\w*|zwanger\w*|orientation|geaardheid|afkomst|migrat\w*|children|kinderen|hispanic\w*"
        r"|latin[ox]|citizen\w*|diversity\w*|veteran\w*|over_?18|age_?(group|band|range)|leeftijds\w+",
    ),
    ("reason", r"reasons?|term_?reason|reason_\w+|reden\w*|\w+reden"),
    ("observed_on", r"observ\w*|peil\w*|extract\w*|snapshot\w*|as_of|record_?date\w*|export_?dat\w+"),
    (
        "ended_on",
        rf"({_END})_(date|on|datum|dienst)|uit_?dienst\w*|eind_?datum\w*|exit_?date\w*|dat(um|e)?_?(of_?)?({_END})"
        rf"|contract_?(end|tot)|({_END})_?(dt|contract)|termination|term_?date\w*|terminationdate\w*|end_?date\w*|last_(working_)?day|laatste_werkdag",
    ),
    (
        "hired_on",
        rf"\w*({_HIRE}|in)_(date|on|datum|dienst)|in_?dienst\w*|start_?datum\w*|begin_?datum\w*|\w*hire_?date\w*"
        rf"|contract_?(start|van)|({_HIRE})_?(dt|contract)|start_?date\w*|dat(um|e)?_?(of_?)?({_HIRE}|in\w*)|doj",
    ),
    (
        "tenure",
        r"tenure\w*|stag|duration|dienstjaren|diensttijd|diensttermijn|dienstverband_\w+|anci\w*nniteit|seniority"
        r"|length_of_service|(months|days|years|weeks)_(employed|worked|at_\w+|of_service)|maanden|dagen"
        r"|(maanden|dagen|jaren|weken)_in_dienst|time_at_\w+|time_spen[dt]_\w+|survival\w*|service_(years|months|days)",
    ),
    (
        "left",
        r"event|left\w*|attrition\w*|turnover\w*|churn\w*|separated|vertrokken|weg|\w*status\w*|(currently_)?employed"
        r"|active|actief|still_\w+|in_dienst|uit_dienst|termd|terminated|leave_or_not|leaver|exited|resigned|quit"
        r"|uitgestroomd|departed|ex_employee",
    ),
    ("rating", r"(job_)?perf(ormance)?\w*|rating\w*|appraisal\w*|beoordeling\w*|prestatie\w*|functioneren"),
    ("source", r"source\w*|bron|channel\w*|kanaal|wervings\w*|recruitment\w*|traffic|referr\w*|refera?l"),
    (
        "remark",
        r"opmerking\w*|remarks?|comments?|notes?|notities?|toelichting\w*|description|omschrijving|vrije_tekst",
    ),
    (
        "later",
        r"(years|months|days|time|jaren|maanden)_(in|since|with|sinds|bij)_\w+|\w+_(last|laatste)_?\w*|(last|latest|laatste)_\w+"
        r"|promot\w*|hike|raise|verhoging\w*|absen\w*|sick\w*|verzuim\w*|ziek\w*|late|special_projects\w*|number_project"
        r"|average_\w*hours|satisf\w*|tevreden\w*|engagement\w*|betrokkenheid|bevlogen\w*|involvement|work_life_balance"
        r"|training\w*|accident\w*|overtime|over_time|overwerk\w*|exit\w*|term_?type\w*|ever_\w+|current\w*|huidig\w*"
        r"|total_working_years|status_?year|warning\w*|complaint\w*|klachten",
    ),
    (
        "key",
        r"id|\w+_id|key|sleutel|\w*nummer|\w*number|number|nr|no|\w+_(nr|no|num|code)|code"
        rf"|{_PERSON}",
    ),
)
NAMED = tuple((role, re.compile(pattern)) for role, pattern in ROLES)
KEY = next(pattern for role, pattern in NAMED if role == "key")
PART_OF_IDENTITY = re.compile(
    r"achternaam|voornaam|e?mail|phone|telefoon|adres|address|postcode|zip|city|woonplaats|bsn|iban"
)
UNITS = ("days", "weeks", "months", "years", "dagen", "weken", "maanden", "jaren")
#: A key that says whose row it is, and one that only numbers rows or departments.
PERSONS_KEY = re.compile(
    rf"({_PERSON})(_?(id|key|code|nr|no|num\w*|nummer))?|personeels?_?(nr|nummer)|id|key|sleutel"
)
ROWS_KEY = re.compile(
    r"(row|line|record|regel|rij|index|dept|department|position|manager|job|store|afdeling)\w*"
)
#: Numbers that no test gave.
FACT = re.compile(
    r"rate|income|salar\w*|loon\w*|pay\w*|wage\w*|bonus|hour\w*|uren|\w*uren|distance|afstand\w*|level|niveau|schaal|grade"
    r"|tier|years?|jaar|jaren|count|aantal|num|number|education|opleiding\w*|fte|experience|ervaring|commute|km|kilometers"
    r"|stock|option|price|cost\w*|percent\w*|companies|store|position|dept\w*"
)
#: How a value says that somebody left.
GONE = re.compile(
    r"1|yes|y|true|ja|j|waar|(?!.*\b(not|no|niet|geen|never|nooit)\b).*"
    r"(terminat|resign|\bleft\b|\bquit\b|exit|dismiss|fired|leaver|separat|depart|retire|inactiv|inactief|vertrok|uit dienst"
    r"|ontslag|ontslagen|gestopt|pensioen|\bgone\b|\bweg\b|laid off|deceased|overleden|opgezegd).*"
)
#: Parts of a name by which "yes" means that somebody is still there.
STAYING = ("current", "currently", "still", "active", "actief", "employed", "in_dienst")


def words_of(column: str) -> str:
    """A column's name in small letters with underscores: `DateHired` is `date_hired`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.strip())
    return re.sub(r"[^a-z0-9à-ÿ]+", "_", split.lower()).strip("_")


def role_by_name(column: str) -> Role | None:
    """The role that a name gives away, if any."""
    words = words_of(column)
    if words in UNITS:
        return "tenure"
    for role, pattern in NAMED:
        if role != "key" and pattern.fullmatch(words):
            return role
    parts = words.split("_")
    if any(PART_OF_IDENTITY.fullmatch(part) for part in parts):
        return "identity"
    for role, pattern in NAMED:
        if role not in ("key", "identity") and any(pattern.fullmatch(part) for part in parts):
            return role
    return "key" if KEY.fullmatch(words) else None


def is_fact(column: str) -> bool:
    """Whether a number with this name was hardly given by a test."""
    return any(FACT.fullmatch(part) for part in words_of(column).split("_"))
