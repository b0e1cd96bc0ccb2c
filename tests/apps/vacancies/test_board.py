"""The public board over HTTP: what is found, in what order, by whom it can be read, and that closing removes it everywhere."""

import datetime as dt
import json
import re
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.vacancies.conftest import TERMS
from maatwerk.apps.vacancies.board import Search, find
from maatwerk.apps.vacancies.jobs import take_off_expired
from maatwerk.apps.vacancies.models import DailyViews, Posting, TrackedLink
from maatwerk.apps.vacancies.operations import set_terms
from maatwerk.apps.vacancies.places import box_around, distance_km, place_named, towns
from maatwerk.apps.vacancies.postings import posting
from maatwerk.apps.vacancies.publishing import publish_vacancy

pytestmark = pytest.mark.django_db
BOARD, JOB = 2, 7  # questions to the database, whatever the number of rows


def anybody(language="en", agent="Mozilla/5.0 (X11) Firefox/140"):
    return Client(headers={"accept-language": language, "user-agent": agent})


def titles(query="", path="/jobs/"):
    answer = anybody().get(f"{path}?{query}")
    assert answer.status_code == 200
    return [card.title for card in answer.context["cards"]]


# -- finding


def test_words_find_titles_first_then_texts_newest_first(employer):
    employer.publish("Kok", description="Je kookt voor tachtig gasten en je werkt samen met de bediening.")
    employer.publish(
        "Medewerker bediening", description="Je bedient gasten en je werkt samen met de kok in de keuken."
    )
    employer.publish(
        "Souschef kok", description="Je kookt mee en vervangt de chef als die er een dag niet is."
    )
    assert titles("words=kok") == ["Souschef kok", "Kok", "Medewerker bediening"]
    assert titles("words=kok+chef") == ["Souschef kok"]
    assert titles("words=niemand") == []


def test_the_beginning_of_a_word_finds_it_and_so_does_another_form(employer):
    employer.publish("Verkoopmedewerker")
    employer.publish(
        "Shop assistant",
        language="en",
        description="You help customers choose and you work the till all day.",
    )
    assert titles("words=verkoop") == ["Verkoopmedewerker"]
    assert titles("words=choosing") == ["Shop assistant"]  # one stem: choose, choosing
    assert titles("words=klant") == ["Verkoopmedewerker"]  # klanten


@pytest.mark.parametrize("words", ["'", "a & | !", "):*", "kok:*", "\\", "%", "  ", "🥐", "kok' OR 1=1 --"])
def test_no_word_breaks_the_search(employer, words):
    employer.publish("Kok")
    assert anybody().get("/jobs/", {"words": words}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=999999999999", "hours=x", "pay=1e9", "km=", "sort=paid", "contract=%27", "page=٣"],
)
def test_an_address_that_makes_no_sense_is_read_as_nothing(employer, query):
    employer.publish("Kok")
    assert titles(query) == ["Kok"]


def test_hours_pay_contract_and_place_narrow_it_down(employer):
    employer.publish("Weinig uren", hours_low=4.0, hours_high=12.0)
    employer.publish("Veel uren", hours_low=32.0, hours_high=40.0, contract="permanent")
    employer.publish("Goed betaald", pay_low_cents=400_000, pay_high_cents=450_000)
    employer.publish("In Amsterdam", place="Amsterdam", latitude=52.37, longitude=4.90)
    employer.publish("Thuis", place="", remote="fully")
    assert titles("hours=8") == ["Weinig uren"]
    assert titles("hours=40") == ["Veel uren"]
    assert titles("contract=permanent") == ["Veel uren"]
    assert titles("pay=4000") == ["Goed betaald"]
    assert titles("remote=fully") == ["Thuis"]
    assert titles("place=Amsterdam&km=10") == ["In Amsterdam"]
    assert titles("place=Wageningen&km=10&hours=40") == ["Veel uren"]
    assert set(titles("place=Wageningen&km=100")) == {
        "Weinig uren",
        "Veel uren",
        "Goed betaald",
        "In Amsterdam",
    }
    assert titles("place=Wageningen&km=100&sort=near")[-1] == "In Amsterdam"
    assert titles("sort=pay")[0] == "Goed betaald"


def test_pay_per_hour_and_per_month_compare(employer):
    employer.publish(
        "Per uur", pay_period="hour", pay_low_cents=2_300, pay_high_cents=2_500
    )  # 4,333 a month full time
    employer.publish("Per maand", pay_low_cents=380_000, pay_high_cents=400_000)
    assert titles("sort=pay") == ["Per uur", "Per maand"]


def test_a_vacancy_is_found_near_its_town_whoever_wrote_it(employer):
    """Terms that came from another system name a town and no degrees."""
    key = employer.publish("Kok", place="Utrecht")
    with employer.acting() as by:
        set_terms(vacancy_id=key, terms=TERMS, by=by)
        assert TERMS.latitude is None
        publish_vacancy(vacancy_id=key, by=by)
    assert titles("place=Utrecht&km=5") == ["Kok"]


def test_searching_on_keeps_the_filters_and_each_can_be_taken_off(employer):
    employer.publish("Kok", remote="partly")
    page = anybody().get("/jobs/?hours=24&remote=partly&sort=pay&place=Ede&km=50").text
    form = page[page.index('role="search"') :].partition("</form>")[0]
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', form))
    assert kept == {"hours": "24", "remote": "partly", "sort": "pay", "km": "50"}
    off = re.findall(r'href="\?([^"]*)"><span class="hidden-text">Without this: ([^<]*) </span>', page)
    assert [label for _query, label in off] == ["Hours a week", "Where"]
    assert parse_qs(off[0][0].replace("&amp;", "&")) == {
        "place": ["Ede"], "km": ["50"], "remote": ["partly"], "sort": ["pay"],
    }  # fmt: skip


def test_a_place_nobody_knows_is_said(employer):
    employer.publish("Kok")
    answer = anybody().get("/jobs/?place=Nergenshuizen")
    assert "We do not know where Nergenshuizen is." in answer.text


def test_the_box_holds_every_town_within_the_distance():
    """The index looks in a box first: a box that is too small would lose vacancies without a word."""
    spots = list(towns().values())
    for middle in spots[::7]:
        for km in (5, 25, 100):
            west, south, east, north = box_around(middle.latitude, middle.longitude, km)
            for other in spots:
                near = (
                    distance_km((middle.latitude, middle.longitude), (other.latitude, other.longitude)) <= km
                )
                inside = west <= other.longitude <= east and south <= other.latitude <= north
                assert inside or not near, (middle, other)


def test_distances_are_those_of_the_globe():
    # Amsterdam to Utrecht: 34.6 km by the haversine formula on a sphere of 6,371 km, computed by hand
    amsterdam, utrecht = place_named("Amsterdam"), place_named("utrecht")
    assert distance_km(
        (amsterdam.latitude, amsterdam.longitude), (utrecht.latitude, utrecht.longitude)
    ) == pytest.approx(34.55, abs=0.01)
    assert distance_km((0, 0), (0, 1)) == pytest.approx(111.195, abs=0.001)
    assert place_named("The Hague").name == "Den Haag"


def test_the_database_measures_as_python_does(employer):
    employer.publish("Ver", place="Groningen", latitude=53.22, longitude=6.57)
    (row,) = find(Search(place="Maastricht", km=300)).rows
    assert row.distance_km == pytest.approx(distance_km((50.85, 5.69), (53.22, 6.57)), rel=1e-9)


def test_pages_follow_one_another_without_gap_or_repeat(employer):
    for number in range(45):
        title = f"Kok {number:02}" if number % 2 else f"Werk {number:02}"
        employer.publish(
            title, description=f"Nummer {number}: je werkt in de keuken naast de kok en de bediening."
        )
    seen = [title for page in (1, 2, 3) for title in titles(f"words=kok&page={page}")]
    assert len(seen) == len(set(seen)) == 45
    cooks = [title for title in seen if title.startswith("Kok")]
    assert seen[: len(cooks)] == cooks == sorted(cooks, reverse=True)  # in the title first, each newest first
    assert titles("words=kok&page=9") == titles("words=kok&page=3")  # beyond the end stands the last page
    answer = anybody().get("/jobs/?words=kok")
    assert "45 vacancies" in answer.text
    assert "Page 1 of 3" in answer.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_same_number_of_questions(employer, rows):
    for number in range(rows):
        key = employer.publish(f"Kok {number}")
    client = anybody()
    for path, count in (("/jobs/", BOARD), (f"/jobs/at/{employer.organisation.slug}/{key}/", JOB)):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) == count, [one["sql"] for one in asked]


# -- who sees what


def test_two_employers_stand_on_one_board_and_each_has_its_own(employer_named):
    bakery, garage = employer_named("Bakkerij"), employer_named("Garage")
    bakery.publish("Bakker")
    garage.publish("Monteur")
    assert titles() == ["Monteur", "Bakker"]
    assert titles(path=f"/jobs/at/{bakery.organisation.slug}/") == ["Bakker"]
    assert anybody().get("/jobs/at/nobody/").status_code == 404


def test_an_employer_without_open_work_has_no_board(employer):
    path = f"/jobs/at/{employer.organisation.slug}/"
    assert anybody().get(path).status_code == 404
    key = employer.publish()
    assert anybody().get(path).status_code == 200
    employer.close(key)
    assert anybody().get(path).status_code == 404


def test_only_what_is_public_stands_on_the_page(employer):
    key = employer.publish()
    text = anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text
    assert "Klanten vragen de hele dag om hulp." in text  # the reason of a requirement
    for hidden in (employer.boss.name, employer.boss.email, str(employer.boss.user_id), "weight"):
        assert hidden not in text


def test_a_vacancy_under_another_employers_name_is_no_page(employer_named):
    bakery, garage = employer_named("Bakkerij"), employer_named("Garage")
    key = bakery.publish("Bakker")
    garage.publish("Monteur")
    assert anybody().get(f"/jobs/at/{garage.organisation.slug}/{key}/").status_code in {404, 410}
    assert posting(key, employer=garage.organisation.slug) is None


def test_hostile_text_stays_text(employer):
    wicked = "</script><script>alert(1)</script> Je helpt klanten & vult de schappen, elke dag van de week."
    key = employer.publish("<img src=x onerror=alert(1)> Kok", description=wicked)
    page = anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == 3  # htmx, our module, the structured data
    for path in ("/jobs/", "/jobs/feed.rss", "/jobs/feeds/xml/"):
        assert "<img src=x" not in anybody().get(path).text
    feed = anybody().get("/jobs/feeds/json/")  # no page: a browser that is sent there must not read it as one
    assert (feed["content-type"], feed["x-content-type-options"]) == ("application/json", "nosniff")
    assert structured(page)["title"].startswith("<img")  # as text, for who reads JSON


# -- closing


def everywhere(employer, key):
    """Return where a vacancy shows: path → status or whether the key is in the answer."""
    slug = employer.organisation.slug
    found = {"page": anybody().get(f"/jobs/at/{slug}/{key}/").status_code}
    for path in ("/jobs/", "/jobs/feed.rss", "/jobs/sitemap-1.xml", "/jobs/feeds/xml/", "/jobs/feeds/json/"):
        found[path] = str(key) in anybody().get(path).text
    return found


def test_closing_removes_it_everywhere_at_once(employer):
    key, other = employer.publish("Kok"), employer.publish("Bakker")
    assert everywhere(employer, key) == {
        "page": 200, "/jobs/": True, "/jobs/feed.rss": True, "/jobs/sitemap-1.xml": True, "/jobs/feeds/xml/": True,
        "/jobs/feeds/json/": True,
    }  # fmt: skip
    employer.close(key)
    assert everywhere(employer, key) == {
        "page": 410, "/jobs/": False, "/jobs/feed.rss": False, "/jobs/sitemap-1.xml": False, "/jobs/feeds/xml/": False,
        "/jobs/feeds/json/": False,
    }  # fmt: skip
    gone = anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text
    assert "This vacancy is closed" in gone
    assert "Bakker" in gone
    assert everywhere(employer, other)["page"] == 200


def test_the_day_after_its_last_it_is_gone_before_any_job_ran(employer):
    key = employer.publish(apply_until=timezone.localdate())
    assert everywhere(employer, key)["page"] == 200
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with employer.acting():
        Posting.objects.filter(pk=key).update(apply_until=yesterday)
    assert set(everywhere(employer, key).values()) == {410, False}
    take_off_expired.func(timestamp=0)
    assert not Posting.objects.filter(pk=key).exists()
    assert everywhere(employer, key)["page"] == 410


def test_a_vacancy_can_come_back(employer):
    key = employer.publish()
    client = employer.client()
    client.post(f"{employer.at}vacancies/{key}/unpublish/")
    assert everywhere(employer, key)["page"] == 410
    answer = client.post(f"{employer.at}vacancies/{key}/publish/", follow=True)
    assert "is on the board" in answer.text
    assert everywhere(employer, key)["page"] == 200


def test_a_name_changes_on_the_board_too(employer):
    key = employer.publish()
    from maatwerk.apps.organisations.operations import change_settings

    with employer.acting() as boss:
        row = boss.organisation
        change_settings(
            member=boss, name="Bakkerij De Zon", language=row.language, jurisdiction=row.jurisdiction,
            own_view_first=False, follow_up_months=row.follow_up_months,
        )  # fmt: skip
    assert "Bakkerij De Zon" in anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text


# -- counting


def test_views_are_counted_by_link_without_a_cookie_and_not_for_robots(employer):
    key = employer.publish()
    path = f"/jobs/at/{employer.organisation.slug}/{key}/"
    with employer.acting():
        code = TrackedLink.objects.get(channel="rss").code
    for query in ("", f"?via={code}", f"?via={code}", "?via=nonsense"):
        answer = anybody().get(path + query)
        assert set(answer.cookies) <= {
            "csrftoken"
        }  # keeps the language form safe; nothing reads it to know anybody
    anybody(agent="Googlebot/2.1").get(path)
    with employer.acting():
        counted = dict(DailyViews.objects.values_list("link__channel", "views"))
        columns = {field.name for field in DailyViews._meta.get_fields()}
    assert counted == {None: 2, "rss": 2}
    assert columns == {"id", "organisation", "opportunity", "link", "day", "views"}


# -- structured data

REQUIRED = {"datePosted", "description", "hiringOrganization", "jobLocation", "title"}
RECOMMENDED = {"baseSalary", "directApply", "employmentType", "identifier", "validThrough"}


def structured(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found.group(1))


def test_the_structured_data_has_what_google_requires_and_recommends(employer):
    """The lists: Google Search Central, "Job posting (JobPosting) structured data", required and recommended properties."""
    key = employer.publish(apply_until=timezone.localdate() + dt.timedelta(days=30))
    data = structured(anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text)
    assert (data["@context"], data["@type"]) == ("https://schema.org/", "JobPosting")
    assert data.keys() >= REQUIRED | RECOMMENDED
    assert dt.date.fromisoformat(data["datePosted"]) == timezone.now().date()
    assert dt.datetime.fromisoformat(data["validThrough"]).date() == timezone.localdate() + dt.timedelta(
        days=30
    )
    assert data["description"].startswith("<p>")
    assert data["jobLocation"]["address"] == {
        "@type": "PostalAddress", "addressLocality": "Ede", "addressCountry": "NL",
    }  # fmt: skip
    assert data["employmentType"] == ["PART_TIME"]
    assert data["baseSalary"]["currency"] == "EUR"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "minValue": 2400.0, "maxValue": 2900.0, "unitText": "MONTH",
    }  # fmt: skip
    assert data["identifier"]["value"] == str(key)
    assert data["hiringOrganization"]["name"] == "Bakkerij De Halve Maan"


def test_work_from_home_says_where_one_may_live(employer):
    key = employer.publish(remote="fully", place="")
    data = structured(anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/").text)
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["applicantLocationRequirements"] == {"@type": "Country", "name": "NL"}
    assert "jobLocation" not in data


def test_the_page_names_its_own_address_without_the_link_it_came_by(employer):
    key = employer.publish()
    page = anybody().get(f"/jobs/at/{employer.organisation.slug}/{key}/?via=abc").text
    assert (
        f'<link rel="canonical" href="http://127.0.0.1:8000/jobs/at/{employer.organisation.slug}/{key}/">'
        in page
    )


def test_how_the_list_is_ordered_is_told(employer):
    employer.publish()
    assert 'href="/jobs/ranking/"' in anybody().get("/jobs/").text
    text = anybody().get("/jobs/ranking/").text
    assert "No employer can pay to stand higher" in text
    assert "the newest vacancy first" in text


@pytest.mark.parametrize("sort", ["newest", "pay"])
def test_a_page_beyond_the_last_is_the_last_whichever_way_it_is_found(employer, monkeypatch, sort):
    """Few are found with their count in one question, many in two; both must show the same."""
    from maatwerk.apps.vacancies import board

    for number in range(5):
        employer.publish(f"Kok {number}", pay_high_cents=300_000 + number * 1_000)
    monkeypatch.setattr(board, "PAGE", 2)
    search = Search(words="kok", sort=sort, page=9)
    few = find(search)
    assert (few.total, few.number, [row.title[:3] for row in few.rows]) == (5, 3, ["Kok"])
    monkeypatch.setattr(board, "MOST_COUNTED", 4)  # now five are many: counted to four, shown by the index
    many = find(Search(words="kok", sort=sort, page=2))
    assert many.is_more
    monkeypatch.setattr(board, "MOST_COUNTED", 1_000)
    assert many.rows == find(Search(words="kok", sort=sort, page=2)).rows


def test_the_nearest_come_from_the_smallest_circle_that_fills_a_page(employer, monkeypatch):
    from maatwerk.apps.vacancies import board

    for title, lat in (("Verder", 52.10), ("Dichtbij", 52.05), ("Ver", 52.30)):
        employer.publish(title, latitude=lat, longitude=5.66)
    monkeypatch.setattr(board, "PAGE", 2)
    search = Search(place="Ede", km=100, sort="near")
    few = [row.title for row in find(search).rows]
    monkeypatch.setattr(board, "MOST_COUNTED", 2)
    assert [row.title for row in find(search).rows] == few == ["Dichtbij", "Verder"]


def test_who_searches_very_often_waits_and_who_only_looks_does_not(employer, monkeypatch):
    from maatwerk.apps.vacancies.views import board
    from maatwerk.kernel.limits import Limit

    employer.publish("Kok")
    monkeypatch.setattr(board, "SEARCHES", Limit("a test", burst=2, per_hour=1))
    here = anybody()
    assert [here.get("/jobs/?words=kok").status_code for _ in range(3)] == [200, 200, 429]
    assert here.get("/jobs/").status_code == 200
    assert "Wait a few minutes" in here.get("/jobs/?words=kok").text


def test_a_mailbox_is_not_filled_by_somebody_else(employer):
    employer.publish("Kok")
    answers = [
        anybody().post("/jobs/save/?words=kok", {"email": email}).status_code
        for email in ("a@example.org", "A@example.org", "a@example.org", "a@example.org", "b@example.org")
    ]
    assert answers == [200, 200, 200, 429, 200]
