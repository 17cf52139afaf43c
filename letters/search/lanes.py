"""Lanes: what is found by year, by month or by day, in all and for some values of a facet.

The work is bounded by the number of lanes: nothing here looks at a single letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from letters.search import matching
from letters.search.results import Results
from letters.search.snapshot import MOST_VALUES

Unit = Literal["year", "month", "day"]
Counts = Mapping[int, int]
CommonValues = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Lane:
    """A value of a facet: how many have it, and how many of them are of each year, month or day."""

    value: int
    count: int
    counts: Counts


def of_all(results: Results, unit: Unit) -> Counts:
    """Count what is found by year, by month (numbered from the year 0) or by day (its ordinal).

    A letter whose date leaves more than one month, or day, is counted in none.
    """
    if unit == "year":
        return results.years
    return dict(results.part.counts(results.query(), {unit: MOST_VALUES})[unit])


def by_value(results: Results, facet: str, found: CommonValues, unit: Unit) -> list[Lane]:
    """Count the same for values of a facet of numbers, given with how many have each."""
    lanes = []
    for value, count in found:
        query = results.query(beside=[matching.term(results.part, facet, value)])
        counts = results.part.counts(query, {unit: MOST_VALUES})[unit]
        lanes.append(Lane(value, count, dict(counts)))
    return lanes
