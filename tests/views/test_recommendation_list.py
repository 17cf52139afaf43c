"""The ledger: asks letter by letter, what came of them, search and filters."""

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

from letters.models import Letter
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"
Follow = Callable[[], object]


def get(client: Client, query: str = "") -> Element:
    response = client.get(f"/recommendations/{query}")
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


def gists(page: Element) -> list[str]:
    return [each.text for each in page.one("main").all(".gist")]


def without_time(content: bytes) -> bytes:
    return re.sub(rb"(under )?[\d,]+ ms", b"", content)


@pytest.fixture
def ledger(index: Follow) -> None:
    """Two asks of 2012, one of them answered in 2014, and one repeated in 2013."""
    appeal = builders.make_letter(
        "The appeal",
        date="2012-09-04",
        senders=[builders.aegis_trust(), builders.una_uk()],
        recipients=[(builders.william_hague(), builders.foreign_secretary())],
    )
    focal, support = builders.make_theme("Focal Point"), builders.make_theme("Support")
    first = builders.make_recommendation(appeal, gist="Speak up.", themes=[support], form="point")
    second = builders.make_recommendation(
        appeal, quote="further information on the role", gist="Inform.", themes=[focal, support]
    )
    again = builders.make_letter("Once more", date="2013", senders=["members"])
    builders.make_recommendation(again, gist="Speak again.", restates=first, themes=[support])
    reply = builders.make_letter(
        "The reply", date="2014-06-17", senders=[builders.foreign_office()]
    )
    builders.make_answer(second, reply, stance="information-given")
    index()


def test_an_empty_ledger_says_so(client: Client, index: Follow) -> None:
    builders.make_letter()
    index()
    page = get(client)
    assert page.one("h1").text == "Asks and answers"
    assert page.one(".sentence").text == "No ask is published here yet."
    assert page.all("ul.sums") == []


def test_asks_stand_under_their_letters(client: Client, ledger: None) -> None:
    groups = get(client).all(".asked-in")
    assert [group.one("h2").text for group in groups] == ["Once more", "The appeal"]
    assert [each.text for each in groups[1].all("h3")] == ["Speak up.", "Inform."]
    assert groups[1].one("time")["datetime"] == "2012-09-04"


def test_an_ask_says_whose_words_to_whom_and_what_came_of_it(client: Client, ledger: None) -> None:
    first, second = get(client).all(".asked-in")[1].one("ol.asks").children[1::2]
    assert isinstance(first, Element)
    assert isinstance(second, Element)
    assert first.one("blockquote").text == "speak in support of the Responsibility to Protect"
    assert first.one(".parties").text == "Aegis Trust, UNA-UK of William Hague"
    assert first.one(".where").text == (
        "Point to make · passage 1 · Support Repeated in ask 1 of “Once more”"
    )
    assert first.one(".badges").lines == ["Ask 1", "No answer on record"]
    assert second.one(".badges").text == ("Ask 2 Information given 17 June 2014, after 651 days")
    assert second.one(".badges").links()["Information given"] == "/letters/the-reply/#p2"


def test_sums_tell_answered_from_not_answered(client: Client, ledger: None) -> None:
    page = get(client, "?theme=support")
    assert page.one(".bar").text.startswith("3 asks · ")
    assert page.one("ul.sums").text == "2 with no answer on record 1 answered"
    assert page.one("ul.sums").links() == {
        "with no answer on record": "?theme=support&status=unanswered",
        "answered": "?theme=support&status=answered",
    }
    narrowed = get(client, "?theme=support&status=answered")
    assert gists(narrowed) == ["Inform."]
    assert narrowed.all("ul.sums") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=information", ["Inform."]),
        ("asker=aegis-trust", ["Speak up.", "Inform."]),
        ("addressee=foreign-office", ["Speak up.", "Inform."]),
        ("letter=once-more", ["Speak again."]),
        ("year=2013", ["Speak again."]),
        ("form=point", ["Speak up."]),
        ("stance=information-given", ["Inform."]),
        ("status=unanswered", ["Speak again.", "Speak up."]),
        ("theme=-focal-point", ["Speak again.", "Speak up."]),
        ("sort=oldest", ["Speak up.", "Inform.", "Speak again."]),
        ("sort=waiting", ["Speak up.", "Speak again.", "Inform."]),
    ],
)
def test_the_ledger_is_filtered_and_sorted(
    client: Client, ledger: None, query: str, found: list[str]
) -> None:
    assert gists(get(client, f"?{query}")) == found


def test_words_are_marked(client: Client, ledger: None) -> None:
    page = get(client, "?q=information")
    assert page.one("mark.hit").text == "information"
    assert page.one("h1").text == "Asks with “information”"
    assert page.one("ul.chips").links() == {"Words: information ×, remove": "./"}


def test_a_reported_ask_names_the_document(client: Client, index: Follow) -> None:
    reply = builders.make_letter("The reply", date="2014-06-17")
    campaign = builders.make_letter(
        "The campaign", date="2014", held=False, known_from=reply, text=""
    )
    builders.make_recommendation(campaign, reported_in=reply)
    index()
    group = get(client).one(".asked-in")
    assert "text not held" in group.one("p.quiet").text
    assert "in the words of 17 June 2014, passage 1" in group.one(".where").text


def test_nothing_found_says_so(client: Client, ledger: None) -> None:
    page = get(client, "?q=zzzqqq")
    assert page.one(".sentence").text == "No ask has the words “zzzqqq”."
    assert page.one(".nothing").links() == {"All 3 asks": "./"}


def test_a_bad_value_is_said_beside_its_facet(client: Client, ledger: None) -> None:
    page = get(client, "?form=nonsense&form=point")
    assert page.one("#facet-form").one(".problem").text == "“nonsense” is not known here."
    assert gists(page) == ["Speak up."]


def test_a_facet_can_be_shown_whole(client: Client, ledger: None) -> None:
    page = get(client, "?facet=theme&status=unanswered")
    assert page.one("h1").text == "Theme"
    assert page.links()["Back to what was found"] == "?status=unanswered"
    assert gists(page) == []


def test_without_an_index_the_ledger_still_reads(
    client: Client, ledger: None, settings: Any
) -> None:
    shutil.rmtree(settings.DATA_DIR / "index")
    page = get(client)
    assert gists(page) == ["Speak again.", "Speak up.", "Inform."]
    assert "index --rebuild" in page.one(".notice").text


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "(" * 5000, f"q={quote(XSS)}", "page=x", "sort=%FF", "letter=" + "a" * 9000],
)
def test_any_query_gives_a_page(client: Client, ledger: None, query: str) -> None:
    response = client.get(f"/recommendations/?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


NAMES = ["q", "theme", "asker", "addressee", "letter", "year", "form", "status", "stance", "page"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=40)), max_size=4))
def test_anything_typed_gives_a_page(
    client: Client, ledger: None, pairs: list[tuple[str, str]]
) -> None:
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    assert client.get("/recommendations/", typed).status_code == 200


def test_drafts_change_nothing(client: Client, ledger: None, index: Follow) -> None:
    paths = ["/recommendations/", "/recommendations/?facet=theme", "/recommendations/?q=xanthippe"]
    before = [without_time(client.get(path).content) for path in paths]
    draft = builders.make_letter("Xanthippe", status="draft", date="2020")
    appeal = Letter.objects.get(slug="the-appeal")
    first = appeal.recommendations.get(number=1)
    theme = builders.make_theme("Xanthippe")
    builders.make_recommendation(draft, gist="Xanthippe", themes=[theme], restates=first)
    builders.make_recommendation(appeal, gist="Xanthippe", themes=[theme], reported_in=draft)
    builders.make_answer(first, draft, note="Xanthippe")
    index()
    assert [without_time(client.get(path).content) for path in paths] == before


def test_markup_is_shown_as_text(client: Client, index: Follow) -> None:
    letter = builders.make_letter(XSS, text=f"Please {XSS} do.", senders=[XSS], recipients=[XSS])
    theme = builders.make_theme(XSS)
    builders.make_recommendation(letter, quote=f"Please {XSS}", gist=XSS, themes=[theme])
    index()
    for query in ("", "?q=please", "?facet=theme"):
        assert b"<script" not in client.get(f"/recommendations/{query}").content


def test_queries_do_not_grow_with_the_rows(client: Client, index: Follow) -> None:
    def count(number: int) -> int:
        for each in range(number):
            letter = builders.make_letter(
                f"Letter {number} {each}",
                senders=[builders.make_organisation(f"Body {number}{each}")],
                recipients=[builders.make_person(f"Ann P{number}{each}")],
                text=f"Please do the thing {number}.",
            )
            ask = builders.make_recommendation(
                letter,
                quote=f"thing {number}",
                themes=[builders.make_theme(f"Theme {number}{each}")],
                addressees=[builders.make_office(f"Office {number}{each}")],
            )
            reply = builders.make_letter(f"Reply {number}{each}", date="2013")
            builders.make_answer(ask, reply)
            again = builders.make_letter(f"Again {number}{each}", date="2014")
            builders.make_recommendation(again, restates=ask)
        index()
        with CaptureQueriesContext(connection) as queries:
            assert len(gists(get(client, f"?q=%22thing+{number}%22"))) == number
        return len(queries)

    assert count(1) == count(3)
