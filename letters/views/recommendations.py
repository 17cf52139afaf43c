"""The ledger: the list of asks and what came of them, and the page of one ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from letters.filters.shown import shown_asks
from letters.views.ask_page import ask_page
from letters.views.asks import for_rows


def recommendation_detail(request: HttpRequest, letter: str, number: int) -> HttpResponse:
    """Show one ask, its answers, and how it was asked again."""
    asks = for_rows(shown_asks())
    ask = get_object_or_404(asks, letter__slug=letter, number=number)
    context = {"section": "recommendations", "page": ask_page(ask)}
    return render(request, "letters/recommendation_detail.html", context)
