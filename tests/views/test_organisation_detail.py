"""The page of an organisation: its letters, people, offices, partners, asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import Organisation
from letters.views import organisation_page
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


def get(client: Client, organisation: Organisation, query: str = "") -> Element:
    response = client.get(f"{organisation.get_absolute_url()}{query}")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def rows(page: Element, heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = next(each for each in page.all("section") if each["aria-labelledby"] == heading)
    return [
        [cell.text for cell in row.walk() if cell.name in ("th", "td")]
        for row in section.one("tbody").all("tr")
    ]


def test_head_says_what_it_is_and_how_it_is_written(client: Client) -> None:
    una = builders.una_uk()
    Organisation.objects.filter(pk=una.pk).update(
        description="Said of it.",
        website="https://una.example/",
        authorities="https://viaf.example/1\nhttps://viaf.example/2",
    )
    builders.make_letter(senders=[una])
    page = get(client, una)
    assert page.one("h1").text == "United Nations Association of the United Kingdom"
    assert page.one(".summary").text == "Said of it."
    facts = page.one("dl.facts")
    assert facts.lines == [
        "Also written",
        "UNA-UK",
        "UNA–UK",
        "UNA",
        "Elsewhere",
        "https://una.example/",
        "https://viaf.example/1",
        "https://viaf.example/2",
    ]


def test_what_it_is_a_part_of_and_its_parts_are_linked(client: Client) -> None:
    office, department = builders.foreign_office(), builders.multilateral_policy()
    builders.make_letter(senders=[department])
    assert get(client, office).one(".facts").links() == {
        "Multilateral Policy Directorate": "/organisations/multilateral-policy-directorate/"
    }
    assert get(client, department).one(".facts").links() == {
        "Foreign and Commonwealth Office": "/organisations/foreign-office/"
    }


def test_tabs_count_the_letters_of_each_part(client: Client) -> None:
    una = builders.una_uk()
    builders.make_letter("Sent", senders=[una], signatories=[(builders.james_smith(), [("", una)])])
    builders.make_letter("Received", recipients=[una])
    page = get(client, una)
    tabs = page.one("ul.tabs").all("a")
    assert [(tab.text, tab["href"], tab["aria-current"]) for tab in tabs] == [
        ("Sent 1", "?part=sent#letters", "true"),
        ("Signed 1", "?part=signed#letters", ""),
        ("Received 1", "?part=received#letters", ""),
    ]
    assert [each.text for each in page.one("ol.letters").all("h3")] == ["Sent"]
    other = get(client, una, "?part=received")
    assert [each.text for each in other.one("ol.letters").all("h3")] == ["Received"]


def test_a_department_s_letter_says_through_whom(client: Client) -> None:
    office, department = builders.foreign_office(), builders.multilateral_policy()
    builders.make_letter(
        "Through",
        senders=[department],
        date="2013",
        signatories=[(builders.james_smith(), [("", department)])],
    )
    builders.make_letter("Own", senders=[office, department], date="2012")
    builders.make_letter("To the post", recipients=[builders.foreign_secretary()])
    page = get(client, office)
    assert [each.text for each in page.one("ol.letters").all("p.through")] == [
        "Through its Multilateral Policy Directorate"
    ]
    signed = get(client, office, "?part=signed")
    assert signed.one("p.through").text == "Through its Multilateral Policy Directorate"
    received = get(client, office, "?part=received")
    assert received.one("p.through").text == (
        "Through its Secretary of State for Foreign and Commonwealth Affairs"
    )


def test_signers_are_listed_with_roles_and_years(client: Client) -> None:
    aegis, james = builders.aegis_trust(), builders.james_smith()
    for year, role in ((2012, "Chief Executive Officer"), (2018, "CEO"), (2019, "CEO")):
        builders.make_letter(f"Of {year}", date=str(year), signatories=[(james, [(role, aegis)])])
    builders.make_letter(date="2014", signatories=[(builders.andres_serbin(), [("", aegis)])])
    assert rows(get(client, aegis), "people-h") == [
        ["Dr James Smith", "Chief Executive Officer; CEO", "2012–2019", "3"],
        ["Dr. Andrés Serbin", "No role given", "2014", "1"],
    ]


def test_many_signers_are_cut_and_lead_to_all(client: Client) -> None:
    signers = [
        (builders.make_person(f"Ann Signer{number}"), [("", builders.aegis_trust())])
        for number in range(organisation_page.PEOPLE + 1)
    ]
    builders.make_letter(signatories=signers)
    page = get(client, builders.aegis_trust())
    assert len(rows(page, "people-h")) == organisation_page.PEOPLE
    assert page.links()["All who write or sign for it"] == "/people/?organisation=aegis-trust"


def test_offices_name_their_holders_over_time(client: Client) -> None:
    post = builders.foreign_secretary()
    hunt = builders.make_person("Jeremy Hunt")
    builders.make_letter("First", recipients=[(builders.william_hague(), post)], date="2012")
    builders.make_letter("Second", recipients=[(hunt, post)], date="2018")
    builders.make_letter("Nobody", recipients=[post], date="2019")
    name = "Secretary of State for Foreign and Commonwealth Affairs"
    assert rows(get(client, builders.foreign_office()), "offices-h") == [
        [name, "Rt Hon William Hague", "2012", "1"],
        [name, "Jeremy Hunt", "2018", "1"],
    ]


def test_partners_sign_the_same_letters(client: Client, index: Callable[[], object]) -> None:
    aegis, una = builders.aegis_trust(), builders.una_uk()
    other = builders.make_organisation("Waging Peace")
    james, andres = builders.james_smith(), builders.andres_serbin()
    for year, bodies in ((2012, [aegis, una]), (2018, [aegis, una, other])):
        builders.make_letter(
            f"Of {year}",
            date=str(year),
            signatories=[(james, [("", bodies[0])]), (andres, [("", body) for body in bodies[1:]])],
        )
    index()
    page = get(client, aegis)
    assert rows(page, "partners-h") == [
        [
            "United Nations Association of the United Kingdom",
            "2012–2018",
            "2 with United Nations Association of the United Kingdom",
        ],
        ["Waging Peace", "2018", "1 with Waging Peace"],
    ]
    links = page.links()
    assert links["1 with Waging Peace"] == "/letters/?together=aegis-trust&together=waging-peace"
    assert links["All who sign with it, and with one another"] == (
        "/coalition/?together=aegis-trust"
    )
    assert links["Who shares words with its letters"] == "/echoes/?sender=aegis-trust"


def test_partners_of_a_body_are_those_of_its_departments_too(
    client: Client, index: Callable[[], object]
) -> None:
    department = builders.multilateral_policy()
    builders.make_letter(senders=[department, builders.una_uk()])
    index()
    page = get(client, builders.foreign_office())
    # No address finds the letters of several bodies, any of which may sign.
    assert rows(page, "partners-h") == [
        ["United Nations Association of the United Kingdom", "2012", "1"]
    ]


def test_without_an_index_there_are_no_partners(client: Client, data_dir: Any) -> None:
    builders.make_letter(senders=[builders.aegis_trust(), builders.una_uk()])
    assert "Who signs with it" not in get(client, builders.aegis_trust()).text


def test_asks_are_counted_by_the_index(client: Client, index: Callable[[], object]) -> None:
    una, office = builders.una_uk(), builders.foreign_office()
    for year in range(2010, 2014):
        letter = builders.make_letter(f"Of {year}", senders=[una], date=str(year))
        ask = builders.make_recommendation(letter)
    reply = builders.make_letter("Reply", senders=[office], date="2015")
    builders.make_answer(ask, reply, stance="declined")
    index()
    sums = get(client, una).one("ul.sums")
    assert sums.text == "4 asks 1 answered 1 with a refusal 3 with no answer on record"
    assert sums.links()["with a refusal"] == "/recommendations/?asker=una-uk&status=declined"


def test_asks_are_summed_up_both_ways(client: Client) -> None:
    aegis, office = builders.aegis_trust(), builders.foreign_office()
    letter = builders.make_letter(senders=[aegis], recipients=[office])
    asks = [builders.make_recommendation(letter, gist=f"Gist {number}") for number in range(5)]
    answer = builders.make_letter("Reply", senders=[office], recipients=[aegis], date="2013")
    builders.make_answer(asks[0], answer)
    # Somebody else asks in the same letter.
    builders.make_recommendation(letter, gist="Hers", askers=[builders.una_uk()])
    made = get(client, aegis)
    assert made.one("#asks-1").text == "What it asked for"
    assert made.one("ul.sums").text == "5 asks 1 answered 4 with no answer on record"
    assert made.links()["All 5 in the ledger"] == "/recommendations/?asker=aegis-trust"
    received = get(client, office)
    assert received.one("#asks-1").text == "What it was asked"
    assert received.one("ul.sums").text == "6 asks 1 answered 5 with no answer on record"
    assert received.one("ul.sums").links()["answered"] == (
        "/recommendations/?addressee=foreign-office&status=answered"
    )


def test_addressees_as_recorded_take_the_place_of_the_recipients(client: Client) -> None:
    letter = builders.make_letter(recipients=[builders.foreign_office()])
    builders.make_recommendation(
        letter, addressees=[builders.una_uk(), builders.multilateral_policy()]
    )
    assert get(client, builders.una_uk()).one("ul.sums").text == "1 ask 1 with no answer on record"
    # Once, though it is asked as a recipient and through its department.
    assert get(client, builders.foreign_office()).one("ul.sums").text == (
        "1 ask 1 with no answer on record"
    )


def test_an_organisation_known_from_asks_alone_has_a_page(client: Client) -> None:
    letter = builders.make_letter(senders=[builders.aegis_trust()])
    builders.make_recommendation(letter, addressees=[builders.una_uk()])
    page = get(client, builders.una_uk())
    assert page.all("ul.tabs") == []
    assert "No letter of the archive" in page.one("#letters").text


@pytest.mark.parametrize("number", [1, 3])
def test_every_row_of_a_few_letters_shows(client: Client, number: int) -> None:
    for each in range(number):
        builders.make_letter(f"Letter {each}", senders=[builders.una_uk()], date=f"200{each}")
    page = get(client, builders.una_uk())
    titles = [each.text for each in page.one("ol.letters").all("h3")]
    assert titles == [f"Letter {each}" for each in reversed(range(number))]


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    def count(number: int) -> int:
        una, office = builders.una_uk(), builders.foreign_secretary()
        for each in range(number):
            letter = builders.make_letter(
                f"Letter {number} {each}",
                senders=[una, builders.make_organisation(f"Partner {number} {each}")],
                recipients=[(builders.make_person(f"Holder {number}{each}"), office)],
                signatories=[
                    (builders.make_person(f"Signer {number}{each}"), [("Chair", una)]),
                    (builders.james_smith(), [("Chair", builders.aegis_trust())]),
                ],
            )
            ask = builders.make_recommendation(
                letter, themes=[builders.make_theme(f"T{number}{each}")]
            )
            reply = builders.make_letter(f"Reply {number} {each}", date="2013", recipients=[una])
            builders.make_answer(ask, reply)
        with CaptureQueriesContext(connection) as queries:
            get(client, una)
            get(client, builders.foreign_office())
        return len(queries)

    assert count(1) == count(3)


def test_letters_beyond_the_newest_are_told_of(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(organisation_page, "NEWEST", 2)
    for year in range(2010, 2013):
        builders.make_letter(
            f"Of {year}",
            date=str(year),
            signatories=[(builders.james_smith(), [(f"Role {year}", builders.una_uk())])],
        )
    page = get(client, builders.una_uk())
    assert "read off the newest 2 letters" in page.one("p.older").text
    assert rows(page, "people-h") == [["Dr James Smith", "Role 2011; Role 2012", "2011–2012", "2"]]


def make_archive() -> list[Organisation]:
    """Letters in which bodies take part in every way, with asks and answers, among them drafts."""
    una, office = builders.una_uk(), builders.foreign_office()
    secretary, department = builders.foreign_secretary(), builders.multilateral_policy()
    hague, james = builders.william_hague(), builders.james_smith()
    for year in range(2010, 2014):
        letter = builders.make_letter(
            f"Of {year}",
            date=str(year),
            senders=[una, builders.aegis_trust()],
            recipients=[(hague, secretary), office],
            copied=[department, secretary, office],
            signatories=[(james, [("Chair", una)])],
        )
        first = builders.make_recommendation(letter, themes=[builders.make_theme(f"T{year}")])
        again = builders.make_recommendation(letter, restates=first, addressees=[una])
        reply = builders.make_letter(
            f"Reply {year}", date="2016", senders=[department], recipients=[una]
        )
        builders.make_answer(first, reply, stance="declined")
        draft = builders.make_letter(
            f"Draft {year}", status="draft", senders=[office], recipients=[una], date="2017"
        )
        builders.make_answer(again, draft)
        builders.make_recommendation(draft, restates=first)
    builders.make_letter(
        "Reported", held=False, text="", senders=[(hague, secretary)], known_from=reply
    )
    return [una, office, department, builders.aegis_trust()]


def sections(page: Element) -> list[tuple[str, str, dict[str, str]]]:
    """What stands under each heading, but for the partners, which only the index knows."""
    return [
        (section["aria-labelledby"], section.text, section.links())
        for section in page.one("main").all("section")
        if section["aria-labelledby"] != "partners-h"
    ]


@pytest.mark.parametrize("part", ["", "?part=received", "?part=copied", "?part=signed", "?page=2"])
def test_the_index_finds_what_the_database_does(
    client: Client, index: Callable[[], object], settings: Any, tmp_path: Any, part: str
) -> None:
    bodies = make_archive()
    index()
    by_index = [sections(get(client, body, part)) for body in bodies]
    settings.DATA_DIR = tmp_path
    assert [sections(get(client, body, part)) for body in bodies] == by_index


@pytest.mark.parametrize("newest", [2, 1000])
def test_holders_are_read_off_the_index_as_off_the_database(
    client: Client,
    index: Callable[[], object],
    settings: Any,
    tmp_path: Any,
    monkeypatch: Any,
    newest: int,
) -> None:
    monkeypatch.setattr(organisation_page, "NEWEST", newest)
    office = make_archive()[1]
    index()
    found = rows(get(client, office), "offices-h")
    settings.DATA_DIR = tmp_path
    assert rows(get(client, office), "offices-h") == found


def test_a_page_by_the_index_takes_few_queries(client: Client, index: Callable[[], object]) -> None:
    bodies = make_archive()
    index()
    with CaptureQueriesContext(connection) as queries:
        get(client, bodies[0])
    assert len(queries) == 21


# What is not shown


def test_an_organisation_of_drafts_alone_is_not_found(client: Client) -> None:
    secret = builders.make_organisation("Secret Society")
    builders.make_letter(status="draft", senders=[secret])
    assert client.get(secret.get_absolute_url()).status_code == 404
    assert client.get("/organisations/no-such-body/").status_code == 404


def test_nothing_of_a_draft_shows(client: Client) -> None:
    aegis, una, office = builders.aegis_trust(), builders.una_uk(), builders.foreign_office()
    james, post = builders.james_smith(), builders.foreign_secretary()
    letter = builders.make_letter(
        senders=[aegis, una],
        recipients=[(builders.william_hague(), post)],
        signatories=[(james, [("Chair", aegis)])],
    )
    ask = builders.make_recommendation(letter)
    bodies = (aegis, una, office)
    before = [client.get(each.get_absolute_url()).content for each in bodies]
    secret = builders.make_organisation("Xanthippe Society", parent=office)
    draft = builders.make_letter(
        "Xanthippe",
        status="draft",
        date="2014",
        senders=[aegis, una, secret],
        recipients=[(builders.make_person("Xan Thippe"), post)],
        copied=[office],
        signatories=[(james, [("Xanthippe", aegis), ("", una), ("", secret)])],
    )
    builders.make_recommendation(draft, gist="Xanthippe", addressees=[office])
    builders.make_recommendation(letter, gist="Xanthippe", reported_in=draft)
    builders.make_answer(ask, draft, note="Xanthippe")
    assert [client.get(each.get_absolute_url()).content for each in bodies] == before


def test_markup_in_names_is_shown_as_text(client: Client) -> None:
    body = builders.make_organisation(XSS, description=XSS, other_names=XSS, acronym=XSS)
    person = builders.make_person("Ann Signer", honorific=XSS)
    letter = builders.make_letter(XSS, senders=[body], signatories=[(person, [(XSS, body)])])
    builders.make_recommendation(letter, gist=XSS)
    response = client.get(body.get_absolute_url())
    assert b"<script" not in response.content
    assert response.content.count(b"&lt;script&gt;") >= 6


@pytest.mark.parametrize(
    "query",
    ["?part=x", "?page=x", "?part=%00&page=%00", f"?part={XSS}", "?page=99999999999999999999"],
)
def test_any_query_leaves_the_page_readable(client: Client, query: str) -> None:
    builders.make_letter(senders=[builders.una_uk()])
    page = get(client, builders.una_uk(), query)
    assert len(page.one("ol.letters").all("h3")) == 1
