"""Two letters side by side: passages that stand in both lined up, and the words that differ."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from letters.models import FormerSlug, Letter
from letters.views.compare_page import compare_page
from letters.views.letter import elsewhere

PUBLISHED = Letter.Status.PUBLISHED


def letter_compare(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Show two letters side by side, the earlier one left whichever is named first."""
    found = {
        letter.slug: letter
        for letter in Letter.objects.published()
        .filter(slug__in=[slug, other])
        .for_list()
        .defer(None)
    }
    missing = [each for each in (slug, other) if each not in found]
    if missing:
        return _elsewhere(request, slug, other, missing)
    letters = [*found.values()]
    context: dict[str, Any] = {"letters": letters, "section": "letters"}
    if len(letters) == 1:
        return render(request, "letters/letter_compare_none.html", context, status=400)
    if not all(letter.held for letter in letters):
        return render(request, "letters/letter_compare_none.html", context, status=404)
    context["page"] = compare_page(letters[0], letters[1], settings.SITE_URL)
    return render(request, "letters/letter_compare.html", context)


def _elsewhere(request: HttpRequest, slug: str, other: str, missing: list[str]) -> HttpResponse:
    """Lead on from former names, or say of the first that leads nowhere what its page would say."""
    former = FormerSlug.objects.filter(slug__in=missing, letter__status=PUBLISHED)
    names = dict(former.values_list("slug", "letter__slug"))
    for each in missing:
        if each not in names:
            return elsewhere(request, each)
    return HttpResponsePermanentRedirect(
        f"/letters/{names.get(slug, slug)}/compare/{names.get(other, other)}/"
    )
