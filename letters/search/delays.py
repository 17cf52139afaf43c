"""Delays: how long asks waited for their first answer, exactly, in all and by value of a facet."""

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import Query

from letters.search import matching
from letters.search.results import Results
from letters.search.snapshot import MOST_VALUES


@dataclass(frozen=True)
class Delay:
    """Asks, those of them that were answered, and the waits that are known to the day.

    ``waits`` are pairs of days and how many waited so long, the shortest first.
    """

    asks: int
    answered: int
    waits: Sequence[tuple[int, int]] = ()

    @property
    def never(self) -> int:
        """How many have no answer."""
        return self.asks - self.answered

    @property
    def cases(self) -> int:
        """How many waits are known to the day."""
        return sum(count for _, count in self.waits)

    @property
    def days(self) -> list[int]:
        """Every wait by itself, the shortest first: ask for it where there are few."""
        return [days for days, count in self.waits for _ in range(count)]

    @property
    def days_from(self) -> int:
        """The shortest wait."""
        return self.waits[0][0] if self.waits else 0

    @property
    def days_to(self) -> int:
        """The longest wait."""
        return self.waits[-1][0] if self.waits else 0

    @property
    def median(self) -> float | None:
        """The wait in the middle, or halfway between the two in the middle."""
        if not self.waits:
            return None
        low, high = self._at((self.cases - 1) // 2), self._at(self.cases // 2)
        return low if low == high else (low + high) / 2

    def _at(self, place: int) -> int:
        for days, count in self.waits:
            if place < count:
                return days
            place -= count
        return self.waits[-1][0]


def of_all(results: Results) -> Delay:
    """Return the waits of all that is found."""
    return _delay(results, results.count, [])


def by_value(results: Results, facet: str, size: int) -> list[tuple[int, Delay]]:
    """Return the commonest values of a facet of numbers among what is found, with their waits.

    Unlike a facet's counts these keep to the facet's own selection.
    """
    counts = results.part.counts(results.query(), {facet: size})[facet]
    return [
        (value, _delay(results, count, [matching.term(results.part, facet, value)]))
        for value, count in counts
    ]


def _delay(results: Results, asks: int, beside: list[Query]) -> Delay:
    """Count the waits of the answered: a wait stands for the first answer, as ``answered`` does."""
    standing = results.standing
    if standing is None or not asks:
        return Delay(asks, 0)
    answered = results.query(beside=[*beside, standing.any_value("status", ["answered"])])
    waits = results.part.counts(answered, {"days": MOST_VALUES})["days"]
    return Delay(asks, results.part.count(answered), sorted(waits))
