"""The histogram by year: its geometry and its words, for ``parts/years.html``.

Positions along the axis are per cent, so that bars stretch and lettering keeps its size; heights
are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from letters.filters.listing import YearBar
from letters.views.rows import count_of

BASE = 74.5
TALLEST = 48
# What the axis is wide on a large and on a small screen, and a figure at the size of small print.
WIDE, NARROW, FIGURE = 736, 358, 7.5
YEAR = 36
STEPS = (1, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Bar:
    """A year that has letters; ``url`` is empty where none of them is found."""

    year: int
    says: str
    url: str
    left: str
    width: str
    bar_left: str
    bar_width: str
    middle: str
    all_top: str
    all_height: str
    found_top: str
    found_height: str
    figure: str
    figure_top: str


@dataclass(frozen=True)
class Label:
    """A year named under the axis; a minor one has no room on a small screen."""

    year: int
    middle: str
    is_minor: bool
    has_letters: bool


@dataclass(frozen=True)
class Histogram:
    """All that the drawing and the table behind it show."""

    description: str
    bars: list[Bar]
    labels: list[Label]
    rows: list[YearBar]
    has_minor_figures: bool


def histogram(years: Sequence[YearBar]) -> Histogram | None:
    """Draw the years, oldest first and without gaps; nothing for less than two of them."""
    if len(years) < 2:
        return None
    rows = [year for year in years if year.all]
    figures = _figures(years)
    longest = max(map(len, figures.values()), default=0)
    return Histogram(
        description=_description(rows),
        bars=[_bar(years, place, figures) for place, year in enumerate(years) if year.all],
        labels=list(_labels(years)),
        rows=rows,
        has_minor_figures=longest * FIGURE > NARROW / len(years),
    )


def _description(rows: Sequence[YearBar]) -> str:
    found = [row for row in rows if row.found]
    if not found:
        return "No letters found in any year. The table below says the same."
    most = max(found, key=lambda row: row.found)
    count = count_of(sum(row.found for row in found), "letter")
    return (
        f"{count} from {found[0].year} to {found[-1].year}, "
        f"most in {most.year}: {most.found:,} of {most.all:,}. The table below says the same."
    )


def _figures(years: Sequence[YearBar]) -> dict[int, str]:
    """Give each year the figures over its bar: found of all, or found alone, as room allows."""
    shown = [year for year in years if year.found]
    whole = {year.year: f"{year.found:,} of {year.all:,}" for year in shown}
    found = {year.year: f"{year.found:,}" for year in shown}
    is_narrowed = any(year.found != year.all for year in years)
    for figures in [whole, found] if is_narrowed else [found]:
        if max(map(len, figures.values()), default=0) * FIGURE <= WIDE / len(years):
            return figures
    return {}


def _bar(years: Sequence[YearBar], place: int, figures: dict[int, str]) -> Bar:
    year, slot = years[place], 100 / len(years)
    scale = TALLEST / max(each.all for each in years)
    all_height, found_height = _height(year.all, scale), _height(year.found, scale)
    bar_width = min(0.9 * slot, max(0.4 * slot, 1.2))
    return Bar(
        year=year.year,
        says=f"{year.year}: {year.found:,} of {count_of(year.all, 'letter')} found",
        url=year.url if year.found else "",
        left=_per_cent(place * slot),
        width=_per_cent(slot),
        bar_left=_per_cent(place * slot + (slot - bar_width) / 2),
        bar_width=_per_cent(bar_width),
        middle=_per_cent((place + 0.5) * slot),
        all_top=f"{BASE - all_height:g}",
        all_height=f"{all_height:g}",
        found_top=f"{BASE - found_height:g}",
        found_height=f"{found_height:g}",
        figure=figures.get(year.year, ""),
        figure_top=f"{BASE - all_height - 7:g}",
    )


def _height(number: int, scale: float) -> int:
    """Return the height in whole pixels, at least one for anything at all."""
    return max(1, round(number * scale)) if number else 0


def _labels(years: Sequence[YearBar]) -> list[Label]:
    wide, narrow = _step(len(years), WIDE), _step(len(years), NARROW)
    return [
        Label(
            year=year.year,
            middle=_per_cent((place + 0.5) * 100 / len(years)),
            is_minor=year.year % narrow != 0,
            has_letters=bool(year.found),
        )
        for place, year in enumerate(years)
        if year.year % wide == 0
    ]


def _step(years: int, width: int) -> int:
    """Return how many years apart the labels stand so that they do not touch."""
    return next((step for step in STEPS if years / step * YEAR <= width), 1000)


def _per_cent(share: float) -> str:
    return f"{share:.2f}%"
