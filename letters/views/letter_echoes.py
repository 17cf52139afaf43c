"""All the echoes of one letter that can be found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters.models import Letter
from letters.views.echoes import echo_tables
from letters.views.letter import elsewhere


def letter_echoes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a letter shares with others, looking further than its own page does."""
    letter = Letter.objects.published().filter(slug=slug).first()
    if letter is None:
        return elsewhere(request, slug)
    context = {"letter": letter, "echoes": echo_tables(letter), "section": "letters"}
    return render(request, "letters/letter_echoes.html", context)
