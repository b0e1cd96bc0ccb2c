"""Feeds and sitemaps: files for other programs, read straight from what is public now."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maatwerk.apps.vacancies import feeds
from maatwerk.apps.vacancies.postings import employer_named, newest_postings, sitemap_pages, sitemap_rows
from maatwerk.kernel.languages import language_now

NEWEST = 50
#: The most a crawler is given at once; more is a matter for a feed per employer.
MOST = 5_000
NOT_FOR_CRAWLERS = ("/me/", "/apply/", "/o/", "/jobs/save/", "/jobs/saved/")
_FEEDS = {"indeed": feeds.indeed_xml, "linkedin": feeds.linkedin_xml, "xml": feeds.generic_xml}


@require_safe
def rss(request: HttpRequest, employer: str = "") -> HttpResponse:
    """The newest vacancies as RSS."""
    name = _known(employer)
    rows = newest_postings(employer=employer, most=NEWEST)
    title = _("Vacancies of %(employer)s") % {"employer": name} if name else _("New vacancies")
    body = feeds.rss(rows, site=settings.SITE_URL, title=title, path=request.path, language=language_now())
    return HttpResponse(body, content_type="application/rss+xml; charset=utf-8")


@require_safe
def channel_feed(request: HttpRequest, channel: str, employer: str = "") -> HttpResponse:
    """The vacancies offered on one channel, in the form that channel reads."""
    _known(employer)
    rows = newest_postings(employer=employer, channel=channel, most=MOST)
    if channel == "json":
        body = feeds.generic_json(rows, site=settings.SITE_URL, built_at=timezone.now())
        return HttpResponse(body, content_type="application/json")
    if channel not in _FEEDS:
        raise Http404
    body = _FEEDS[channel](rows, site=settings.SITE_URL, built_at=timezone.now())
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where every public vacancy is listed, and to leave alone what opens by a link of one's own."""
    closed = "".join(f"Disallow: {path}\n" for path in NOT_FOR_CRAWLERS)
    body = f"User-agent: *\n{closed}Sitemap: {settings.SITE_URL}/jobs/sitemap.xml\n"
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Name the sitemaps that hold every public vacancy."""
    paths = [f"/jobs/sitemap-{page}.xml" for page in range(1, sitemap_pages() + 1)]
    body = feeds.sitemap_index(paths, site=settings.SITE_URL)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest, page: int) -> HttpResponse:
    """One sitemap."""
    entries = list(sitemap_rows(page)) if page else []
    if not entries and page != 1:
        raise Http404
    return HttpResponse(
        feeds.sitemap(entries, site=settings.SITE_URL), content_type="application/xml; charset=utf-8"
    )


def _known(employer: str) -> str:
    name = employer_named(employer) if employer else ""
    if name is None:
        raise Http404
    return name
