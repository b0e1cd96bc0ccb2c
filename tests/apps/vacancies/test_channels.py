"""Channels: feeds as a crawler reads them, webhooks, what one shares by hand, campaigns that refuse, and what it cost."""

import datetime as dt
import itertools
import re
import struct
from dataclasses import replace

import pytest
from django.test import Client
from lxml import etree

from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.vacancies.campaigns import Plan, channel_rows, plan_campaign
from maatwerk.apps.vacancies.kit import FILM_SECONDS, SHORT, film_plan, share_image, share_texts
from maatwerk.apps.vacancies.models import Campaign, Listing, Posting, Spend, Touchpoint, TrackedLink
from maatwerk.apps.vacancies.postings import posting
from maatwerk.apps.vacancies.public import record_touch
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 1)


class Crawler:
    """A job site as it fetches: reads the feed from its address, keeps what is in it, drops what is no longer."""

    def __init__(self, path, *, item, key):
        self.path, self.item, self.key = path, item, key
        self.jobs = {}

    def visit(self):
        answer = Client().get(self.path)
        assert answer.status_code == 200
        assert answer["content-type"].startswith("application/xml")
        root = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
        assert root.tag == "source"
        self.jobs = {
            job.findtext(self.key): {part.tag: part.text for part in job} for job in root.findall(self.item)
        }
        return self.jobs


def crawler(channel, employer):
    key = {"indeed": "referencenumber", "linkedin": "partnerJobId"}[channel]
    return Crawler(f"/jobs/at/{employer.organisation.slug}/feeds/{channel}/", item="job", key=key)


def offer(employer, key, channel, **more):
    return employer.client().post(
        f"{employer.at}vacancies/{key}/channels/offer/", {"channel": channel} | more
    )


@pytest.mark.parametrize(
    ("channel", "needed"),
    [
        ("indeed", {"title", "date", "referencenumber", "url", "company", "city", "country", "description"}),
        (
            "linkedin",
            {
                "partnerJobId",
                "company",
                "title",
                "description",
                "applyUrl",
                "location",
                "jobtype",
                "workplaceTypes",
            },
        ),
    ],
)
def test_a_job_site_reads_what_is_offered_to_it_and_nothing_else(employer, channel, needed):
    shown, kept = employer.publish("Kok & bakker"), employer.publish("Bakker")
    site = crawler(channel, employer)
    assert site.visit() == {}
    offer(employer, shown, channel)
    offer(employer, shown, channel)  # twice is once
    job = site.visit()[str(shown)]
    assert needed <= job.keys()
    assert all(job[name] for name in needed)
    assert job["title"] == "Kok & bakker"
    assert str(kept) not in site.jobs
    with employer.acting():
        code = TrackedLink.objects.get(channel=channel, opportunity_id=shown).code
        assert Listing.objects.get().state == "offered"
    assert job.get("url", job.get("applyUrl")).endswith(f"/{shown}/?via={code}")


@pytest.mark.parametrize("way", ["off", "unpublish", "close"])
def test_whatever_takes_it_away_empties_the_feed_at_the_next_visit(employer, way):
    key = employer.publish()
    employer.publish("Bakker")
    site = crawler("indeed", employer)
    offer(employer, key, "indeed")
    assert str(key) in site.visit()
    if way == "off":
        offer(employer, key, "indeed", off="1")
    elif way == "close":
        employer.close(key)
    else:
        employer.client().post(f"{employer.at}vacancies/{key}/unpublish/")
    assert site.visit() == {}
    with employer.acting():
        assert Listing.objects.get().state == "gone"


def test_a_vacancy_that_changes_stays_on_its_channels(employer):
    key = employer.publish()
    offer(employer, key, "linkedin")
    employer.client().post(f"{employer.at}vacancies/{key}/publish/")
    assert "linkedin" in Posting.objects.get().channels


def test_nothing_is_offered_that_is_not_public_or_on_no_such_channel(employer):
    key = employer.publish()
    assert offer(employer, key, "facebook").status_code == 422
    employer.client().post(f"{employer.at}vacancies/{key}/unpublish/")
    assert offer(employer, key, "indeed").status_code == 409
    assert Client().get("/jobs/feeds/facebook/").status_code == 404


def test_linkedin_reads_pay_and_place_of_work(employer):
    key = employer.publish(pay_period="hour", pay_low_cents=1_650, pay_high_cents=1_850, remote="partly")
    offer(employer, key, "linkedin")
    text = Client().get("/jobs/feeds/linkedin/").content
    job = etree.fromstring(text).find("job")
    assert job.findtext("workplaceTypes") == "Hybrid"
    salary = job.find("salaries/salary")
    assert salary.findtext("highEnd/amount") == "18.50"
    assert salary.findtext("lowEnd/currencyCode") == "EUR"
    assert salary.findtext("period") == "HOURLY"


def test_own_systems_are_told_of_publishing_and_closing(employer, monkeypatch):
    from maatwerk.apps.vacancies import channels

    told = []
    monkeypatch.setattr(channels, "announce", lambda topic, **said: told.append((topic, said["object_id"])))
    key = employer.publish()
    employer.close(key)
    assert told == [("vacancy.published", key), ("vacancy.closed", key)]


# -- sharing


def test_texts_to_share_are_short_and_carry_their_own_link(employer):
    key = employer.publish("Verkoopmedewerker " * 6)
    page = employer.client().get(f"{employer.at}vacancies/{key}/channels/").text
    code = re.search(r"via=(\w{8})", page).group(1)
    with employer.acting():
        assert TrackedLink.objects.get(code=code).channel == "social"
    texts = share_texts(posting(key), f"https://jobs.example/jobs/at/x/{key}/?via={code}")
    assert len(texts) == 3
    assert all(len(text) <= SHORT and text.endswith(code) for text in texts)
    assert "€ 2.400 tot € 2.900 per maand".replace(" ", "") in texts[0].replace("\xa0", "").replace(" ", "")


def test_the_image_is_a_picture_without_anything_that_runs(employer):
    key = employer.publish("<script>alert(1)</script> Kok")
    answer = employer.client().get(f"{employer.at}vacancies/{key}/channels/image.png")
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 628)  # of its IHDR chunk
    assert answer.content == share_image(posting(key))
    assert share_image(replace(posting(key), title='#panic("read as code") $x')) != answer.content
    assert answer["content-type"] == "image/png"
    assert answer["content-disposition"].startswith("attachment")


def test_a_film_is_short_and_its_subtitles_follow_each_other(employer):
    key = employer.publish("Verkoopmedewerker")
    scenes = film_plan(posting(key))
    assert sum(scene.seconds for scene in scenes) <= FILM_SECONDS
    wordy = replace(posting(key), title="Verkoopmedewerker " * 8, employer="Een lange naam " * 9)
    assert sum(scene.seconds for scene in film_plan(wordy)) <= FILM_SECONDS
    page = employer.client().get(f"{employer.at}vacancies/{key}/channels/").text
    assert all(scene.says in page for scene in scenes)
    answer = employer.client().get(f"{employer.at}vacancies/{key}/channels/film.vtt")
    assert answer["content-type"].startswith("text/vtt")
    cues = re.findall(r"00:00:(\d\d)\.000 --> 00:00:(\d\d)\.000\n(.+)", answer.text)
    assert [said for _begin, _end, said in cues] == [scene.says for scene in scenes]
    assert cues[0][0] == "00"
    assert all(one[1] == other[0] for one, other in itertools.pairwise(cues))


# -- campaigns


def plan(**changes):
    fields = {
        "name": "Voorjaar",
        "budget_cents": 50_000,
        "bid": "cpc",
        "bid_cents": 45,
        "starts_on": DAY,
        "ends_on": DAY,
    }
    return Plan(**fields | changes)


@pytest.mark.parametrize(
    "targeting",
    [
        {"age": "18-30"},
        {"sex": "f"},
        {"postcode": "1012"},
        {"lookalike": "our staff"},
        {"interests": ["jonge moeders zonder kinderen"]},
        {"interests": ["koken", "how old are you"]},
        {"interests": ["kerk"]},
        {"interests": ["moskee"]},
        {"interests": ["zwanger"]},
        {"interests": ["Dutch nationality"]},
        {"interests": ["vrouwen 18-35"]},
        {"interests": ["women 18-35"]},
        {"interests": ["1102 AB"]},
        {"place": "Amsterdam 1102", "km": 30},
        {"place": "Ede", "km": 3},
        {"place": "Ede"},
    ],
)
def test_an_audience_by_a_protected_ground_or_what_stands_for_one_is_refused(employer, targeting):
    key = employer.publish()
    with employer.acting() as by, pytest.raises(Refusal):
        plan_campaign(vacancy_id=key, plan=plan(targeting=targeting), by=by)
    with employer.acting():
        assert not Campaign.objects.exists()


def test_a_campaign_has_a_link_of_its_own(employer):
    key = employer.publish()
    wish = {"name": "Voorjaar", "budget": "500", "bid": "cpm", "amount": "8.50", "starts_on": "2026-12-01",
            "ends_on": "2026-12-31", "place": "Ede", "km": "30", "interests": "koken, horeca"}  # fmt: skip
    page = f"{employer.at}vacancies/{key}/channels/campaign/"
    client = employer.client()
    assert client.post(page, wish | {"ends_on": "2026-11-01"}).status_code == 422
    assert client.post(page, wish | {"amount": "900"}).status_code == 422
    refused = client.post(page, wish | {"interests": "kinderwens"})
    assert "would show this work to some only, by" in refused.text
    assert client.post(page, wish | {"name": "Vrouwen 18-35"}).status_code == 422
    with employer.acting():
        attempts = Event.objects.filter(kind="vacancies.campaign_refused").order_by("id")
        assert [one.data for one in attempts] == [{"ground": "pregnancy"}, {"ground": "sex"}]
    assert client.post(page, wish).status_code == 302
    assert client.post(page, wish).status_code == 302  # the same page sent again plans nothing more
    assert client.post(page, wish | {"budget": "600"}).status_code == 422  # one of each name
    with employer.acting():
        made = Campaign.objects.get()
        link = TrackedLink.objects.get(campaign=made)
        logged = Event.objects.get(kind="vacancies.campaign_planned").data
    assert made.targeting == {"place": "Ede", "km": 30, "interests": ["koken", "horeca"]}
    assert logged == {"channel": "paid"}
    assert f"via={link.code}" in client.get(f"{employer.at}vacancies/{key}/channels/").text


# -- what came of it


def test_openings_and_costs_stand_by_channel(employer):
    key = employer.publish()
    offer(employer, key, "indeed")
    with employer.acting():
        code = TrackedLink.objects.get(channel="indeed").code
    visitor = Client(headers={"user-agent": "Mozilla/5.0"})
    for _ in range(4):
        visitor.get(f"/jobs/at/{employer.organisation.slug}/{key}/?via={code}")
    visitor.get(f"/jobs/at/{employer.organisation.slug}/{key}/")
    cost = {"channel": "indeed", "day": "2026-12-01", "amount": "12.00", "clicks": "4"}
    for _ in range(2):  # the same bill sent twice is one bill
        employer.client().post(f"{employer.at}vacancies/{key}/channels/spend/", cost)
    assert (
        employer.client()
        .post(f"{employer.at}vacancies/{key}/channels/spend/", cost | {"channel": "x"})
        .status_code
        == 422
    )
    with employer.acting():
        rows = {row.channel: (row.views, row.cents, row.cents_per_view) for row in channel_rows(key)}
        assert Spend.objects.get().clicks == 4
    assert rows == {"indeed": (4, 1_200, 300.0), "direct": (1, 0, None)}
    assert "€ 3.00" in employer.client().get(f"{employer.at}vacancies/{key}/channels/").text


def test_a_person_is_known_by_the_link_they_apply_by_and_by_no_other(employer):
    key, other = employer.publish(), employer.publish("Bakker")
    with employer.acting():
        code = TrackedLink.objects.get(channel="rss", opportunity_id=key).code
        person = register_person(contact=Contact(name="Ada"))
        assert record_touch(person_id=person, vacancy_id=key, code=code) == "rss"
        assert record_touch(person_id=person, vacancy_id=key, code=code) == "rss"
        assert record_touch(person_id=person, vacancy_id=other, code=code) == ""  # of another vacancy
        assert record_touch(person_id=person, vacancy_id=key, code="guess") == ""
        assert list(Touchpoint.objects.values_list("basis", flat=True)) == ["link"]
