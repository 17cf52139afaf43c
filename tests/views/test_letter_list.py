"""The list of letters: search box, chips, facets, results, histogram, messages."""

import re
import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"
Follow = Callable[[], object]


def get(client: Client, query: str = "") -> Element:
    response = client.get(f"/letters/{query}")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def titles(page: Element) -> list[str]:
    return [each.text for found in page.all("ol.letters") for each in found.all("h2")]


def facet(page: Element, name: str) -> dict[str, str]:
    return {
        row.all("a")[0].text: row.one(".count").text for row in page.one(f"#facet-{name}").all("li")
    }


def without_time(content: bytes) -> bytes:
    return re.sub(rb"(under )?[\d,]+ ms", b"", content)


@pytest.fixture
def archive(index: Follow) -> None:
    """An appeal, the reply to it, and a letter that is not held."""
    appeal = builders.make_letter(
        "The appeal",
        date="2012-09-04",
        kind="joint-letter",
        senders=[builders.aegis_trust(), builders.una_uk()],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
        copied=["your members"],
        signatories=[builders.james_smith(), builders.andres_serbin()],
        text="We speak of Syria.\n\nThe *focal point* matters. The focal points matter.",
    )
    asks = [
        builders.make_recommendation(appeal, quote="We speak of Syria"),
        builders.make_recommendation(appeal, quote="focal point matters"),
    ]
    reply = builders.make_letter(
        "The reply",
        date="2014-06-17",
        kind="reply",
        reference="MIN/66425/2014",
        senders=[builders.foreign_office()],
        recipients=[builders.una_uk()],
        text="Our focal point answers.",
        replies_to=appeal,
    )
    builders.make_answer(asks[1], reply, quote="focal point answers")
    builders.make_letter(
        "Not held", date="", held=False, known_from=reply, text="", summary="Known from hearsay."
    )
    index()


def test_an_empty_archive_says_so(client: Client, index: Follow) -> None:
    page = get(client)
    assert page.one(".sentence").text == "No letter is published here yet."
    assert page.one(".bar").text.startswith("0 letters · ")


def test_all_letters_stand_newest_first(client: Client, archive: None) -> None:
    page = get(client)
    assert titles(page) == ["The reply", "The appeal", "Not held"]
    assert page.one("head").one("title").text.startswith("Letters: 3 letters · ")
    assert re.match(
        r"3 letters · (under 1|\d+) ms · Timeline Narrow", page.one(".bar").one("p").text
    )


def test_a_result_says_when_what_who_and_what_came_of_it(client: Client, archive: None) -> None:
    rows = get(client).one("ol.letters").children
    reply, appeal, lost = [each for each in rows if isinstance(each, Element)]
    assert reply.one("p.quiet").text == "17 June 2014 · reply · MIN/66425/2014"
    assert reply.one("time")["datetime"] == "2014-06-17"
    assert reply.one("p.parties").text == "FCO to UNA-UK"
    assert reply.one(".badges").links() == {"Answers 1 ask": "/letters/the-reply/#thread"}
    assert appeal.one("p.parties").text == (
        "James Smith and Andrés Serbin to William Hague; copied to “your members”"
    )
    assert appeal.one(".badges").text == "2 asks 1 answered 1 with no answer"
    assert appeal.one(".badges").links() == {
        "2 asks": "/recommendations/?letter=the-appeal",
        "1 answered": "/recommendations/?letter=the-appeal&status=answered",
    }
    assert lost.one("p.quiet").text == "undated · letter"
    assert lost.one("p.parties").text == "No author or addressee named"
    assert lost.one("p.summary").text == "Known from hearsay."
    assert lost.one(".badges").text == "Text not held"


def test_words_are_marked_and_lead_to_their_passage(client: Client, archive: None) -> None:
    page = get(client, "?q=focal+point")
    assert titles(page) == ["The appeal", "The reply"]
    appeal = page.one("ol.letters").all("li")[0]
    assert appeal.one("h2").one("a")["href"] == "/letters/the-appeal/?q=focal+point#p2"
    assert [each.text for each in appeal.one(".snippet").all("mark.hit")] == [
        "focal",
        "point",
        "focal",
        "points",
    ]
    assert appeal.one(".where").text == "Passage 2"
    assert page.one("h1").text == "Letters with “focal point”"
    assert page.one("#q")["value"] == "focal point"


def test_filters_are_chips_that_can_be_taken_away(client: Client, archive: None) -> None:
    page = get(client, "?q=focal&kind=reply&kind=-letter&after=2012")
    assert page.one("ul.chips").links() == {
        "Words: focal ×, remove": "?kind=reply&kind=-letter&after=2012",
        "Kind: Reply ×, remove": "?q=focal&kind=-letter&after=2012",
        "Kind: not Letter ×, remove": "?q=focal&kind=reply&after=2012",
        "From 2012 ×, remove": "?q=focal&kind=reply&kind=-letter",
        "Clear all": "./",
    }


def test_facets_narrow_leave_out_and_let_go(client: Client, archive: None) -> None:
    page = get(client, "?kind=reply&held=-no")
    kinds = page.one("#facet-kind")
    assert facet(page, "kind") == {
        "Joint letter": "1",
        "Reply, chosen; choose no longer": "1",
    }
    assert kinds.all("li")[1].one("a")["href"] == "?held=-no"
    assert kinds.all("li")[0].links()["−"] == "?kind=reply&held=-no&kind=-joint-letter"
    held = page.one("#facet-held")
    assert held.all("li")[-1].one("a")["href"] == "?kind=reply"
    assert "Left out: Text not held" in held.text


def test_a_facet_can_be_shown_whole(client: Client, archive: None) -> None:
    page = get(client, "?facet=sender&q=focal")
    assert page.one("h1").text == "Sender"
    assert [each["id"] for each in page.all("div.facet")] == ["facet-sender"]
    assert page.links()["Back to what was found"] == "?q=focal"
    assert page.all("ol.letters") == []


def test_years_are_drawn_linked_and_in_a_table(client: Client, archive: None) -> None:
    page = get(client, "?q=focal")
    drawing = page.one("svg")
    assert [(each["aria-label"], each["href"]) for each in drawing.all("a")] == [
        ("2012: 1 of 1 letter found", "?q=focal&year=2012"),
        ("2014: 1 of 1 letter found", "?q=focal&year=2014"),
    ]
    assert drawing.one("desc").text.startswith("2 letters from 2012 to 2014")
    table = page.one("figure.years").one("tbody")
    assert [row.lines for row in table.all("tr")] == [["2012", "1", "1"], ["2014", "1", "1"]]


def test_letters_without_a_date_are_counted_apart(client: Client, archive: None) -> None:
    assert "1 without a date is not drawn." in get(client).one("figure.years").text


def test_forms_carry_on_what_is_chosen(client: Client, archive: None) -> None:
    page = get(client, "?q=focal&kind=reply&after=2012&sort=oldest&per_page=50&page=1")
    hidden = [
        {each["name"]: each["value"] for each in form.all("input") if each["type"] == "hidden"}
        for form in page.one("main").all("form")
    ]
    assert hidden == [
        {"kind": "reply", "after": "2012", "sort": "oldest", "per_page": "50"},
        {"q": "focal", "kind": "reply", "sort": "oldest", "per_page": "50"},
    ]
    assert page.one("#after")["value"] == "2012"


def test_lists_are_paged(client: Client, index: Follow) -> None:
    for number in range(60):
        builders.make_letter(f"Letter {number:02}", date=f"2012-01-{number % 28 + 1:02}")
    index()
    page = get(client, "?page=2&sort=oldest")
    assert page.one("ol.letters")["start"] == "26"
    pager = page.one("nav.pager")
    assert pager.links() == {
        "← Previous": "?sort=oldest",
        "Page 1": "?sort=oldest",
        "Page 2": "?sort=oldest&page=2",
        "Page 3": "?sort=oldest&page=3",
        "Next →": "?sort=oldest&page=3",
    }
    assert [each["aria-current"] for each in pager.all("a")] == ["", "", "page", "", ""]
    assert "There are only 3 pages: this is the last." in get(client, "?page=9").text


# What cannot be used, and what is not found


def test_messages_stand_beside_their_field(client: Client, archive: None) -> None:
    page = get(client, "?after=x&kind=nonsense&kind=reply&sort=up")
    field = page.one("#after")
    assert (field["value"], field["aria-invalid"]) == ("x", "true")
    assert page.one(f"#{field['aria-describedby']}").text.startswith("“x” is not a date.")
    assert page.one("#facet-kind").one(".problem").text == "“nonsense” is not known here."
    assert "Sort by: “up” is not known here." in page.one("main").text
    assert titles(page) == ["The reply"]


def test_a_span_that_ends_before_it_begins_is_told(client: Client, archive: None) -> None:
    page = get(client, "?after=2014&before=2012")
    assert page.one("#before-problem").text == "2012 is earlier than 2014."
    assert titles(page) == ["The reply"]


def test_nothing_found_offers_spellings_and_filters(client: Client, archive: None) -> None:
    page = get(client, "?q=pointt&kind=reply")
    assert (
        page.one(".sentence").text == "No letter has the words “pointt” and agrees with the rest."
    )
    assert page.one(".nothing").links()["“point”"] == "?kind=reply&q=point"
    assert titles(page) == []
    alone = get(client, "?q=zzzzqqq")
    assert alone.one(".sentence").text == "No letter has the words “zzzzqqq”."


def test_without_an_index_letters_still_read(client: Client, archive: None, settings: Any) -> None:
    shutil.rmtree(settings.DATA_DIR / "index")
    page = get(client, "?q=focal&kind=reply")
    assert titles(page) == ["The reply"]
    notices = " ".join(each.text for each in page.all(".notice"))
    assert "index --rebuild" in notices
    assert "Left aside without it: Words." in notices


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "(" * 5000,
        "q=" + quote(XSS),
        f"q=%22{quote(XSS)}",
        "year=-99999",
        "page=" + "9" * 40,
        "after=%F0%9F%92%A9&before=-",
        "facet=nonsense",
        "&".join(f"kind={n}" for n in range(300)),
        "unknown=1",
    ],
)
def test_any_query_gives_a_page(client: Client, archive: None, query: str) -> None:
    response = client.get(f"/letters/?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


NAMES = ["q", "kind", "sender", "theme", "year", "after", "before", "sort", "page", "facet", "asks"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=40)), max_size=4))
def test_anything_typed_gives_a_page(
    client: Client, archive: None, pairs: list[tuple[str, str]]
) -> None:
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    assert client.get("/letters/", typed).status_code == 200


def test_only_reading_is_answered(client: Client, archive: None) -> None:
    assert client.head("/letters/?q=focal").status_code == 200
    assert client.post("/letters/").status_code == 405


def test_drafts_change_nothing(client: Client, archive: None, index: Follow) -> None:
    paths = ["/letters/", "/letters/?q=focal", "/letters/?facet=sender", "/letters/?q=xanthippe"]
    before = [without_time(client.get(path).content) for path in paths]
    builders.make_letter(
        "Xanthippe",
        status="draft",
        date="2020",
        text="The focal point of Xanthippe.",
        senders=[builders.make_organisation("Xanthippe Society"), builders.una_uk()],
        signatories=[builders.james_smith()],
    )
    index()
    assert [without_time(client.get(path).content) for path in paths] == before


def test_markup_is_shown_as_text(client: Client, index: Follow) -> None:
    builders.make_letter(
        XSS,
        text=f"focal {XSS} point",
        summary=XSS,
        reference=XSS,
        senders=[builders.make_organisation(XSS)],
        signatories=[builders.make_person(XSS)],
        recipients=[XSS],
    )
    index()
    for query in ("", "?q=focal", "?facet=sender"):
        assert b"<script" not in client.get(f"/letters/{query}").content


def test_queries_do_not_grow_with_the_rows(client: Client, index: Follow) -> None:
    def count(number: int) -> int:
        for each in range(number):
            letter = builders.make_letter(
                f"Letter {number} {each}",
                senders=[builders.make_organisation(f"Body {number}{each}")],
                recipients=[
                    (builders.make_person(f"Ann P{number}{each}"), builders.foreign_office())
                ],
                signatories=[builders.make_person(f"Bea Q{number}{each}")],
                text=f"The focal point {number}.",
            )
            builders.make_recommendation(letter, quote="focal point")
        index()
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(get(client, f"?q=%22focal+point+{number}%22"))) == number
        return len(queries)

    assert count(1) == count(3)
