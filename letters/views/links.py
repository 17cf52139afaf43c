"""Links: what joins letters in time, a reply to an earlier one or answers to its asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from letters import dates
from letters.filters.shown import shown
from letters.models import Answer, Letter


@dataclass(frozen=True)
class Link:
    """A letter that replies to an earlier one, or answers asks of it."""

    earlier: Letter
    later: Letter
    is_reply: bool
    asks: int

    @property
    def words(self) -> str:
        what = ["a reply"] if self.is_reply else []
        if self.asks:
            what.append("answers 1 ask" if self.asks == 1 else f"answers {self.asks} asks")
        waited = dates.days_between(self.earlier.when, self.later.when)
        return ", ".join([*what, f"after {waited}"] if waited else what)


def links_between(letters: Sequence[Letter]) -> list[Link]:
    """Return what joins any two of these published letters, in their order."""
    known = {letter.pk: letter for letter in letters}
    place = {pk: number for number, pk in enumerate(known)}
    asks = _answered(known)
    replies = {
        (letter.replies_to_id, letter.pk) for letter in letters if letter.replies_to_id in known
    }
    return [
        Link(
            known[earlier], known[later], (earlier, later) in replies, asks.get((earlier, later), 0)
        )
        for earlier, later in sorted({*replies, *asks}, key=lambda pair: [place[pk] for pk in pair])
    ]


def _answered(known: Mapping[int, Letter]) -> dict[tuple[int, int], int]:
    """Count the asks of each of these letters that each other of them answers."""
    return {
        (asking, answering): number
        for asking, answering, number in shown(
            Answer.objects.filter(letter__in=known, recommendation__letter__in=known),
            "recommendation__reported_in",
        )
        .order_by()
        .values_list("recommendation__letter", "letter")
        .annotate(number=Count("recommendation", distinct=True))
    }
