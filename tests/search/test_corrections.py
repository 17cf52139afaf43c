"""Words that look like one that is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import search
from letters.search.corrections import corrections, edits, is_missing
from tests.builders import make_letter, withdraw
from tests.search.conftest import Find

WORDS = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("peace", "peace", 0),
        ("peace", "paece", 1),
        ("peace", "peac", 1),
        ("peace", "peaces", 1),
        ("peace", "piece", 2),
        ("peace", "", 5),
        ("", "ab", 2),
        ("abcd", "badc", 2),
    ],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 9) == distance


@given(WORDS, WORDS)
def test_edits_are_the_same_both_ways(one: str, other: str) -> None:
    assert edits(one, other, 9) == edits(other, one, 9)
    assert (edits(one, other, 9) == 0) == (one == other)
    assert min(edits(one, other, 1), 2) == min(edits(one, other, 9), 2)


def test_nearest_word_comes_first_then_the_commonest(find: Find) -> None:
    make_letter("One", text="Atrocity atrocities. Ferocity.")
    make_letter("Two", text="Ferocity. Atrocities.")
    find()
    part = search.current().letters
    assert corrections(part, "artocity") == ["atrocity"]
    assert corrections(part, "atrocites") == ["atrocities", "atrocity"]
    assert corrections(part, "erocity") == ["ferocity", "atrocity"]
    assert corrections(part, "xy") == []
    assert corrections(part, "unrelated") == []


def test_missing_words(find: Find) -> None:
    letter = make_letter("One", text="Preventing zebras.")
    find()
    assert not is_missing(search.current().letters, "zebra")
    assert is_missing(search.current().letters, "zebu")
    withdraw(letter)
    find()
    assert is_missing(search.current().letters, "zebra")
