"""Numbers as words of a sentence, in the reader's notation."""

from maatwerk.science.results import Caveat, Language


def number(value: float, language: Language, digits: int = 2) -> str:
    """Write `value` with `digits` decimals and the language's decimal sign."""
    written = f"{value:.{digits}f}"
    return written.replace(".", ",") if language == "nl" else written


def percent(value: float, language: Language, digits: int = 0) -> str:
    """Write a proportion as a percentage: .315 as ``32%``."""
    return number(100 * value, language, digits) + "%"


def p_value(value: float, language: Language) -> str:
    """Write a p-value with three decimals, or as below .001."""
    return f"< {number(0.001, language, 3)}" if value < 0.001 else f"= {number(value, language, 3)}"


def with_caveats(sentence: str, caveats: tuple[Caveat, ...], language: Language) -> str:
    """Append each caveat's sentence."""
    return " ".join([sentence, *(found.explain(language) for found in caveats)])


def money(cents: float, language: Language) -> str:
    """Write cents as whole money units with the language's thousands sign; the currency is the caller's."""
    written = f"{round(cents / 100):,}"
    return written.replace(",", ".") if language == "nl" else written
