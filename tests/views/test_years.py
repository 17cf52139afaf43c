"""The histogram by year: its geometry and its words."""

import pytest

from letters.filters.listing import YearBar
from letters.views.years import Histogram, histogram


def bars(*counts: tuple[int, int], first: int = 2012) -> list[YearBar]:
    return [
        YearBar(first + place, found, everything, f"?year={first + place}")
        for place, (found, everything) in enumerate(counts)
    ]


def drawn(years: list[YearBar]) -> Histogram:
    found = histogram(years)
    assert found is not None
    return found


def test_less_than_two_years_need_no_drawing() -> None:
    assert histogram([]) is None
    assert histogram(bars((1, 1))) is None


def test_bars_are_as_high_as_their_numbers() -> None:
    first, second, third = drawn(bars((2, 4), (0, 2), (1, 1))).bars
    assert (first.all_height, first.found_height) == ("48", "24")
    assert (second.all_height, second.found_height) == ("24", "0")
    assert (third.all_height, third.found_height, third.found_top) == ("12", "12", "62.5")
    assert [each.left for each in (first, second, third)] == ["0.00%", "33.33%", "66.67%"]


def test_one_letter_of_very_many_is_seen() -> None:
    assert drawn(bars((1, 1), (5, 100_000))).bars[0].all_height == "1"
    assert drawn(bars((1, 100_000), (0, 1))).bars[0].found_height == "1"


def test_years_without_letters_are_named_but_have_no_bar() -> None:
    found = drawn(bars((1, 1), (0, 0), (1, 1)))
    assert [each.year for each in found.bars] == [2012, 2014]
    assert [each.year for each in found.labels] == [2012, 2013, 2014]
    assert [each.year for each in found.rows] == [2012, 2014]


def test_a_bar_is_a_link_where_it_would_find_something() -> None:
    first, second = drawn(bars((1, 2), (0, 3))).bars
    assert (first.url, second.url) == ("?year=2012", "")
    assert first.says == "2012: 1 of 2 letters found"


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        ([(1, 2), (3, 3)], ["1 of 2", "3 of 3"]),
        # All are found: what they are found of says nothing.
        ([(2, 2), (3, 3)], ["2", "3"]),
        ([(1, 2)] * 20, ["1"] * 20),
        ([(1, 2)] * 120, [""] * 120),
    ],
)
def test_figures_are_as_long_as_there_is_room(
    counts: list[tuple[int, int]], figures: list[str]
) -> None:
    assert [each.figure for each in drawn(bars(*counts)).bars] == figures


@pytest.mark.parametrize(
    ("years", "wide", "narrow"), [(7, 1, 1), (20, 1, 5), (40, 5, 5), (120, 10, 20), (500, 50, 100)]
)
def test_labels_never_touch(years: int, wide: int, narrow: int) -> None:
    labels = drawn(bars(*[(1, 1)] * years, first=1500)).labels
    assert {each.year % wide for each in labels} == {0}
    major = [each.year for each in labels if not each.is_minor]
    assert {year % narrow for year in major} == {0}


def test_words_say_what_the_drawing_shows() -> None:
    assert drawn(bars((2, 3), (0, 1), (5, 1_000))).description == (
        "7 letters from 2012 to 2014, most in 2014: 5 of 1,000. The table below says the same."
    )
    assert drawn(bars((0, 3), (0, 1))).description == (
        "No letters found in any year. The table below says the same."
    )
