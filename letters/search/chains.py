"""Chains of restatement: which public asks repeat each other, however remotely.

An ask that the public does not see joins nothing: what stands on either side of it are two chains.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from letters.models import Recommendation

Links = dict[int, set[int]]

# Keys in one query: SQLite takes 32,766 values in all.
AT_ONCE = 5_000


def in_chains(asks: Iterable[int]) -> dict[int, set[int]]:
    """Return the keys of each ask's chain; that of an ask which repeats nothing has one.

    One query for each step that the longest chain takes.
    """
    wanted = set(asks)
    links = _links(wanted)
    return {key: _joined(key, links) for key in wanted}


def letters_in_chains(letters: Iterable[int]) -> set[int]:
    """Return the letters whose asks stand in a chain with the asks of these."""
    asks = set(_values("letter", letters, "pk"))
    joined = {key for chain in in_chains(asks).values() for key in chain}
    return set(_values("pk", joined - asks, "letter"))


def _values(field: str, keys: Iterable[int], wanted: str) -> Iterator[int]:
    for some in _some(keys):
        yield from _public().filter(**{f"{field}__in": some}).values_list(wanted, flat=True)


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _public() -> Any:
    return Recommendation.objects.public().order_by()


def _links(keys: set[int]) -> Links:
    links: Links = {key: set() for key in keys}
    level = keys
    while level:
        pairs = {pair for some in _some(level) for pair in _pairs(some)}
        shown = set(_values("pk", {earlier for _, earlier in pairs}, "pk"))
        new: set[int] = set()
        for later, earlier in pairs:
            if earlier in shown:
                new |= {later, earlier} - links.keys()
                links.setdefault(later, set()).add(earlier)
                links.setdefault(earlier, set()).add(later)
        level = new
    return links


def _pairs(keys: list[int]) -> Iterator[tuple[int, int]]:
    """Yield what repeats what, where either is one of these."""
    # Two queries: joined by "or", SQLite walks through all that repeat anything.
    own = _public().filter(pk__in=keys).values_list("pk", "restates")
    yield from ((later, earlier) for later, earlier in own if earlier is not None)
    yield from _public().filter(restates__in=keys).values_list("pk", "restates")


def _joined(key: int, links: Links) -> set[int]:
    found, level = {key}, {key}
    while level:
        level = {near for each in level for near in links.get(each, ())} - found
        found |= level
    return found
