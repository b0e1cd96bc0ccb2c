"""Pay, hours and terms in words of the reader's language, for cards, pages, feeds and posters."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.vacancies.board import BoardRow, Search
from maatwerk.apps.vacancies.models import Vacancy
from maatwerk.apps.vacancies.postings import PostingRow
from maatwerk.kernel.languages import language_now

CENTS = 100


HasTerms = BoardRow | PostingRow


def pay_words(row: HasTerms) -> str:
    """Say the pay: “€ 2.400 to € 2.900 per month”."""
    language = language_now()
    low, high = (_money(cents, row.currency, language) for cents in (row.pay_low_cents, row.pay_high_cents))
    period = Vacancy.Period(row.pay_period).label
    if low == high:
        return f"{low} {period}"
    return _("%(low)s to %(high)s %(period)s") % {"low": low, "high": high, "period": period}


def hours_words(row: HasTerms) -> str:
    """Say the hours: “16 to 32 hours a week”."""
    low, high = (f"{hours:g}" for hours in (row.hours_low, row.hours_high))
    if low == high:
        return ngettext("%(hours)s hour a week", "%(hours)s hours a week", round(row.hours_high)) % {
            "hours": low
        }
    return _("%(low)s to %(high)s hours a week") % {"low": low, "high": high}


def contract_words(code: str, months: int | None = None) -> str:
    """Say the contract, with its length where it has one."""
    label = str(dict(Vacancy.Contract.choices).get(code, code))
    if months is None:
        return label
    return f"{label} ({ngettext('%(count)d month', '%(count)d months', months) % {'count': months}})"


def remote_words(code: str) -> str:
    """Say where the work is done; nothing for work at the workplace."""
    return "" if code in ("", "no") else str(dict(Vacancy.Remote.choices).get(code, ""))


def told_search(search: Search) -> str:
    """Say what is looked for: “verkoop · Ede (25 km) · 24 hours a week · from € 2.500 per month”; empty for everything."""
    language = language_now()
    parts = [search.words]
    if search.place:
        parts.append(f"{search.place} ({search.km} km)")
    if search.hours:
        parts.append(
            ngettext("%(hours)s hour a week", "%(hours)s hours a week", search.hours)
            % {"hours": search.hours}
        )
    if search.pay:
        money = _money(search.pay * CENTS, "EUR", language)
        parts.append(_("from %(pay)s a month, full time") % {"pay": money})
    if search.contract in Vacancy.Contract.values:
        parts.append(contract_words(search.contract))
    parts.append(remote_words(search.remote))
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class JobCard:
    """A posting as a list shows it."""

    title: str
    url: str
    employer: str
    employer_url: str
    summary: str
    place: str
    pay: str
    hours: str
    contract: str
    published_at: dt.datetime
    language: str
    distance_km: int | None = None


def card(row: BoardRow) -> JobCard:
    """Return the card of a row of the board."""
    where = [part for part in (row.place, remote_words(row.remote)) if part]
    return JobCard(
        row.title,
        f"/jobs/at/{row.employer_slug}/{row.id}/",
        row.employer,
        f"/jobs/at/{row.employer_slug}/",
        row.summary,
        ", ".join(where),
        pay_words(row),
        hours_words(row),
        contract_words(row.contract),
        row.published_at,
        row.language,
        None if row.distance_km is None else round(row.distance_km),
    )


@lru_cache(maxsize=10_000)
def _money(cents: int, currency: str, language: str) -> str:
    """Write an amount, without decimals where there are none; many vacancies name the same ones."""
    locale = Locale.parse(language.replace("-", "_"))
    if cents % CENTS:
        return str(format_currency(cents / CENTS, currency, locale=locale))
    return str(
        format_currency(cents // CENTS, currency, locale=locale, format=_whole(locale), currency_digits=False)
    )


def _whole(locale: Locale) -> str:
    """The currency pattern of a language without decimals."""
    pattern = str(locale.currency_formats["standard"].pattern)
    return pattern.replace(".00", "")
