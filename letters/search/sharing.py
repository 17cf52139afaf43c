"""Sharing: which letters have fingerprints in common with a text (see letters/fingerprints.py).

A fingerprint that many letters have is of a set phrase and says little; one that two have says
nearly everything. So the rarest are asked for, and what they say counts the more the rarer they
are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
# A sample of the archive's fingerprints, those with the smallest hashes: about so many are read, a
# part of the list at a time, and of those that a few letters share so many are looked up.
MOST_READ, MOST_SAMPLED, FEW = 150_000, 1_500, 12
# The list is read by its first digits: so many of them from so many letters on.
DIGITS = ((30_000, 4), (1_000, 2), (0, 0))


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


@dataclass(frozen=True)
class Sample:
    """Fingerprints that a few letters share, each as the keys of those letters.

    ``one_in`` says of how many runs of words one was looked at; 1 is all of them.
    """

    shared: Sequence[Sequence[int]]
    one_in: int = 1


def sample(part: Part, sender: int | None = None) -> Sample:
    """Return which letters share fingerprints, from as many fingerprints as can be looked up.

    ``sender`` keeps to fingerprints of letters from one correspondent (see ``codes.py``). Which
    ones are looked up depends on their hashes alone, so that it is the same for every letter.
    """
    found, read = _few(part, sender)
    looked_up = sorted(found)[:MOST_SAMPLED]
    shared = [_with(part, term, found[term]) for term in looked_up]
    return Sample(shared, _one_in(read if len(looked_up) == len(found) else looked_up[-1]))


def _few(part: Part, sender: int | None) -> tuple[dict[str, int], str]:
    """Return fingerprints that two to a few letters have with how many, and how far it read."""
    only = None if sender is None else matching.term(part, "sender", sender)
    letters = part.size if only is None else part.count(only)
    digits = next(digits for least, digits in DIGITS if letters >= least)
    found: dict[str, int] = {}
    read = 0
    for number in range(16**digits):
        beginning = f"{number:0{digits}x}" if digits else ""
        terms = _terms(part, beginning, only)
        found.update((term, count) for term, count in terms if 2 <= count <= FEW)
        read += len(terms)
        if read >= MOST_READ or len(found) >= MOST_SAMPLED:
            return found, beginning
    return found, ""


def _terms(part: Part, beginning: str, only: Query | None) -> list[tuple[str, int]]:
    with guarded():
        found = part.searcher.terms_with_prefix(FIELD, beginning, filter_query=only)
        if only is None:
            return found
        return [(term, part.searcher.doc_freq(FIELD, term)) for term, _ in found]


def _with(part: Part, term: str, count: int) -> list[int]:
    found = part.find(matching.term(part, FIELD, term), limit=count)
    return part.numbers("key", [address for _, address in found])


def _one_in(last: str) -> int:
    """Return of how many hashes one is no larger than those that begin so."""
    if not last:
        return 1
    return max(1, round(2**32 / (int(last.ljust(8, "f"), 16) + 1)))
