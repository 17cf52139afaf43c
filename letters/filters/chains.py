"""Chains as rows of the ledger: one row for an ask, however often it was repeated."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.models import Answer, Recommendation
from letters.models.letter import LONG_FIELDS
from letters.search.chains import in_chains

DEFERRED = [f"letter__{name}" for name in LONG_FIELDS]


@dataclass(frozen=True)
class Chain:
    """What became of an ask: how often it was made, where last, and all answers to any of it."""

    size: int
    last: Recommendation
    answers: list[Answer]


def chains_of(asks: Collection[int], day: date | None = None) -> dict[int, Chain]:
    """Return the chain of each ask, by key, as far as it was there on the day."""
    members = {key: chain for key, chain in in_chains(asks).items() if len(chain) > 1}
    every = {member for chain in members.values() for member in chain}
    rows = {ask.pk: ask for ask in _asks(every, day)} if every else {}
    answers = list(_answers(rows, day)) if every else []
    return {key: chain for key in asks for chain in _chain(members.get(key, set()), rows, answers)}


def _chain(
    members: set[int], rows: dict[int, Recommendation], answers: list[Answer]
) -> Iterator[Chain]:
    there = [ask for key, ask in rows.items() if key in members]
    if len(there) > 1:
        given = [answer for answer in answers if answer.recommendation_id in members]
        yield Chain(len(there), there[-1], given)


def _asks(keys: Collection[int], day: date | None) -> Any:
    asks = (
        Recommendation.objects.public()
        .filter(pk__in=keys)
        .select_related("letter")
        .defer(*DEFERRED)
    )
    return by(asks, day).order_by("letter__sort_date", "letter", "number")


def _answers(asks: Collection[int], day: date | None) -> Any:
    answers = Answer.objects.public().filter(recommendation__in=list(asks)).select_related("letter")
    return by(answers.defer(*DEFERRED), day).order_by("letter__sort_date", "letter", "order")


def by(rows: Any, day: date | None) -> Any:
    """Keep asks or answers that were certainly there on a day; all of them without one."""
    return rows if day is None else rows.filter(letter__latest__lte=day)
