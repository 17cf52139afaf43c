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
# What one query may cost: so many fingerprints, and so many letters that have them in all. But the
# two rarest are always asked for, or a letter sent a hundred thousand times would be like none.
MOST_ASKED, MOST_LETTERS, ALWAYS = 400, 30_000, 2
# Ratings are sums of numbers with few digits.
NEARLY = 0.999
# A sample of the archive's fingerprints, those with the smallest hashes: about so many are read, a
# part of the list at a time, and of those that a few letters share so many are looked up.
MOST_READ, MOST_SAMPLED, FEW = 150_000, 1_500, 12
# Those of one sender are counted one by one, and to find them all others are passed over: so many
# of each, if a letter has about so many.
MOST_READ_OF_ONE, MOST_PASSED, PER_LETTER = 30_000, 500_000, 90
# The list is read by its first digits: so many of them from so many letters on.
DIGITS = ((30_000, 4), (1_000, 2), (0, 0))


def frequencies(part: Part, fingerprints: Iterable[str]) -> dict[str, int]:
    """Return in how many letters each fingerprint stands; removed ones may still count."""
    smallest = sorted(fingerprints)[:MOST_LOOKED_UP]
    with guarded():
        return {term: part.searcher.doc_freq(FIELD, term) for term in smallest}


def closest(
    part: Part, known: Mapping[str, int], *, limit: int, least: int, enough: float
) -> list[tuple[int, float]]:
    """Return the keys of letters that share the most, and the rarest, of these fingerprints.

    Each with how much it shares, which is at least ``enough`` (see ``weight``). ``least`` is in how
    many letters a fingerprint must stand: 2 where one of them is at hand.
    """
    asked = _rarest(known, least)
    if not asked:
        return []
    ratings = [
        (Occur.Should, Query.const_score_query(matching.term(part, FIELD, term), rating))
        for term, rating in ((term, weight(part, count)) for term, count in asked)
    ]
    found = part.find(Query.boolean_query(ratings), limit=limit)
    found = [(rating, address) for rating, address in found if rating >= NEARLY * enough]
    keys = part.numbers("key", [address for _, address in found])
    return [(key, rating) for key, (rating, _) in zip(keys, found, strict=True)]


def weight(part: Part, letters: int) -> float:
    """Return how much a fingerprint says that stands in so many letters."""
    return log(1 + part.size / letters)


def _rarest(known: Mapping[str, int], least: int) -> list[tuple[str, int]]:
    ranked = sorted((count, term) for term, count in known.items() if count >= least)
    costs = accumulate(count for count, _ in ranked)
    affordable = sum(cost <= MOST_LETTERS for cost in costs)
    return [(term, count) for count, term in ranked[: min(max(affordable, ALWAYS), MOST_ASKED)]]


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
    most = MOST_READ if only is None else MOST_READ_OF_ONE
    digits = next(digits for least, digits in DIGITS if part.size >= least)
    looked_at = 16**digits if only is None else _affordable(part, 16**digits)
    found: dict[str, int] = {}
    read, beginning = 0, ""
    for number in range(looked_at):
        beginning = f"{number:0{digits}x}" if digits else ""
        terms = _terms(part, beginning, only)
        found.update((term, count) for term, count in terms if 2 <= count <= FEW)
        read += len(terms)
        if read >= most or len(found) >= MOST_SAMPLED:
            return found, beginning
    return found, beginning if looked_at < 16**digits else ""


def _affordable(part: Part, parts: int) -> int:
    """Return how many parts of the list can be looked through for what one sender has of them."""
    in_one = max(1, part.size * PER_LETTER // parts)
    return min(parts, max(1, MOST_PASSED // in_one))


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
