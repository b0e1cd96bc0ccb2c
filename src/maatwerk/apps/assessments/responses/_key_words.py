"""The words in which people write keys: names of columns, directions, yes and no."""

ITEM = (
    "item",
    "items",
    "item_id",
    "itemid",
    "variable",
    "question",
    "column",
    "name",
    "vraag",
    "kolom",
    "id",
)
SCALE = (
    "scale", "scales", "schaal", "subscale", "subschaal", "factor", "construct", "trait", "dimension", "dimensie",
    "facet", "domain",
)  # fmt: skip
#: Direction or correct answer: the values decide.
KEY = ("key", "keyed", "keying", "sleutel", "scoring")
DIRECTION = ("direction", "sign", "richting", "polarity", "loading")
REVERSE = (
    "reverse",
    "reversed",
    "reverse_scored",
    "reverse_keyed",
    "recode",
    "omgekeerd",
    "omgepoold",
    "gespiegeld",
)
CORRECT = (
    "correct",
    "correct_answer",
    "answer",
    "right",
    "solution",
    "goed",
    "juist",
    "antwoord",
    "oplossing",
)
LOW = ("low", "min", "minimum", "lowest", "laagste")
HIGH = ("high", "max", "maximum", "highest", "hoogste")
POINTS = ("points", "categories", "n_categories", "punten")
#: The words of the answers, from low to high: “never|sometimes|often”.
WORDS = ("answers", "labels", "words", "antwoorden", "antwoordwoorden", "labels_van_laag_naar_hoog")
#: How right and wrong, or yes and no, are written where an item has no correct answer of its own.
TRUTH = {
    **dict.fromkeys(("true", "right", "correct", "yes", "waar", "goed", "juist", "ja"), 1),
    **dict.fromkeys(("false", "wrong", "incorrect", "no", "onwaar", "fout", "onjuist", "nee"), 0),
}

UP = {
    "+", "1", "+1", "1.0", "1,0", "pos", "positive", "positief", "up", "forward", "normal", "straight", "f", "normaal",
    "gewoon", "indicatief",
}  # fmt: skip
DOWN = {
    "-", "-1", "\u2212", "\u22121", "-1.0", "-1,0", "neg", "negative", "negatief", "down", "reverse", "reversed", "r",
    "reverse-keyed", "reverse keyed", "reverse-scored", "reverse scored", "omgekeerd", "omgepoold", "gespiegeld",
    "contra-indicatief", "contraindicatief",
}  # fmt: skip
YES = {
    "1", "1.0", "true", "yes", "y", "ja", "j", "r", "x", "waar", "reverse", "reversed", "omgekeerd", "gespiegeld", "-1", "-",
}  # fmt: skip
NO = {
    "0", "0.0", "false", "no", "n", "nee", "", "onwaar", "normal", "forward", "normaal", "gewoon", "+1", "+", "na",
}  # fmt: skip


def direction_of(value: object) -> bool | None:
    """Return whether a direction turns the item round; None when it is no direction."""
    text = str(value).strip().lower()
    if isinstance(value, bool):
        return None
    if text in UP:
        return False
    return True if text in DOWN else None


def reverse_of(value: object) -> bool | None:
    """Return what an answer to "is it turned round?" says; None when it says neither."""
    text = str(value).strip().lower()
    if text in YES:
        return True
    return False if text in NO else None


def folded(name: str) -> str:
    """Return a name as names are compared: small letters, one underscore between words."""
    return "_".join(name.lower().replace("-", " ").replace("_", " ").replace(".", " ").split())


def correct_answers(value: object) -> tuple[str, ...]:
    """Return the right answers of a cell or a list: “C”, “A|C” for either."""
    parts = value if isinstance(value, list) else str(value).split("|")
    return tuple(text for text in (answer_text(part) for part in parts) if text)


def answer_words(value: object) -> tuple[str, ...]:
    """Return the words of a cell or a list, from low to high."""
    parts = value if isinstance(value, list) else str(value).split("|")
    return tuple(text for text in (" ".join(str(part).split()) for part in parts) if text)


def answer_text(value: object) -> str:
    """Return an answer as answers are compared: 4, “4”, “04” and “4.0” are alike, and so are “c” and “C”."""
    text = str(value).strip()
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text.casefold()
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
