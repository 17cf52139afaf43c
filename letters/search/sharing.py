"""Sharing: which letters have fingerprints in common with a text (see letters/fingerprints.py).

A fingerprint that many letters have is of a set phrase and says little; one that two have says
nearly everything. So the rarest are asked for, and what they say counts the more the rarer they
are.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import log

from tantivy import Occur, Query

from letters.search import matching
from letters.search.guard import guarded
from letters.search.snapshot import Part

FIELD = "fingerprints"
# Of a very long letter the smallest fingerprints stand for all: of two such letters the same.
MOST_LOOKED_UP = 2_000
# What one query may cost: so many fingerprints, and so many letters that have them in all.
MOST_ASKED, MOST_LETTERS = 400, 200_000


def frequencies(part: Part, fingerprints: Iterable[str]) -> dict[str, int]:
    """Return in how many letters each fingerprint stands; removed ones may still count."""
    smallest = sorted(fingerprints)[:MOST_LOOKED_UP]
    with guarded():
        return {term: part.searcher.doc_freq(FIELD, term) for term in smallest}


def closest(part: Part, known: Mapping[str, int], *, limit: int, least: int) -> list[int]:
    """Return the keys of letters that share the most, and the rarest, of these fingerprints.

    ``least`` is in how many letters a fingerprint must stand: 2 where one of them is at hand.
    """
    asked = _rarest(known, least)
    if not asked:
        return []
    ratings = [
        (Occur.Should, Query.const_score_query(matching.term(part, FIELD, term), weight))
        for term, weight in ((term, log(1 + part.size / count)) for term, count in asked)
    ]
    found = part.find(Query.boolean_query(ratings), limit=limit)
    return part.numbers("key", [address for _, address in found])


def _rarest(known: Mapping[str, int], least: int) -> list[tuple[str, int]]:
    ranked = sorted((count, term) for term, count in known.items() if count >= least)
    costs = accumulate(count for count, _ in ranked)
    affordable = [
        (term, count)
        for (count, term), cost in zip(ranked, costs, strict=True)
        if cost <= MOST_LETTERS
    ]
    return affordable[:MOST_ASKED]
