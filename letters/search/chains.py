"""Chains of restatement: which public asks repeat each other, however remotely.

An ask that the public does not see joins nothing: what stands on either side of it are two chains.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from letters.models import Recommendation

Links = dict[int, set[int]]


def in_chains(asks: Iterable[int]) -> dict[int, set[int]]:
    """Return the keys of each ask's chain; that of an ask which repeats nothing has one.

    One query for each step that the longest chain takes.
    """
    wanted = set(asks)
    links = _links(wanted)
    return {key: _joined(key, links) for key in wanted}


def letters_in_chains(letters: Iterable[int]) -> set[int]:
    """Return the letters whose asks stand in a chain with the asks of these."""
    asks = set(_public().filter(letter__in=letters).values_list("pk", flat=True))
    joined = {key for chain in in_chains(asks).values() for key in chain}
    return set(_public().filter(pk__in=joined - asks).values_list("letter", flat=True))


def _public() -> Any:
    return Recommendation.objects.public().order_by()


def _links(keys: set[int]) -> Links:
    links: Links = {key: set() for key in keys}
    level = keys
    while level:
        near = _public().filter(Q(pk__in=level) | Q(restates__in=level), restates__isnull=False)
        pairs = set(near.values_list("pk", "restates"))
        shown = set(
            _public().filter(pk__in={earlier for _, earlier in pairs}).values_list("pk", flat=True)
        )
        new: set[int] = set()
        for later, earlier in pairs:
            if earlier in shown:
                new |= {later, earlier} - links.keys()
                links.setdefault(later, set()).add(earlier)
                links.setdefault(earlier, set()).add(later)
        level = new
    return links


def _joined(key: int, links: Links) -> set[int]:
    found, level = {key}, {key}
    while level:
        level = {near for each in level for near in links.get(each, ())} - found
        found |= level
    return found
