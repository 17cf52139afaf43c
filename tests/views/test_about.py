"""The about page: what it says of the collection, and that it documents what there is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from letters.exports import FORMATS, asks, csv
from letters.exports.json import KEYS
from letters.views.about import SYNTAX
from tests import builders
from tests.views.pages import page_of

pytestmark = pytest.mark.django_db

PARTS = ("scope", "method", "cite", "search", "data", "accessibility", "rights", "mistakes")


def test_every_part_is_there_and_linked(client: Client) -> None:
    page = page_of(client.get("/about/"))
    assert [each["id"] for each in page.all("section")] == list(PARTS)
    assert list(page.one("main").one("nav").links().values()) == [f"#{part}" for part in PARTS]


def test_figures_count_what_is_published(client: Client) -> None:
    letter = builders.make_letter()
    ask = builders.make_recommendation(letter)
    builders.make_recommendation(letter)
    builders.make_answer(ask, builders.make_letter("Reply", date="2014"))
    builders.make_letter("Lost", text="", held=False, known_from=letter)
    draft = builders.make_letter("Draft", status="draft")
    builders.make_recommendation(draft)
    facts = page_of(client.get("/about/")).one("dl.figures").lines
    assert facts == [
        "Documents",
        "3",
        "Known, but not held",
        "1",
        "Asks in them",
        "2",
        "Answered",
        "1",
    ]


def test_an_empty_archive_has_its_page(client: Client) -> None:
    response = client.get("/about/")
    assert response.status_code == 200
    assert response.cookies == {}


def test_words_of_the_collection_are_set_as_text(client: Client, settings: Any) -> None:
    settings.COLLECTION = replace(
        settings.COLLECTION,
        scope="First *part*.\n\n<b>Second</b>.",
        rights="All <rights>.",
        contact="mailto:a@example.org",
    )
    page = page_of(client.get("/about/"))
    assert "First part. <b>Second</b>." in page.one("#scope").text
    assert page.one("#rights").lines[1] == "All <rights>."
    assert page.one("#mistakes").links() == {"please write": "mailto:a@example.org"}


def test_every_format_and_key_is_documented(client: Client) -> None:
    data = page_of(client.get("/about/")).one("#data").text
    for each in FORMATS:
        assert each.label in data
        assert f".{each.extension}" in data
    for key, meaning in KEYS.items():
        assert f"{key} {' '.join(meaning.split())}" in data


def test_the_readme_names_every_operator() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    for operator in ("from:", "to:", "signed:", "ref:", " OR ", " -", '"', "*"):
        assert any(operator in typed.replace("“", '"') for typed, __ in SYNTAX)
        assert operator in readme


@pytest.mark.parametrize(("what", "columns"), [("letters", csv.COLUMNS), ("asks", asks.COLUMNS)])
def test_every_column_of_a_file_is_explained(
    client: Client, what: str, columns: dict[str, str]
) -> None:
    data = page_of(client.get("/about/")).one("#data")
    tables = {each.one("caption").text: each for each in data.all("table")}
    table = tables[f"Columns of {what} in CSV; what is not known is empty"]
    rows = [(row.one("th").text, row.one("td").text) for row in table.one("tbody").all("tr")]
    assert rows == list(columns.items())
