"""The timeline: the parameters of the list of letters, and what they find through time.

Few letters are given one by one, however the list is paged; many as counts of the index by year,
month or day, in all and for those who sent the most. ``page``, ``per_page``, ``sort`` and
``facet`` mean nothing here and are carried on, for the way back to the list.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from letters.filters.hits import letter_hits
from letters.filters.letters import LetterFilter, LetterResults
from letters.filters.listing import Slice
from letters.filters.sources import FromIndex, Source
from letters.filters.vocabularies import Vocabulary
from letters.search import lanes
from letters.search.lanes import Counts, Lane, Unit
from letters.search.results import Hit

# More letters than these cannot be told apart on one page.
MOST_DRAWN = 200
MOST_LANES = 8
# The longest span that is counted by day, and by month.
DAYS, MONTHS = 31, 3 * 366


@dataclass(frozen=True)
class SenderLane:
    """One of the senders of most letters; ``value`` is its value of the parameter ``sender``."""

    name: str
    value: str
    count: int
    counts: Counts


@dataclass(frozen=True)
class Span:
    """The time that is shown, both ends included."""

    first: date
    last: date

    @property
    def unit(self) -> Unit:
        """What this span is divided into."""
        days = (self.last - self.first).days
        return "day" if days < DAYS else "month" if days < MONTHS else "year"


@dataclass(frozen=True)
class TimelineResults(LetterResults):
    """Letters through time: ``hits`` has all of them, or none where there are too many.

    Then ``counts`` and ``lanes`` count them by the unit of the ``span``.
    """

    span: Span | None = None
    counts: Counts = field(default_factory=dict)
    lanes: list[SenderLane] = field(default_factory=list)

    @property
    def are_many(self) -> bool:
        return self.count > MOST_DRAWN


class TimelineFilter(LetterFilter):
    """Letters by words, facets and dates, all of them at once."""

    def results(self) -> TimelineResults:
        return cast(TimelineResults, super().results())

    def slice(self, source: Source) -> Slice:
        return Slice(1, MOST_DRAWN + 1, source.count)

    def sizes(self, source: Source) -> dict[str, int]:
        return {}

    def rows(self, hits: list[Hit]) -> list[Any]:
        return [] if len(hits) > MOST_DRAWN else letter_hits(hits, "")

    def listing(self, source: Source, **parts: Any) -> TimelineResults:
        if source.count <= MOST_DRAWN or not isinstance(source, FromIndex):
            listed = super().listing(source, **parts)
            return TimelineResults(**vars(listed), span=self._span(listed))
        senders = source.results.commonest("sender", MOST_LANES)
        listed = super().listing(source, **parts)
        span = self._span(listed)
        unit = span.unit if span else "year"
        return TimelineResults(
            **vars(listed),
            span=span,
            counts=lanes.of_all(source.results, unit),
            lanes=list(self._lanes(lanes.by_value(source.results, "sender", senders, unit))),
        )

    def _span(self, listed: LetterResults) -> Span | None:
        """Return the span chosen; an end left open is that of the months of what is found."""
        after, before = self.chosen["after"], self.chosen["before"]
        days = [*_days_of_years(listed), *_days_of_letters(listed)]
        if not days and not (after and before):
            return None
        first = after.first if after else min(days).replace(day=1)
        last = before.last if before else _end_of_month(max(days))
        return Span(min(first, last), max(first, last))

    def _lanes(self, found: Sequence[Lane]) -> Iterator[SenderLane]:
        vocabulary: Vocabulary = self.form.fields["sender"].vocabulary
        known = vocabulary.names([lane.value for lane in found])
        for lane in found:
            if lane.value in known:
                sender = known[lane.value]
                yield SenderLane(sender.label, sender.value, lane.count, lane.counts)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _days_of_years(listed: LetterResults) -> Iterator[date]:
    """Yield the ends of the years found, where letters are too many to be looked at."""
    for year in (bar.year for bar in listed.years if bar.found and not listed.hits):
        yield from (date(year, 1, 1), date(year, 12, 31))


def _days_of_letters(listed: LetterResults) -> Iterator[date]:
    for letter in (hit.letter for hit in listed.hits):
        yield from (day for day in (letter.earliest, letter.latest) if day)
