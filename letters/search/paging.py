"""Paging: what matches a query in one order, a page at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tantivy import DocAddress, Query

from letters.search import matching
from letters.search.snapshot import Part

# Up to so many, those that match equally well are put in order of date.
FEW = 1_000
# What is fetched while counting: any first page.
FIRST = 100
# From here on a page is looked for by its year, instead of passing over all before it.
DEEP = 10_000
SCANNED = 10_000

DATES = ("newest", "oldest")

Addresses = list[DocAddress]


@dataclass(frozen=True)
class Paging:
    """Matches in order of ``sort``: relevance, newest, oldest, or another field, highest first."""

    part: Part
    query: Query
    sort: str

    @cached_property
    def count(self) -> int:
        """How many match."""
        return self._first[0]

    def page(self, start: int, size: int, years: Callable[[], Mapping[int, int]]) -> Addresses:
        """Return a page; ``years`` counts the matches of each year, and is asked if it is deep."""
        size = min(size, self.count - start)
        if size < 1:
            return []
        addresses = self._first[1]
        if start + size <= len(addresses):
            return addresses[start : start + size]
        if start > DEEP and self.sort in DATES:
            return self._deep_page(start, size, years())
        return self._find(self.query, start, size)

    def scan(self) -> Iterator[int]:
        """Yield the keys of all matches, newest or oldest first, in constant memory."""
        for addresses in self.runs():
            yield from self.part.numbers("key", addresses)

    def runs(self) -> Iterator[Addresses]:
        """Yield all matches, newest or oldest first, some at a time."""
        query, last = self.query, 0
        while True:
            found = self.part.find(query, limit=SCANNED, by=self.sort, reverse=self._is_reverse)
            yield [address for _, address in found]
            if len(found) < SCANNED:
                return
            last = found[-1][0]
            bounds = (last + 1, None) if self._is_reverse else (None, last - 1)
            beyond = matching.between(self.part, self.sort, *bounds)
            query = matching.all_of([self.query, beyond])

    @property
    def _is_reverse(self) -> bool:
        return self.sort == "oldest"

    @property
    def _by(self) -> str:
        return "" if self.sort == "relevance" else self.sort

    @cached_property
    def _first(self) -> tuple[int, Addresses]:
        """The number of matches, and the first of them: one search finds both."""
        limit = FIRST if self._by else FEW
        count, found = self.part.count_and_find(
            self.query, limit=limit, by=self._by, reverse=self._is_reverse
        )
        addresses = [address for _, address in found]
        if self._by or count > FEW:
            return count, addresses
        newest = self.part.numbers("newest", addresses)
        order = sorted(range(count), key=lambda place: (-found[place][0], -newest[place]))
        return count, [addresses[place] for place in order]

    def _find(self, query: Query, start: int, size: int) -> Addresses:
        found = self.part.find(
            query, limit=size, offset=start, by=self._by, reverse=self._is_reverse
        )
        return [address for _, address in found]

    def _deep_page(self, start: int, size: int, years: Mapping[int, int]) -> Addresses:
        """Look in the year of the page: to pass over half a million matches takes 80 ms."""
        found: Addresses = []
        before = 0
        for year, count in sorted(years.items(), reverse=self.sort == "newest"):
            place = start + len(found) - before
            if place < count and len(found) < size:
                of_year = matching.term(self.part, "year", year)
                query = matching.all_of([self.query, of_year])
                found += self._find(query, place, size - len(found))
            before += count
        # What has no date is the end of the list, and nearer to its last match.
        missing = size - len(found)
        if missing:
            rest = self.part.find(
                self.query,
                limit=missing,
                offset=self.count - start - size,
                by=self.sort,
                reverse=not self._is_reverse,
            )
            found += [address for _, address in reversed(rest)]
        return found
