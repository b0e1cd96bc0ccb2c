"""Names of people who do not exist, put together from pieces so that nobody is called like that by accident."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator

_STARTS = (
    "Fen",
    "Jol",
    "Tib",
    "Mer",
    "Wob",
    "Rin",
    "Sja",
    "Lub",
    "Dor",
    "Pim",
    "Kee",
    "Noor",
    "Bri",
    "Hil",
    "Zwa",
    "Goo",
)
_WOMEN = (
    "kelina",
    "wijntje",
    "rabella",
    "dolijn",
    "mintje",
    "jolien",
    "vreda",
    "zelinde",
    "lotteke",
    "wilmoed",
)
_MEN = ("bertus", "wijnand", "rikkert", "dolf", "mundus", "jochem", "fridus", "zelman", "lofert", "wolmar")
_BEFORE = ("", "", "", "van ", "van der ", "de ", "op den ", "ter ")
_FIRST = (
    "Kladde",
    "Pluim",
    "Zoete",
    "Brons",
    "Wolk",
    "Klinker",
    "Regen",
    "Hooi",
    "Vlinder",
    "Knoop",
    "Stoom",
    "Zilver",
)
_LAST = (
    "bries",
    "stra",
    "huizen",
    "vleugel",
    "kamp",
    "dijksma",
    "veldt",
    "poort",
    "sloot",
    "mans",
    "werf",
    "berg",
)


def invent_name(rng: "Generator", sex: str) -> str:
    """Return a first and a last name, Dutch in sound and nobody's."""
    endings = _WOMEN if sex == "f" else _MEN
    pieces = (_STARTS, endings, _BEFORE, _FIRST, _LAST)
    first, ending, before, family, last = (
        of[int(chance * len(of))] for of, chance in zip(pieces, rng.random(len(pieces)), strict=True)
    )
    return f"{first}{ending} {before}{family}{last}"
