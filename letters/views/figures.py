"""Figures of the whole archive: how many letters, asks and answers, and of what years.

A small archive is counted in the database, where every save shows at once. A large one is counted
by the search index, in milliseconds; the database would take seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from letters import search
from letters.filters.listing import YearBar
from letters.models import Letter, Recommendation
from letters.models.letter import UNDATED
from letters.search.matching import all_of, term
from letters.search.snapshot import Part, Snapshot

SMALL = 1_000


@dataclass(frozen=True)
class Figures:
    """How much there is."""

    letters: int
    not_held: int
    asks: int
    answered: int

    @property
    def unanswered(self) -> int:
        return self.asks - self.answered

    @property
    def words(self) -> dict[str, str]:
        """The figures as they are set, with their thousands parted."""
        names = ("letters", "not_held", "asks", "answered", "unanswered")
        return {name: f"{getattr(self, name):,}" for name in names}


def figures() -> Figures | None:
    """Count what is published; None where a large archive has no index that could."""
    if _is_large():
        snapshot = _index()
        return _figures_in_index(snapshot) if snapshot else None
    letters = Letter.objects.published()
    asks = Recommendation.objects.public()
    return Figures(
        letters.count(), letters.filter(held=False).count(), asks.count(), asks.answered().count()
    )


def _figures_in_index(snapshot: Snapshot) -> Figures:
    return Figures(
        letters=snapshot.letters.size,
        not_held=_count(snapshot.letters, "held", "no"),
        asks=snapshot.recommendations.size,
        answered=_count(snapshot.recommendations, "status", "answered"),
    )


def years() -> list[YearBar]:
    """Count the letters of each year, from the first to the last; undated ones are left out."""
    found = _years_in_index() if _is_large() else _years_in_database()
    if not found:
        return []
    address = reverse("letter-list")
    return [
        YearBar(year, found.get(year, 0), found.get(year, 0), f"{address}?year={year}")
        for year in range(min(found), max(found) + 1)
    ]


def _years_in_database() -> Mapping[int, int]:
    letters = Letter.objects.published().filter(sort_date__gt=UNDATED).order_by()
    return dict(letters.values_list("sort_date__year").annotate(number=Count("pk")))


def _years_in_index() -> Mapping[int, int]:
    snapshot = _index()
    return snapshot.letters.years() if snapshot else {}


def _is_large() -> bool:
    return bool(Letter.objects.published()[: SMALL + 1].count() > SMALL)


def _index() -> Snapshot | None:
    try:
        return search.current()
    except search.UnusableError:
        return None


def _count(part: Part, field: str, value: str) -> int:
    return part.count(all_of([part.everything(), term(part, field, value)]))
