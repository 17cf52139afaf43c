"""Themes: the curators' vocabulary, and the asks under each of its terms.

The index counts them and finds the newest; without one of use the database does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from letters import search
from letters.filters.hits import letter_hits
from letters.filters.shown import shown_asks
from letters.filters.taking_part import newest_letters
from letters.models import Answer, Letter, Theme
from letters.search.results import Chosen, Results, Selection
from letters.search.snapshot import MOST_VALUES, Snapshot
from letters.views.asks import AskGroup, ask_rows, fetch_rows, grouped
from letters.views.rows import AskCounts, LetterRow, ask_counts, letter_row

ASKS, LETTERS = 20, 10
ANSWERED = {"status": Chosen(("answered",))}


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its asks and what became of them."""

    theme: Theme
    asks: int
    answered: int

    @property
    def unanswered(self) -> int:
        return self.asks - self.answered

    @property
    def url(self) -> str:
        """The address of its asks in the ledger."""
        return f"/recommendations/?theme={self.theme.slug}"


@dataclass(frozen=True)
class ThemePage:
    """A theme, its newest asks letter by letter, and the newest letters with such asks."""

    row: ThemeRow
    groups: list[AskGroup]
    letters: list[LetterRow]

    @property
    def shown(self) -> int:
        return sum(len(group.asks) for group in self.groups)


def theme_list(request: HttpRequest) -> HttpResponse:
    """Show all themes that public asks carry."""
    rows = theme_rows(Theme.objects.public())
    context = {"section": "themes", "current": "page", "rows": rows}
    return render(request, "letters/theme_list.html", context)


def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one theme."""
    theme = get_object_or_404(Theme.objects.public(), slug=slug)
    context = {"section": "themes", "page": theme_page(theme)}
    return render(request, "letters/theme_detail.html", context)


def theme_rows(themes: Iterable[Theme]) -> list[ThemeRow]:
    """Count the asks of these themes: by the index, else in two queries."""
    asks, answered = _counts_in_index() or (
        _by_theme(shown_asks()),
        _by_theme(shown_asks().answered()),
    )
    return [ThemeRow(row, asks.get(row.pk, 0), answered.get(row.pk, 0)) for row in themes]


Counts = dict[int, int]


def _counts_in_index() -> tuple[Counts, Counts] | None:
    try:
        snapshot = search.current()
        asks, answered = (
            Results(snapshot, "recommendations", Selection(chosen=chosen)).facets(
                {"theme": MOST_VALUES}
            )
            for chosen in ({}, ANSWERED)
        )
    except search.UnusableError:
        return None
    return dict(asks["theme"]), dict(answered["theme"])


def _by_theme(asks: Any) -> Counts:
    return dict(asks.order_by().values_list("themes").annotate(Count("pk")))


def theme_page(theme: Theme) -> ThemePage:
    """Return the page of a theme."""
    try:
        return _page_of_index(theme, search.current())
    except search.UnusableError:
        return _page_of_database(theme)


def _page_of_index(theme: Theme, snapshot: Snapshot) -> ThemePage:
    on_theme = {"theme": Chosen((theme.pk,))}
    asks = Results(snapshot, "recommendations", Selection(chosen=on_theme))
    answered = Results(snapshot, "recommendations", Selection(chosen=on_theme | ANSWERED))
    newest = [hit.key for hit in asks.hits("newest", 0, ASKS)]
    letters = Results(snapshot, "letters", Selection(chosen=on_theme)).hits("newest", 0, LETTERS)
    return ThemePage(
        row=ThemeRow(theme, asks.count, answered.count),
        groups=grouped(ask_rows(fetch_rows(newest))),
        letters=[
            letter_row(hit.letter, AskCounts(hit.asks, hit.answered, hit.answers))
            for hit in letter_hits(letters, "")
        ],
    )


def _page_of_database(theme: Theme) -> ThemePage:
    asks = shown_asks().filter(themes=theme)
    row = ThemeRow(theme, asks.count(), asks.answered().count())
    asking = newest_letters([asks], row.asks, ASKS).values_list("pk", flat=True)[:ASKS]
    rows = asks.filter(letter__in=list(asking)).order_by("-letter__sort_date", "-letter", "number")
    newest = fetch_rows(list(rows.values_list("pk", flat=True)[:ASKS]))
    letters = _letters(asks, row)
    counts = ask_counts(letters)
    return ThemePage(
        row=row,
        groups=grouped(ask_rows(newest)),
        letters=[letter_row(letter, counts[letter.pk]) for letter in letters],
    )


def _letters(asks: Any, row: ThemeRow) -> list[Letter]:
    """Return the newest letters that ask or answer under the theme."""
    answers = Answer.objects.public().filter(recommendation__in=asks.values("pk"))
    letters = {
        letter
        for rows, count in ((asks, row.asks), (answers, row.answered))
        for letter in newest_letters([rows], count, LETTERS).for_list()[:LETTERS]
    }
    order = sorted(letters, key=lambda letter: (letter.sort_date, letter.pk), reverse=True)
    return order[:LETTERS]
