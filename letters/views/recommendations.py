"""The ledger: the list of asks and what came of them, and the page of one ask."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from letters import dates
from letters.exports import ASK_FORMATS
from letters.filters.listing import Facet
from letters.filters.recommendations import RecommendationFilter, RecommendationResults
from letters.models import Recommendation
from letters.views.ask_page import ask_page
from letters.views.asks import AskGroup, ask_row, fetch_rows, grouped
from letters.views.lists import Fields, FileLink, elsewhere, fields, files, whole_facet
from letters.views.rows import count_of

FORMS = {
    "search": ["q", "facet"],
    "sort": ["sort", "per_page", "facet"],
    "dates": ["after", "before", "facet"],
    "standing": ["as_of", "group", "facet"],
}


@dataclass(frozen=True)
class Sum:
    """Asks found in one state, and the link to them alone."""

    count: int
    words: str
    shape: str
    url: str


@dataclass(frozen=True)
class LedgerPage:
    """What the ledger shows; ``whole`` is the facet shown with all its values."""

    results: RecommendationResults
    fields: Fields
    title: str
    heading: str
    groups: list[AskGroup]
    sums: list[Sum]
    whole: Facet | None
    back: str
    as_of: str
    delays: str
    files: list[FileLink]
    here: str


def recommendation_list(request: HttpRequest) -> HttpResponse:
    """Show the asks that the query string asks for."""
    page = ledger_page(request.GET)
    context = {"section": "recommendations", "current": "page", "page": page}
    return render(request, "letters/recommendation_list.html", context)


def ledger_page(data: QueryDict) -> LedgerPage:
    """Return the page of the ledger."""
    results = RecommendationFilter(data, fetch=fetch_rows).results()
    words, count = results.query.text, count_of(results.count, "ask")
    as_of = dates.display(results.as_of.isoformat()) if results.as_of else ""
    stood = f" as of {as_of}" if as_of else ""
    return LedgerPage(
        results=results,
        fields=fields(results, data, FORMS),
        title=f"{words or 'Asks and answers'}{stood}: {count}",
        heading=f"Asks with “{words}”{stood}" if words else f"Asks and answers{stood}",
        groups=grouped(ask_row(hit.recommendation, hit.snippet, hit.chain) for hit in results.hits),
        sums=_sums(results),
        whole=whole_facet(results, data),
        back=results.address.without("facet").url,
        as_of=as_of,
        delays=_delays(results),
        files=list(files(results.address, "/recommendations", ASK_FORMATS)),
        here=elsewhere("recommendation-list", results.address),
    )


def _sums(results: RecommendationResults) -> list[Sum]:
    """Say how many of the asks found are answered and how many are not, where both are asked."""
    status = next((facet for facet in results.facets if facet.name == "status"), None)
    shapes = {
        "answered": ("answered", "answer"),
        "unanswered": ("with no answer on record", "open"),
        "declined": ("answered with a refusal", "answer"),
    }
    values = status.values if status else []
    if any(value.selected or value.excluded for value in values):
        return []
    return [Sum(value.count, *shapes[value.value], url=value.url) for value in values]


def _delays(results: RecommendationResults) -> str:
    """Return the link to how long these asks waited."""
    url = results.address.without("facet").without("sort").without("per_page").url
    return reverse("recommendation-delays") + (url if url.startswith("?") else "")


def recommendation_detail(request: HttpRequest, letter: str, number: int) -> HttpResponse:
    """Show one ask, its answers, and how it was asked again."""
    asks = Recommendation.objects.public().values_list("pk", flat=True)
    [ask] = fetch_rows([get_object_or_404(asks, letter__slug=letter, number=number)])
    context = {"section": "recommendations", "page": ask_page(ask)}
    return render(request, "letters/recommendation_detail.html", context)
