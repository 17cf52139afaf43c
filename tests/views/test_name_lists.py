"""The pages of the lists of organisations and of people."""

import pytest
from django.test import Client

from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


def get(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def table(page: Element) -> list[list[str]]:
    return [
        [cell.text for cell in row.walk() if cell.name in ("th", "td")]
        for row in page.one("table.names").one("tbody").all("tr")
    ]


@pytest.fixture
def letter() -> None:
    builders.make_letter(
        senders=[builders.una_uk(), builders.aegis_trust()],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
        signatories=[(builders.james_smith(), [("CEO", builders.aegis_trust())])],
    )


@pytest.mark.parametrize("path", ["/organisations/", "/people/"])
def test_an_empty_list_says_so(client: Client, path: str) -> None:
    page = get(client, path)
    assert page.all("table") == []
    assert "here agrees with all of this" in page.one(".sentence").text
    assert page.all("nav.initials") == []


def test_organisations_stand_with_kind_and_numbers(client: Client, letter: None) -> None:
    page = get(client, "/organisations/")
    assert table(page) == [
        ["Aegis Trust civil society organisation", "1", "1", "–", "–"],
        ["Foreign and Commonwealth Office FCO government", "–", "–", "1", "–"],
        ["United Nations Association of the United Kingdom UNA-UK other body", "1", "–", "–", "–"],
    ]
    assert page.one("nav.initials").links() == {
        "A": "?initial=a",
        "F": "?initial=f",
        "U": "?initial=u",
    }
    assert page.links()["Aegis Trust"] == "/organisations/aegis-trust/"


def test_people_stand_by_surname_with_their_last_capacity(client: Client, letter: None) -> None:
    builders.make_letter("To words alone", senders=[builders.make_person("Ann Other")])
    page = get(client, "/people/")
    assert table(page) == [
        [
            "Hague, William Rt Hon Secretary of State for Foreign and Commonwealth Affairs",
            "–",
            "–",
            "1",
            "–",
        ],
        ["Other, Ann", "1", "–", "–", "–"],
        ["Smith, James Dr CEO, Aegis Trust", "–", "1", "–", "–"],
    ]


def test_the_last_capacity_is_that_of_a_published_letter(client: Client, letter: None) -> None:
    builders.make_letter(
        status="draft",
        date="2020",
        signatories=[(builders.james_smith(), [("Xanthippe", builders.una_uk())])],
    )
    assert "CEO, Aegis Trust" in get(client, "/people/?q=smith").one("table").text


@pytest.mark.parametrize("path", ["/organisations/", "/people/"])
def test_forms_carry_on_what_is_chosen(client: Client, letter: None, path: str) -> None:
    page = get(client, f"{path}?signed=yes&sort=letters&per_page=25&page=1")
    search = next(form for form in page.all("form") if form["role"] == "search")
    hidden = [
        (each["name"], each["value"]) for each in search.all("input") if each["type"] == "hidden"
    ]
    assert hidden == [("signed", "yes"), ("sort", "letters"), ("per_page", "25")]


def test_one_name_is_one(client: Client, letter: None) -> None:
    assert get(client, "/people/?q=smith").one(".bar").lines[0].startswith("1 person")
    assert get(client, "/organisations/").one(".bar").lines[0].startswith("3 organisations")


def test_messages_stand_beside_their_field(client: Client, letter: None) -> None:
    page = get(client, "/people/?role=x&sort=up&signed=perhaps&page=x")
    assert [each.text for each in page.all(".problem")] == [
        "Signed: “perhaps” is not known here.",
        "Sort by: “up” is not known here.",
        "Page: Write a whole number.",
    ]


def test_nothing_found_offers_other_ways(client: Client, letter: None) -> None:
    page = get(client, "/organisations/?q=xyz&kind=government")
    nothing = page.one(".nothing")
    assert nothing.one(".sentence").text == "No organisation here is called “xyz”."
    assert nothing.links() == {
        "With any name": "?kind=government",
        "Search the letters for “xyz”": "/letters/?q=xyz",
    }


@pytest.mark.parametrize("path", ["/organisations/", "/people/"])
def test_drafts_change_nothing(client: Client, letter: None, path: str) -> None:
    before = client.get(path).content
    builders.make_letter(
        status="draft",
        senders=[builders.make_organisation("Secret Society"), builders.aegis_trust()],
        recipients=[builders.make_person("Xan Thippe"), builders.william_hague()],
        signatories=[(builders.james_smith(), [("Chair", builders.una_uk())])],
    )
    assert client.get(path).content == before


@pytest.mark.parametrize("path", ["/organisations/", "/people/"])
@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a" * 5000, "kind=%FF", f"q={XSS}", "page=" + "9" * 50, "initial=-a"]
)
def test_any_query_gives_a_page(client: Client, letter: None, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_markup_in_names_is_shown_as_text(client: Client) -> None:
    body = builders.make_organisation(XSS, acronym=XSS)
    builders.make_letter(senders=[body, builders.make_person(XSS, honorific=XSS)])
    for path in ("/organisations/", "/people/"):
        assert b"<script>" not in client.get(path).content
