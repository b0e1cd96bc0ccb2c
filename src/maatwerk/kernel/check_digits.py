"""Numbers that guard themselves: IBAN and the Dutch VAT number leave 1 when divided by 97 (ISO/IEC 7064, MOD 97-10)."""

import re

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_DUTCH_VAT = re.compile(r"NL\d{9}B\d{2}")


def is_iban(text: str) -> bool:
    """Whether a text, spaces aside, has the form of an IBAN (ISO 13616) and its check digits agree."""
    compact = _compact(text)
    return bool(_IBAN.fullmatch(compact)) and _remainder(compact[4:] + compact[:4]) == 1


def is_dutch_vat(text: str) -> bool:
    """Whether a text is a Dutch VAT number of sole traders (since 2020), whose check digits agree over all of it.

    Numbers of companies carry an older check and are not judged here.
    """
    compact = _compact(text)
    return bool(_DUTCH_VAT.fullmatch(compact)) and _remainder(compact) == 1


def _compact(text: str) -> str:
    return re.sub(r"[\s.]", "", text).upper()


def _remainder(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text)) % 97
