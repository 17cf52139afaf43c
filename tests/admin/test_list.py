"""The list of letters: search, filters, dates, and few queries whatever their number."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters import search
from letters.admin.base import CountedPaginator
from letters.models import Letter
from tests.builders import (
    aegis_trust,
    andres_serbin,
    foreign_secretary,
    james_smith,
    make_letter,
    make_organisation,
    make_recommendation,
    make_theme,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/letters/letter/"


def titles(browser: Client, **parameters: Any) -> list[str]:
    answer = browser.get(LIST, parameters)
    assert answer.status_code == 200, answer
    return [letter.title for letter in answer.context["cl"].result_list]


@pytest.fixture
def letters(data_dir: object) -> None:
    """A public letter, a draft and a withdrawn one, and an index of what is public."""
    make_letter("Alpha to Beta", text="About the focal point.", date="2012-09-04")
    make_letter("Gamma to Delta", status="draft", date="2014", reference="MIN/66425/2014")
    make_letter("Epsilon", status="withdrawn", withdrawn_reason="So.", date="", held=True)
    search.rebuild()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("focal", ["Alpha to Beta"]),
        ("gamma", ["Gamma to Delta"]),
        ("66425", ["Gamma to Delta"]),
        ("epsi", ["Epsilon"]),
        ("nothing of the kind", []),
        ("   ", ["Gamma to Delta", "Alpha to Beta", "Epsilon"]),
        # Nothing that could be looked for: all that is public, as on the public site.
        ('"(((', ["Alpha to Beta"]),
    ],
)
def test_search_finds_words_of_public_letters_and_names_of_others(
    editor: Client, letters: None, words: str, found: list[str]
) -> None:
    assert titles(editor, q=words) == found


def test_search_without_an_index_finds_titles_and_says_so(editor: Client, data_dir: object) -> None:
    make_letter("Alpha to Beta", text="About the focal point.")
    assert titles(editor, q="alpha") == ["Alpha to Beta"]
    assert titles(editor, q="focal") == []
    html = editor.get(LIST, {"q": "focal"}).content.decode()
    assert "The index cannot be used" in html


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"status__exact": "draft"}, ["Gamma to Delta"]),
        ({"held": "yes"}, ["Gamma to Delta", "Alpha to Beta", "Epsilon"]),
        ({"held": "no"}, []),
        ({"asks": "yes"}, []),
        ({"asks": "no"}, ["Gamma to Delta", "Alpha to Beta", "Epsilon"]),
        ({"kind__exact": "letter"}, ["Gamma to Delta", "Alpha to Beta", "Epsilon"]),
        ({"sort_date__year": "2012"}, ["Alpha to Beta"]),
        ({"sort_date__year": "2012", "sort_date__month": "9"}, ["Alpha to Beta"]),
        ({"sort_date__year": "2012", "sort_date__month": "8"}, []),
        ({"sort_date__year": "1"}, ["Epsilon"]),
    ],
)
def test_filters(
    editor: Client, letters: None, parameters: dict[str, str], found: list[str]
) -> None:
    assert titles(editor, **parameters) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort_date__year", "9999"),
        ("sort_date__year", "x"),
        ("sort_date__year", "99999999999999999999"),
        ("sort_date__month", "13"),
        ("p", "999999"),
        ("p", "x"),
        ("o", "99.-1"),
        ("status__exact", "' OR 1=1"),
        ("nothing__here", "1"),
        ("q", "\0"),
        ("all", ""),
    ],
)
def test_odd_parameters_lead_back_to_the_list(
    editor: Client, letters: None, name: str, value: str
) -> None:
    assert editor.get(LIST, {name: value}, follow=True).status_code == 200


def test_years_that_have_letters_are_offered(editor: Client, letters: None) -> None:
    changelist = editor.get(LIST).context["cl"]
    assert [link.label for link in changelist.dates_below()] == ["2012", "2014", "undated"]
    year = editor.get(LIST, {"sort_date__year": "2012"}).context["cl"]
    assert [link.label for link in year.dates_above()] == ["All dates"]
    assert [link.label for link in year.dates_below()] == ["September"]
    assert year.date_chosen == "2012"
    month = editor.get(LIST, {"sort_date__year": "2012", "sort_date__month": "9"}).context["cl"]
    assert [link.label for link in month.dates_below()] == ["4"]
    assert month.date_chosen == "September 2012"


def test_the_columns_say_what_a_curator_looks_for(editor: Client) -> None:
    letter = make_letter("Alpha", reference="MIN/1", date="2012-09~")
    make_recommendation(letter)
    html = editor.get(LIST).content.decode()
    for words in ("about September 2012", "MIN/1", "published", 'title="Version 1"'):
        assert words in html


@pytest.mark.parametrize("ending", ["", "?q=alpha", "?status__exact=published"])
def test_queries_do_not_grow_with_the_letters(editor: Client, ending: str) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            letter = make_letter("Alpha", senders=[aegis_trust()], signatories=[james_smith()])
            make_recommendation(letter)
        counts.append(queries(editor, LIST + ending))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_form_do_not_grow_with_its_rows(
    editor: Client, number: int, baseline: dict[str, int]
) -> None:
    chair = [("Chair", aegis_trust())]
    theme = make_theme()
    letter = make_letter(
        senders=[(aegis_trust(), james_smith(), foreign_secretary())] * number,
        signatories=[(person, chair) for person in (james_smith(), andres_serbin())] * number,
        countries=["GB", "SY", "DE"][:number],
    )
    for _ in range(number):
        make_recommendation(letter, themes=[theme])
    count = queries(editor, f"{LIST}{letter.pk}/change/")
    assert baseline.setdefault("form", count) == count


@pytest.fixture(scope="module")
def baseline() -> dict[str, int]:
    """What the first of several tests counted."""
    return {}


def queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_texts_are_left_in_the_database(editor: Client) -> None:
    make_letter("Alpha", text="A text that no list needs.")
    with CaptureQueriesContext(connection) as captured:
        editor.get(LIST)
    assert not any('"letters_letter"."text"' in query["sql"] for query in captured)


def test_rows_are_counted_no_further_than_anybody_leafs(monkeypatch: Any) -> None:
    monkeypatch.setattr(CountedPaginator, "MOST", 2)
    for title in ("Alpha", "Beta", "Gamma", "Delta"):
        make_letter(title)
    paginator = CountedPaginator(Letter.objects.by_date(), 50)
    assert (paginator.count, paginator.is_capped) == (3, True)
    assert Paginator(Letter.objects.by_date(), 50).count == 4
    assert CountedPaginator([1, 2, 3, 4], 50).count == 4


# Choosing by typing


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        ("correspondent", "organisation", "aeg", ["Aegis Trust"]),
        ("signatory", "person", "serbin", ["Dr. Andrés Serbin"]),
        ("signatory", "person", "andres", ["Dr. Andrés Serbin"]),
        (
            "correspondent",
            "office",
            "foreign sec",
            [
                "Secretary of State for Foreign and Commonwealth Affairs, "
                "Foreign and Commonwealth Office"
            ],
        ),
        ("recommendation", "themes", "foc", ["Focal Point"]),
        ("answer", "recommendation", "speak", ["4 September 2012, Alpha, 1: Speak in support"]),
        ("letter", "replies_to", "alpha", ["4 September 2012: Alpha"]),
    ],
)
def test_choices_say_which_is_which(
    editor: Client, model: str, field: str, term: str, found: list[str]
) -> None:
    make_recommendation(
        make_letter(
            "Alpha",
            senders=[aegis_trust(), make_organisation("Beta")],
            recipients=[foreign_secretary()],
            signatories=[andres_serbin(), james_smith()],
        ),
        themes=[make_theme()],
    )
    address = "/admin/autocomplete/"
    data = {"app_label": "letters", "model_name": model, "field_name": field, "term": term}
    results = editor.get(address, data).json()["results"]
    assert [result["text"] for result in results] == found


def test_the_first_page_shows_the_drafts(curator: Client) -> None:
    make_letter("A draft", status="draft")
    make_letter("A public letter")
    html = curator.get("/admin/").content.decode()
    assert ("A draft" in html, "A public letter" in html) == (True, False)
