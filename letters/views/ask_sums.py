"""What somebody asked for or was asked, in numbers and with the newest asks.

Read off the newest letters, so that it takes no longer for a body that is asked in 100,000.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q

from letters import search
from letters.filters.recommendations import STATUS
from letters.models import Addressee, Answer, Asker, Recommendation
from letters.search.results import Chosen, Results, Selection
from letters.views.asks import AskRow, ask_row, fetch_rows

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

    ``indexed`` is the facet and its value by which the index finds them, if it does; ``asks``
    gives them from the database where there is no index of use.
    """

    title: str
    asks: Callable[[], Any]
    parameters: dict[str, str | list[str]]
    indexed: tuple[str, int] | None = None


class Found(NamedTuple):
    """The newest asks by their keys, and how many there are in all."""

    newest: list[int]
    number: int
    answered: int
    declined: int


def ask_sums(*wanted: Wanted) -> list[AskSum]:
    """Count public asks and fetch the newest of each; nothing where there are none."""
    found = [_in_index(each) or _in_database(each.asks()) for each in wanted]
    asks = fetch_rows([key for each in found for key in each.newest])
    rows = {ask.pk: ask_row(ask) for ask in asks}
    return [
        _sum(each, counted, [rows[key] for key in counted.newest if key in rows])
        for each, counted in zip(wanted, found, strict=True)
        if counted.newest
    ]


def _sum(wanted: Wanted, found: Found, rows: list[AskRow]) -> AskSum:
    query = urlencode(wanted.parameters, doseq=True)
    return AskSum(
        title=wanted.title,
        count=found.number,
        answered=found.answered,
        declined=found.declined,
        rows=rows,
        url=f"/recommendations/?{query}" if query else "",
    )


def _in_index(wanted: Wanted) -> Found | None:
    if wanted.indexed is None:
        return None
    facet, value = wanted.indexed
    selection = Selection(chosen={facet: Chosen((value,))})
    try:
        results = Results(search.current(), "recommendations", selection)
        newest = [hit.key for hit in results.hits("newest", 0, SHOWN)]
        counts = dict(results.facets({"status": len(STATUS)})["status"])
        return Found(newest, results.count, counts.get("answered", 0), counts.get("declined", 0))
    except search.UnusableError:
        return None


def _in_database(asks: Any) -> Found:
    newest = asks.order_by("-letter__sort_date", "-letter", "number").values_list("pk", flat=True)
    keys = list(newest[:SHOWN])
    if len(keys) < SHOWN:
        # Few enough to be looked at one by one, and none in many cases.
        asks = Recommendation.objects.filter(pk__in=keys)
    return Found(keys, *_counted(asks)) if keys else Found([], 0, 0, 0)


def _counted(asks: Any) -> Iterable[int]:
    answers = Answer.objects.public().filter(recommendation=OuterRef("pk"))
    refusals = answers.filter(stance=Answer.Stance.DECLINED)
    counts: dict[str, int] = asks.aggregate(
        number=Count("pk"),
        answered=Count("pk", filter=Exists(answers)),
        declined=Count("pk", filter=Exists(refusals)),
    )
    return counts.values()


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
