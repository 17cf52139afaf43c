"""Results: what a selection finds in one of the indexes: keys in order, counts, facets.

A facet ignores its own selection, so that a reader sees what else could be chosen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, TypeVar

from tantivy import Query

from letters.search import matching, schema
from letters.search import query as tree
from letters.search.beside import beside
from letters.search.commonest import Counts
from letters.search.counting import Counting, add_values
from letters.search.guard import UnusableError
from letters.search.paging import Addresses, Paging
from letters.search.schema import Facet
from letters.search.snapshot import MOST_VALUES, Cost, Part, Snapshot, current
from letters.search.standing import Group, Standing

Answer = TypeVar("Answer")
Values = tuple[str | int, ...]


@dataclass(frozen=True)
class Chosen:
    """Values of a facet: one of the wanted must be there, none of the others may."""

    wanted: Values = ()
    unwanted: Values = ()


@dataclass(frozen=True)
class Selection:
    """What a reader wants: words, values of facets, a span of days (both ends included).

    Of the ledger also the day on which it stood so, and whether the rows are asks or chains.
    """

    query: tree.Query = field(default_factory=tree.Query)
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    after: int | None = None
    before: int | None = None
    as_of: int | None = None
    group: Group = "single"


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

    @cached_property
    def standing(self) -> Standing | None:
        """Which rows the ledger has; none of the letters' index."""
        if self.name == "letters":
            return None
        return Standing(self.part, self.selection.as_of, self.selection.group)

    def query(self, *, ignoring: str = "", beside: Iterable[Query] = ()) -> Query:
        """Return the whole query, without the selection of one facet; ``beside`` must hold too."""
        filters, unwanted = list(beside), list(self._match.unwanted)
        wanted = self._match.wanted
        any_value: Callable[..., Query] = partial(matching.any_value, self.part)
        if self.standing:
            filters += self.standing.filters()
            unwanted += self.standing.unwanted()
            # What is no row is left out already.
            wanted, any_value = wanted or [Query.all_query()], self.standing.any_value
        for name, chosen in self.selection.chosen.items():
            if name == ignoring:
                continue
            if chosen.wanted and name in schema.ALL_OF:
                filters += [any_value(name, [value]) for value in chosen.wanted]
            elif chosen.wanted:
                filters.append(any_value(name, chosen.wanted))
            if chosen.unwanted:
                unwanted.append(any_value(name, chosen.unwanted))
        if self.selection.after is not None:
            filters.append(matching.between(self.part, "last", self.selection.after, None))
        if self.selection.before is not None:
            filters.append(matching.between(self.part, "first", None, self.selection.before))
        whole = matching.Match(wanted, self._match.liked, unwanted)
        return whole.query(self.part, filters)

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        """Return a page: ``sort`` is relevance, newest, oldest, or another field, highest first."""
        if sort == "waiting" and self.selection.as_of is not None:
            addresses = self._waiting_longest(start, size)
        else:
            addresses = self._paging(sort).page(start, size, self._years_of_rows)
        return self._hits(addresses)

    def _hits(self, addresses: Addresses) -> list[Hit]:
        keys = self.part.numbers("key", addresses)
        if self.name != "letters":
            return [Hit(key) for key in keys]
        packed = self.part.numbers("ledger", addresses)
        return [Hit(*pair) for pair in zip(keys, packed, strict=True)]

    def scan(self, sort: str) -> Iterator[int]:
        """Yield all keys, newest or oldest first, in constant memory."""
        return self._paging(sort).scan()

    def walk(self, sort: str) -> Iterator[Hit]:
        """Yield all that is found, newest or oldest first, in constant memory."""
        for addresses in self._paging(sort).runs():
            yield from self._hits(addresses)

    def _years_of_rows(self) -> Mapping[int, int]:
        """Return how many rows there are of each year; a chain has several, and so none."""
        return self.years if self.selection.group == "single" else {}

    def _waiting_longest(self, start: int, size: int) -> list[Any]:
        """Return a page of those that had no answer on the day, the oldest first, then the others.

        The order of now would put those first that got their answer later.
        """
        standing = self.standing or Standing(self.part)
        parts = (("unanswered", "oldest", True), ("answered", "waiting", False))
        found: list[Any] = []
        for status, field_name, reverse in parts:
            query = matching.all_of([self.query(), standing.any_value("status", [status])])
            count = self.part.count(query)
            page = self.part.find(
                query,
                limit=min(size - len(found), count - start),
                offset=start,
                by=field_name,
                reverse=reverse,
            )
            found += [address for _, address in page]
            start = max(0, start - count)
        return found

    @cached_property
    def years(self) -> Mapping[int, int]:
        """How many are found of each year."""
        return dict(self.part.counts(self.query(), {"year": MOST_VALUES})["year"])

    @property
    def undated(self) -> int:
        """How many are found without a date."""
        return self.count - sum(self.years.values())

    @property
    def unsure(self) -> int:
        """How many are left out of the ledger of a day: they may be of before or of later."""
        standing = self.standing
        if standing is None or standing.day is None:
            return 0
        now = replace(self, selection=replace(self.selection, chosen={}, as_of=None)).query()
        later = matching.between(self.part, "first", standing.day + 1, None)
        unwanted = [standing.by("asked"), later]
        return self.part.count(matching.Match([now], [], unwanted).query(self.part))

    def keep(self, about: str, make: Callable[[], Answer]) -> Answer:
        """Return what this makes of the selection, made once for each of the latest selections."""
        # The query too: what a name stands for may change while the index does not. A name that a
        # thousand bear is a long query, and a hundred of those would take long to forget.
        asked = f"{about} {self.selection} {self.query()!r}".encode(errors="backslashreplace")
        return self.part.keep(sha256(asked).hexdigest(), make)

    def facets(self, sizes: Mapping[str, int]) -> dict[str, Counts]:
        """Return values of each facet with counts: the commonest, and those selected.

        They are kept for a while, since the next page of the same search has the same.
        """
        facets, years = self.keep(f"facets {sizes}", lambda: self._facets(sizes))
        if years is not None:
            # Counted on the way, for the histogram and for pages far down.
            self.__dict__["years"] = years
        return dict(facets)

    def _facets(self, sizes: Mapping[str, int]) -> tuple[dict[str, Counts], dict[Any, int] | None]:
        """Return them, and how many are found of each year, if that was counted."""
        known = {facet.name: facet for facet in schema.FACETS[self.name]}
        selected = [name for name in sizes if name in self.selection.chosen]
        others = {name: size for name, size in sizes.items() if name not in selected}
        stood = [name for name in others if self._is_counted_by_day(name)]
        usual = {known[name]: size for name, size in others.items() if name not in stood}
        if known["year"] in usual:
            usual[known["year"]] = MOST_VALUES
        counting = self._counting(self.query(), self.count)
        without = [beside(partial(self._selected, known[name], sizes[name])) for name in selected]
        found = counting.of(usual)
        years = dict(found["year"]) if "year" in found else None
        if years is not None:
            found["year"] = found["year"][: sizes["year"]]
        if self.standing and stood:
            found |= self.standing.counts(self.query(), self.count, stood)
        found |= {name: counted() for name, counted in zip(selected, without, strict=True)}
        return found, years

    def commonest(self, name: str, size: int) -> Counts:
        """Return the commonest values of a facet, keeping to its own selection.

        The years are counted on the way: to find all matches by their days is most of the work.
        """
        known = {facet.name: facet for facet in schema.FACETS[self.name]}
        counting = self._counting(self.query(), self.count)
        found = counting.of({known[name]: size, known["year"]: MOST_VALUES})
        self.__dict__["years"] = dict(found["year"])
        return found[name]

    def _is_counted_by_day(self, name: str) -> bool:
        return self.standing is not None and self.standing.is_counted(name)

    def _selected(self, facet: Facet, size: int) -> Counts:
        query = self.query(ignoring=facet.name)
        chosen = self.selection.chosen[facet.name]
        if self.standing and self.standing.is_counted(facet.name):
            count = self.part.count(query)
            counts = self.standing.counts(query, count, [facet.name])[facet.name]
            every = dict.fromkeys([*chosen.wanted, *chosen.unwanted], 0) | dict(counts)
            return list(every.items())
        counting = self._counting(query)
        found = counting.of({facet: size})[facet.name]
        return add_values(found, [*chosen.wanted, *chosen.unwanted], counting, facet)

    def _counting(self, query: Query, known: int | None = None) -> Counting:
        # A phrase of common words takes longer to find than to count.
        shared = self._kinds.isdisjoint((tree.Phrase, tree.Name))
        return Counting(self.part, query, known, self._cost, shared)

    @property
    def _kinds(self) -> set[type]:
        return {*map(type, (*self.selection.query.terms, *self.selection.query.unwanted))}

    @property
    def _cost(self) -> Cost:
        """What it costs to put the query: names may be a thousand, ranges are looked through."""
        bounds = (self.selection.after, self.selection.before, self.selection.as_of)
        if tree.Name in self._kinds:
            return "high"
        is_wide = tree.Prefix in self._kinds or any(bound is not None for bound in bounds)
        return "middling" if is_wide else "low"

    def _paging(self, sort: str) -> Paging:
        known: dict[str, Paging] = self.__dict__.setdefault("_pagings", {})
        if sort not in known:
            known[sort] = Paging(self.part, self.query(), sort)
        return known[sort]

    @cached_property
    def _match(self) -> matching.Match:
        return matching.match(self.part, self.selection.query, self.snapshot.synonyms)


def holds(name: schema.Name, facets: Iterable[str], value: str | int) -> bool:
    """Tell whether the index, if there is one, has a value of any of these facets."""
    try:
        part = current().part(name)
        return any(part.holds(facet, value) for facet in facets)
    except UnusableError:
        return False
