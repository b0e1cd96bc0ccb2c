"""Words by which the title of a column is recognised, in English and Dutch."""

import re
from collections.abc import Iterable

#: Words by which a title is recognised, the plainest first: a title that holds none of them is a score where it holds numbers.
#: Ratings of work come before facts of staying: where a file has both, --outcome chooses.
OUTCOMES = (
    r"\b(overall |supervisor |manager |job |work |current )*(perform(ance|er)|perf)\b( rating| score| index| appraisal)?",
    r"\b(prestatie\w*|functioner\w*|(jaar|eind|werk|functie|kwartaal|halfjaar|prestatie|manager\w*|leidinggevende\w*)?beoordeling\w*|"
    r"beoordelaar|oordeel|eindoordeel|jaargesprek|sterren|stars?)\b",
    r"\b(appraisal|supervisor rating|manager rating|job rating|rating|criterion|outcome|uitkomst|succes\w*)\b",
    r"\b(quota|targets?|probation|proeftijd|doelrealisatie|doelen|goals?)\b",
    r"\b(kpi|sales|omzet|productivity|productiviteit|output)\b",
    r"\b(retained|retention|stayed|still (here|employed|working|there)|still there|nog in dienst|in dienst)\b",
    r"\b(attrition|turnover|verloop|separated|terminated|resigned|vertrokken|uit dienst|left|event)\b",
    r"\b(tenure|months employed|length of service|dienstverband|maanden in dienst|maanden gebleven|gebleven|stag)\b",
)
#: Three facts of staying; a file with months and with one of the others tells who was still there after some months.
STILL, LEFT, TENURE = OUTCOMES[-3:]
MONTHS = rf"{TENURE}|\b(months|maanden|mnd)\b"
SCORES = (
    r"\b(scores?|test|toets|exam|assessment|scale|schaal|theta|percentile|sten|stanine|iq|sjt|gma|questionnaire|"
    r"(?!latest|greatest|protest|contest)\w*(test|toets|interview|examen|assessment|vragenlijst|score)|(test|toets|gespreks)(score|cijfer|uitslag|resultaat)|"
    r"cognitive|cognitief|ability|reasoning|aptitude|knowledge|kennis|biodata|work sample|integrity|integriteit|"
    r"personality|conscientiousness|consci\w*|zorgvuldig\w*|extra?version|extraversie|agreeableness|openness|neuroticism|anxiety|"
    r"emotional stability|novator|selfcontrol|independ|stress\w*|service orient\w*)\b",
)
GROUPS = (
    r"\b(sex|gender|geslacht|ethnicity|ethnic|race|etniciteit|age|leeftijd|birth year|geboortejaar|year of birth|nationality|"
    r"nationaliteit|disability|handicap|religion|protected|group|groep|date of birth|birth ?date|birthday|dob|geboortedatum)\b",
)
IDS = (
    r"\b(id|nr|no|number|\w*nummer|\w*nr|key|code|postcode|zip|name|\w*naam|e ?mail\w*|mail|\w*phone|telefoon\w*|mobiel\w*|tel|"
    r"index|bsn|ssn|sofi\w*|iban|unnamed.*)\b"
)
HIRED = r"\b(hired|is hired|selected|aangenomen|accepted|offer accepted|hire)\b"
#: Titles that tell who was hired where the cells say so in those words, and mean other things elsewhere.
DECIDED = r"\b(status|uitslag|besluit|beslissing|decision|result|resultaat|stage|fase)\b"
PERSON = (
    r"\b(employee|person|people|candidate|applicant|worker|medewerker|kandidaat|sollicitant|werknemer|personeels\w*|pers ?n\w*|"
    r"persnr|id)\b"
)
BIRTH = r"\b(birth year|year of birth|geboortejaar|birthyear)\b"
BIRTHDAY = r"\b(date of birth|birth ?date|birthday|dob|geboortedatum)\b"
SEX = r"\b(sex|gender|geslacht)\b"
AGE = r"\b(age|leeftijd)\b"
#: A place in an order: where 1 is the best, a score that foretells it has a negative r.
RANKED = r"\b(rank|ranking|ranked|rang|rangorde|ranglijst)\b"
#: Says of each row which score stands on it, where one person has a row for each.
KINDS = r"\b(instrument|test|toets|scale|schaal|onderdeel|component|subtest|meting|measure|item|competentie|competency)\b"
AGES = f"{BIRTH}|{BIRTHDAY}|{AGE}"


def plain(title: str) -> str:
    """Return a title as words: “PerformanceRating”, “performance_rating” and “Performance rating” are one."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", title)
    return " ".join(re.sub(r"[^\w%]+|_", " ", apart).lower().split())


def holds(title: str, pattern: str) -> bool:
    """Whether a title holds the words of a pattern."""
    return re.search(pattern, plain(title)) is not None


def like(title: str, patterns: Iterable[str]) -> int | None:
    """Return which pattern a title holds first, counted from 0; None where it holds none."""
    words = plain(title)
    return next((at for at, pattern in enumerate(patterns) if re.search(pattern, words)), None)


def is_leaving(title: str) -> bool:
    """Whether a title speaks of leaving or of time at work."""
    return any(holds(title, pattern) for pattern in OUTCOMES[-3:])
