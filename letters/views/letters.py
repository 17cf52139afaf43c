"""The list of letters: search, filters, results, and one facet with all its values."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from letters.exports import LIST_FORMATS
from letters.filters.letters import LetterFilter, LetterResults
from letters.filters.listing import Facet
from letters.views.lists import Fields, FileLink, elsewhere, fields, files, whole_facet
from letters.views.rows import AskCounts, LetterRow, count_of, letter_row
from letters.views.years import Histogram, histogram

FORMS = {
    "search": ["q", "facet"],
    "dates": ["after", "before", "facet"],
    "sort": ["sort", "per_page", "facet"],
}


@dataclass(frozen=True)
class LetterListPage:
    """What the list of letters shows; ``whole`` is the facet shown with all its values."""

    results: LetterResults
    fields: Fields
    title: str
    heading: str
    rows: list[LetterRow]
    years: Histogram | None
    whole: Facet | None
    back: str
    files: list[FileLink]
    timeline: str


def letter_list(request: HttpRequest) -> HttpResponse:
    """Show the letters that the query string asks for."""
    page = letter_list_page(request.GET)
    context = {"section": "letters", "current": "page", "page": page}
    return render(request, "letters/letter_list.html", context)


def letter_list_page(data: QueryDict) -> LetterListPage:
    """Return the page of the list of letters."""
    results = LetterFilter(data).results()
    words = results.query.text
    count = count_of(results.count, "letter")
    return LetterListPage(
        results=results,
        fields=fields(results, data, FORMS),
        title=f"{words}: {count}" if words else f"Letters: {count}",
        heading=f"Letters with “{words}”" if words else "Letters",
        rows=[
            letter_row(
                hit.letter,
                AskCounts(hit.asks, hit.answered, hit.answers),
                query=words,
                snippet=hit.snippet,
                where=hit.where,
            )
            for hit in results.hits
        ],
        years=histogram(results.years),
        whole=whole_facet(results, data),
        back=results.address.without("facet").url,
        files=list(files(results.address, "/letters", LIST_FORMATS)),
        timeline=elsewhere("timeline", results.address),
    )
