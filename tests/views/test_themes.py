"""The pages of themes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters.models import Letter, Theme
from letters.views import themes
from tests import builders
from tests.views.pages import Element, page_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


def get(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    return page_of(response)


@pytest.fixture
def theme() -> Theme:
    return builders.make_theme("Focal Point", scope_note="On focal points.")


@pytest.fixture
def letter(theme: Theme) -> Letter:
    """A letter with two asks, one of them answered."""
    letter = builders.make_letter("The appeal", date="2012")
    first = builders.make_recommendation(letter, gist="First.", themes=[theme])
    builders.make_recommendation(letter, gist="Second.", themes=[theme])
    builders.make_answer(first, builders.make_letter("The reply", date="2014"))
    return letter


def test_a_vocabulary_without_asks_says_so(client: Client, theme: Theme) -> None:
    page = get(client, "/themes/")
    assert page.all("table") == []
    assert page.one(".sentence").text == "No ask of a published letter carries a theme yet."


def test_themes_stand_with_their_numbers(client: Client, letter: Letter) -> None:
    builders.make_recommendation(letter, themes=[builders.make_theme("Another")])
    rows = get(client, "/themes/").one("tbody").all("tr")
    cells = [[each.text for each in row.walk() if each.name in ("th", "td")] for row in rows]
    assert cells == [
        ["Another", "1", "–", "1"],
        ["Focal Point On focal points.", "2", "1", "1"],
    ]
    links = [each["href"] for each in rows[1].all("a")]
    assert links == [
        "/themes/focal-point/",
        "/recommendations/?theme=focal-point",
        "/recommendations/?theme=focal-point&status=answered",
        "/recommendations/?theme=focal-point&status=unanswered",
    ]


def test_a_theme_shows_its_asks_under_their_letters(client: Client, letter: Letter) -> None:
    page = get(client, "/themes/focal-point/")
    assert page.one("h1").text == "Focal Point"
    assert page.one(".summary").text == "On focal points."
    assert page.one("ul.sums").text == "2 asks 1 answered 1 with no answer on record"
    group = page.one(".asked-in")
    assert group.one("h3").text == "The appeal"
    assert [each.text for each in group.all("h4")] == ["First.", "Second."]


def test_letters_that_ask_or_answer_are_listed(client: Client, letter: Letter) -> None:
    builders.make_letter("Neither", date="2015")
    page = get(client, "/themes/focal-point/")
    titles = [each.text for each in page.one("ol.letters").all("h3")]
    assert titles == ["The reply", "The appeal"]
    assert page.links()["All letters on this theme"] == "/letters/?theme=focal-point"


def test_many_asks_lead_to_the_ledger(
    client: Client, letter: Letter, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(themes, "ASKS", 1)
    page = get(client, "/themes/focal-point/")
    assert len(page.all("h4")) == 1
    assert page.links()["All 2 in the ledger"] == "/recommendations/?theme=focal-point"


def test_a_theme_of_drafts_alone_is_not_found(client: Client, theme: Theme) -> None:
    builders.make_recommendation(builders.make_letter(status="draft"), themes=[theme])
    assert client.get("/themes/focal-point/").status_code == 404
    assert client.get("/themes/no-such-theme/").status_code == 404
    assert "Focal" not in get(client, "/themes/").one("main").text


@pytest.mark.parametrize("path", ["/themes/", "/themes/focal-point/"])
def test_the_index_finds_what_the_database_does(
    client: Client,
    index: Callable[[], object],
    theme: Theme,
    settings: Any,
    tmp_path: Path,
    path: str,
) -> None:
    another = builders.make_theme("Another")
    for year in range(1990, 2015):
        letter = builders.make_letter(f"Of {year}", date=str(year))
        ask = builders.make_recommendation(letter, themes=[theme, another])
        builders.make_recommendation(letter, themes=[theme], restates=ask)
        if year % 2:
            builders.make_answer(ask, builders.make_letter(f"To {year}", date=str(year + 1)))
    draft = builders.make_letter(status="draft", date="2020")
    builders.make_recommendation(draft, themes=[theme])
    builders.make_answer(ask, draft)
    index()
    found = client.get(path).content
    settings.DATA_DIR = tmp_path
    assert client.get(path).content == found


@pytest.mark.parametrize("path", ["/themes/", "/themes/focal-point/"])
def test_drafts_change_nothing(client: Client, letter: Letter, theme: Theme, path: str) -> None:
    before = client.get(path).content
    draft = builders.make_letter("Xanthippe", status="draft", date="2013")
    builders.make_recommendation(draft, themes=[theme])
    builders.make_recommendation(letter, themes=[theme], reported_in=draft)
    builders.make_answer(letter.recommendations.get(number=2), draft)
    assert client.get(path).content == before


def test_markup_is_shown_as_text(client: Client) -> None:
    theme = builders.make_theme(XSS, scope_note=XSS)
    builders.make_recommendation(builders.make_letter(XSS), gist=XSS, themes=[theme])
    for path in ("/themes/", theme.get_absolute_url()):
        assert b"<script" not in client.get(path).content


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    def count(number: int) -> int:
        theme = builders.make_theme(f"Theme {number}")
        for each in range(number):
            letter = builders.make_letter(
                f"Letter {number} {each}",
                senders=[builders.make_organisation(f"Body {number}{each}")],
            )
            ask = builders.make_recommendation(
                letter, themes=[theme, builders.make_theme(f"Other {number}{each}")]
            )
            builders.make_answer(ask, builders.make_letter(f"Reply {number}{each}", date="2013"))
        with CaptureQueriesContext(connection) as queries:
            get(client, theme.get_absolute_url())
            get(client, "/themes/")
        return len(queries)

    assert count(1) == count(3)
