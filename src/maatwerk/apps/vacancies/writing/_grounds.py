"""Where a vacancy or a question touches a ground on which the law forbids to distinguish, or asks what nobody may ask.

Words only: it knows neither irony nor the rest of the page, misses what is said by a picture, and may be wrong. *Refused*
means: not published as it stands, unless the law itself allows it and somebody says where. *Asked* means: may be lawful
or indirect; say why the work asks it, or write it differently.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from maatwerk.apps.vacancies.writing._text import Sentence, fold, sentences

Severity = Literal["refused", "asked"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A protected ground or forbidden subject, with the law that protects it."""

    key: str
    law: str


GROUNDS = {
    ground.key: ground
    for ground in (
        Ground("sex", "AWGB 1, 5; WGB; BW 7:646; 2006/54/EC"),
        Ground("age", "WGBL 1, 3"),
        Ground("origin", "AWGB 1, 5 (race); 2000/43/EC"),
        Ground("nationality", "AWGB 1, 5"),
        Ground("religion", "AWGB 1, 5; GDPR 9"),
        Ground("politics", "AWGB 1, 5; GDPR 9"),
        Ground("orientation", "AWGB 1, 5; GDPR 9"),
        Ground("civil_status", "AWGB 1, 5"),
        Ground("pregnancy", "AWGB 1(2); BW 7:646"),
        Ground("disability", "WGBh/cz 1, 4"),
        Ground("health", "Wet op de medische keuringen 4; GDPR 9"),
        Ground("union", "GDPR 9"),
        Ground("criminal", "UAVG 31-33"),
        Ground("identity_number", "UAVG 46"),
        Ground("pay_history", "Directive (EU) 2023/970, art. 5(2)"),
        Ground("appearance", "AWGB 1 (indirect); College voor de Rechten van de Mens"),
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that touch a ground: which, how severe, and the sentence around them."""

    ground: str
    severity: Severity
    words: str
    sentence: str


FILE = Path(__file__).with_name("grounds.toml")


@cache
def _patterns(kind: str) -> tuple[tuple[str, Severity, "re.Pattern[str]"], ...]:
    """Return the (ground, severity, pattern) of one kind, compiled once."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))[kind]
    return tuple((entry["ground"], entry["severity"], re.compile(entry["pattern"])) for entry in entries)


#: A sentence that says that a ground does not matter names it without distinguishing by it.
_WELCOMES = re.compile(
    r"\b(?:ongeacht|maakt (?:ons )?niet uit|speelt geen rol|iedereen is welkom|voor iedereen|gelijke kansen|discrimin\w+|"
    r"regardless|irrespective|everyone is welcome|equal opportunit\w+|without regard|doet er niet toe|all (?:ages|genders)|"
    r"alle leeftijden|m/v/x|m/v|v/m|f/m/x|m/f/d|m/f/x|m/f)\b"
)
_PAY_WISH = re.compile(
    r"\b(?:salarisindicatie|salariswens|loonwens|gewenst\w* (?:salaris|loon)|expected salary|salary expectation\w*)\b"
)

#: Whom or what somebody worked with is asked, not how they are themselves: “ervaring met kinderen”, “worked with sick people”.
_WORK_WITH = re.compile(
    r"\b(?:ervaring\w*|ervaren|werk\w*|gewerkt|omgaan|omgang|gewend|affiniteit|begeleid\w*|samenwerk\w*|"
    r"experience\w*|work\w*|deal\w*|car(?:e|ed|ing)|support\w*|teach\w*)"
    r" (?:\w+ ){0,3}?(?:met|bij|voor|aan|in|with|for|at|of) "
    r"(?:(?:(?!je|jouw|uw|eigen|mijn|your|own|my)\w+ ){0,2}?"
    r"(?:kinderen|children|kids|gezin|gezinnen|families|zieke mensen|sick people|politie|police|gevangenis\w*|prisons?|"
    r"kerken|churches|vakbonden|trade unions)"
    r"|(?:mensen|kinderen|jongeren|leerlingen|clienten|bewoners|volwassenen|people|children|clients|adults|pupils|students)"
    r" (?:met|with) (?:\w+ ){0,2}?(?:autis\w+|adhd|beperking\w*|handicap\w*|disabilit\w+|dyslexi\w+))\b"
)
#: Of whom is spoken, where nobody is looked for: “jongeren van 12 tot 18 jaar”, “our customers are between 20 and 30”.
_OTHERS = re.compile(
    r"\b(?:kinderen|jongeren|leerlingen|studenten|clienten|bewoners|klanten|ouderen|patienten|bezoekers|mensen die|"
    r"children|pupils|students|clients|customers|residents|patients|visitors|guests)(?: \w+){0,2}?"
    r" (?:van|tussen|tot|from|aged?|between)\b[^.;!?]{0,40}"
)
_LOOKS_FOR = re.compile(
    r"\b(?:zoek\w*|gezocht|gevraagd|looking for|wanted|hiring|ben jij|ben je|je bent|you are|kandida\w+|candidates?)\b"
)


def lint_text(text: str) -> list[Finding]:
    """Return what a vacancy's text says on protected grounds, each ground once per sentence."""
    found: list[Finding] = []
    for sentence in sentences(text):
        plain = fold(sentence.text).replace("’", "'")
        if _WELCOMES.search(plain):
            continue
        if not _LOOKS_FOR.search(plain):
            plain = _OTHERS.sub(" ", plain)
        found += _in_sentence(sentence, plain, _patterns("text"))
    return found


def lint_question(text: str, choices: tuple[str, ...] = ()) -> list[Finding]:
    """Return what a question to applicants asks that nobody may ask; its answers are read too."""
    whole = " ".join((text, *choices))
    plain = fold(whole).replace("’", "'")
    if _PAY_WISH.search(plain) and not re.search(r"huidig|laatst|vorig|current|previous|last", plain):
        plain = _PAY_WISH.sub(" ", plain)  # what somebody hopes to earn may be asked
    plain = _WORK_WITH.sub(" ", plain)
    sentence = Sentence(whole, 0)
    return _in_sentence(sentence, plain, (*_patterns("question"), *_patterns("text")))


def lint_audience(text: str) -> list[Finding]:
    """Return by which grounds a campaign would be shown to some only; here a single word is enough, as is a range of ages."""
    plain = _WORK_WITH.sub(" ", fold(text).replace("’", "'"))
    return _in_sentence(
        Sentence(text, 0), plain, (*_patterns("audience"), *_patterns("question"), *_patterns("text"))
    )


def _in_sentence(
    sentence: Sentence, plain: str, patterns: tuple[tuple[str, Severity, "re.Pattern[str]"], ...]
) -> list[Finding]:
    found: dict[str, Finding] = {}
    for ground, severity, pattern in patterns:
        match = pattern.search(plain)
        if match and (ground not in found or (severity == "refused" and found[ground].severity == "asked")):
            found[ground] = Finding(ground, severity, match.group().strip(), sentence.text)
    return list(found.values())
