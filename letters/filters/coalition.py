"""The coalition: who signs with whom in the letters found.

It takes the parameters of the list of letters, and keeps to letters that two organisations sign or
more; ``sort`` (letters, first, last, name), ``page`` and ``per_page`` are those of the pairs.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any

from letters import search
from letters.filters.address import Address
from letters.filters.fields import OneFilter
from letters.filters.letters import LetterFilter
from letters.filters.listing import Choice, Slice
from letters.filters.searched import USUAL, Searched
from letters.filters.sources import FromDatabase, FromIndex, Source
from letters.filters.succession import Step, steps
from letters.models import Letter, Organisation
from letters.models.letter import UNDATED
from letters.search.results import Chosen, Results, Selection
from letters.search.ties import Ties, ends, ends_of, ties

SORTS = {
    "letters": "letters in common",
    "first": "first letter",
    "last": "last letter",
    "name": "name",
}
# Steps from letter to letter are looked for among so many of the newest.
NEWEST = 100
ENDS = ("first", "last")


@dataclass(frozen=True)
class Pair:
    """Two organisations, in the order of their names, and the letters that both sign.

    ``address`` is that of the letters, for the list of letters.
    """

    one: Organisation
    other: Organisation
    letters: int
    address: Address
    first: Letter | None = None
    last: Letter | None = None


@dataclass(frozen=True)
class CoalitionResults(Searched):
    """A page of pairs; ``letters`` counts those found that two organisations sign or more.

    ``strongest`` has all pairs there are, as far as they were looked for, the strongest first.
    """

    pairs: list[Pair] = field(default_factory=list)
    strongest: Sequence[Pair] = ()
    letters: int = 0
    ties: Ties = field(default_factory=lambda: Ties((), 0, True, True))
    steps: list[Step] = field(default_factory=list)


class CoalitionFilter(LetterFilter):
    """Pairs of organisations that sign letters together."""

    sort = OneFilter(choices=SORTS)

    sorts = SORTS

    @cached_property
    def selection(self) -> Selection:
        found = super().selection
        return replace(found, chosen={**found.chosen, "joint": Chosen(("yes",))})

    def results(self) -> CoalitionResults:  # type: ignore[override]
        """Return the page that the query string asks for."""
        began = time.perf_counter()
        try:
            source = FromIndex(self.index, self.selection, "newest")
            return self._coalition(source, _Found.of(source.results, self.letters), began)
        except search.UnusableError as error:
            search.forget()
            none = FromDatabase(Letter.objects.none(), 0, str(error))
            return self._coalition(none, _Found(), began)

    def pairs(self) -> list[Pair]:
        """Return all pairs with their letters, in order; raises UnusableError without an index."""
        source = FromIndex(self.index, self.selection, "newest")
        found = _Found.of(source.results, self.letters)
        return found.with_letters(found.sorted_by(self.sort))

    @property
    def letters(self) -> Address:
        """The address of the letters found, in the list of letters."""
        address = self.address
        for name in ("sort", "per_page", "facet"):
            address = address.without(name)
        return address

    def _coalition(self, source: Source, found: "_Found", began: float) -> CoalitionResults:
        per_page = int(self.chosen["per_page"] or USUAL)
        shown = Slice(self.chosen["page"], per_page, len(found.pairs))
        rows = found.sorted_by(self.sort)[shown.start : shown.start + shown.per_page]
        hits = source.hits("newest", 0, NEWEST)
        return CoalitionResults(
            **self.around(source, shown, source.facets(self.sizes(source))),
            total=source.total,
            sorts=[Choice(each, said, each == self.sort) for each, said in SORTS.items()],
            pairs=found.with_letters(rows),
            strongest=found.pairs,
            letters=source.count,
            ties=found.ties,
            steps=steps(hit.key for hit in hits) if hits else [],
            elapsed=(time.perf_counter() - began) * 1000,
        )


@dataclass(frozen=True)
class _Found:
    """The pairs of what is found, the strongest first; their letters are looked up as needed."""

    pairs: Sequence[Pair] = ()
    ties: Ties = field(default_factory=lambda: Ties((), 0, True, True))
    results: Results | None = None

    @classmethod
    def of(cls, results: Results, letters: Address) -> "_Found":
        found = ties(results)
        keys = {key for tie in found.ties for key in (tie.one, tie.other)}
        rows = Organisation.objects.filter(pk__in=keys).only("slug", "name", "acronym", "sort_key")
        names = {row.pk: row for row in rows.order_by("sort_key", "slug")} if keys else {}
        order = {key: place for place, key in enumerate(names)}
        known = [tie for tie in found.ties if tie.one in names and tie.other in names]
        ordered = [
            (tie.letters, sorted((tie.one, tie.other), key=order.__getitem__)) for tie in known
        ]
        ordered.sort(key=lambda each: (-each[0], [order[key] for key in each[1]]))
        pairs = [_pair(names[one], names[other], n, letters) for n, (one, other) in ordered]
        return cls(pairs, found, results)

    def sorted_by(self, sort: str) -> list[Pair]:
        """Return the pairs in an order; the dates of all are looked up for an order by them."""
        if sort == "name":
            return sorted(self.pairs, key=_name)
        if sort not in ENDS or self.results is None:
            return list(self.pairs)
        days = self._days(self.results, ENDS.index(sort))
        dated = [(day, pair) for day, pair in zip(days, self.pairs, strict=True) if day]
        dated.sort(key=itemgetter(0), reverse=sort == "last")
        undated = [pair for day, pair in zip(days, self.pairs, strict=True) if not day]
        return [*(pair for _, pair in dated), *undated]

    def _days(self, results: Results, end: int) -> list[date | None]:
        """Return the day of the first or of the last letter of every pair; none if undated."""
        keys = results.keep("ends", lambda: ends_of(results, self.ties.ties))
        found = [keys[frozenset((pair.one.pk, pair.other.pk))][end] for pair in self.pairs]
        letters = Letter.objects.published().filter(pk__in=set(found), sort_date__gt=UNDATED)
        days = dict(letters.values_list("pk", "sort_date"))
        return [days.get(key) for key in found]

    def with_letters(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Return pairs with the first and the last of their letters."""
        found = [self._ends(pair) for pair in pairs]
        letters = _letters({key for keys in found for key in keys})
        return [
            replace(pair, first=letters.get(first), last=letters.get(last))
            for pair, (first, last) in zip(pairs, found, strict=True)
        ]

    def _ends(self, pair: Pair) -> tuple[int, int]:
        return ends(self.results, [pair.one.pk], [pair.other.pk]) if self.results else (0, 0)


def _pair(one: Organisation, other: Organisation, together: int, letters: Address) -> Pair:
    address = letters.adding("together", one.slug).adding("together", other.slug)
    return Pair(one, other, together, address)


def _letters(keys: Iterable[int]) -> Mapping[int, Letter]:
    wanted = set(keys) - {0}
    rows: Any = Letter.objects.published().filter(pk__in=wanted).only("slug", "date")
    return {row.pk: row for row in rows} if wanted else {}


def _name(pair: Pair) -> tuple[str, ...]:
    return pair.one.sort_key, pair.one.slug, pair.other.sort_key, pair.other.slug
