"""The timeline: the letters of a search through time, in lanes by sender.

Few are drawn one by one, with what joins them; many as bars that can be narrowed by clicking one.
Either way a table says the same. ``dates`` narrow the time, link by link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from letters import dates
from letters.filters.hits import LetterHit
from letters.filters.timeline import MOST_DRAWN, TimelineFilter, TimelineResults
from letters.models import Letter
from letters.views.axis import narrowed_to
from letters.views.lane_bars import LaneBars, lane_bars
from letters.views.lane_layout import asks_in_words
from letters.views.lanes import Lanes, lanes
from letters.views.links import Link, links_between
from letters.views.lists import Fields, elsewhere, fields
from letters.views.parties import recipients, senders
from letters.views.periods import beside, period_of, wider
from letters.views.rows import AskCounts, count_of

FORMS = {"search": ["q", "facet"], "dates": ["after", "before", "facet"]}


@dataclass(frozen=True)
class Row:
    """A letter in the table."""

    letter: Letter
    when: str
    senders: str
    recipients: str
    asks: str
    links: list[str]


@dataclass(frozen=True)
class Turn:
    """A link to another stretch of time."""

    words: str
    url: str


@dataclass(frozen=True)
class TimelinePage:
    """What the timeline shows: ``lanes`` or ``bars``, and the ``rows`` of the former's table."""

    results: TimelineResults
    fields: Fields
    title: str
    shown: str
    lanes: Lanes | None
    bars: LaneBars | None
    rows: list[Row]
    undated: list[Row]
    turns: list[Turn]
    as_list: str
    most_drawn: int = MOST_DRAWN


def timeline(request: HttpRequest) -> HttpResponse:
    """Show the letters that the query string asks for through time."""
    page = timeline_page(request.GET)
    context = {"section": "timeline", "current": "page", "page": page}
    return render(request, "letters/timeline.html", context)


def timeline_page(data: QueryDict) -> TimelinePage:
    """Return the page of the timeline."""
    results = TimelineFilter(data).results()
    hits = sorted(results.hits, key=_place_in_time)
    links = links_between([hit.letter for hit in hits])
    dated = [hit for hit in hits if hit.letter.when.edtf]
    words, count = results.query.text, count_of(results.count, "letter")
    return TimelinePage(
        results=results,
        fields=fields(results, data, FORMS),
        title=f"Timeline: {words or 'letters'}, {count}",
        shown=_shown(results),
        lanes=_lanes(dated, links, results),
        bars=lane_bars(results),
        rows=[_row(hit, links) for hit in dated],
        undated=[_row(hit, links) for hit in hits if hit not in dated],
        turns=list(_turns(results)),
        as_list=elsewhere("letter-list", results.address),
    )


def _place_in_time(hit: LetterHit) -> tuple[object, ...]:
    """Order by date; what is only known to be earlier than a day stands before that day."""
    letter = hit.letter
    return letter.sort_date, letter.earliest is not None, letter.pk


def _lanes(
    dated: Sequence[LetterHit], links: Sequence[Link], results: TimelineResults
) -> Lanes | None:
    asked = {hit.letter.pk: AskCounts(hit.asks, hit.answered, hit.answers) for hit in dated}
    letters = [hit.letter for hit in dated]
    span, address = results.span, results.address
    return lanes(letters, asked, links, span, address) if span else None


def _row(hit: LetterHit, links: Iterable[Link]) -> Row:
    letter = hit.letter
    return Row(
        letter=letter,
        when=dates.display(letter.date),
        senders=senders(letter),
        recipients=recipients(letter),
        asks=asks_in_words(AskCounts(hit.asks, hit.answered, hit.answers)),
        links=[
            f"{link.earlier.title}: {link.words}" for link in links if link.later.pk == letter.pk
        ],
    )


# Time


def _shown(results: TimelineResults) -> str:
    """Name the time that is shown, in years; nothing where it is all of one."""
    span = results.span
    if span is None:
        return ""
    first, last = span.first.year, span.last.year
    return str(first) if first == last else f"{first}–{last}"


def _turns(results: TimelineResults) -> Iterator[Turn]:
    """Yield links to the time before and after the one chosen, to what it is part of, to all."""
    address = results.address
    typed = dict(address.pairs)
    if typed.get("after") and typed.get("after") == typed.get("before"):
        here = period_of(typed["after"])
        for label, period in (
            ("Earlier", beside(here, -1)),
            ("Later", beside(here, 1)),
            ("All of", wider(here)),
        ):
            if period:
                yield Turn(f"{label}: {period.words}", narrowed_to(address, period))
    if "after" in typed or "before" in typed:
        yield Turn("All time", address.without("after").without("before").url)
