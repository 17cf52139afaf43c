"""The axis of a timeline: whole periods, each with a link that narrows to it.

Lengths are the drawing's own units: pixels at its natural size.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from letters import dates
from letters.filters.address import Address
from letters.views.lettering import text_width
from letters.views.periods import Period

WIDTH, HEAD = 804, 44
SMALL, AIR = 13, 4


@dataclass(frozen=True)
class Cell:
    """A period on the axis; its name is left out where there is no room for it.

    ``url`` narrows to it, if it has letters.
    """

    period: Period
    x: str
    width: str
    label: str
    above: str
    url: str


@dataclass(frozen=True)
class Scale:
    """Days as places on an axis of whole periods."""

    periods: Sequence[Period]

    def x(self, when: date) -> float:
        """Return the middle of a day, or the end of the axis that it lies beyond."""
        return min(max(self._x(when.toordinal() + 0.5), 0), WIDTH)

    def edges(self, when: dates.Date) -> tuple[float, float]:
        """Return where the first day begins and the last one ends; an open end is the axis's."""
        first = self._x(when.earliest.toordinal()) if when.earliest else 0
        last = self._x(when.latest.toordinal() + 1) if when.latest else WIDTH
        return min(max(first, 0), WIDTH), min(max(last, 0), WIDTH)

    def reach(self, period: Period) -> tuple[float, float]:
        """Return from where to where a period reaches."""
        return self._x(period.first.toordinal()), self._x(period.last.toordinal() + 1)

    def _x(self, day: float) -> float:
        first, last = self.periods[0].first.toordinal(), self.periods[-1].last.toordinal() + 1
        return (day - first) / (last - first) * WIDTH

    def cells(self, busy: Container[int], address: Address) -> Iterator[Cell]:
        """Yield the periods, with as many of their names as there is room for."""
        room = WIDTH / len(self.periods)
        longest = max(text_width(period.label, SMALL) for period in self.periods)
        step = next(n for n in count(1) if n * room >= longest + AIR)
        above, is_divided = "", len(self.periods) > 1
        for number, period in enumerate(self.periods):
            left, right = self.reach(period)
            yield Cell(
                period,
                x=as_length(left),
                width=as_length(right - left),
                label="" if number % step else period.label,
                above=period.above if period.above != above else "",
                url=narrowed_to(address, period) if number in busy and is_divided else "",
            )
            above = period.above


def narrowed_to(address: Address, period: Period) -> str:
    """Return the link to a period alone."""
    return address.setting("after", period.after).setting("before", period.before).url


def as_length(number: float) -> str:
    """Write a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
