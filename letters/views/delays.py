"""How long asks waited for an answer: tables by addressee and by theme, each row with a drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from letters import dates
from letters.filters.address import Address
from letters.filters.delays import Delays, delays_of
from letters.filters.recommendations import RecommendationFilter
from letters.filters.vocabularies import Known
from letters.search.delays import Delay
from letters.views.parties import Words
from letters.views.rows import count_of

# A median of fewer cases says nothing that the cases do not say better.
LEAST_CASES = 5
TITLES = {"addressee": "By addressee", "theme": "By theme"}
NAMES = {"addressee": "Addressee", "theme": "Theme"}


@dataclass(frozen=True)
class Drawing:
    """Waits on the scale of the page, in per cent: a line, the median on it, or single cases."""

    says: str
    start: str = ""
    end: str = ""
    middle: str = ""
    cases: Sequence[str] = ()


@dataclass(frozen=True)
class DelayRow:
    """Asks of one kind: how many, how many were never answered, how long the others waited.

    ``median`` and ``range`` are empty where ``listed`` has the few cases themselves; ``vague``
    counts answers whose wait is not known to the day.
    """

    name: Words
    asks: str
    never: str
    cases: int
    median: str
    range: str
    listed: str
    vague: int
    drawing: Drawing | None


@dataclass(frozen=True)
class DelayTable:
    """The rows of one facet."""

    title: str
    name: str
    rows: list[DelayRow]


@dataclass(frozen=True)
class DelayPage:
    """All that the page of delays says."""

    delays: Delays
    problems: list[str]
    when: str
    ledger: str
    whole: DelayRow
    tables: list[DelayTable]
    longest: str
    least: int = LEAST_CASES


def recommendation_delays(request: HttpRequest) -> HttpResponse:
    """Show how long the asks waited that the query string asks for."""
    page = delay_page(request.GET)
    context = {"section": "recommendations", "page": page}
    return render(request, "letters/recommendation_delays.html", context)


def delay_page(data: QueryDict) -> DelayPage:
    """Return the page of delays."""
    delays = delays_of(RecommendationFilter(data))
    longest = max(delays.total.days_to, 1)
    return DelayPage(
        delays=delays,
        problems=[
            f"{_label(name)}: {each}" for name, said in delays.errors.items() for each in said
        ],
        when=dates.display(delays.as_of.isoformat()) if delays.as_of else "",
        ledger=_ledger(delays.address),
        whole=_row(Words("All asks"), delays.total, longest),
        tables=list(_tables(delays, longest)),
        longest=f"{longest:,}",
    )


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _ledger(address: Address) -> str:
    url = address.url
    return reverse("recommendation-list") + (url if url.startswith("?") else "")


def _tables(delays: Delays, longest: int) -> Iterator[DelayTable]:
    for facet, values in delays.by.items():
        rows = [_row(_linked(delays, facet, known), delay, longest) for known, delay in values]
        if rows:
            yield DelayTable(TITLES[facet], NAMES[facet], rows)


def _linked(delays: Delays, facet: str, known: Known) -> Words:
    return Words(known.label, _ledger(delays.address.setting(facet, known.value)))


def _row(name: Words, delay: Delay, longest: int) -> DelayRow:
    is_few = delay.cases < LEAST_CASES
    listed = ", ".join(f"{days:,}" for days in delay.days) if is_few else ""
    return DelayRow(
        name=name,
        asks=f"{delay.asks:,}",
        never=f"{delay.never:,}",
        cases=delay.cases,
        median="" if is_few or delay.median is None else _figure(delay.median),
        range="" if is_few else _range(delay),
        listed=listed,
        vague=delay.answered - delay.cases,
        drawing=_drawing(delay, longest, is_few=is_few) if delay.cases else None,
    )


def _figure(days: float) -> str:
    return f"{days:,.1f}".removesuffix(".0")


def _range(delay: Delay) -> str:
    if delay.days_from == delay.days_to:
        return f"all {delay.days_to:,}"
    return f"{delay.days_from:,} to {delay.days_to:,}"


def _drawing(delay: Delay, longest: int, *, is_few: bool) -> Drawing:
    cases = count_of(delay.cases, "case")
    if is_few:
        days = ", ".join(f"{each:,}" for each in delay.days)
        places = [_per_cent(each, longest) for each in dict.fromkeys(delay.days)]
        return Drawing(f"{cases}: {days} days", cases=places)
    median = _figure(delay.median or 0)
    return Drawing(
        says=f"{cases}: {delay.days_from:,} to {delay.days_to:,} days, median {median}",
        start=_per_cent(delay.days_from, longest),
        end=_per_cent(delay.days_to, longest),
        middle=_per_cent(delay.median or 0, longest),
    )


def _per_cent(days: float, longest: int) -> str:
    # A little room on either side, so that nothing at the ends is cut off.
    return f"{2 + 96 * days / longest:.2f}%"
