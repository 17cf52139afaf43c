"""Delays: how long the asks that a filter finds waited for an answer, by addressee and by theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from letters import search
from letters.filters.address import Address
from letters.filters.listing import Chip
from letters.filters.recommendations import RecommendationFilter
from letters.filters.sources import FromIndex
from letters.filters.vocabularies import Known
from letters.search import delays
from letters.search.delays import Delay

FACETS = ("addressee", "theme")
SHOWN = 12


@dataclass(frozen=True)
class Delays:
    """The waits of all asks found, and by value of each facet; without an index there are none."""

    address: Address
    chips: Sequence[Chip]
    errors: Mapping[str, Sequence[str]]
    as_of: date | None
    of_chains: bool
    notices: Sequence[str] = ()
    version: str = ""
    total: Delay = field(default_factory=lambda: Delay(0, 0))
    by: Mapping[str, Sequence[tuple[Known, Delay]]] = field(default_factory=dict)


def delays_of(filtered: RecommendationFilter) -> Delays:
    """Return the waits of what a filter finds; never raises for what a reader typed."""
    made = partial(
        Delays,
        address=filtered.address,
        chips=filtered.chips,
        errors=filtered.wrong,
        as_of=filtered.day,
        of_chains=filtered.grouping == "chain",
    )
    try:
        source = FromIndex(filtered.index, filtered.selection, filtered.sort)
        by = {facet: _named(filtered, source, facet) for facet in FACETS}
        total = delays.of_all(source.results)
    except search.UnusableError as error:
        search.forget()
        return made(notices=[str(error)])
    notices = filtered.query.notices
    return made(notices=notices, version=source.version, total=total, by=by)


def _named(
    filtered: RecommendationFilter, source: FromIndex, facet: str
) -> list[tuple[Known, Delay]]:
    found = delays.by_value(source.results, facet, SHOWN)
    names = filtered.form.fields[facet].vocabulary.names([value for value, _ in found])
    return [(names[value], delay) for value, delay in found if value in names]
