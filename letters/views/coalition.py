"""The coalition: who signs with whom, as a table, as a picture, and from letter to letter."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from letters import dates, search
from letters.exports import pairs as pairs_csv
from letters.filters.coalition import NEWEST, CoalitionFilter, CoalitionResults, Pair
from letters.filters.listing import Facet
from letters.filters.searched import ParametersError
from letters.filters.succession import Step
from letters.models import Letter, Organisation
from letters.search.ties import MOST_LOOKED_AT, MOST_TIES, Ties
from letters.views.letter import edition
from letters.views.letter_files import refusal
from letters.views.lists import Fields, fields, whole_facet
from letters.views.network import Network, layout_engine, network
from letters.views.parties import Words
from letters.views.rows import count_of

FORMS = {
    "search": ["q", "facet"],
    "dates": ["after", "before", "facet"],
    "sort": ["sort", "per_page", "facet"],
}
# The columns: by which order each stands, and which way that goes.
COLUMNS = (
    ("name", "Organisation", "ascending"),
    ("", "Signs with", ""),
    ("letters", "Letters", "descending"),
    ("first", "First letter", "ascending"),
    ("last", "Last letter", "descending"),
)
# So many steps from letter to letter are shown.
STEPS = 12


@dataclass(frozen=True)
class Head:
    """The head of a column; with ``url`` the rows can be put in its order, if they are not."""

    label: str
    url: str
    order: str
    is_number: bool


@dataclass(frozen=True)
class PairRow:
    """Two organisations and what they sign together."""

    one: Words
    other: Words
    count: int
    url: str
    first: Words
    last: Words


@dataclass(frozen=True)
class StepRow:
    """From one letter to the next: ``who`` has three groups, each with its sign and its words.

    ``letters`` are the earlier and the later, each with its date.
    """

    letters: list[tuple[str, Words]]
    why: str
    who: list[tuple[str, str, list[Words]]]


@dataclass(frozen=True)
class CoalitionPage:
    """What the page of the coalition shows."""

    results: CoalitionResults
    fields: Fields
    title: str
    heads: list[Head]
    rows: list[PairRow]
    bounds: list[str]
    network: Network | None
    has_engine: bool
    steps: list[StepRow]
    more_steps: int
    csv: str
    whole: Facet | None
    back: str
    newest: int = NEWEST


def coalition(request: HttpRequest) -> HttpResponse:
    """Show who signs with whom in the letters that the query string asks for."""
    page = coalition_page(request.GET)
    context = {"section": "coalition", "current": "page", "page": page}
    return render(request, "letters/coalition.html", context)


def coalition_file(request: HttpRequest) -> HttpResponse:
    """Give all pairs that the query string asks for, in its order, as CSV."""
    try:
        found = CoalitionFilter(request.GET, strict=True).pairs()
    except ParametersError as error:
        return refusal(error)
    except search.UnusableError as error:
        return HttpResponse(f"{error}\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(
        pairs_csv.write(found, edition()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="coalition.csv"'},
    )


def coalition_page(data: QueryDict) -> CoalitionPage:
    """Return the page of the coalition."""
    filtered = CoalitionFilter(data)
    results, letters = filtered.results(), reverse("letter-list")
    return CoalitionPage(
        results=results,
        fields=fields(results, data, FORMS),
        title=f"Who signs with whom: {count_of(results.count, 'pair')}",
        heads=list(_heads(results, filtered.sort)),
        rows=[_row(pair, letters) for pair in results.pairs],
        bounds=list(_bounds(results.ties)),
        network=network(results.strongest, letters=letters),
        has_engine=layout_engine() is not None,
        steps=[_step(step) for step in results.steps[:STEPS]],
        more_steps=max(0, len(results.steps) - STEPS),
        csv=f"{reverse('coalition-csv')}{_file_query(results)}",
        whole=whole_facet(results, data),
        back=results.address.without("facet").url,
    )


def _file_query(results: CoalitionResults) -> str:
    address = results.address.without("per_page").without("facet")
    return address.url if address.pairs else ""


def _heads(results: CoalitionResults, sort: str) -> Iterator[Head]:
    """Yield the columns; each but the second puts the rows in its order."""
    for name, label, order in COLUMNS:
        url = results.address.setting("sort", name).url if name else ""
        yield Head(label, url, order if name == sort else "", name == "letters")


def _row(pair: Pair, letters: str) -> PairRow:
    return PairRow(
        one=_linked(pair.one),
        other=_linked(pair.other),
        count=pair.letters,
        url=f"{letters}{pair.address.url}",
        first=_dated(pair.first),
        # The date of the one letter there is says enough once.
        last=Words("the same") if pair.letters == 1 else _dated(pair.last),
    )


def _linked(organisation: Organisation) -> Words:
    return Words(organisation.name, organisation.get_absolute_url())


def _dated(letter: Letter | None) -> Words:
    if letter is None:
        return Words("")
    return Words(dates.display(letter.date), letter.get_absolute_url())


def _bounds(ties: Ties) -> Iterator[str]:
    """Say where not all ties are listed."""
    if ties.are_all:
        return
    if len(ties.ties) == MOST_TIES:
        yield f"Listed are the {MOST_TIES:,} strongest ties; there are more."
    if not ties.is_sure:
        yield (
            f"Looked at are the {MOST_LOOKED_AT} organisations that sign most letters with others: "
            f"of the ties between those that sign fewer, none is listed."
        )


def _step(step: Step) -> StepRow:
    return StepRow(
        letters=[
            (dates.display(letter.date), Words(letter.title, letter.get_absolute_url()))
            for letter in (step.earlier, step.later)
        ],
        why="The later letter repeats what the earlier asks." if step.repeats else "",
        who=[
            (sign, f"{count} {words}", [_linked(each) for each in group])
            for sign, words, group in (
                ("=", "stayed", step.stayed),
                ("+", "joined", step.joined),
                ("−", "left", step.left),
            )
            for count in [len(group) or "Nobody"]
            # Where nobody stayed others took up the words: nobody joined, and nobody left.
            if step.stayed
        ],
    )
