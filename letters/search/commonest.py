"""The commonest values of fields of numbers among the matches of a query, with exact counts.

A field of correspondents or signatories has as many values as the archive has names, and nearly all
of them stand in a few of the letters found. To carry every one of them from segment to segment
took three quarters of the time of a page with 100,000 matches. So each segment gives its commonest
alone, and the engine says how often a value that it left out can stand there at most. Which values
can be among the commonest is certain then; their counts are taken at a second look, as ranges of
one number each. This is the threshold algorithm (Fagin, Lotem and Naor, "Optimal aggregation
algorithms for middleware", PODS 2001) with all lists cut at one depth. Where that leaves any doubt,
every value is counted.

Imports nothing of this project.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Counts = list[tuple[Any, int]]
Aggregations = Mapping[str, Any]
Ask = Callable[[Aggregations], Mapping[str, Any]]

# More than there are values. Without such a number the engine leaves out what is rare in one
# segment and common in another.
EVERY = 1_000_000
# Values that each segment gives at the first look; of all together so many are looked at. Where
# more are wanted, every value is counted at once.
GIVEN, LOOKED_AT, FEW = 300, 64, 30


def commonest(ask: Ask, sizes: Mapping[str, int], short: Iterable[str] = ()) -> dict[str, Counts]:
    """Return the commonest values of each field, as many as ``sizes`` says, with exact counts.

    ``ask`` puts aggregations to the engine, beside the same query each time: twice at most, and
    once if no field is in ``short``. Those are fields of numbers with very many values.
    """
    cut = {name for name in short if sizes[name] <= FEW}
    looks = {name: _first_look(name, size, name in cut) for name, size in sizes.items()}
    if not looks:
        return {}
    found = {name: _Look.of(each, sizes[name]) for name, each in ask(looks).items()}
    unsure = {name: look for name, look in found.items() if look.left_out}
    again = ask({name: _second_look(name, look) for name, look in unsure.items()}) if unsure else {}
    counted = {name: look.counts[: look.size] for name, look in found.items()}
    return counted | {name: found[name].exactly(each) for name, each in again.items()}


def _first_look(name: str, size: int, is_cut: bool) -> Aggregations:
    return _terms(name, LOOKED_AT, GIVEN) if is_cut else _terms(name, size, EVERY)


def _second_look(name: str, look: "_Look") -> Aggregations:
    if not look.is_certain:
        return _terms(name, look.size, EVERY)
    ranges = [{"from": value, "to": value + 1} for value, _ in look.likely]
    return {"range": {"field": name, "ranges": ranges}}


def _terms(name: str, size: int, of_each: int) -> Aggregations:
    return {"terms": {"field": name, "size": size, "segment_size": of_each}}


@dataclass(frozen=True)
class _Look:
    """What one look found of a field: ``left_out`` is how often a value may stand uncounted."""

    size: int
    counts: Counts = field(default_factory=list)
    left_out: int = 0

    @classmethod
    def of(cls, found: Mapping[str, Any], size: int) -> "_Look":
        return cls(size, counts_in(found), found.get("doc_count_error_upper_bound") or 0)

    @property
    def least(self) -> int:
        """How often the last of the commonest stands at least."""
        return self.counts[self.size - 1][1] if len(self.counts) >= self.size else 0

    @property
    def likely(self) -> Counts:
        """The values that may be among the commonest."""
        return [pair for pair in self.counts if pair[1] + self.left_out >= self.least]

    @property
    def is_certain(self) -> bool:
        """Whether no value that was not looked at can be among the commonest."""
        unseen = self.counts[-1][1] if len(self.counts) == LOOKED_AT else 0
        return unseen + self.left_out < self.least

    def exactly(self, again: Mapping[str, Any]) -> Counts:
        """Return the commonest by what the second look found."""
        if not self.is_certain:
            return counts_in(again)
        # The engine fills gaps between ranges with others, and says of none that it begins at 0.
        known = {each.get("from", 0): each["doc_count"] for each in again["buckets"]}
        counts = [(value, known[value]) for value, _ in self.likely]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[: self.size]


def counts_in(found: Mapping[str, Any]) -> Counts:
    """Return what an aggregation has counted, in its order."""
    return [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
