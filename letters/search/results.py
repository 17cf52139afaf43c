"""Results: what a selection finds in one of the indexes: keys in order, counts, facets.

A facet ignores its own selection, so that a reader sees what else could be chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tantivy import Query

from letters.search import matching, schema
from letters.search import query as tree
from letters.search.counting import Counting, add_values
from letters.search.schema import Facet
from letters.search.snapshot import MOST_VALUES, Counts, Part, Snapshot, current

# Up to so many, those that match equally well are put in order of date.
FEW = 1_000
# From here on a page is looked for by its year, instead of passing over all before it.
DEEP = 10_000
SCANNED = 2_000

Values = tuple[str | int, ...]


@dataclass(frozen=True)
class Chosen:
    """Values of a facet: one of the wanted must be there, none of the others may."""

    wanted: Values = ()
    unwanted: Values = ()


@dataclass(frozen=True)
class Selection:
    """What a reader wants: words, values of facets, a span of days (both ends included)."""

    query: tree.Query = field(default_factory=tree.Query)
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Hit:
    """Something found: its key and, of a letter that the index knows, its part in the ledger."""

    key: int
    ledger: int | None = None


@dataclass(frozen=True)
class Results:
    """What a selection finds; every property asks the engine when it is first used."""

    snapshot: Snapshot
    name: schema.Name
    selection: Selection

    @cached_property
    def part(self) -> Part:
        return self.snapshot.part(self.name)

    @cached_property
    def count(self) -> int:
        """How many are found."""
        return self.part.count(self.query())

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.part.size

    def query(self, *, ignoring: str = "") -> Query:
        """Return the whole query, without the selection of one facet."""
        filters, unwanted = [], list(self._match.unwanted)
        for name, chosen in self.selection.chosen.items():
            if name == ignoring:
                continue
            if chosen.wanted:
                filters.append(matching.any_value(self.part, name, chosen.wanted))
            if chosen.unwanted:
                unwanted.append(matching.any_value(self.part, name, chosen.unwanted))
        if self.selection.after is not None:
            filters.append(matching.between(self.part, "last", self.selection.after, None))
        if self.selection.before is not None:
            filters.append(matching.between(self.part, "first", None, self.selection.before))
        whole = matching.Match(self._match.wanted, self._match.liked, unwanted)
        return whole.query(self.part, filters)

    # In order

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        """Return a page: ``sort`` is relevance, newest, oldest, or another field, highest first."""
        if sort == "relevance":
            addresses = self._most_relevant(start, size)
        else:
            addresses = self._ordered(sort, start, min(size, self.count - start))
        keys = self.part.numbers("key", addresses)
        if self.name != "letters":
            return [Hit(key) for key in keys]
        packed = self.part.numbers("ledger", addresses)
        return [Hit(*pair) for pair in zip(keys, packed, strict=True)]

    def scan(self, sort: str) -> Iterator[int]:
        """Yield all keys, newest or oldest first, in constant memory."""
        last: int | None = None
        while True:
            query = self.query() if last is None else self._beyond(sort, last)
            found = self.part.find(query, limit=SCANNED, by=sort, reverse=sort == "oldest")
            yield from self.part.numbers("key", [address for _, address in found])
            if len(found) < SCANNED:
                return
            last = found[-1][0]

    def _beyond(self, sort: str, last: int) -> Query:
        bounds = (last + 1, None) if sort == "oldest" else (None, last - 1)
        return matching.all_of([self.query(), matching.between(self.part, sort, *bounds)])

    def _most_relevant(self, start: int, size: int) -> list[Any]:
        if self.count > FEW:
            found = self.part.find(self.query(), limit=size, offset=start)
            return [address for _, address in found]
        found = self.part.find(self.query(), limit=self.count)
        addresses = [address for _, address in found]
        newest = self.part.numbers("newest", addresses)
        order = sorted(range(len(found)), key=lambda i: (-found[i][0], -newest[i]))
        return [addresses[place] for place in order[start : start + size]]

    def _ordered(self, sort: str, start: int, size: int) -> list[Any]:
        found: list[Any] = []
        if start > DEEP and sort in ("newest", "oldest"):
            for query, offset in self._by_year(sort, start):
                found += self._page(query, sort, offset, size - len(found))
                if len(found) >= size:
                    return found
            # What is left has no date, and is the end of the list.
            start, size = start + len(found), size - len(found)
            rest = self.part.find(
                self.query(),
                limit=size,
                offset=self.count - start - size,
                by=sort,
                reverse=sort == "newest",
            )
            return found + [address for _, address in reversed(rest)]
        return self._page(self.query(), sort, start, size)

    def _page(self, query: Query, sort: str, start: int, size: int) -> list[Any]:
        found = self.part.find(query, limit=size, offset=start, by=sort, reverse=sort == "oldest")
        return [address for _, address in found]

    def _by_year(self, sort: str, start: int) -> Iterator[tuple[Query, int]]:
        """Yield queries for one year each, from that of the row ``start``, with its offset there.

        A year's matches are counted already, and passing over half a million costs 80 ms.
        """
        for year, count in sorted(self.years.items(), reverse=sort == "newest"):
            if start < count:
                of_year = matching.term(self.part, "year", year)
                yield matching.all_of([self.query(), of_year]), start
            start = max(0, start - count)

    # Counts

    @cached_property
    def years(self) -> dict[int, int]:
        """How many are found of each year."""
        return dict(self.part.counts(self.query(), {"year": MOST_VALUES})["year"])

    @property
    def undated(self) -> int:
        """How many are found without a date."""
        return self.count - sum(self.years.values())

    def facets(self, sizes: Mapping[str, int]) -> dict[str, Counts]:
        """Return values of each facet with counts: the commonest, and those selected."""
        known = {facet.name: facet for facet in schema.FACETS[self.name]}
        selected = [name for name in sizes if name in self.selection.chosen]
        others = {known[name]: size for name, size in sizes.items() if name not in selected}
        found = Counting(self.part, self.query(), self.count).of(others)
        for name in selected:
            found[name] = self._selected(known[name], sizes[name])
        return found

    def _selected(self, facet: Facet, size: int) -> Counts:
        query = self.query(ignoring=facet.name)
        counting = Counting(self.part, query, self.part.count(query))
        chosen = self.selection.chosen[facet.name]
        found = counting.of({facet: size})[facet.name]
        return add_values(found, [*chosen.wanted, *chosen.unwanted], counting, facet)

    @cached_property
    def _match(self) -> matching.Match:
        return matching.match(self.part, self.selection.query, self.snapshot.synonyms)


def holds(name: schema.Name, facets: Iterable[str], value: str | int) -> bool:
    """Tell whether the index has a value of any of these facets."""
    part = current().part(name)
    return any(part.count(matching.term(part, facet, value)) for facet in facets)
