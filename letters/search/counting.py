"""Counting: the values of facets among what was found, exactly.

Counting a facet with many values costs about 10 ns for each value of each letter found. Where a
quarter of a large archive is found, it is cheaper to look at the commonest values one by one: a
value that stands in fewer letters than the last one shown cannot be among them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import Any

from tantivy import Query

from letters.search.beside import beside
from letters.search.commonest import Counts
from letters.search.schema import Facet
from letters.search.snapshot import Cost, Part

# Measured at a million letters: below this the engine's own counting is as fast.
MANY_HITS = 100_000
SHARE = 4
CANDIDATES = 300
# From so many matches on, two cores count sooner than one.
WORTH_SHARING = 10_000
# Joined fields with more sets of values than this are counted value by value.
MOST_SETS = 5_000


@dataclass(frozen=True)
class Counting:
    """Counts values among the matches of one query.

    ``known`` is how many match, where that was counted; ``shared`` whether two threads may put the
    query at once.
    """

    part: Part
    query: Query
    known: int | None = None
    cost: Cost = "low"
    shared: bool = True

    @cached_property
    def hits(self) -> int:
        """How many match."""
        return self.part.count(self.query) if self.known is None else self.known

    def of(self, facets: Mapping[Facet, int]) -> dict[str, Counts]:
        """Return the commonest values of each facet, as many as asked for, and how often."""
        if self.known == 0:
            return {facet.name: [] for facet in facets}
        many = [*filter(_has_many_values, facets)] if self.cost == "low" else []
        looked_at = many if many and self._are_many else []
        looks = {f.name: beside(partial(self._by_looking, f, facets[f])) for f in looked_at}
        found = {name: counts for name, look in looks.items() if (counts := look()) is not None}
        return found | self._by_engine({f: n for f, n in facets.items() if f.name not in found})

    @property
    def _are_many(self) -> bool:
        return self.hits > MANY_HITS and self.hits * SHARE > self.part.size

    def of_value(self, facet: Facet, value: str | int) -> int:
        """Return how many have one value."""
        return self.part.count_with(self.query, facet.name, value)

    def _by_engine(self, facets: Mapping[Facet, int]) -> dict[str, Counts]:
        sizes: dict[str, int] = {}
        for facet, size in facets.items():
            joined = MOST_SETS if facet.place is not None else size
            sizes[facet.counted] = max(joined, sizes.get(facet.counted, 0))
        counted = self._shared_out(sizes)
        crowded = [f for f in facets if f.place is not None and self._is_crowded(counted, f)]
        single = {facet.name: facets[facet] for facet in crowded}
        counted |= self.part.counts(self.query, single, self.cost)
        return {
            facet.name: counted[facet.name][:size]
            if facet.place is None or facet in crowded
            else _split(facet, counted[facet.counted])[:size]
            for facet, size in facets.items()
        }

    def _shared_out(self, sizes: Mapping[str, int]) -> dict[str, Counts]:
        """Count one half of the fields in another thread, where that takes long."""
        if not self.shared or (self.known or 0) < WORTH_SHARING:
            return self.part.counts(self.query, sizes, self.cost)
        halves = (dict(islice(sizes.items(), start, None, 2)) for start in range(2))
        one, other = (partial(self.part.counts, self.query, half, self.cost) for half in halves)
        counted = beside(one)
        return other() | counted()

    @staticmethod
    def _is_crowded(counted: Mapping[str, Counts], facet: Facet) -> bool:
        return len(counted[facet.counted]) >= MOST_SETS

    def _by_looking(self, facet: Facet, size: int) -> Counts | None:
        """Count value by value, the commonest of the archive first; None if that is no help."""
        best: Counts = []
        candidates, more = self.part.commonest(facet.counted, CANDIDATES)
        for value, in_all in candidates:
            if len(best) == size and in_all + more <= best[-1][1]:
                return best
            best = _ordered([*best, (value, self.of_value(facet, value))])[:size]
        return None


def _has_many_values(facet: Facet) -> bool:
    return facet.numbers and facet.place is None and facet.name != "year"


def _split(facet: Facet, joined: Iterable[tuple[str, int]]) -> Counts:
    """Count the values of one place in a joined field."""
    counts: Counter[Any] = Counter()
    for values, count in joined:
        for value in values.split("|")[facet.place or 0].split():
            counts[int(value) if facet.numbers else value] += count
    return _ordered(counts.items())


def _ordered(counts: Iterable[tuple[Any, int]]) -> Counts:
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def add_values(found: Counts, wanted: Sequence[Any], counting: Counting, facet: Facet) -> Counts:
    """Add the values that must be shown, however rare."""
    known = {value for value, _ in found}
    missing = [value for value in wanted if value not in known]
    return [*found, *((value, counting.of_value(facet, value)) for value in missing)]
