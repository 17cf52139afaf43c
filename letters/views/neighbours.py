"""Neighbours of a letter: the previous and the next by date, and in the same correspondence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

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
    """Find the neighbours among all published letters; an undated letter has none.

    The index of dates gives either at once: it begins at the day of the letter and passes over
    what is of the same day and on the wrong side. Written as "later, or of the same day and ..."
    the whole archive would be read and sorted.
    """
    if letter.sort_date == UNDATED:
        return Neighbours()
    day, others = letter.sort_date, Letter.objects.published()
    before = others.filter(sort_date__gt=UNDATED, sort_date__lte=day).exclude(
        sort_date=day, pk__gte=letter.pk
    )
    after = others.filter(sort_date__gte=day).exclude(sort_date=day, pk__lte=letter.pk)
    found = Letter.objects.filter(pk=letter.pk).values_list(
        Subquery(before.order_by("-sort_date", "-pk").values("pk")[:1]),
        Subquery(after.order_by("sort_date", "pk").values("pk")[:1]),
    )
    return Neighbours(*found[0])


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
    rows = Correspondent.objects.filter(side, part__in=SIDES).order_by()
    return list(rows.values_list("letter", "part").distinct()[: MOST_LETTERS + 1])


def _between(parts: list[tuple[int, str]], other: Q) -> set[tuple[date, int]]:
    """Keep the published letters in which the other side stands at the other end.

    Whether they are published is asked of what was found: as a condition it would tempt a database
    to begin with all that are.
    """
    ends = set(parts)
    rows = Correspondent.objects.filter(other, part__in=SIDES, letter__in={pk for pk, __ in parts})
    places = rows.order_by().values_list("letter", "part", "letter__sort_date", "letter__status")
    return {
        (sort_date, pk)
        for pk, part, sort_date, status in places
        if status == Letter.Status.PUBLISHED
        and sort_date > UNDATED
        and (pk, Part.RECIPIENT if part == Part.SENDER else Part.SENDER) in ends
    }


def _around(letter: Letter, places: set[tuple[date, int]]) -> Neighbours:
    here = (letter.sort_date, letter.pk)
    return Neighbours(
        max((place for place in places if place < here), default=(None, None))[1],
        min((place for place in places if place > here), default=(None, None))[1],
    )
