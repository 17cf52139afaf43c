"""Read, bound and display the dates of letters, in EDTF.

Extended Date/Time Format, https://www.loc.gov/standards/datetime/ (specification of 4 February
2019): Level 0 without times of day, and Level 1, for the years 0001 to 9999; the ends of an
interval may also be seasons or have unspecified digits. The calendar is the proleptic Gregorian
one and no date has a time zone. Bounds are those of the calendar: "about" does not widen them,
since nobody can say by how much.

Imports nothing of this project.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

Precision = Literal[
    "day", "month", "season", "year", "decade", "century", "millennium", "interval", "unknown"
]
_Bounds = tuple[date, date, Precision]

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# EDTF leaves the months of a season to the application: these are the meteorological seasons of
# the northern hemisphere. Winter comes last, as in EDTF's own order, and ends in the next year.
SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}

# The longest date that is read is "2012-09-04%/2012-10-05%".
_LONGEST = 23
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# What the library may see: unspecified digits at the right end only. It meets others, which are
# of Level 2, with an AttributeError and a line on standard output.
_UNSPECIFIED = re.compile(r"\d+X*(?:-\d+)*(?:-X+)*", re.ASCII)
_YEAR_ZERO = re.compile(r"0[0X]{3}")
_OPEN = ("", "..")
_EXAMPLES = (
    "Write 2012, 2012-09 or 2012-09-04; 2012-09~ for “about”, 2012? for “perhaps”; "
    "2012/2014 for a span, ../2012-09-04 or 2012-09-04/.. for one that is open."
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precise as it is known.

    `earliest` and `latest` are the first and the last day it can be, `None` where there is no
    bound; an undated letter has neither. `2012-09-XX` has the precision of a month, `201X` of a
    decade.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days between two dates: at least and at most (`None`: no limit is known)."""

    least: int
    most: int | None
    approximate: bool = False

    def __str__(self) -> str:
        about = "about " if self.approximate else ""
        if self.most is None:
            return f"at least {about}{_days(self.least)}"
        if self.least == self.most:
            return f"{about}{_days(self.most)}"
        if self.least == 0:
            return f"at most {about}{_days(self.most)}"
        return f"between {about}{self.least:,} and {_days(self.most)}"


@lru_cache(maxsize=8192)
def parse(edtf: str) -> Date:
    """Read an EDTF string; the empty string is an undated letter.

    `ValueError` with a sentence for the curator: what was read, and how to write it.
    For example, `parse("2012-09~")` is 1 to 30 September 2012, approximate.
    """
    if not edtf:
        return Date("", None, None, "unknown")
    if len(edtf) > _LONGEST or edtf.count("/") > 1:
        raise _unreadable(edtf)
    return _interval(edtf) if "/" in edtf else _single(edtf)


@lru_cache(maxsize=8192)
def display(edtf: str) -> str:
    """Write an EDTF string in English: "4 September 2012", "about September 2012", "undated".

    It says no more than the string does: a month stays a month. `ValueError` as for `parse`.
    """
    when = parse(edtf)
    if not edtf:
        return "undated"
    if "/" not in edtf:
        return _in_words(when)
    first, last = edtf.split("/")
    if first in _OPEN:
        return _until(parse(last), is_known=first == "..")
    if last in _OPEN:
        return _since(parse(first), is_known=last == "..")
    return _span(parse(first), parse(last))


def bounds(text: str) -> tuple[date, date]:
    """Give the first and the last day of a year, a month or a day, as a reader types it.

    `ValueError` with a sentence for the reader.
    """
    typed = text.strip()
    if not _PLAIN.fullmatch(typed):
        raise ValueError(
            f"{_quoted(text)} is not a date. Write a year, a month or a day, "
            "such as 2012, 2012-09 or 2012-09-04."
        )
    first, last, precision = _bounds(typed)
    if precision == "season":
        raise ValueError(_no_month(typed))
    return first, last


def days_between(earlier: Date, later: Date) -> Days | None:
    """Count the days from one date to a later one, as far as their bounds can tell.

    `None` when nothing can be said: no bounds to count from, or the later date lies wholly before
    the earlier one. Dates whose bounds overlap may be 0 days apart.
    """
    least, most = 0, None
    if earlier.latest and later.earliest:
        least = max(0, (later.earliest - earlier.latest).days)
    if earlier.earliest and later.latest:
        most = (later.latest - earlier.earliest).days
    if (most is None and least == 0) or (most is not None and most < 0):
        return None
    is_vague = any(when.approximate or when.uncertain for when in (earlier, later))
    return Days(least, most, is_vague)


# Reading


def _interval(edtf: str) -> Date:
    first, _, last = edtf.partition("/")
    try:
        start = None if first in _OPEN else _single(first)
        end = None if last in _OPEN else _single(last)
    except ValueError as error:
        raise ValueError(f"In {_quoted(edtf)}: {error}") from None
    if start is None and end is None:
        raise ValueError(
            f"{_quoted(edtf)} has no date on either side. Leave it empty for undated, "
            "or give one side, such as ../2012-09-04."
        )
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and earliest > latest:
        raise ValueError(
            f"{_quoted(edtf)} ends before it starts. Put the earlier date first, as in 2012/2014."
        )
    ends = [end for end in (start, end) if end]
    return Date(
        edtf,
        earliest,
        latest,
        "interval",
        approximate=any(end.approximate for end in ends),
        uncertain=any(end.uncertain for end in ends),
    )


def _single(edtf: str) -> Date:
    qualifier = edtf[-1:] if edtf.endswith(("?", "~", "%")) else ""
    bare = edtf.removesuffix(qualifier)
    if not bare or not (_PLAIN.fullmatch(bare) or _UNSPECIFIED.fullmatch(bare)):
        raise _unreadable(edtf)
    earliest, latest, precision = _bounds(bare)
    return Date(edtf, earliest, latest, precision, qualifier in ("~", "%"), qualifier in ("?", "%"))


def _bounds(bare: str) -> _Bounds:
    if _YEAR_ZERO.match(bare):
        raise ValueError(f"{_quoted(bare)}: years run from 0001 to 9999, as in 2012.")
    # By hand, since nearly all dates are plain: microseconds, not the library's milliseconds.
    return _calendar(bare) if _PLAIN.fullmatch(bare) else _unspecified(bare)


def _calendar(plain: str) -> _Bounds:
    year, month, day = (int(part) for part in (plain + "-0-0").split("-")[:3])
    if len(plain) == len("2012"):
        return date(year, 1, 1), date(year, 12, 31), "year"
    if len(plain) == len("2012-21") and month in SEASONS:
        return _season(year, month)
    if not 1 <= month <= 12:
        raise ValueError(_no_month(plain))
    length = monthrange(year, month)[1]
    if len(plain) == len("2012-09"):
        return date(year, month, 1), date(year, month, length), "month"
    if not 1 <= day <= length:
        raise ValueError(
            f"{_quoted(plain)}: {MONTHS[month - 1]} {year:04} has {length} days. "
            f"Write the day as in {plain[:8]}{length}."
        )
    return date(year, month, day), date(year, month, day), "day"


def _season(year: int, number: int) -> _Bounds:
    month = 3 * (number - 20)
    if month < 12:
        return date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1]), "season"
    if year == 9999:
        return date(year, 12, 1), date.max, "season"
    return date(year, 12, 1), date(year + 1, 2, monthrange(year + 1, 2)[1]), "season"


def _unspecified(bare: str) -> _Bounds:
    # Imported here: a tenth of a second of every start, for a kind of date that few letters have.
    from edtf import EDTFParseException, Unspecified, parse_edtf  # noqa: PLC0415

    try:
        found = parse_edtf(bare)
    except EDTFParseException:
        raise _unreadable(bare) from None
    # Its subclass has unspecified digits anywhere, which is Level 2.
    if type(found) is not Unspecified:
        raise _unreadable(bare)
    if "X" not in found.year:
        return _calendar(bare.replace("-XX", ""))
    first, last = (int(found.year.replace("X", digit)) for digit in "09")
    precisions: tuple[Precision, ...] = ("decade", "century", "millennium")
    return date(first, 1, 1), date(last, 12, 31), precisions[found.year.count("X") - 1]


def _unreadable(edtf: str) -> ValueError:
    return ValueError(f"{_quoted(edtf)} is not a date in EDTF. {_EXAMPLES}")


def _no_month(plain: str) -> str:
    return f"{_quoted(plain)}: there is no month {plain[5:7]}. Write the month as in 2012-09."


def _quoted(value: str) -> str:
    printable = "".join(sign if sign.isprintable() else "\ufffd" for sign in value[:40])
    return f"“{printable}…”" if len(value) > 40 else f"“{printable}”"


# Writing


def _in_words(when: Date) -> str:
    return _qualifier(when) + _unqualified(when)


def _qualifier(when: Date) -> str:
    return ("perhaps " if when.uncertain else "") + ("about " if when.approximate else "")


def _unqualified(when: Date) -> str:
    if when.earliest is None or when.latest is None:
        return "undated"
    year, month = f"{when.earliest.year:04}", MONTHS[when.earliest.month - 1]
    match when.precision:
        case "day":
            return f"{when.earliest.day} {month} {year}"
        case "month":
            return f"{month} {year}"
        case "season":
            return f"{SEASONS[20 + when.earliest.month // 3]} {year}"
        case "year":
            return year
        # "1900s" could be ten years or a hundred.
        case "decade" if not year.endswith("00"):
            return f"{year}s"
    return f"{year}–{when.latest.year:04}"


def _until(when: Date, *, is_known: bool) -> str:
    if not is_known:
        return f"until {_in_words(when)} (start not known)"
    return f"{_in_words(when)} or earlier"


def _since(when: Date, *, is_known: bool) -> str:
    if not is_known:
        return f"from {_in_words(when)} (end not known)"
    return f"{_in_words(when)} or later"


def _span(first: Date, last: Date) -> str:
    if first.precision != last.precision or _qualifier(first) != _qualifier(last):
        return f"{_in_words(first)} – {_in_words(last)}"
    head, tail = _unqualified(first).split(), _unqualified(last).split()
    if head == tail:
        return _in_words(first)
    ending = tail
    while head and head[-1] == ending[-1]:
        head, ending = head[:-1], ending[:-1]
    # A spaced dash joins what has spaces (or dashes) of its own: "4 September – 6 October 2012".
    is_compact = len(head) == len(ending) == 1 and "–" not in head[0]
    if not is_compact:
        return f"{_qualifier(first)}{' '.join(head)} – {' '.join(tail)}"
    return f"{_qualifier(first)}{head[0]}–{' '.join(tail)}"


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"
