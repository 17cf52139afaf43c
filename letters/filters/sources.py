"""Sources: where a searched list comes from: the index, or without it the database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from letters import search
from letters.search.results import Hit, Results, Selection
from letters.search.schema import Name

Counts = Mapping[str, list[tuple[Any, int]]]


class Source(Protocol):
    """What a list is made from."""

    count: int
    total: int
    notices: list[str]
    version: str
    sorts: Collection[str]

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        """Return a page of what is found, in order."""

    def walk(self, sort: str) -> Iterator[Hit]:
        """Yield all that is found, in constant memory."""

    def facets(self, sizes: Mapping[str, int]) -> Counts:
        """Return the commonest values of facets, and those chosen."""

    def years(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Return how many there are of each year: among those found, and in all."""


class FromIndex:
    """What the index finds; raises UnusableError where there is none of use."""

    sorts: Collection[str] = ("relevance", "newest", "oldest", "waiting")

    def __init__(self, index: Name, selection: Selection, sort: str) -> None:
        self.results = Results(search.current(), index, selection, sort)
        self.count = self.results.count
        self.total = self.results.total
        self.version = self.results.snapshot.version
        self.notices: list[str] = []

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        return self.results.hits(sort, start, size)

    def walk(self, sort: str) -> Iterator[Hit]:
        return self.results.walk("oldest" if sort == "oldest" else "newest")

    def facets(self, sizes: Mapping[str, int]) -> Counts:
        return self.results.facets(sizes)

    def unsure(self) -> int:
        """Return how many may have been made by the day of the ledger, or only later."""
        return self.results.unsure

    def years(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        return self.results.years, self.results.part.years()


class FromDatabase:
    """Rows in the order of their dates; the database leaves ``aside`` what it cannot tell."""

    version = ""
    sorts: Collection[str] = ("newest", "oldest")

    def __init__(self, rows: Any, total: int, trouble: str, aside: Sequence[str] = ()) -> None:
        self.rows = rows
        self.count = rows.count()
        self.total = total
        self.aside = aside
        said = [f"Left aside without it: {', '.join(aside)}."] if aside else []
        self.notices = [trouble, *said]

    def hits(self, sort: str, start: int, size: int) -> list[Hit]:
        keys = self._ordered(sort).values_list("pk", flat=True)[start : start + size]
        return [Hit(key) for key in keys]

    def walk(self, sort: str) -> Iterator[Hit]:
        return map(Hit, self._ordered(sort).values_list("pk", flat=True).iterator())

    def facets(self, sizes: Mapping[str, int]) -> Counts:
        return {}

    def years(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        return {}, {}

    def _ordered(self, sort: str) -> Any:
        return self.rows.reverse() if sort == "oldest" else self.rows
