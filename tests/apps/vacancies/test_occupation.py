"""Which official occupation a vacancy is: files come in, a name is searched, one is chosen; what is no such file is refused."""

import io

import pytest

from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.vacancies.queries import vacancy_of

pytestmark = pytest.mark.django_db
URI = "http://data.europa.eu/esco/occupation/90f75f67-495d-49fa-ab57-2f320e251d7e"
HEADER = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels\n"
DUTCH = f'{HEADER}Occupation,{URI},5120,kok,"keukenhulp\nsouschef"\n'
ENGLISH = f"{HEADER}Occupation,{URI},5120,cook,chef\n"


def upload(text, name="occupations.csv"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return file


@pytest.fixture
def page(employer):
    key = employer.publish("Kok in de bediening")
    return employer, key, f"{employer.at}vacancies/{key}/occupation/"


def test_files_come_in_and_an_occupation_is_searched_and_chosen(page):
    employer, key, path = page
    client = employer.client(Role.RECRUITER)
    assert "No occupations are loaded yet" in client.get(path).text
    answer = client.post(path + "load/", {"dutch": upload(DUTCH), "english": upload(ENGLISH)}, follow=True)
    assert "1 occupation is loaded." in answer.text
    found = client.get(path + "?q=coo").context["found"]
    assert [(one.label, one.isco) for one in found] == [("cook", "5120")]
    assert client.post(path + "choose/", {"uri": URI, "q": "cook"}).status_code == 302
    with employer.acting():
        row = vacancy_of(key)
        assert (row.terms.isco, row.terms.occupation_uri) == ("5120", URI)
        assert job_family(row.job_family_id).isco == "5120"


def test_loading_again_renews_and_doubles_nothing(page):
    employer, _key, path = page
    client = employer.client(Role.RECRUITER)
    for text in (DUTCH, DUTCH.replace(",kok,", ",chef-kok,")):
        client.post(path + "load/", {"dutch": upload(text)})
    assert [one.label for one in client.get(path + "?q=kok").context["found"]] == ["chef-kok"]


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        HEADER + "Occupation,https://example.org/x,5120,kok,\n",
        b"\xff\xfe\x00\x01",
        DUTCH.encode("utf-16"),
    ],
)
def test_what_is_no_such_file_is_refused_and_nothing_comes_in(page, content):
    employer, _key, path = page
    client = employer.client(Role.RECRUITER)
    assert client.post(path + "load/", {"dutch": upload(content)}).status_code == 422
    assert client.get(path + "?q=kok").context["found"] == []


def test_one_that_is_not_loaded_cannot_be_chosen_and_others_may_not(page):
    employer, _key, path = page
    assert (
        employer.client(Role.RECRUITER).post(path + "choose/", {"uri": URI, "q": "cook"}).status_code == 422
    )
    assert employer.client(Role.MANAGER).get(path).status_code == 403
    assert employer.client(Role.AUDITOR).post(path + "load/").status_code == 403
