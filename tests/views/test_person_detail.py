"""The page of a person: capacities over time, letters, asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import Person
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


def get(client: Client, person: Person, query: str = "") -> Element:
    response = client.get(f"{person.get_absolute_url()}{query}")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def held(client: Client, person: Person) -> list[list[str]]:
    return [step.lines for step in get(client, person).one("ol.thread").all("li")]


def test_head_names_the_person(client: Client) -> None:
    james = builders.james_smith()
    Person.objects.filter(pk=james.pk).update(
        other_names="J. Smith", description="Said of him.", authorities="https://viaf.example/1"
    )
    builders.make_letter(signatories=[james])
    page = get(client, james)
    assert page.one("h1").text == "Dr James Smith"
    assert page.one(".summary").text == "Said of him."
    assert page.one(".facts").lines == [
        "Also written",
        "J. Smith",
        "Elsewhere",
        "https://viaf.example/1",
    ]


def test_capacities_stand_in_time_with_their_letters(client: Client) -> None:
    james, aegis = builders.james_smith(), builders.aegis_trust()
    builders.make_letter("Second", date="2018", signatories=[(james, [("CEO", aegis)])])
    builders.make_letter("First", date="2012", signatories=[(james, [("Director", aegis)])])
    assert held(client, james) == [
        ["2012", "Director, Aegis Trust", "Signs in First"],
        ["2018", "CEO, Aegis Trust", "Signs in Second"],
    ]


def test_one_letter_can_be_signed_in_two_capacities(client: Client) -> None:
    andres = builders.andres_serbin()
    capacities = [("Chair", builders.una_uk()), ("Director", builders.aegis_trust())]
    builders.make_letter("Both", date="2012-08-16", signatories=[(andres, capacities)])
    coalition, trust = held(client, andres)
    assert coalition[1] == "Chair, United Nations Association of the United Kingdom"
    assert trust == ["16 August 2012", "Director, Aegis Trust", "Signs in Both"]


def test_the_same_capacity_is_named_once_with_first_and_last(client: Client) -> None:
    james, aegis = builders.james_smith(), builders.aegis_trust()
    for year in (2012, 2014, 2018):
        builders.make_letter(f"Of {year}", date=str(year), signatories=[(james, [("CEO", aegis)])])
    assert held(client, james) == [
        ["2012", "CEO, Aegis Trust", "Signs in Of 2012", "last in Of 2018, 2018; 3 letters in all"]
    ]


def test_offices_are_capacities_too(client: Client) -> None:
    post = builders.foreign_secretary()
    builders.make_letter("To him", recipients=[(builders.william_hague(), post)])
    page = get(client, builders.william_hague())
    step = page.one("ol.thread").one("li")
    assert step.lines[1:] == [post.title, "Is written to in To him"]


def test_tabs_count_the_letters_of_each_part(client: Client) -> None:
    james = builders.james_smith()
    builders.make_letter("Signed", signatories=[james])
    builders.make_letter("Sent", senders=[james])
    builders.make_letter("Received", recipients=[james])
    builders.make_letter("Copied", copied=[james])
    builders.make_letter("Met", parties=[("participant", james)])
    tabs = [tab.text for tab in get(client, james).one("ul.tabs").all("a")]
    assert tabs == ["Sent 1", "Signed 1", "Received 1", "Copied 1", "Took part 1"]
    copied = get(client, james, "?part=copied")
    assert [each.text for each in copied.one("ol.letters").all("h3")] == ["Copied"]


def test_asks_are_summed_up_both_ways(client: Client) -> None:
    james, hague = builders.james_smith(), builders.william_hague()
    letter = builders.make_letter(signatories=[james], recipients=[hague], slug="asking")
    builders.make_recommendation(letter)
    made = get(client, james)
    assert made.one("#asks-1").text == "Asks in letters sent or signed"
    assert made.one("ul.sums").links()["ask"] == "/recommendations/?letter=asking"
    received = get(client, hague)
    assert received.one("#asks-1").text == "Asks received"
    assert received.one("ul.sums").links()["ask"] == "/recommendations/?addressee=william-hague"


@pytest.mark.parametrize("part", ["", "?part=received", "?part=signed", "?part=copied"])
def test_the_index_finds_what_the_database_does(
    client: Client, index: Callable[[], object], settings: Any, tmp_path: Any, part: str
) -> None:
    james, aegis = builders.james_smith(), builders.aegis_trust()
    for year in range(2010, 2013):
        asking = builders.make_letter(
            f"Of {year}", date=str(year), senders=[james], signatories=[(james, [("CEO", aegis)])]
        )
        ask = builders.make_recommendation(asking)
        reply = builders.make_letter(
            f"To {year}", recipients=[(james, builders.foreign_secretary())], copied=[james]
        )
        builders.make_recommendation(reply, restates=ask)
        builders.make_answer(ask, reply)
        draft = builders.make_letter(status="draft", senders=[james], signatories=[james])
        builders.make_recommendation(draft, addressees=[james])
    index()
    found = client.get(f"{james.get_absolute_url()}{part}").content
    settings.DATA_DIR = tmp_path
    assert client.get(f"{james.get_absolute_url()}{part}").content == found


def test_a_page_by_the_index_takes_few_queries(client: Client, index: Callable[[], object]) -> None:
    james = builders.james_smith()
    builders.make_letter(senders=[james], signatories=[(james, [("CEO", builders.aegis_trust())])])
    index()
    with CaptureQueriesContext(connection) as queries:
        get(client, james)
    assert len(queries) == 12


def test_a_person_of_drafts_alone_is_not_found(client: Client) -> None:
    person = builders.make_person("Xan Thippe")
    builders.make_letter(status="draft", signatories=[person])
    assert client.get(person.get_absolute_url()).status_code == 404
    assert client.get("/people/nobody/").status_code == 404


def test_nothing_of_a_draft_shows(client: Client) -> None:
    james, aegis = builders.james_smith(), builders.aegis_trust()
    letter = builders.make_letter(signatories=[(james, [("CEO", aegis)])], senders=[james])
    builders.make_recommendation(letter)
    before = client.get(james.get_absolute_url()).content
    draft = builders.make_letter(
        "Xanthippe",
        status="draft",
        date="2019",
        senders=[james],
        recipients=[(james, builders.make_office("Xanthippe Office"))],
        signatories=[(james, [("Xanthippe", aegis)])],
    )
    builders.make_recommendation(draft, gist="Xanthippe", askers=[james], addressees=[james])
    assert client.get(james.get_absolute_url()).content == before


def test_markup_is_shown_as_text(client: Client) -> None:
    body = builders.make_organisation(XSS)
    person = builders.make_person(XSS, honorific=XSS, description=XSS)
    builders.make_letter(XSS, signatories=[(person, [(XSS, body)])])
    assert b"<script" not in client.get(person.get_absolute_url()).content


@pytest.mark.parametrize("query", ["?part=x", "?page=x", "?part=%00", f"?part={XSS}"])
def test_any_query_leaves_the_page_readable(client: Client, query: str) -> None:
    builders.make_letter(signatories=[builders.james_smith()])
    page = get(client, builders.james_smith(), query)
    assert len(page.one("ol.letters").all("h3")) == 1


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    def count(number: int) -> int:
        james = builders.james_smith()
        for each in range(number):
            body = builders.make_organisation(f"Body {number} {each}")
            letter = builders.make_letter(
                f"Letter {number} {each}",
                senders=[james],
                recipients=[(james, builders.make_office(f"Office {number} {each}"))],
                signatories=[(james, [("Chair", body)])],
            )
            builders.make_recommendation(letter)
        with CaptureQueriesContext(connection) as queries:
            get(client, james)
        return len(queries)

    assert count(1) == count(3)
