"""Neighbours of a letter: the previous and the next by date, and in the same correspondence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from letters.models import Correspondent, Letter
from letters.models.letter import UNDATED
from letters.views.parties import in_part

Part = Correspondent.Part
SIDES = (Part.SENDER, Part.RECIPIENT)
# Two sides that both have more letters than this are left to the search: here every letter of
# one side is looked at.
MOST_LETTERS = 1000


@dataclass(frozen=True)
class Neighbours:
    """Ids of the neighbouring letters, None where there is none."""

    previous: int | None = None
    next: int | None = None


def by_date(letter: Letter) -> Neighbours:
    """Find the neighbours among all published letters; an undated letter has none."""
    if letter.sort_date == UNDATED:
        return Neighbours()
    others = Letter.objects.published().filter(sort_date__gt=UNDATED)
    same_day = others.filter(sort_date=OuterRef("sort_date"))
    # Two seeks in the index instead of one OR, which would sort all that is later.
    row = (
        Letter.objects.filter(pk=letter.pk)
        .order_by()
        .values_list(
            Coalesce(
                _first(same_day.filter(pk__lt=OuterRef("pk")), "-pk"),
                _first(others.filter(sort_date__lt=OuterRef("sort_date")), "-sort_date", "-pk"),
            ),
            Coalesce(
                _first(same_day.filter(pk__gt=OuterRef("pk")), "pk"),
                _first(others.filter(sort_date__gt=OuterRef("sort_date")), "sort_date", "pk"),
            ),
        )
        .first()
    )
    return Neighbours(*row) if row else Neighbours()


def _first(letters: Any, *order: str) -> Subquery:
    return Subquery(letters.order_by(*order).values("pk")[:1])


def in_correspondence(letter: Letter) -> Neighbours:
    """Find the neighbours among the letters between the same two sides, in either direction.

    A side is whoever stands there: organisations, people or offices, of which one has to match.
    """
    sender, recipient = (_is_one_of(in_part(letter, part)) for part in SIDES)
    if not sender or not recipient:
        return Neighbours()
    for side, other in ((sender, recipient), (recipient, sender)):
        parts = _parts(side)
        if len(parts) <= MOST_LETTERS:
            return _around(letter, _between(parts, other))
    return Neighbours()


def _is_one_of(rows: Iterable[Correspondent]) -> Q:
    known = list(rows)
    condition = Q()
    for relation in ("organisation", "person", "office"):
        ids = {getattr(row, f"{relation}_id") for row in known} - {None}
        if ids:
            condition |= Q(**{f"{relation}__in": sorted(ids)})
    return condition


def _parts(side: Q) -> list[tuple[int, str]]:
    """Return the letters that a side wrote or received, and on which end; one too many at most."""
    rows = Correspondent.objects.public().filter(side, part__in=SIDES).order_by()
    return list(rows.values_list("letter", "part").distinct()[: MOST_LETTERS + 1])


def _between(parts: list[tuple[int, str]], other: Q) -> set[tuple[date, int]]:
    """Keep the published letters in which the other side stands at the other end."""
    ends = set(parts)
    rows = Correspondent.objects.public().filter(
        other,
        part__in=SIDES,
        letter__in={pk for pk, __ in parts},
        letter__sort_date__gt=UNDATED,
    )
    return {
        (sort_date, pk)
        for pk, part, sort_date in rows.order_by().values_list(
            "letter", "part", "letter__sort_date"
        )
        if (pk, Part.RECIPIENT if part == Part.SENDER else Part.SENDER) in ends
    }


def _around(letter: Letter, places: set[tuple[date, int]]) -> Neighbours:
    here = (letter.sort_date, letter.pk)
    return Neighbours(
        max((place for place in places if place < here), default=(None, None))[1],
        min((place for place in places if place > here), default=(None, None))[1],
    )
