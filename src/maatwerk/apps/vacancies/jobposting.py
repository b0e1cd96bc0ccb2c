"""A posting as schema.org `JobPosting`, with the fields Google requires and recommends, and nothing that is not on the page."""

import json
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from maatwerk.apps.vacancies.applying import apply_path
from maatwerk.apps.vacancies.postings import PostingRow

#: schema.org's employment types; hours decide between full and part time.
FULL_TIME_FROM = 35.0  # hours a week: Statistics Netherlands counts 35 hours or more as full time
_TYPES = {
    "temporary": "TEMPORARY",
    "on_call": "PER_DIEM",
    "trainee": "INTERN",
    "agency": "TEMPORARY",
    "freelance": "CONTRACTOR",
}
_UNITS = {"hour": "HOUR", "month": "MONTH", "year": "YEAR"}


def employment_types(row: PostingRow) -> list[str]:
    """Return the employment types of a posting."""
    found = []
    if row.hours_high >= FULL_TIME_FROM:
        found.append("FULL_TIME")
    if row.hours_low < FULL_TIME_FROM:
        found.append("PART_TIME")
    if row.contract in _TYPES:
        found.append(_TYPES[row.contract])
    return found


def job_posting(row: PostingRow, *, site: str) -> dict[str, Any]:
    """Return the structured data of a posting; `site` is the address of this installation, without a slash at the end."""
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": row.title,
        "description": paragraphs(row.description),
        "datePosted": row.published_at.date().isoformat(),
        "identifier": {"@type": "PropertyValue", "name": row.employer, "value": str(row.id)},
        "url": site + row.path,
        "inLanguage": row.language,
        "hiringOrganization": {
            "@type": "Organization",
            "name": row.employer,
            "sameAs": f"{site}/jobs/at/{row.employer_slug}/",
        },
        "employmentType": employment_types(row),
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": row.currency,
            "value": {
                "@type": "QuantitativeValue",
                "minValue": row.pay_low_cents / 100,
                "maxValue": row.pay_high_cents / 100,
                "unitText": _UNITS[row.pay_period],
            },
        },
        "workHours": f"{row.hours_low:g}-{row.hours_high:g}",
        "directApply": bool(apply_path(row)),
        "skills": [one["label"] for one in row.requirements],
    }
    if row.remote == "fully":
        found["jobLocationType"] = "TELECOMMUTE"
        found["applicantLocationRequirements"] = {"@type": "Country", "name": row.country}
    if row.place:
        found["jobLocation"] = _place(row)
    if row.apply_until:
        found["validThrough"] = row.apply_until.isoformat() + "T23:59:59"
    if row.starts_on:
        found["jobStartDate"] = row.starts_on.isoformat()
    if row.isco:
        found["occupationalCategory"] = {
            "@type": "CategoryCode",
            "inCodeSet": "ISCO-08",
            "codeValue": row.isco,
            "url": row.occupation_uri or f"http://data.europa.eu/esco/isco/C{row.isco}",
        }
    return found


def json_ld(row: PostingRow, *, site: str) -> SafeString:
    """Return the structured data as the text of a script element: nothing in it can end the element."""
    text = json.dumps(job_posting(row, site=site), ensure_ascii=False)
    for sign, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 - escaped above, and the element is no script that runs


def paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs; signs of HTML in it become text."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part)}</p>".replace("\n", "<br>") for part in parts)


def _place(row: PostingRow) -> dict[str, Any]:
    place: dict[str, Any] = {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": row.place, "addressCountry": row.country},
    }
    if row.latitude is not None and row.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude}
    return place
