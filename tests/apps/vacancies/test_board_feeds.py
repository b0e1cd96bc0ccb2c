"""What other programs read of the board: feeds, sitemaps, and what crawlers are told; every one is what it says it is."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from maatwerk.apps.vacancies.models import TrackedLink

pytestmark = pytest.mark.django_db


def anybody():
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (X11) Firefox/140"})


def xml(path):
    answer = anybody().get(path)
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def test_rss_is_rss(employer):
    employer.publish("Kok & bakker")
    key = employer.publish("Bakker")
    root = xml("/jobs/feed.rss")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    items = root.findall("channel/item")
    assert items[0].findtext("title") == "Bakker - Bakkerij De Halve Maan, Ede"
    assert items[0].findtext("guid") == str(key)
    with employer.acting():
        code = TrackedLink.objects.get(channel="rss", opportunity_id=key).code
    assert items[0].findtext("link").endswith(f"/{key}/?via={code}")
    assert (
        xml(f"/jobs/at/{employer.organisation.slug}/feed.rss")
        .findtext("channel/title")
        .startswith("Vacancies of")
    )


def test_a_feed_survives_signs_that_xml_cannot_hold(employer):
    employer.publish(
        "Kok",
        description="Je kookt\x0b\x01 met ]]> verse spullen \ud83c voor tachtig gasten per avond.".replace(
            "\ud83c", "\ufffe"
        ),
    )
    assert xml("/jobs/feeds/xml/").findtext("vacancy/description").startswith("Je kookt met ]]> verse")


def test_the_sitemap_tells_when_each_page_changed(employer):
    key = employer.publish()
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = xml("/jobs/sitemap.xml")
    assert index.findtext("s:sitemap/s:loc", namespaces=names) == "http://127.0.0.1:8000/jobs/sitemap-1.xml"
    (entry,) = xml("/jobs/sitemap-1.xml").findall("s:url", names)
    assert entry.findtext("s:loc", namespaces=names).endswith(f"/{key}/")
    assert dt.datetime.fromisoformat(entry.findtext("s:lastmod", namespaces=names)) <= timezone.now()
    assert anybody().get("/jobs/sitemap-2.xml").status_code == 404


def test_crawlers_are_told_where_the_sitemap_is_and_what_is_not_theirs(employer, settings):
    answer = anybody().get("/robots.txt")
    assert answer["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert f"Sitemap: {settings.SITE_URL}/jobs/sitemap.xml" in lines
    assert {"Disallow: /me/", "Disallow: /apply/", "Disallow: /o/"} <= set(lines)
    assert "Disallow: /jobs/" not in lines


def test_made_up_vacancies_stay_out_of_what_others_fetch(employer_named):
    demo = employer_named("Demo", is_simulated=True)
    key = demo.publish("Verzonnen werk")
    assert "Verzonnen werk" in anybody().get("/jobs/").text
    page = anybody().get(f"/jobs/at/{demo.organisation.slug}/{key}/").text
    assert '<meta name="robots" content="noindex">' in page
    assert "Made up for a demonstration" in page
    assert str(key) not in anybody().get("/jobs/sitemap-1.xml").text
    assert str(key) not in anybody().get("/jobs/feeds/xml/").text


@pytest.mark.parametrize(
    "path",
    ["feed.rss", "feeds/xml/", "feeds/indeed/", "feeds/linkedin/", "sitemap.xml", "sitemap-1.xml"],
)
def test_every_file_is_in_the_encoding_that_it_and_its_header_name(employer, path):
    employer.publish("Crêpière 🥐 & <b>kok</b> — “vast”", place="IJmuiden")
    answer = anybody().get(f"/jobs/{path}")
    assert answer["content-type"].partition("charset=")[2] == "utf-8"
    declared = re.match(rb"<\?xml version='1.0' encoding='([\w-]+)'\?>", answer.content)[1].decode()
    assert declared == "utf-8"
    answer.content.decode(declared)  # strictly: no sign that it cannot hold
    etree.fromstring(answer.content, etree.XMLParser(recover=False, resolve_entities=False))
