"""The home page: what this archive is, a search box, the letters in time, the ledger in a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from letters import dates
from letters.models import Letter
from letters.models.fetching import fetch_correspondents
from letters.models.letter import LONG_FIELDS
from letters.views.figures import Figures, figures, years
from letters.views.links import Link, links_between
from letters.views.parties import recipients, senders
from letters.views.strip import Strip, strip
from letters.views.thread import machine_date
from letters.views.years import Histogram, histogram

# A strip of more letters would be a thicket: a histogram takes its place.
MOST_IN_STRIP = 20
NEWEST = 3


@dataclass(frozen=True)
class Row:
    """A letter in the table behind the strip."""

    letter: Letter
    when: str
    senders: str
    recipients: str
    links: list[str]


@dataclass(frozen=True)
class Addition:
    """A letter that was added lately."""

    letter: Letter
    when: str
    day: str


@dataclass(frozen=True)
class HomePage:
    """What the home page shows."""

    strip: Strip | None
    years: Histogram | None
    rows: Sequence[Row]
    figures: Figures | None
    newest: Sequence[Addition]


def home(request: HttpRequest) -> HttpResponse:
    """Show what the archive is and where to begin."""
    return render(request, "letters/home.html", {"page": home_page(), "section": "home"})


def home_page() -> HomePage:
    published = Letter.objects.published().by_date().defer(*LONG_FIELDS)
    letters = list(published[: MOST_IN_STRIP + 1])
    are_many = len(letters) > MOST_IN_STRIP
    if are_many:
        letters = []
    fetch_correspondents(letters)
    links = links_between(letters)
    return HomePage(
        strip=strip(letters, links),
        years=histogram(years()) if are_many else None,
        rows=[_row(letter, links) for letter in letters],
        figures=figures(),
        newest=_newest(),
    )


def _row(letter: Letter, links: Sequence[Link]) -> Row:
    return Row(
        letter=letter,
        when=dates.display(letter.date),
        senders=senders(letter),
        recipients=recipients(letter),
        links=[
            f"{link.earlier.title}: {link.words}" for link in links if link.later.pk == letter.pk
        ],
    )


def _newest() -> list[Addition]:
    letters: Any = Letter.objects.published().order_by("-published_at", "-pk")
    return [
        Addition(letter, dates.display(letter.date), machine_date(letter))
        for letter in letters.only("slug", "title", "kind", "date", "reference", "summary", "held")[
            :NEWEST
        ]
    ]
