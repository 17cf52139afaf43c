"""Bars: very many letters through time, counted by the index, in all and by sender.

The bars of all letters have a scale of their own; those of the senders share one, so that they
can be compared. Lengths are the drawing's own units: pixels at its natural size.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.filters.address import Address
from letters.filters.timeline import Span, TimelineResults
from letters.search.lanes import Unit
from letters.views.axis import HEAD, Cell, Scale, narrowed_to
from letters.views.periods import Period, periods
from letters.views.rows import count_of

ROW, TALLEST, GAP = 56, 44, 2
MOST_BARS = 40


@dataclass(frozen=True)
class Bar:
    """The letters of a lane in a period; ``url`` leads to them alone."""

    x: str
    y: str
    width: str
    height: str
    says: str
    url: str


@dataclass(frozen=True)
class BarLane:
    """Those of one sender, or all; ``url`` narrows to this sender."""

    name: str
    count: int
    bars: list[Bar]
    base: int
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A period in the table: letters in all, and of each lane."""

    words: str
    url: str
    counts: list[int]


@dataclass(frozen=True)
class LaneBars:
    """All that the drawing and the table behind it show; ``elsewhere`` are in no bar."""

    height: int
    lanes: list[BarLane]
    cells: list[Cell]
    rows: list[Row]
    elsewhere: int
    unit: Unit
    description: str


def lane_bars(results: TimelineResults) -> LaneBars | None:
    """Draw what was counted; None where nothing could be."""
    span = results.span
    if span is None or not results.counts:
        return None
    within = periods(span.first, span.last, span.unit, MOST_BARS)
    counted = [_by_period(results.counts, within, span.unit)] + [
        _by_period(lane.counts, within, span.unit) for lane in results.lanes
    ]
    busy = {place for place, count in enumerate(counted[0]) if count}
    return LaneBars(
        height=HEAD + ROW * len(counted),
        lanes=list(_lanes(results, within, counted)),
        cells=list(Scale(within).cells(busy, results.address)),
        rows=list(_rows(results.address, within, counted)),
        elsewhere=results.count - results.undated - sum(counted[0]),
        unit=span.unit,
        description=_sentence(results, span, within, counted[0]),
    )


def _by_period(counts: Mapping[int, int], within: Sequence[Period], unit: Unit) -> list[int]:
    return [sum(counts.get(number, 0) for number in _numbers(each, unit)) for each in within]


def _numbers(period: Period, unit: Unit) -> Iterable[int]:
    """Return what the index calls a period."""
    if unit == "year":
        return range(period.first.year, period.last.year + 1)
    if unit == "month":
        return [period.first.year * 12 + period.first.month - 1]
    return [period.first.toordinal()]


def _lanes(
    results: TimelineResults, within: Sequence[Period], counted: Sequence[Sequence[int]]
) -> Iterator[BarLane]:
    address = results.address
    yield BarLane(
        "All letters",
        results.count,
        list(_bars("All letters", within, counted[0], 0, max(counted[0]), address)),
        HEAD + ROW,
    )
    highest = max((max(counts) for counts in counted[1:]), default=0)
    for place, (lane, counts) in enumerate(zip(results.lanes, counted[1:], strict=True), 1):
        narrowed = address.adding("sender", lane.value)
        bars = list(_bars(lane.name, within, counts, place, highest, narrowed))
        yield BarLane(lane.name, lane.count, bars, HEAD + ROW * (place + 1), narrowed.url)


def _bars(
    name: str,
    within: Sequence[Period],
    counts: Sequence[int],
    place: int,
    highest: int,
    address: Address,
) -> Iterator[Bar]:
    scale, base = Scale(within), HEAD + ROW * (place + 1)
    for period, count in zip(within, counts, strict=True):
        if count:
            left, right = scale.reach(period)
            height = max(1, round(count / highest * TALLEST))
            yield Bar(
                f"{left + GAP / 2:.1f}",
                str(base - height),
                f"{right - left - GAP:.1f}",
                str(height),
                f"{name}, {period.words}: {count_of(count, 'letter')}",
                narrowed_to(address, period),
            )


def _rows(
    address: Address, within: Sequence[Period], counted: Sequence[Sequence[int]]
) -> Iterator[Row]:
    for place, period in enumerate(within):
        counts = [lane[place] for lane in counted]
        yield Row(period.words, narrowed_to(address, period) if counts[0] else "", counts)


def _sentence(
    results: TimelineResults, span: Span, within: Sequence[Period], counts: Sequence[int]
) -> str:
    most = max(range(len(within)), key=lambda place: counts[place])
    return (
        f"{count_of(results.count, 'letter')} from {within[0].words} to {within[-1].words} by "
        f"{span.unit}, most in {within[most].words}: {counts[most]:,}; in all, and for "
        f"{count_of(len(results.lanes), 'sender')}. The table below says the same."
    )
