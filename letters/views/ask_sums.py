"""What somebody asked for or was asked, in numbers and with the newest asks.

Read off the newest letters, so that it takes no longer for a body that is asked in 100,000.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from letters import search
from letters.filters.recommendations import STATUS
from letters.models import Addressee, Answer, Asker, Recommendation
from letters.search.results import Chosen, Results, Selection
from letters.views.asks import AskRow, ask_row, for_rows

NEWEST = 1000
SHOWN = 3


@dataclass(frozen=True)
class AskSum:
    """So many asks, of which so many are answered, of these so many with a refusal.

    ``url``, if any, leads to them in the ledger.
    """

    title: str
    count: int
    answered: int
    declined: int
    rows: list[AskRow]
    url: str

    @property
    def unanswered(self) -> int:
        return self.count - self.answered


@dataclass(frozen=True)
class Wanted:
    """Asks to sum up; ``parameters`` are those with which the ledger shows the same ones.

    ``indexed`` is the facet and its value by which the index counts them, where they are too many
    for the database.
    """

    title: str
    asks: Any
    parameters: dict[str, str | list[str]]
    indexed: tuple[str, int] | None = None


def ask_sums(*wanted: Wanted) -> list[AskSum]:
    """Count public asks and fetch the newest of each; nothing where there are none."""
    newest = [
        each.asks.order_by("-letter__sort_date", "-letter", "number")[:SHOWN].values_list("pk")
        for each in wanted
    ]
    pks = [[pk for (pk,) in found] for found in newest]
    asks = for_rows(
        Recommendation.objects.public().filter(pk__in=[pk for found in pks for pk in found])
    )
    rows = {ask.pk: ask_row(ask) for ask in asks}
    return [
        _sum(each, [rows[pk] for pk in found])
        for each, found in zip(wanted, pks, strict=True)
        if found
    ]


def _sum(wanted: Wanted, rows: list[AskRow]) -> AskSum:
    query = urlencode(wanted.parameters, doseq=True)
    count, answered, declined = _in_index(wanted) or _in_database(wanted.asks)
    return AskSum(
        title=wanted.title,
        count=count,
        answered=answered,
        declined=declined,
        rows=rows,
        url=f"/recommendations/?{query}" if query else "",
    )


def _in_index(wanted: Wanted) -> tuple[int, int, int] | None:
    if wanted.indexed is None:
        return None
    facet, value = wanted.indexed
    selection = Selection(chosen={facet: Chosen((value,))})
    try:
        results = Results(search.current(), "recommendations", selection)
        found = dict(results.facets({"status": len(STATUS)})["status"])
        return results.count, found.get("answered", 0), found.get("declined", 0)
    except search.UnusableError:
        return None


def _in_database(asks: Any) -> tuple[int, int, int]:
    refusals = Answer.objects.public().filter(
        recommendation=OuterRef("pk"), stance=Answer.Stance.DECLINED
    )
    declined = asks.filter(Exists(refusals))
    return asks.count(), asks.answered().count(), declined.count()


def asked_by(who: Q, letters: list[int]) -> Any:
    """Return the asks of a party: as recorded, and those of its letters that name no asker."""
    return _asks(Asker, who, letters)


def asked_of(who: Q, letters: list[int]) -> Any:
    """Return the asks to a party: as recorded, and those in letters to it that name nobody."""
    return _asks(Addressee, who, letters)


def _asks(parties: type[Asker] | type[Addressee], who: Q, letters: list[int]) -> Any:
    recorded = parties.objects.public().filter(who).order_by("-pk")
    pks = list(recorded.values_list("recommendation", flat=True)[:NEWEST])
    unsaid = Q(letter__in=letters) & ~Exists(parties.objects.filter(recommendation=OuterRef("pk")))
    return Recommendation.objects.public().filter(Q(pk__in=pks) | unsaid)
