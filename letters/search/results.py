"""Results: what a selection finds in one of the indexes: keys in order, counts, facets.

A facet ignores its own selection, so that a reader sees what else could be chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tantivy import Query

from letters.search import matching, schema
from letters.search import query as tree
from letters.search.counting import Counting, add_values
from letters.search.paging import Paging
from letters.search.schema import Facet
from letters.search.snapshot import MOST_VALUES, Counts, Part, Snapshot, current

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

    sort: str = "newest"

    @cached_property
    def part(self) -> Part:
        return self.snapshot.part(self.name)

    @property
    def count(self) -> int:
        """How many are found."""
        return self._paging(self.sort).count

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

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        """Return a page: ``sort`` is relevance, newest, oldest, or another field, highest first."""
        addresses = self._paging(sort).page(start, size, lambda: self.years)
        keys = self.part.numbers("key", addresses)
        if self.name != "letters":
            return [Hit(key) for key in keys]
        packed = self.part.numbers("ledger", addresses)
        return [Hit(*pair) for pair in zip(keys, packed, strict=True)]

    def scan(self, sort: str) -> Iterator[int]:
        """Yield all keys, newest or oldest first, in constant memory."""
        return self._paging(sort).scan()

    @cached_property
    def years(self) -> Mapping[int, int]:
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
        if known["year"] in others:
            others[known["year"]] = MOST_VALUES
        counting = Counting(self.part, self.query(), self.count, self._is_cheap)
        found = counting.of(others)
        if "year" in found:
            # Counted on the way, for the histogram and for pages far down.
            self.__dict__["years"] = dict(found["year"])
            found["year"] = found["year"][: sizes["year"]]
        for name in selected:
            found[name] = self._selected(known[name], sizes[name])
        return found

    def _selected(self, facet: Facet, size: int) -> Counts:
        query = self.query(ignoring=facet.name)
        counting = Counting(self.part, query, self.part.count(query), self._is_cheap)
        chosen = self.selection.chosen[facet.name]
        found = counting.of({facet: size})[facet.name]
        return add_values(found, [*chosen.wanted, *chosen.unwanted], counting, facet)

    @property
    def _is_cheap(self) -> bool:
        """Tell whether the query can be put many times: beginnings and ranges begin with work."""
        terms = (*self.selection.query.terms, *self.selection.query.unwanted)
        is_plain = not any(isinstance(term, tree.Prefix | tree.Name) for term in terms)
        return is_plain and self.selection.after is None and self.selection.before is None

    def _paging(self, sort: str) -> Paging:
        known: dict[str, Paging] = self.__dict__.setdefault("_pagings", {})
        if sort not in known:
            known[sort] = Paging(self.part, self.query(), sort)
        return known[sort]

    @cached_property
    def _match(self) -> matching.Match:
        return matching.match(self.part, self.selection.query, self.snapshot.synonyms)


def holds(name: schema.Name, facets: Iterable[str], value: str | int) -> bool:
    """Tell whether the index has a value of any of these facets."""
    part = current().part(name)
    return any(part.count(matching.term(part, facet, value)) for facet in facets)
