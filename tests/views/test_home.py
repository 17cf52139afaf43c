"""The home page: two sentences, a search box, the letters in time, the ledger, what is new."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.collection import Search
from letters.models import Letter
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db


def get(client: Client) -> Element:
    response = client.get("/")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def make_letters(number: int) -> list[Letter]:
    return [
        builders.make_letter(f"Letter {each}", date=f"{2000 + each}-05-0{1 + each % 9}")
        for each in range(number)
    ]


def test_an_empty_archive_says_so_and_still_searches(client: Client) -> None:
    page = get(client)
    assert page.one("#empty-h").text == "No letters yet"
    assert page.one("form.search")["action"] == "/letters/"
    assert page.all("svg") == []


def test_one_letter_needs_no_line_of_time(client: Client) -> None:
    make_letters(1)
    page = get(client)
    assert page.all("svg") == []
    assert "open" in page.one("details").attributes


def test_words_of_the_collection_introduce_it(client: Client, settings: Any) -> None:
    search = Search("a <word>", "/letters/?q=a&kind=b")
    settings.COLLECTION = replace(
        settings.COLLECTION, heading="A <heading>", lead="One. Two.", searches=(search,)
    )
    page = get(client)
    assert page.one("h1").text == "A <heading>"
    assert page.one(".lead").text == "One. Two."
    assert page.one(".try").links() == {"a <word>": "/letters/?q=a&kind=b"}


def test_every_letter_is_on_both_drawings_and_in_the_table(client: Client) -> None:
    letters = make_letters(3)
    page = get(client)
    addresses = [letter.get_absolute_url() for letter in letters]
    for name in ("wide", "tall"):
        assert [each["href"] for each in page.one(f"svg.{name}").all("a")] == addresses
    table = page.one("table")
    assert [each["href"] for each in table.all("a")] == addresses
    assert table.one("caption").text == "All letters by date"


def test_drawings_say_what_they_show(client: Client) -> None:
    make_letters(3)
    for drawing in get(client).all("svg"):
        names = drawing["aria-labelledby"].split()
        words = [each.text for each in drawing.walk() if each["id"] in names]
        assert words == [
            "The letters on a line of time",
            "3 letters on a line of time, from 1 May 2000 to 3 May 2002. "
            "The table below says the same.",
        ]


def test_replies_and_answers_are_arcs_and_words(client: Client) -> None:
    letter = builders.make_letter("The ask", date="2012-09-04")
    ask = builders.make_recommendation(letter)
    reply = builders.make_letter("The reply", date="2014-06-17", replies_to=letter)
    builders.make_answer(ask, reply)
    page = get(client)
    wide = page.one("svg.wide")
    assert [each["class"] for each in wide.all(".arc")] == ["arc"]
    assert wide.one(".span").text == "a reply, answers 1 ask, after 651 days"
    assert "The ask: a reply, answers 1 ask, after 651 days" in page.one("table").text


def test_a_letter_that_is_not_held_is_hollow(client: Client) -> None:
    report = builders.make_letter("Report", date="2014-06-17")
    builders.make_letter("Lost", text="", held=False, known_from=report, date="2014-05-14")
    page = get(client)
    hollow = [each["class"] for each in page.one("svg.wide").all("circle")]
    assert hollow == ["letter-mark not-held", "letter-mark"]
    assert "Lost (text not held)" in page.one("table").text


def test_the_ledger_is_one_line_with_three_links(client: Client) -> None:
    letter = builders.make_letter()
    asks = [builders.make_recommendation(letter) for __ in range(3)]
    builders.make_answer(asks[0], builders.make_letter("Reply", date="2014"))
    ledger = get(client).one("ul.ledger")
    assert ledger.text == "3 asks 1 answered 2 with no answer on record"
    assert list(ledger.links().values()) == [
        "/recommendations/",
        "/recommendations/?status=answered",
        "/recommendations/?status=unanswered",
    ]


def test_newest_additions_come_first(client: Client) -> None:
    make_letters(5)
    page = get(client)
    titles = [each.text for each in page.one("ol.letters").all("h3")]
    assert titles == ["Letter 4", "Letter 3", "Letter 2"]


def test_many_letters_become_a_histogram(client: Client) -> None:
    make_letters(21)
    page = get(client)
    assert page.all("figure.strip") == []
    assert page.one("figure.years").one("caption").text == "Letters found, and all letters, by year"


def test_queries_do_not_depend_on_the_rows(client: Client) -> None:
    counts = []
    for number in (1, 2):
        for __ in range(number):
            letter = builders.make_letter(
                date="2012", senders=[builders.aegis_trust()], recipients=[builders.william_hague()]
            )
            ask = builders.make_recommendation(letter)
            builders.make_answer(ask, builders.make_letter("R", date="2014", replies_to=letter))
        with CaptureQueriesContext(connection) as queries:
            get(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_drafts_change_nothing(client: Client) -> None:
    letter = builders.make_letter(date="2012")
    ask = builders.make_recommendation(letter)
    builders.make_letter("Second", date="2013")
    before = client.get("/").content
    draft = builders.make_letter("Draft", status="draft", date="2014", replies_to=letter)
    builders.make_answer(ask, draft)
    builders.make_recommendation(draft)
    assert client.get("/").content == before


def test_head_is_answered_and_post_is_not(client: Client) -> None:
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405
