"""Marks agree with what a search finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import search, spelling
from letters.search.analysis import stem
from letters.search.marks import Marker
from letters.search.query import parse
from letters.search.synonyms import Synonyms, forms_of
from tests.builders import make_letter, make_synonym
from tests.search.conftest import Find

TEXT = (
    "The Responsibility to Protect (RtoP): organizations are operationalising R2P through focal "
    "points, and a national focal point. Søvndal’s pre-emptive labour."
)


def marked(query: str, text: str = TEXT) -> list[str]:
    """Return the words of a text that a query marks."""
    return [text[start:end] for start, end in search.find_hits(query)(text)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("focal", ["focal", "focal"]),
        ("point", ["points", "point"]),
        ('"focal point"', ["focal point"]),
        ("organisation", ["organizations"]),
        ("operationalize", ["operationalising"]),
        ("operational*", ["operationalising"]),
        ("sovndal", ["Søvndal’s"]),
        ("pre-emptive", ["pre-emptive"]),
        ("labor", ["labour"]),
        ("labo*", ["labour"]),
        ("national OR focal", ["focal", "national", "focal"]),
        ("national -focal", ["national"]),
        ("from:national ref:focal", []),
        ("", []),
        ("-focal", []),
        ("nothing", []),
    ],
)
def test_marks(index: object, query: str, words: list[str]) -> None:
    assert marked(query) == words


@pytest.mark.parametrize("query", ["r2p", '"R2P"', "rtop", "responsibility to protect syria"])
def test_every_form_of_a_synonym_is_marked(find: Find, query: str) -> None:
    make_synonym()
    make_letter("One", text=TEXT)
    find()
    assert set(marked(query)) >= {"Responsibility to Protect", "RtoP", "R2P"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("защита", "Ответственность по защите: Защита, защиты", ["Защита"]),
        ("защит*", "Ответственность по защите", ["защите"]),
        ("eglise", "L’Église et l’état; églises, été", ["églises"]),
        (
            "jail clothes",
            "A gaol, and cloths; jails clothes",
            ["gaol", "cloths", "jails", "clothes"],
        ),
    ],
)
def test_marks_in_other_letters(index: object, query: str, text: str, words: list[str]) -> None:
    assert marked(query, text) == words


@given(st.text(min_size=1) | st.from_regex(r"\A[a-z]{1,9}(ies|ied|ying|ings?|ed|ly)?\Z"))
def test_no_word_loses_its_first_letter_to_its_stem(text: str) -> None:
    """Marks are looked for among the words that begin as the stems do."""
    for word in spelling.fold_words(text):
        assert stem(word)[0] == word[0]


def test_function_words_are_marked_only_alone(find: Find) -> None:
    assert marked("the focal") == ["focal", "focal"]
    assert marked("the") == ["The"]
    assert marked('"through focal"') == ["through focal"]


def test_marks_without_an_index_use_the_database(db: None, data_dir: object) -> None:
    make_synonym()
    assert set(marked("rtop")) == {"Responsibility to Protect", "RtoP", "R2P"}


def test_offsets_are_code_points() -> None:
    text = "𝒳 e\u0301migre\u0301s 🕊 peace"
    marker = Marker.of(parse("peace emigre"), Synonyms())
    assert [text[slice(*span)] for span in marker(text)] == ["e\u0301migre\u0301s", "peace"]


def test_what_is_found_is_marked(find: Find) -> None:
    make_synonym()
    make_letter("One", text=TEXT)
    for query in ("r2p", "operational", "focal-point", "organi*", '"to protect"', "the"):
        assert bool(find(query)) == bool(marked(query)), query


def test_long_texts_take_linear_time() -> None:
    known = Synonyms(tuple((form, "1") for form in forms_of("a b\nc d")))
    marker = Marker.of(parse('peace "a b" r2p x*'), known)
    assert len(marker("a b " * 50_000)) == 50_000
