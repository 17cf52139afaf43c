"""The page for an address at which there is nothing."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters.models import Letter
from letters.views.parties import Words, letter_words

SUGGESTIONS, LOOKED_AT = 5, 50
LONGEST_PATH, MOST_WORDS = 200, 5
_PIECES = re.compile(r"[^\W_]+")
# Parts of addresses that say nothing of what was looked for.
_FOLDERS = {
    "letters",
    "recommendations",
    "organisations",
    "people",
    "themes",
    "source",
    "compare",
    "thread",
    "echoes",
    "txt",
    "json",
}


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 404 with a search for the words of the address and the letters named nearly so.

    Nothing on it depends on anything but what is published.
    """
    words = [word for word in _words(request.path) if word not in _FOLDERS][:MOST_WORDS]
    context = {
        "query": " ".join(word for word in words if not word.isdigit()),
        "suggestions": list(_suggestions("-".join(words))),
    }
    return render(request, "404.html", context, status=404)


def _words(path: str) -> list[str]:
    return _PIECES.findall(path[:LONGEST_PATH].lower())


def _suggestions(slug: str) -> Iterator[Words]:
    """Find letters whose slugs begin as this one does, as far as any does.

    Slugs are compared by range, which an index answers; the beginning is cut back word by word.
    """
    while slug:
        # "." is the next character after "-", so this is everything that begins with the slug.
        found = Letter.objects.filter(slug__gte=slug, slug__lt=f"{slug}.").order_by("slug")
        rows = found.only("slug", "title", "date", "status")[:LOOKED_AT]
        # Asked of what was found: as a condition it would tempt a database to sort all letters.
        letters = [letter for letter in rows if letter.is_published][:SUGGESTIONS]
        if letters:
            yield from map(letter_words, letters)
            return
        slug = slug.rpartition("-")[0]
