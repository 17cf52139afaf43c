"""Asks that may repeat an earlier one: proposals for the ledger, from search and from echoes.

Candidates have the telling words of an ask, or runs of its words somewhere in their letter; only
these are compared word by word. Nothing here writes.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from django.db.models import Q

from letters import search
from letters.admin.proposals import LOOKED_AT, dressed, folded, telling
from letters.echoes import letters_with
from letters.fingerprints import stem
from letters.models import Recommendation
from letters.search.query import parse
from letters.search.results import Results, Selection

# Of an ask so many others are compared that have its words, and those of so many letters.
CANDIDATES, MOST_LETTERS = 6, 4
# From this share of the words on, asks are nearly the same; of very long ones the beginning tells.
LEAST_ALIKE, MOST_WORDS = 0.6, 200

Words = tuple[str, ...]


@dataclass(frozen=True)
class Repeating:
    """An ask, and an earlier one in nearly the same words, which are not linked."""

    ask: Recommendation
    earlier: Recommendation
    likeness: int


def unlinked(start: int) -> list[Recommendation]:
    """Return the next asks that repeat none, and one more."""
    rows = dressed(Recommendation.objects.filter(restates=None))
    return list(rows[start : start + LOOKED_AT + 1])


def repeating(asks: Sequence[Recommendation]) -> Iterator[Repeating]:
    """Yield asks with the earlier one that says most nearly the same, if they are not linked."""
    near = _near(asks)
    others = dressed(Recommendation.objects.filter(pk__in={pk for found in near for pk in found}))
    known = {row.pk: row for row in others}
    linked = _linked({*(ask.pk for ask in asks), *known})
    for ask, found in zip(asks, near, strict=True):
        ranked = sorted(found, key=lambda pk: (-found[pk], pk))
        for other in (known[pk] for pk in ranked if pk in known):
            if linked[other.pk] != linked[ask.pk] and _is_earlier(other, ask):
                yield Repeating(ask, other, round(100 * found[other.pk]))
                break


# Candidates


def _near(asks: Sequence[Recommendation]) -> list[dict[int, float]]:
    """Return for each ask those in nearly the same words, with how much they are alike."""
    found = [(set(_with_words(ask)), set(letters_with(ask.quote)[:MOST_LETTERS])) for ask in asks]
    quotes = _quotes(*(set().union(*sets) for sets in zip(*found, strict=True))) if found else []
    return [
        _alike(
            ask, [(pk, quote) for pk, letter, quote in quotes if pk in keys or letter in letters]
        )
        for ask, (keys, letters) in zip(asks, found, strict=True)
    ]


def _with_words(ask: Recommendation) -> list[int]:
    words = telling(ask.quote)
    if not words:
        return []
    selection = Selection(parse(" OR ".join(words)))
    results = Results(search.current(), "recommendations", selection)
    return [hit.key for hit in results.hits("relevance", 0, CANDIDATES)]


def _quotes(keys: Collection[int], letters: Collection[int]) -> list[tuple[int, int, str]]:
    rows = Recommendation.objects.filter(Q(pk__in=keys) | Q(letter__in=letters))
    return list(rows.order_by("pk").values_list("pk", "letter", "quote"))


def _alike(ask: Recommendation, quotes: Sequence[tuple[int, str]]) -> dict[int, float]:
    words = _stems(ask.quote)
    likeness = {pk: _likeness(words, _stems(quote)) for pk, quote in quotes if pk != ask.pk}
    return {pk: share for pk, share in likeness.items() if share >= LEAST_ALIKE}


@lru_cache(maxsize=512)
def _stems(quote: str) -> Words:
    return tuple(map(stem, folded(quote)[:MOST_WORDS]))


def _likeness(one: Words, other: Words) -> float:
    """Return the share of words that are the same in the same order; 0 for less than enough."""
    both = (Counter(one) & Counter(other)).total()
    if 2 * both < LEAST_ALIKE * (len(one) + len(other)):
        return 0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


# What is linked, and what is earlier


def _linked(keys: set[int]) -> Mapping[int, int]:
    """Return the first ask of the chain of each, drafts among them."""
    above: dict[int, int | None] = {}
    level = keys
    while level:
        rows = Recommendation.objects.filter(pk__in=level)
        above |= dict(rows.values_list("pk", "restates"))
        level = {key for key in above.values() if key} - above.keys()

    def first(key: int) -> int:
        passed: set[int] = set()
        while key not in passed and (earlier := above.get(key)):
            passed.add(key)
            key = earlier
        return key

    return {key: first(key) for key in keys}


def _is_earlier(other: Recommendation, ask: Recommendation) -> bool:
    days = other.letter.day_to_sort_by(), ask.letter.day_to_sort_by()
    return days[0] != datetime.date.min and days[0] < days[1]
