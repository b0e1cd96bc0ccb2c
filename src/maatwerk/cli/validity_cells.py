"""What stands in a cell: a number as people write it, a mark on a scale of words or stars, or nothing that is known."""

import re
from collections import Counter
from collections.abc import Sequence

#: What says that nothing is known, without its dots and blanks: “n.v.t.”, “N / A” and “NA” are one.
MISSING = {
    "", "na", "n/a", "nan", "null", "none", "-", "--", "---", "\u2013", "\u2014", "?", "??", "#n/a", "#n/b", "missing", "unknown",
    "notavailable", "notapplicable", "notknown", "onbekend", "nvt", "nb", "n/b", "nnb", "nietbekend", "nietvantoepassing",
    "nietingevuld", "geen", "leeg", "(leeg)", "(blank)", "blank", "prefernottosay", "notstated", "undisclosed", "wilnietzeggen",
    "liefstnietzeggen", "zegiklieverniet",
}  # fmt: skip
YES = {"1", "yes", "true", "y", "ja", "j", "t", "waar", "hired", "selected", "aangenomen", "active", "stayed", "retained",
       "success", "pass", "passed", "geslaagd", "actief", "employed"}  # fmt: skip
NO = {"0", "no", "false", "n", "nee", "f", "onwaar", "rejected", "afgewezen", "terminated", "left", "resigned", "quit",
      "failure", "fail", "failed", "gezakt", "vertrokken", "inactive", "inactief"}  # fmt: skip
#: A step of a procedure that says who was hired and who was not.
HIRED_YES = {"hired", "aangenomen", "selected", "geselecteerd", "accepted"}
HIRED_NO = {
    "rejected", "afgewezen", "declined", "withdrawn", "teruggetrokken", "not hired", "niet aangenomen", "not selected"
}  # fmt: skip
#: Words on a scale, from low to high; a column whose every word stands in one of them is read by its order.
SCALES = (
    ("zeer slecht", "slecht", "zwaar onvoldoende", "onvoldoende", "matig", "redelijk", "voldoende", "ruim voldoende", "goed",
     "zeer goed", "uitmuntend", "uitstekend"),
    ("very poor", "poor", "unsatisfactory", "fair", "average", "satisfactory", "good", "very good", "excellent", "outstanding"),
    ("well below expectations", "below expectations", "needs improvement", "partly meets expectations", "meets expectations",
     "exceeds expectations", "far exceeds expectations"),
    ("onder verwachting", "volgens verwachting", "op verwachting", "boven verwachting", "ver boven verwachting"),
    ("ver onder de norm", "ruim onder de norm", "onder de norm", "op de norm", "volgens de norm", "boven de norm",
     "ruim boven de norm", "ver boven de norm"),
    ("ver onder gemiddeld", "onder gemiddeld", "gemiddeld", "boven gemiddeld", "ver boven gemiddeld"),
    ("well below average", "below average", "average", "above average", "well above average"),
    ("below standard", "meets standard", "above standard", "exceeds standard"),
    ("zeer laag", "laag", "gemiddeld", "hoog", "zeer hoog"),
    ("very low", "low", "average", "medium", "high", "very high"),
    ("rood", "oranje", "groen"), ("red", "amber", "green"),
)  # fmt: skip
#: Numbers that people write for “not known”; they count as that only far away from every other number.
CODES = frozenset({99.0, 999.0, 9999.0, -1.0, -9.0, -99.0, -999.0, -9999.0})
FEWEST_CODES = 2  # times one must stand there: a single one may be a slip, and is said by nobody
TOTALS = re.compile(
    r"(sub|eind)?(totaal|total)|grand total|gemiddelde?|average|mean|som|sum|aantal|count|std|sd|min|max|"
    r"standaarddeviatie|mediaan|median",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_UNIT = re.compile(
    r"(?<=[\d.,\s])(sterren|ster|stars?|punten|punt|points?|pts|maanden|maand|months?|mnd|jaar|jaren|years?|yrs?|dagen|days?|uur|"
    r"procent|percent|%)$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"^(€|\$|£|eur\b|usd\b)|(€|\$|£|eur|usd)$", re.IGNORECASE)
_OF = re.compile(r"(.+?)\s*(?:/|\bvan\b|\bvan de\b|\bout of\b|\bof\b)\s*(.+)", re.IGNORECASE)
_MONTH = r"jan|feb|mar|mrt|apr|may|mei|jun|jul|aug|sep|oct|okt|nov|dec"
_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}([ t].*)?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|"
    rf"\d{{1,2}}[- ]({_MONTH})\w*\.?([- ]\d{{2,4}})?|({_MONTH})\w*\.?[- ]\d{{1,4}}",
    re.IGNORECASE,
)
_STARS = re.compile(r"([★⭐]{1,10})[☆✩✰]{0,10}|(\*{1,5})")
SEXES = {
    "male": "male", "man": "male", "m": "male", "men": "male", "mannelijk": "male", "female": "female", "f": "female",
    "vrouw": "female", "v": "female", "woman": "female", "women": "female", "w": "female", "vrouwelijk": "female",
}  # fmt: skip


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known.

    >>> is_missing("n.v.t."), is_missing("Prefer not to say"), is_missing("0")
    (True, True, False)
    """
    return re.sub(r"[\s.]", "", cell.lower()) in MISSING


def number(cell: str, *, comma: bool = False) -> float | None:
    """Read a number as people write it: 7.5 and 7,5, 1.234,5, 80%, € 50.000, 4 stars, ★★★☆☆, 4/5; None where it is none.

    A single sign before three digits is a decimal sign in a file that writes `comma`s so, and elsewhere a point is one.

    >>> number("1.234,5"), number("7,5"), number("80%"), number("4 sterren"), number("4/5"), number("n/a")
    (1234.5, 7.5, 80.0, 4.0, 0.8, None)
    """
    text = cell.replace("\u00a0", " ").strip().removeprefix("'")  # as spreadsheets mark a number kept as text
    if stars := _STARS.fullmatch(text.replace(" ", "")):
        return float(len(stars[1] or stars[2]))
    if share := _OF.fullmatch(text):
        part, whole = _plain(share[1], comma=comma), _plain(share[2], comma=comma)
        return part / whole if part is not None and whole and 0 <= part <= whole else None
    return _plain(text, comma=comma)


def _plain(text: str, *, comma: bool) -> float | None:
    text = _MONEY.sub("", _UNIT.sub("", text).strip()).replace(" ", "").replace("\u2212", "-")
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", text) or (
        not comma and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text)
    ):
        text = text.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", text) or (
        comma and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text)
    ):
        text = text.replace(".", "")
    else:
        text = text.replace(",", ".")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def is_date(cell: str) -> bool:
    """Whether a cell holds a date, also one that a spreadsheet program made of a number.

    >>> is_date("2024-03-06"), is_date("6-mrt"), is_date("6/3/2024"), is_date("6,3"), is_date("4/5")
    (True, True, True, False, False)
    """
    return _DATE.fullmatch(cell.strip()) is not None


def ranks(cells: Sequence[str]) -> tuple[list[float | None], list[str]] | None:
    """Return the places of words on a scale, and the words from low to high; None where they are on no scale known here.

    >>> ranks(["goed", "matig", "", "goed"])
    ([2.0, 1.0, None, 2.0], ['matig', 'goed'])
    """
    said = {" ".join(cell.lower().split()) for cell in cells if not is_missing(cell)}
    scale = next((one for one in SCALES if len(said) > 1 and said <= set(one)), None)
    if scale is None:
        return None
    order = [word for word in scale if word in said]
    places = {word: float(at) for at, word in enumerate(order, start=1)}
    return [places.get(" ".join(cell.lower().split())) for cell in cells], order


def code_for_missing(numbers: Sequence[float | None]) -> float | None:
    """Return the number that stands for “not known” in a column: far from every other, and there more than once; or None.

    >>> code_for_missing([52.0, 999.0, 48.5, 61.0, 999.0])
    999.0
    """
    counts = Counter(one for one in numbers if one is not None)
    for code in sorted(CODES & counts.keys()):
        others = [one for one in counts if one not in CODES]
        if counts[code] < FEWEST_CODES or len(others) < FEWEST_CODES:
            continue
        low, high = min(others), max(others)
        is_below = code < 0 <= low
        is_far = code > high and code - high > high - low
        if is_below or is_far:
            return code
    return None


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row sums others up: its first cell that says something is “Totaal”, “Average” or the like."""
    first = next((cell for cell in cells if cell), "")
    return TOTALS.fullmatch(first.strip(" :.")) is not None


def one_spelling(cells: Sequence[str], *, sexes: bool) -> list[str | None]:
    """Return groups with one spelling each, the one most used: “White” and “white”, and of sexes “M”, “Male” and “man”."""

    def same(cell: str) -> str:
        plain = " ".join(cell.lower().split())
        return SEXES.get(plain, plain) if sexes else plain

    spelled: dict[str, Counter[str]] = {}
    for cell in cells:
        if not is_missing(cell):
            spelled.setdefault(same(cell), Counter())[cell] += 1
    names = {key: found.most_common(1)[0][0] for key, found in spelled.items()}
    return [None if is_missing(cell) else names[same(cell)] for cell in cells]
