"""Open vacancies as files that other programs read. Pure: rows in, bytes out; the addresses carry the channel's tracked link."""

import datetime as dt
import json
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from lxml import etree

from maatwerk.apps.vacancies.jobposting import FULL_TIME_FROM, employment_types, job_posting, paragraphs
from maatwerk.apps.vacancies.postings import PostingRow

#: What XML 1.0 cannot hold, not even escaped; texts that people paste do.
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))
_WORKPLACES = {"no": "On-site", "partly": "Hybrid", "fully": "Remote"}
_PERIODS = {"hour": "HOURLY", "month": "MONTHLY", "year": "YEARLY"}
_SITEMAP = """<?xml version='1.0' encoding='utf-8'?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
"""
_ATOM = "http://www.w3.org/2005/Atom"


def address(row: PostingRow, *, site: str, channel: str) -> str:
    """Return the page of a posting, with the tracked link of the channel where it has one."""
    code = row.channels.get(channel, "")
    return f"{site}{row.path}" + (f"?via={code}" if code else "")


def rss(rows: Sequence[PostingRow], *, site: str, title: str, path: str, language: str) -> bytes:
    """Return RSS 2.0, newest first."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    _texts(channel, {"title": title, "link": f"{site}/jobs/", "description": title, "language": language})
    etree.SubElement(channel, f"{{{_ATOM}}}link", href=site + path, rel="self", type="application/rss+xml")
    if rows:
        _text(channel, "lastBuildDate", format_datetime(max(row.changed_at for row in rows)))
    for row in rows:
        item = etree.SubElement(channel, "item")
        _texts(
            item,
            {
                "title": f"{row.title} - {row.employer}" + (f", {row.place}" if row.place else ""),
                "link": address(row, site=site, channel="rss"),
                "description": row.summary,
                "pubDate": format_datetime(row.published_at),
            },
        )
        etree.SubElement(item, "guid", isPermaLink="false").text = str(row.id)
    return _written(root)


def generic_xml(rows: Sequence[PostingRow], *, site: str, built_at: dt.datetime) -> bytes:
    """Return every public field, by its own name: for whoever has no format of their own."""
    root = etree.Element("vacancies", built=built_at.isoformat())
    for row in rows:
        job = etree.SubElement(root, "vacancy", id=str(row.id), language=row.language)
        _texts(
            job,
            {
                name: value
                for name, value in plain(row, site=site, channel="xml").items()
                if isinstance(value, str)
            },
        )
        for name in ("requirements", "steps"):
            group = etree.SubElement(job, name)
            for one in getattr(row, name):
                part = etree.SubElement(group, name[:-1])
                _texts(part, {key: str(value) for key, value in one.items()})
    return _written(root)


def generic_json(rows: Sequence[PostingRow], *, site: str, built_at: dt.datetime) -> bytes:
    """Return the same as JSON, each with its schema.org data."""
    found = {
        "version": 1,
        "built_at": built_at.isoformat(),
        "vacancies": [
            plain(row, site=site, channel="json")
            | {
                "requirements": list(row.requirements),
                "steps": list(row.steps),
                "job_posting": job_posting(row, site=site),
            }
            for row in rows
        ],
    }
    return json.dumps(found, ensure_ascii=False).encode()


def plain(row: PostingRow, *, site: str, channel: str) -> dict[str, str | int | None]:
    """Return the flat public fields of a posting."""
    return {
        "id": str(row.id),
        "url": address(row, site=site, channel=channel),
        "title": row.title,
        "employer": row.employer,
        "description": row.description,
        "place": row.place,
        "country": row.country,
        "remote": row.remote,
        "pay_low": f"{row.pay_low_cents / 100:.2f}",
        "pay_high": f"{row.pay_high_cents / 100:.2f}",
        "pay_period": row.pay_period,
        "currency": row.currency,
        "hours_low": f"{row.hours_low:g}",
        "hours_high": f"{row.hours_high:g}",
        "contract": row.contract,
        "isco": row.isco,
        "apply_until": row.apply_until.isoformat() if row.apply_until else "",
        "published_at": row.published_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
    }


def indeed_xml(rows: Sequence[PostingRow], *, site: str, built_at: dt.datetime) -> bytes:
    """Return the XML that Indeed describes for feeds: a `source` of `job`s, texts as CDATA."""
    root = etree.Element("source")
    _texts(root, {"publisher": "Maatwerk", "publisherurl": site, "lastBuildDate": format_datetime(built_at)})
    for row in rows:
        job = etree.SubElement(root, "job")
        fields = {
            "title": row.title,
            "date": format_datetime(row.published_at),
            "referencenumber": str(row.id),
            "requisitionid": str(row.id),
            "url": address(row, site=site, channel="indeed"),
            "company": row.employer,
            "city": row.place,
            "country": row.country,
            "description": paragraphs(row.description),
            "salary": f"{row.currency} {row.pay_low_cents / 100:.2f}-{row.pay_high_cents / 100:.2f} per {row.pay_period}",
            "jobtype": "fulltime" if row.hours_high >= FULL_TIME_FROM else "parttime",
            "category": row.job_family,
            "remotetype": {"fully": "Fully remote", "partly": "Hybrid remote"}.get(row.remote, ""),
            "expirationdate": row.apply_until.isoformat() if row.apply_until else "",
            "email": row.contact_email,
        }
        for name, value in fields.items():
            if value:
                etree.SubElement(job, name).text = _cdata(value)
    return _written(root)


def linkedin_xml(rows: Sequence[PostingRow], *, site: str, built_at: dt.datetime) -> bytes:
    """Return the XML that LinkedIn describes for job feeds."""
    root = etree.Element("source")
    _texts(root, {"lastBuildDate": format_datetime(built_at), "publisherUrl": site, "publisher": "Maatwerk"})
    for row in rows:
        job = etree.SubElement(root, "job")
        fields = {
            "partnerJobId": str(row.id),
            "company": row.employer,
            "title": row.title,
            "description": paragraphs(row.description),
            "applyUrl": address(row, site=site, channel="linkedin"),
            "location": ", ".join(part for part in (row.place, row.country) if part),
            "country": row.country,
            "city": row.place,
            "workplaceTypes": _WORKPLACES[row.remote],
            "jobtype": employment_types(row)[0],
            "listDate": row.published_at.date().isoformat(),
            "expirationDate": row.apply_until.isoformat() if row.apply_until else "",
        }
        for name, value in fields.items():
            if value:
                etree.SubElement(job, name).text = _cdata(value)
        salary = etree.SubElement(etree.SubElement(job, "salaries"), "salary")
        for name, cents in (("highEnd", row.pay_high_cents), ("lowEnd", row.pay_low_cents)):
            _texts(
                etree.SubElement(salary, name), {"amount": f"{cents / 100:.2f}", "currencyCode": row.currency}
            )
        _texts(salary, {"period": _PERIODS[row.pay_period], "type": "BASE_SALARY"})
    return _written(root)


def sitemap(entries: Sequence[tuple[str, dt.datetime]], *, site: str) -> bytes:
    """Return a sitemap of pages with their last change (sitemaps.org, 0.9)."""
    # written out, not built: of ten thousand addresses a tree takes ten times as long
    urls = "".join(
        f"<url><loc>{escape(site + path)}</loc><lastmod>{changed_at.isoformat()}</lastmod></url>\n"
        for path, changed_at in entries
    )
    return f"{_SITEMAP}{urls}</urlset>\n".encode()


def sitemap_index(paths: Sequence[str], *, site: str) -> bytes:
    """Return the index of several sitemaps."""
    root = etree.Element("sitemapindex", nsmap={None: "http://www.sitemaps.org/schemas/sitemap/0.9"})  # type: ignore[dict-item]
    for path in paths:
        _texts(etree.SubElement(root, "sitemap"), {"loc": site + path})
    return _written(root)


def clean(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return text.translate(_FORBIDDEN)


def _cdata(text: str) -> etree.CDATA:
    return etree.CDATA(clean(text).replace("]]>", "]]&gt;"))


def _texts(parent: etree._Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        if value:
            _text(parent, name, value)


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, name).text = clean(value)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
