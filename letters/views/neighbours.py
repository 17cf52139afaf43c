"""Neighbours of a letter: the previous and the next by date, and in the same correspondence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Subquery

from letters.models import Correspondent, Letter
from letters.models.letter import UNDATED
from letters.models.prepared import Prepared
from letters.views.parties import in_part

Part = Correspondent.Part
SIDES = (Part.SENDER, Part.RECIPIENT)
RELATIONS = ("organisation", "person", "office")
Side = dict[str, set[int]]
# Two sides that both have more letters than this are left to the search: here every letter of
# one side is looked at.
MOST_LETTERS = 400


@dataclass(frozen=True)
class Neighbours:
    """Ids of the neighbouring letters, None where there is none."""

    previous: int | None = None
    next: int | None = None


def _by_date(letter: int, day: date) -> Any:
    """Return the published letters before and after a letter of a day.

    The index of dates gives either at once: it begins at the day of the letter and passes over
    what is of the same day and on the wrong side. Written as "later, or of the same day and ..."
    the whole archive would be read and sorted.
    """
    others = Letter.objects.published()
    before = others.filter(sort_date__gt=UNDATED, sort_date__lte=day).exclude(
        sort_date=day, pk__gte=letter
    )
    after = others.filter(sort_date__gte=day).exclude(sort_date=day, pk__lte=letter)
    return Letter.objects.filter(pk=letter).values_list(
        Subquery(before.order_by("-sort_date", "-pk").values("pk")[:1]),
        Subquery(after.order_by("sort_date", "pk").values("pk")[:1]),
    )


BY_DATE = Prepared(_by_date)


def by_date(letter: Letter) -> Neighbours:
    """Find the neighbours among all published letters; an undated letter has none."""
    if letter.sort_date == UNDATED:
        return Neighbours()
    return Neighbours(*BY_DATE(letter.pk, letter.sort_date)[0])


def in_correspondence(letter: Letter) -> Neighbours:
    """Find the neighbours among the letters between the same two sides, in either direction.

    A side is whoever stands there: organisations, people or offices, of which one has to match.
    What it replies to and what replies to it belong there, whoever wrote them.
    """
    return _around(letter, _between_its_sides(letter))


def _between_its_sides(letter: Letter) -> list[int]:
    sender, recipient = (_side(in_part(letter, part)) for part in SIDES)
    if not any(sender.values()) or not any(recipient.values()):
        return []
    for side, other in ((sender, recipient), (recipient, sender)):
        letters = LETTERS_OF(*(side[relation] for relation in RELATIONS))
        if len(letters) <= MOST_LETTERS:
            return _between(letters, side, other)
    return []


def _side(rows: Iterable[Correspondent]) -> Side:
    known = list(rows)
    return {
        relation: {getattr(row, f"{relation}_id") for row in known} - {None}
        for relation in RELATIONS
    }


# One too many at most. One plan for all values read 100,000 letters of the largest body (tried).
LETTERS_OF = Prepared(
    lambda organisations, people, offices: (
        Correspondent.objects.filter(
            Q(organisation__in=organisations) | Q(person__in=people) | Q(office__in=offices),
            part__in=SIDES,
        )
        .order_by()
        .values_list("letter", flat=True)
        .distinct()[: MOST_LETTERS + 1]
    ),
    is_skewed=True,
)
ENDS = Prepared(
    lambda letters: (
        Correspondent.objects.filter(letter__in=letters, part__in=SIDES)
        .order_by()
        .values_list("letter", "part", *RELATIONS)
    )
)


def _between(letters: list[int], side: Side, other: Side) -> list[int]:
    """Keep the letters in which the sides stand at opposite ends.

    Who stands there is asked of what was found: as a condition it would tempt a database to begin
    with all letters of a ministry.
    """
    rows = ENDS(letters)
    sent, received = _written(rows, side)
    others_sent, others_received = _written(rows, other)
    return sorted(sent & others_received | received & others_sent)


def _written(rows: Iterable[tuple[Any, ...]], side: Side) -> tuple[set[int], set[int]]:
    """Return the letters that a side sent, and those that it received."""
    bodies, people, offices = (side[relation] for relation in RELATIONS)
    found: dict[str, set[int]] = {Part.SENDER: set(), Part.RECIPIENT: set()}
    for letter, part, body, person, office in rows:
        if body in bodies or person in people or office in offices:
            found[part].add(letter)
    return found[Part.SENDER], found[Part.RECIPIENT]


PLACES = Prepared(
    lambda letters, letter: (
        Letter.objects.filter(Q(pk__in=letters) | Q(replies_to=letter))
        .order_by()
        .values_list("sort_date", "pk", "status")
    )
)


def _around(letter: Letter, letters: list[int]) -> Neighbours:
    """Find the published letters next to one among these and its replies, by date."""
    here = (letter.sort_date, letter.pk)
    replied_to = [letter.replies_to_id] if letter.replies_to_id else []
    places = [
        (day, pk)
        for day, pk, status in PLACES([*letters, *replied_to], letter.pk)
        if status == Letter.Status.PUBLISHED and day > UNDATED
    ]
    return Neighbours(
        max((place for place in places if place < here), default=(None, None))[1],
        min((place for place in places if place > here), default=(None, None))[1],
    )
