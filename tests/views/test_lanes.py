"""Lanes and periods: nothing covers a label, every letter is where its date says."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.filters.address import Address
from letters.filters.timeline import Span
from letters.models import Letter
from letters.views.axis import SMALL, WIDTH
from letters.views.lane_layout import WHEN
from letters.views.lanes import Lanes, lanes
from letters.views.lettering import text_width
from letters.views.links import Link
from letters.views.periods import beside, period_of, periods, wider
from letters.views.rows import AskCounts

FIRST = date(2012, 1, 1)


def letter(day: int, number: int) -> Letter:
    """Make a letter in memory, which nobody is named in."""
    when = FIRST + timedelta(days=day)
    row = Letter(pk=number, title=f"Letter {number}", slug=f"l{number}", date=when.isoformat())
    row.earliest = row.latest = row.sort_date = when
    row._prefetched_objects_cache = {"correspondents": []}  # type: ignore[attr-defined]
    return row


def drawn(days: Sequence[int]) -> Lanes:
    letters = [letter(day, number) for number, day in enumerate(sorted(days), 1)]
    asked = {each.pk: AskCounts(each.pk % 3, 0, each.pk % 2) for each in letters}
    links = [Link(a, b, True, 0) for a, b in zip(letters, letters[2:], strict=False)]
    span = Span(letters[0].sort_date, letters[-1].sort_date)
    found = lanes(letters, asked, links, span, Address())
    assert found is not None
    return found


def boxes(drawing: Lanes) -> list[tuple[float, float, float, float]]:
    """Return left, right, top and bottom of all lettering at marks and arcs."""
    found = []
    for mark in drawing.marks:
        if label := mark.label:
            for words, size, y in (
                (label.when, WHEN, label.when_y),
                (label.counts, SMALL, label.counts_y),
            ):
                width = text_width(words, size)
                left = float(label.x) - (width if label.anchor == "end" else 0)
                found.append((left, left + width, float(y) - size * 0.7, float(y)))
    for arc in drawing.arcs:
        if arc.label:
            width = text_width(arc.label, SMALL)
            left = float(arc.label_x) - {"start": 0, "middle": width / 2, "end": width}[arc.anchor]
            found.append((left, left + width, float(arc.label_y) - SMALL * 0.7, float(arc.label_y)))
    return [box for box in found if box[0] < box[1]]


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=30))
def test_labels_never_cross_each_other_nor_leave_the_drawing(days: list[int]) -> None:
    found = boxes(drawn(days))
    assert found
    assert all(left >= -0.1 and right <= WIDTH + 0.1 for left, right, _, _ in found)
    for one, other in combinations(found, 2):
        is_beside = one[1] <= other[0] or other[1] <= one[0]
        assert is_beside or one[3] <= other[2] or other[3] <= one[2]


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=200))
def test_letters_stand_in_the_order_of_their_dates(days: list[int]) -> None:
    places = [float(mark.dots[0][0]) for mark in drawn(days).marks]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= WIDTH


@pytest.mark.parametrize(
    ("first", "last", "unit", "labels"),
    [
        ("2012-08-16", "2014-06-17", "year", ["2012", "2013", "2014"]),
        ("2011-12-01", "2012-02-03", "month", ["Dec", "Jan", "Feb"]),
        ("2012-02-28", "2012-03-01", "day", ["28", "29", "1"]),
    ],
)
def test_periods_cover_a_span(first: str, last: str, unit: str, labels: list[str]) -> None:
    found = periods(date.fromisoformat(first), date.fromisoformat(last), unit)  # type: ignore[arg-type]
    assert [each.label for each in found] == labels


def test_many_years_are_taken_together() -> None:
    found = periods(date(1807, 5, 1), date(1895, 1, 1), "year", most=14)
    assert [each.words for each in found][:2] == ["1800–1809", "1810–1819"]
    assert (found[-1].after, found[-1].before) == ("1890", "1899")


def test_time_has_two_ends() -> None:
    found = periods(date.min, date.max, "year", most=14)
    assert (found[0].after, found[-1].before) == ("0001", "9999")
    assert beside(period_of("0001"), -1) is None
    assert beside(period_of("9999-12-31"), 1) is None


@pytest.mark.parametrize(
    ("typed", "earlier", "later", "above"),
    [
        ("2012", "2011", "2013", None),
        ("2012-12", "2012-11", "2013-01", "2012"),
        ("2012-03-01", "2012-02-29", "2012-03-02", "2012-03"),
    ],
)
def test_periods_lead_to_their_neighbours_and_upwards(
    typed: str, earlier: str, later: str, above: str | None
) -> None:
    here = period_of(typed)
    before, after, whole = beside(here, -1), beside(here, 1), wider(here)
    assert before is not None
    assert after is not None
    assert (before.after, after.after) == (earlier, later)
    assert (whole.after if whole else None) == above
