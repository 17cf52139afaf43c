"""The commonest values of fields of numbers among the matches of a query, with exact counts.

A field of correspondents or signatories has as many values as the archive has names, and nearly all
of them stand in a few of the letters found. To carry every one of them from segment to segment
took three quarters of the time of a page with 100,000 matches. So each segment gives its commonest
alone, and the engine says how often a value that it left out can stand there at most. Which values
can be among the commonest is certain then, and those are counted. This is the threshold algorithm
(Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", PODS 2001) with all lists
cut at one depth. Where that leaves any doubt, every value is counted.

Imports nothing of this project.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Counts = list[tuple[Any, int]]
# Puts aggregations to the engine, beside the same query each time.
Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
# Tells of some values of a field how many matches have them.
Count = Callable[[str, Sequence[int]], Iterable[int]]

# More than there are values. Without such a number the engine leaves out what is rare in one
# segment and common in another.
EVERY = 1_000_000
# Values that each segment gives at the first look; of all together so many are looked at. Where
# more are wanted, every value is counted at once.
GIVEN, LOOKED_AT, FEW = 300, 64, 30


def commonest(
    ask: Ask, count: Count, sizes: Mapping[str, int], short: Iterable[str] = ()
) -> dict[str, Counts]:
    """Return the commonest values of each field, as many as ``sizes`` says, with exact counts.

    Fields in ``short`` are of numbers, and may have very many values.
    """
    cut = {name for name in short if sizes[name] <= FEW}
    found = _ask(ask, {name: size for name, size in sizes.items() if name not in cut}, cut)
    looks = {name: _Look.of(found[name], sizes[name]) for name in cut}
    doubtful = {name: look.size for name, look in looks.items() if not look.is_certain}
    found |= _ask(ask, doubtful)
    exact = {name: look.counted(name, count) for name, look in looks.items() if look.is_certain}
    return {name: counts_in(each)[: sizes[name]] for name, each in found.items()} | exact


def _ask(ask: Ask, sizes: Mapping[str, int], cut: Iterable[str] = ()) -> dict[str, Any]:
    wanted = {name: _terms(name, size, EVERY) for name, size in sizes.items()}
    wanted |= {name: _terms(name, LOOKED_AT, GIVEN) for name in cut}
    return dict(ask(wanted)) if wanted else {}


def _terms(name: str, size: int, of_each: int) -> Mapping[str, Any]:
    return {"terms": {"field": name, "size": size, "segment_size": of_each}}


class _Look(NamedTuple):
    """What a short look found of a field: ``left_out`` is how often a value may stand uncounted."""

    size: int
    counts: Counts
    left_out: int

    @classmethod
    def of(cls, found: Mapping[str, Any], size: int) -> "_Look":
        return cls(size, counts_in(found), found["doc_count_error_upper_bound"])

    @property
    def least(self) -> int:
        """How often the last of the commonest stands at least."""
        return self.counts[self.size - 1][1] if len(self.counts) >= self.size else 0

    @property
    def is_certain(self) -> bool:
        """Whether no value that was not looked at can be among the commonest."""
        unseen = self.counts[-1][1] if len(self.counts) == LOOKED_AT else 0
        return not self.left_out or unseen + self.left_out < self.least

    def counted(self, name: str, count: Count) -> Counts:
        """Return the commonest values, those counted that may be among them."""
        counts: Iterable[tuple[Any, int]] = self.counts
        if self.left_out:
            likely = [value for value, seen in self.counts if seen + self.left_out >= self.least]
            counts = zip(likely, count(name, likely), strict=True)
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[: self.size]


def counts_in(found: Mapping[str, Any]) -> Counts:
    """Return what an aggregation has counted, in its order."""
    return [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
