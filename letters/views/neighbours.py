"""Neighbours of a letter: the previous and the next by date, and in the same correspondence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, Subquery

from letters.models import Correspondent, Letter
from letters.models.letter import UNDATED
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
    What it replies to and what replies to it belong there, whoever wrote them.
    """
    return _around(letter, _between_its_sides(letter))


def _between_its_sides(letter: Letter) -> list[int]:
    sender, recipient = (_side(in_part(letter, part)) for part in SIDES)
    if not any(sender.values()) or not any(recipient.values()):
        return []
    for side, other in ((sender, recipient), (recipient, sender)):
        letters = _letters_of(side)
        if len(letters) <= MOST_LETTERS:
            return _between(letters, side, other)
    return []


def _side(rows: Iterable[Correspondent]) -> Side:
    known = list(rows)
    return {
        relation: {getattr(row, f"{relation}_id") for row in known} - {None}
        for relation in RELATIONS
    }


def _letters_of(side: Side) -> list[int]:
    """Return the letters that a side wrote or received; one too many at most."""
    condition = Q()
    for relation, ids in side.items():
        condition |= Q(**{f"{relation}__in": sorted(ids)}) if ids else Q()
    rows = Correspondent.objects.filter(condition, part__in=SIDES).order_by()
    return list(rows.values_list("letter", flat=True).distinct()[: MOST_LETTERS + 1])


def _between(letters: list[int], side: Side, other: Side) -> list[int]:
    """Keep the letters in which the sides stand at opposite ends.

    Who stands there is asked of what was found: as a condition it would tempt a database to begin
    with all letters of a ministry.
    """
    rows = Correspondent.objects.filter(letter__in=letters, part__in=SIDES).order_by()
    ends: dict[str, set[int]] = {Part.SENDER: set(), Part.RECIPIENT: set()}
    others: dict[str, set[int]] = {Part.SENDER: set(), Part.RECIPIENT: set()}
    for letter, part, *party in rows.values_list("letter", "part", *RELATIONS):
        if _is_in(party, side):
            ends[part].add(letter)
        if _is_in(party, other):
            others[part].add(letter)
    there, back = Part.SENDER, Part.RECIPIENT
    return sorted(ends[there] & others[back] | ends[back] & others[there])


def _is_in(party: Sequence[int | None], side: Side) -> bool:
    return any(one in ids for one, ids in zip(party, side.values(), strict=True))


def _around(letter: Letter, letters: list[int]) -> Neighbours:
    """Find the published letters next to one among these and its replies, by date."""
    here = (letter.sort_date, letter.pk)
    replied_to = [letter.replies_to_id] if letter.replies_to_id else []
    wanted = Q(pk__in=[*letters, *replied_to]) | Q(replies_to=letter)
    rows = Letter.objects.filter(wanted).values_list("sort_date", "pk", "status")
    places = [
        (day, pk)
        for day, pk, status in rows.order_by()
        if status == Letter.Status.PUBLISHED and day > UNDATED
    ]
    return Neighbours(
        max((place for place in places if place < here), default=(None, None))[1],
        min((place for place in places if place > here), default=(None, None))[1],
    )
