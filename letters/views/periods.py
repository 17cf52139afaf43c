"""Periods: a span of time as whole years, months or days, for an axis or for bars.

Each has its name, and the ends that a reader would type to see it alone.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from letters.dates import MONTHS
from letters.search.lanes import Unit

# Years in one period, so that there are not too many of them.
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000)


@dataclass(frozen=True)
class Period:
    """Some years, a month or a day: ``label`` stands at an axis, ``words`` anywhere.

    ``above`` is the year of a month, or the month of a day. ``after`` and ``before`` are typed.
    """

    label: str
    words: str
    first: date
    last: date
    after: str
    before: str
    above: str = ""


def periods(first: date, last: date, unit: Unit, most: int = 10_000) -> list[Period]:
    """Return the periods that cover a span; ``most`` limits years, which are taken together."""
    if unit == "year":
        return list(_years(first.year, last.year, most))
    if unit == "month":
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [month(number // 12, number % 12 + 1) for number in numbers]
    return [day(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)]


def year(first: int, last: int | None = None) -> Period:
    """Return a year, or several of them."""
    last = last or first
    words = str(first) if first == last else f"{first}–{last}"
    return Period(words, words, date(first, 1, 1), date(last, 12, 31), f"{first:04}", f"{last:04}")


def month(of_year: int, number: int) -> Period:
    """Return a month."""
    name, typed = MONTHS[number - 1], f"{of_year:04}-{number:02}"
    last = date(of_year, number, monthrange(of_year, number)[1])
    first = last.replace(day=1)
    return Period(name[:3], f"{name} {of_year}", first, last, typed, typed, str(of_year))


def day(when: date) -> Period:
    """Return a day."""
    above = f"{MONTHS[when.month - 1]} {when.year}"
    typed = when.isoformat()
    return Period(str(when.day), f"{when.day} {above}", when, when, typed, typed, above)


def _years(first: int, last: int, most: int) -> Iterator[Period]:
    step = next(each for each in STEPS if last // each - first // each < most)
    for begin in range(first - first % step, last + 1, step):
        yield year(max(begin, 1), min(begin + step - 1, date.max.year))


def wider(period: Period) -> Period | None:
    """Return the month that a day is in, or the year that a month is in."""
    if period.first == period.last:
        return month(period.first.year, period.first.month)
    is_year = period.first.month != period.last.month
    return None if is_year else year(period.first.year)


def beside(period: Period, way: int) -> Period | None:
    """Return the next such period, or with -1 the one before it; None at the end of time."""
    edge = period.last if way > 0 else period.first
    number = edge.toordinal() + way
    if not date.min.toordinal() <= number <= date.max.toordinal():
        return None
    inside = date.fromordinal(number)
    return period_of(inside.isoformat()[: len(period.after)])


def period_of(typed: str) -> Period:
    """Return the period that was typed as a year, a month or a day."""
    numbers = [int(part) for part in typed.split("-")]
    if len(numbers) == 1:
        return year(*numbers)
    return month(*numbers) if len(numbers) == 2 else day(date(*numbers))
