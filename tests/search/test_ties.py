"""Ties: who signs with whom, as the index counts it."""

import random
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from letters import search
from letters.models import Organisation
from letters.search import ties
from letters.search.results import Results, Selection
from letters.search.snapshot import MOST_KEPT
from tests import builders

pytestmark = pytest.mark.usefixtures("index")


def results() -> Results:
    return Results(search.current(), "letters", Selection())


def joint(signing: list[Organisation], **fields: Any) -> Any:
    capacities = [("", body) for body in signing]
    return builders.make_letter(signatories=[(builders.james_smith(), capacities)], **fields)


@pytest.fixture
def signed() -> list[list[Organisation]]:
    """Fifteen letters of up to five of seven organisations, made at random."""
    rng = random.Random(3)  # noqa: S311
    bodies = [builders.make_organisation(f"Body {number}") for number in range(7)]
    letters = [rng.sample(bodies, rng.randrange(1, 6)) for _ in range(15)]
    for signing in letters:
        joint(signing)
    search.rebuild()
    return letters


def expected(signed: list[list[Organisation]]) -> Counter[tuple[int, int]]:
    """Count every pair one by one."""
    return Counter(
        pair for signing in signed for pair in combinations(sorted(body.pk for body in signing), 2)
    )


def test_ties_are_those_that_are_counted_one_by_one(signed: list[list[Organisation]]) -> None:
    found = ties.ties(results())
    assert {(tie.one, tie.other): tie.letters for tie in found.ties} == expected(signed)
    assert (found.are_all, found.is_sure) == (True, True)
    counts = [tie.letters for tie in found.ties]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("most", [1, 4, 9])
def test_the_strongest_are_found_without_looking_at_everybody(
    signed: list[list[Organisation]], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(ties, "MOST_TIES", most)
    found = ties.ties(results())
    strongest = sorted(expected(signed).values(), reverse=True)[:most]
    assert [tie.letters for tie in found.ties] == strongest
    assert (found.are_all, found.is_sure) == (False, True)


def test_what_was_not_looked_at_is_told(
    signed: list[list[Organisation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ties, "MOST_LOOKED_AT", 2)
    found = ties.ties(results())
    assert (found.looked_at, found.are_all, found.is_sure) == (2, False, False)


def test_ends_are_the_first_and_the_last_letter_of_both() -> None:
    one, other = builders.aegis_trust(), builders.una_uk()
    last, undated, first = (
        joint([one, other], date=date).pk for date in ("2018-01-01", "", "2012~")
    )
    joint([one], date="2011")
    search.rebuild()
    assert ties.ends(results(), [one.pk], [other.pk]) == (first, last)
    assert undated not in ties.ends(results(), [one.pk], [other.pk])


def test_partners_are_those_of_any_of_several(index: Path) -> None:
    one, other = builders.aegis_trust(), builders.una_uk()
    third = builders.make_organisation("Waging Peace")
    joint([one, third])
    joint([other, third])
    joint([one, other])
    search.rebuild()
    assert ties.partners(results(), [one.pk, other.pk], 5) == [(third.pk, 2)]


def test_an_empty_archive_has_no_ties(index: Path) -> None:
    assert ties.ties(results()) == ties.Ties((), 0, are_all=True, is_sure=True)


def test_what_was_made_is_kept_for_the_latest_questions(index: Path) -> None:
    part = results().part
    made: list[str] = []

    def make(word: str) -> str:
        def keep() -> str:
            made.append(word)
            return word

        return part.keep(f"test {word}", keep)

    words = [f"word{number}" for number in range(MOST_KEPT + 1)]
    assert [make(word) for word in words] == words
    assert make(words[-1]) == words[-1]
    assert made == words
    make(words[0])
    assert made == [*words, words[0]]
    assert len(part._kept) == MOST_KEPT
