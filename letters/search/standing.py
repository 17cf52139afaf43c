"""Standing: the ledger as it stood on a day, and its rows: asks one by one, or chains of them.

Asks and answers count from the day on which they are certain (see ``entries/recommendation.py``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tantivy import Occur, Query

from letters.search import matching
from letters.search.commonest import Counts
from letters.search.schema import STANCES
from letters.search.snapshot import Part

Group = Literal["single", "chain"]

# The fields with the first day of what a value of a facet says; "" says that there is none yet.
FIRST_DAYS: Mapping[str, Mapping[str, str]] = {
    "status": {"answered": "answered", "unanswered": "", "declined": "declined-on"},
    "stance": {stance: f"{stance}-on" for stance in STANCES},
    "restated": {"yes": "repeated", "no": ""},
}


@dataclass(frozen=True)
class Standing:
    """Which rows the ledger has: ``day`` is an ordinal; none means all that is known now."""

    part: Part
    day: int | None = None
    group: Group = "single"

    def filters(self) -> list[Query]:
        """Return what must hold of a row on that day."""
        if self.day is None:
            return []
        if self.group == "single":
            return [self.by("asked")]
        return [self.by("since"), matching.between(self.part, "until", self.day + 1, None)]

    def unwanted(self) -> list[Query]:
        """Return the kinds of entries that are no rows."""
        if self.group == "single":
            kinds = ["state"]
        else:
            kinds = ["member", "past"] if self.day is None else ["member"]
        return [matching.term(self.part, "unit", kind) for kind in kinds]

    def by(self, field: str) -> Query:
        """Return the query for what had happened by the day."""
        return matching.between(self.part, field, None, self.day)

    def any_value(self, facet: str, values: Sequence[str | int]) -> Query:
        """Return the query for any of the values of a facet, as they were on the day."""
        if self.day is None or facet not in FIRST_DAYS:
            return matching.any_value(self.part, facet, values)
        return matching.any_of([self._value(facet, str(value)) for value in values])

    def _value(self, facet: str, value: str) -> Query:
        field = FIRST_DAYS[facet][value]
        if field:
            return self.by(field)
        others = [self.by(each) for each in _certain(facet)]
        return Query.boolean_query(
            [(Occur.Must, Query.all_query()), *((Occur.MustNot, each) for each in others)]
        )

    def is_counted(self, facet: str) -> bool:
        """Tell whether a facet has to be counted by its days."""
        return self.day is not None and facet in FIRST_DAYS

    def counts(self, query: Query, hits: int, facets: Iterable[str]) -> dict[str, Counts]:
        """Count the values of facets as they were on the day, among ``hits`` that match."""
        names = list(facets)
        fields = {field for name in names for field in FIRST_DAYS[name].values() if field}
        happened = self.part.counts_up_to(query, sorted(fields), self.day or 0)
        return {name: list(_counted(name, happened, hits)) for name in names}


def _certain(facet: str) -> list[str]:
    """Return the field that tells whether anything of the facet had happened."""
    return ["answered"] if facet == "status" else ["repeated"]


def _counted(facet: str, happened: Mapping[str, int], hits: int) -> Iterable[tuple[str, int]]:
    for value, field in FIRST_DAYS[facet].items():
        count = happened[field] if field else hits - happened[_certain(facet)[0]]
        if count:
            yield value, count
