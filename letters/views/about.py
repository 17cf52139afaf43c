"""The about page: scope, method, how to search and cite, data, accessibility, rights."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from letters import text
from letters.exports import FORMATS, asks, csv, json
from letters.views.figures import Figures, figures

# What can be typed into a search box, and what it finds.
SYNTAX: tuple[tuple[str, str], ...] = (
    ("public inquiry", "letters with both words, in any form: inquiry, inquiries"),
    ("“public inquiry”", "these words in this order, as they stand"),
    ("inquiry -public", "the first word, without the second"),
    ("inquiry OR hearing", "one or the other"),
    ("inquir*", "words that begin so"),
    ("from:trust", "letters from a sender whose name has this word, in any form of the name"),
    ("to:“foreign secretary”", "letters to such a recipient"),
    ("signed:smith", "letters signed by somebody of this name"),
    ("ref:AB/123/2014", "the letter with this reference"),
)


@dataclass(frozen=True)
class AboutPage:
    """What the about page shows."""

    scope: Sequence[SafeString]
    figures: Figures | None
    syntax: Sequence[tuple[str, str]]
    keys: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, Sequence[tuple[str, str]]]]


def about(request: HttpRequest) -> HttpResponse:
    """Say what the archive is, how it was made, and how to use it."""
    page = AboutPage(
        scope=[each.html for each in text.read(settings.COLLECTION.scope).render()],
        figures=figures(),
        syntax=SYNTAX,
        keys=list(json.KEYS.items()),
        files=[
            ("letters", list(csv.COLUMNS.items())),
            ("asks", list(asks.COLUMNS.items())),
        ],
    )
    context = {"page": page, "formats": FORMATS, "section": "about", "current": "page"}
    return render(request, "letters/about.html", context)
