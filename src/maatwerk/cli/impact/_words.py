"""The words in which audit tables and hiring records are written, in English and Dutch: of headers, and of cells."""

import re
import unicodedata

_SIGNS = re.compile(r"[\s_\-–—./:*()\[\]#|,;?!\"'’]+")


def plain(text: str) -> str:
    """Return a text for comparison: small letters, no accents, no signs but % and ×."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", bare).strip()


def _set(words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words.split("|"))


#: What a column may hold, by the words of its header.
APPLICANTS = _set(
    "applicants|applicant|number of applicants|no of applicants|nr of applicants|num applicants|total applicants|"
    "applicants total|number of applications|applications|application count|candidates|number of candidates|total|"
    "total candidates|total n|n total|n|assessed|number assessed|n applicants|n assessed|applicant count|count|counts|people|"
    "persons|number of people|number of persons|pool|applicant pool|pool size|scored|number scored|n scored|tested|"
    "number tested|test takers|takers|examinees|number of individuals|individuals|applied|number applied|freq|frequency|"
    "total number|total number of applicants|number of applicants scored|size|group size|headcount|applicants n|"
    "total applications|total assessed|sample size|denominator|"
    "sollicitanten|sollicitant aantal|aantal sollicitanten|aantal|aantallen|kandidaten|aantal kandidaten|sollicitaties|"
    "aantal sollicitaties|deelnemers|aantal deelnemers|getoetst|getest|beoordeeld|totaal|aantal mensen|aantal personen|"
    "personen|mensen|totaal aantal|totaal sollicitanten|totaal kandidaten|gesolliciteerd|omvang|groepsgrootte|n totaal|frequentie"
)
SELECTED = _set(
    "selected|number selected|no selected|n selected|num selected|selections|total selected|hired|hires|number hired|n hired|"
    "advanced|number advanced|moved forward|moved on|passed|pass|number passed|number passing|passing|offers|offer|"
    "offered|number of offers|accepted|admitted|appointed|invited|promoted|recommended|shortlisted|above median|above the median|"
    "n above median|number above median|scored above median|scored above the median|scored above|above|number above the median|"
    "n selected or n above median|successful|successes|number successful|selected n|selected count|positive|chosen|"
    "qualified|screened in|progressed|numerator|above median score|number scoring above median|"
    "geselecteerd|aantal geselecteerd|geselecteerden|aangenomen|aantal aangenomen|aannames|doorgegaan|door|"
    "uitgenodigd|geslaagd|benoemd|boven de mediaan|boven mediaan|aantal boven de mediaan|toegelaten|gekozen|aantal gekozen|"
    "doorgestroomd|aangesteld|aanbod|aangeboden|bevorderd|in dienst|ingestroomd|in dienst getreden|in dienst genomen"
)
REJECTED = _set(
    "rejected|not selected|not hired|failed|fail|declined|not passed|number rejected|n rejected|below median|not advanced|"
    "unsuccessful|non selected|nonselected|deselected|not promoted|below the median|at or below median|not admitted|"
    "afgewezen|niet geselecteerd|niet aangenomen|gezakt|onder de mediaan|aantal afgewezen|niet gekozen|niet doorgegaan|"
    "not invited|not offered|not appointed|not shortlisted|niet uitgenodigd|niet toegelaten|niet benoemd|niet bevorderd|"
    "niet geslaagd|niet aangesteld|niet ingestroomd"
)
RATE = _set(
    "rate|selection rate|scoring rate|hire rate|hiring rate|pass rate|passing rate|success rate|result|% selected|"
    "percent selected|percentage selected|percentage|percent|%|selection rate %|% hired|% passed|% above median|rate %|"
    "selection scoring rate|selection or scoring rate|pct selected|selection percentage|selected %|acceptance rate|"
    "advancement rate|offer rate|selectiepercentage|percentage geselecteerd|% geselecteerd|% aangenomen|slaagpercentage|"
    "scoringspercentage|scoreratio|selectieratio|aannamepercentage|selectiegraad|aandeel geselecteerd|scoringsratio|selectiekans"
)
RATIO = _set(
    "impact ratio|adverse impact ratio|air|ir|ratio|four fifths ratio|4 5 ratio|4 5ths ratio|impact ratios|"
    "disparate impact ratio|ai ratio|impactratio|verhouding|impactverhouding|ratio to highest|impact factor|80% ratio|"
    "ratio tot hoogste|adverse impact"
)
ATTRIBUTE = _set(
    "attribute|characteristic|category type|dimension|protected char group|protected characteristic|protected attribute|"
    "demographic|demographic type|variable|group type|kenmerk|soort|grondslag|soort groep|type|kenmerk naam|table|tabel"
)
GROUP = _set(
    "group|category|groep|categorie|subgroup|class|demographic group|population|level|groups|groepen|categories|"
    "demographic category|groepsnaam|subgroep|bevolkingsgroep|protected group|group name|race ethnicity sex|intersection|"
    "intersectional|intersectie|kruising|sex race ethnicity|race ethnicity x sex|gender x race"
)
#: Attributes of people, by their name here.
ATTRIBUTES: dict[str, frozenset[str]] = {
    "sex": _set(
        "sex|gender|geslacht|sekse|gender identity|sex gender|gender sex|sexe|m f|m v|man vrouw|genderidentiteit|"
        "applicant gender|applicant sex|candidate gender|legal sex"
    ),
    "race": _set(
        "race|ethnicity|race ethnicity|ethnicity race|ethnic group|ethnic origin|race or ethnicity|ras|etniciteit|ethnie|"
        "etnische herkomst|etnische achtergrond|migratieachtergrond|racial group|race ethnic group|race and ethnicity|"
        "eeo category|eeo race|applicant race|ras etniciteit|etnische groep|herkomst|afkomst|race eth|ethnic background|"
        "candidate race|racial ethnic group"
    ),
    "age": _set(
        "age|leeftijd|age group|age band|age range|leeftijdsgroep|leeftijdscategorie|leeftijdsklasse|age at application|"
        "age category|leeftijd bij sollicitatie|age bracket|applicant age|age years"
    ),
    "birth": _set(
        "birth year|year of birth|geboortejaar|date of birth|dob|birth date|birthdate|geboortedatum|birthday|birthyear|born"
    ),
    "disability": _set(
        "disability|handicap|arbeidsbeperking|beperking|disabled|disability status|arbeidshandicap"
    ),
    "health": _set(
        "health|medical|gezondheid|illness|ziekte|health status|medical condition|gezondheidstoestand|bmi"
    ),
    "pregnancy": _set("pregnancy|pregnant|zwanger|zwangerschap"),
    "religion": _set(
        "religion|geloof|religie|levensovertuiging|belief|godsdienst|geloofsovertuiging|gezindte|kerkgenootschap|faith|denomination"
    ),
    "orientation": _set("sexual orientation|seksuele gerichtheid|geaardheid|orientation|lgbtq|lgbt"),
    "nationality": _set("nationality|nationaliteit|citizenship|country of birth|geboorteland"),
    "veteran": _set("veteran|veteran status|protected veteran"),
    "marital": _set("marital status|burgerlijke staat"),
    "self_description": _set(
        "self description|self described|zelfbeschrijving|zelfomschrijving|self identification"
    ),
}
SCORE = _set(
    "score|test score|total score|points|totaalscore|testscore|punten|cijfer|score total|overall score|eindscore|toetsscore|"
    "final score|ranking score|match score|ai score|scores|composite score|percentile|mark|grade|combine|combined|composite"
)
STAGE = _set(
    "stage|phase|step|fase|stap|stage reached|highest stage|furthest stage|funnel stage|current stage|bereikte fase|"
    "hoogste fase|laatste fase|pipeline stage|application status|last stage|final stage|stadium|verste fase|selection stage"
)
OUTCOME = _set(
    "outcome|decision|status|final decision|besluit|uitkomst|uitslag|beslissing|resultaat|disposition|final outcome|"
    "hiring decision|selection decision|eindbesluit|eindresultaat|hire|selection|admit|selectie|was hired|got offer|"
    "hired yn|is hired|is selected|was selected|result|label|y|admission|uitkomst selectie|afloop"
)
DATE = _set(
    "date|application date|applied on|applied at|date applied|applied date|datum|sollicitatiedatum|aanmelddatum|"
    "ingekomen op|decision date|besluitdatum|created at|created|submitted|submission date|date of application|"
    "datum sollicitatie|gesolliciteerd op|received|ontvangen|timestamp|application timestamp|month|maand|date received|"
    "datum besluit|applied"
)
#: What divides the people into parts that are looked at one by one.
PARTS: dict[str, frozenset[str]] = {
    "channel": _set(
        "channel|source|kanaal|bron|wervingskanaal|recruitment source|recruiting source|referral source|source channel|"
        "application source|sourcing channel|via|recruitment channel"
    ),
    "family": _set(
        "job family|functiefamilie|job|position|functie|role|job title|functietitel|department|afdeling|vacancy|vacature|"
        "requisition|job id|vacaturenummer|title|dept|job group|functiegroep|req id|job category|rol|team|positie"
    ),
    "version": _set(
        "model version|model|version|modelversie|tool|algorithm|aedt|tool id|versie|algoritme|scoring model"
    ),
    "instrument": _set("instrument|test|assessment|toets|test name|assessment name|module|naam toets"),
    "year": _set("year|jaar|quarter|kwartaal|period|periode|reporting period|jaargang"),
    "audit": _set("audit id|audit|audit report id|report|report id|bias audit"),
    "place": _set(
        "location|vestiging|country|land|region|regio|employer|deploying entity|site|locatie|werkgever|client|"
        "plaats"
    ),
}
PERSON = _set(
    "id|applicant id|person id|candidate id|kandidaatnummer|persoon|person|employee id|sollicitantnummer|candidate|"
    "applicant number|kandidaat|sollicitant|nummer|number|nr|applicant key|persoonsnummer|e mail|email|"
    "candidate number|uuid|respondent"
)

#: Somebody's number among records, and how many people there are beside a rate.
NUMBER = _set("number|nummer|number of|nr")
#: What alone says that somebody was chosen or was not, whatever the column is called; a bare yes or no may be about anything.
CHOSEN = _set(
    "selected|hired|geselecteerd|aangenomen|offer accepted|admitted|appointed|shortlisted|toegelaten|in dienst|aangesteld|"
    "aanbod gedaan|offer extended|onboarded|hire"
)
NOT_CHOSEN = _set(
    "rejected|afgewezen|not selected|not hired|niet geselecteerd|niet aangenomen|no hire|no offer|turned down|not shortlisted|"
    "screened out|unsuccessful|reject|niet gekozen|afwijzing|not advanced"
)
#: Words in a longer header that make a bare yes or no about being chosen.
ABOUT_CHOICE = _set(
    "hired|hire|selected|selection|offer|offered|outcome|decision|result|aangenomen|geselecteerd|selectie|uitkomst|uitslag|"
    "besluit|beslissing|resultaat|advanced|accepted|appointed|contract"
)

TOTALS = _set(
    "total|totals|grand total|all|overall|sum|everyone|totaal|totalen|alle|allen|alles|eindtotaal|som|all applicants|"
    "all candidates|subtotal|sub total|subtotaal|total known|alle sollicitanten|all groups|all categories|totaal generaal|"
    "alle kandidaten|total all|iedereen|total applicants"
)
UNKNOWN = _set(
    "unknown|not disclosed|undisclosed|missing|missing unknown|prefer not to say|prefer not to answer|declined to state|"
    "decline to state|declined to answer|decline to answer|decline to self identify|not specified|n a|na|nan|null|none|"
    "onbekend|niet bekend|wil niet zeggen|zeg ik liever niet|zegt liever niet|geen antwoord|not provided|blank|"
    "not reported|did not disclose|unspecified|not stated|no answer|i do not wish to answer|not available|n v t|nvt|"
    "niet opgegeven|niet ingevuld|geen opgave|unknown not disclosed|undeclared|not known|missing data|no response|"
    "i don t wish to answer|liever niet|niet gezegd|"
) | {""}
MISSING = _set(
    "na|n a|nan|null|none|nvt|n v t|missing|onbekend|unknown|geen|not available|nb|n b|tbd|not calculated|niet berekend|"
) | {""}
WITHHELD = _set(
    "suppressed|withheld|redacted|hidden|s|c|x|verborgen|onderdrukt|too few|too small|te klein|te weinig|masked|ds|small n"
)

YES = _set(
    "1|yes|true|y|ja|j|t|waar|selected|hired|geselecteerd|aangenomen|pass|passed|hire|offer|offered|accepted|admitted|"
    "advance|advanced|appointed|promoted|shortlisted|invited|select|accept|geslaagd|uitgenodigd|gekozen|benoemd|"
    "toegelaten|doorgegaan|door|aanbod|in dienst|offer accepted|offer extended|hired internal|proceed|proceeded|success|"
    "successful|moved forward|aanbod gedaan|aangesteld|recommended|qualified|x|✓|onboarded|contract|job offer"
)
NO = _set(
    "0|no|false|n|nee|f|onwaar|rejected|afgewezen|reject|fail|failed|not selected|not hired|not advanced|declined|niet|"
    "niet geselecteerd|niet aangenomen|gezakt|unsuccessful|turned down|no hire|no offer|not promoted|not passed|deny|"
    "denied|niet door|afwijzing|not shortlisted|screened out|not qualified|disqualified|did not pass|eliminated|"
    "niet gekozen|niet uitgenodigd|niet doorgegaan|uitgevallen|not recommended|not invited|failure|dropped by employer|"
    "refused|knocked out|knock out|knockout|not considered|"
    "does not meet requirements|not qualified for role|voldoet niet"
)
#: Who withdrew is no applicant for this purpose (Uniform Guidelines, Questions and Answers, no. 15).
WITHDREW = _set(
    "withdrawn|withdrew|withdraw|candidate withdrew|teruggetrokken|ingetrokken|trok zich terug|candidate withdrawn|"
    "self withdrawn|no show|withdrew application|zelf teruggetrokken|applicant withdrew|voluntarily withdrew|zelf gestopt"
)
UNDER_WAY = _set(
    "pending|open|in progress|lopend|in behandeling|under review|active|waiting|on hold|loopt|nog bezig|in process|wacht|bezig"
)
#: Stages of a procedure in their order, by the words for having come so far.
STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "applied",
        _set(
            "applied|application|new|received|sollicitatie|gesolliciteerd|ontvangen|aangemeld|apply|applicant|nieuw"
        ),
    ),
    (
        "screened",
        _set(
            "screen|screened|screening|cv screening|resume screen|resume review|cv selectie|briefselectie|"
            "phone screen|prescreen|gescreend|longlist|longlisted|passed screening|passed screen|cv screen|cv check"
        ),
    ),
    (
        "assessed",
        _set(
            "assessed|assessment|test|tested|getoetst|getest|online test|exam|toets|passed test|test passed|"
            "assessment passed|passed assessment|assessment center|assessment centre"
        ),
    ),
    (
        "interview",
        _set(
            "interview|interviewed|first interview|onsite|on site|gesprek|op gesprek|eerste gesprek|sollicitatiegesprek|"
            "interview 1|final interview|invited to interview|second interview|tweede gesprek|shortlist|shortlisted|"
            "uitgenodigd|uitgenodigd voor gesprek|invited|passed interview|interview passed"
        ),
    ),
    (
        "offer",
        _set(
            "offer|offered|offer made|offer extended|job offer|aanbod|aanbod gedaan|arbeidsvoorwaarden|offer received|"
            "got offer|aangeboden"
        ),
    ),
    (
        "hired",
        _set(
            "hired|hire|aangenomen|in dienst|onboarded|placed|started|geplaatst|accepted|offer accepted|contract"
        ),
    ),
)
#: What groups are called elsewhere; other names stay as they are written.
SEXES = {
    "female": _set("female|f|woman|women|vrouw|vrouwen|v|females|w|vr|girl|fem"),
    "male": _set("male|m|man|men|mannen|males|h|mnl|mannelijk|boy"),
}


_AND_WHY = re.compile(r"\s+[-–—:/|]\s+|\s*[:(|]")


def said_first(text: str) -> str:
    """Return the word of an outcome behind which its reason stands.

    >>> said_first("Rejected - Phone Screen"), said_first("Afgewezen (te laat)"), said_first("Not selected")
    ('rejected', 'afgewezen', 'not selected')
    """
    return plain(_AND_WHY.split(text.strip(), maxsplit=1)[0])


def stage_of(text: str) -> int | None:
    """Return the place in `STAGES` that a word names."""
    word = plain(text)
    return next((place for place, (_name, words) in enumerate(STAGES) if word in words), None)


def sex_of(text: str) -> str:
    """Return female or male where the word is one for it, else the text itself."""
    word = plain(text)
    return next((name for name, words in SEXES.items() if word in words), text)


def attribute_of(header: str) -> str | None:
    """Return which attribute of people a header names."""
    word = plain(header)
    return next((name for name, words in ATTRIBUTES.items() if word in words), None)


def part_of(header: str) -> str | None:
    """Return which division a header names."""
    word = plain(header)
    return next((name for name, words in PARTS.items() if word in words), None)


def is_total(cell: str) -> bool:
    """Whether a group is everybody."""
    return plain(cell) in TOTALS


def is_unknown(cell: str) -> bool:
    """Whether a group is those about whom it is not known."""
    return plain(cell) in UNKNOWN or not plain(cell)
