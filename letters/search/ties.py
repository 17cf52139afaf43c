"""Ties: organisations that sign letters together, two by two, the strongest first.

The organisations that sign most letters with others are looked at one by one, each in one question
to the index. A tie is never stronger than the weaker of its two ends, so that nobody needs to be
looked at who signs fewer letters than the weakest tie wanted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letters.search import matching
from letters.search.entries.values import SERIAL_BITS
from letters.search.guard import guarded
from letters.search.results import Results

# So many ties at most, between so many organisations and their partners.
MOST_TIES = 1_000
MOST_LOOKED_AT = 200
FIELD = "together"


@dataclass(frozen=True)
class Tie:
    """Two organisations by their numbers, and how many letters both sign."""

    one: int
    other: int
    letters: int


@dataclass(frozen=True)
class Ties:
    """The strongest ties of what is found, and how many organisations were looked at.

    ``are_all`` where no other tie can be among what is found; ``is_sure`` where none can be
    stronger than the weakest of these.
    """

    ties: tuple[Tie, ...]
    looked_at: int
    are_all: bool
    is_sure: bool


def ties(results: Results) -> Ties:
    """Return the strongest ties among the letters found."""
    return results.keep("ties", lambda: _ties(results))


def _ties(results: Results) -> Ties:
    signing = results.part.counts(results.query(), {FIELD: MOST_LOOKED_AT + 1})[FIELD]
    strongest: list[Tie] = []
    looked_at, weakest, are_all = 0, 0, True
    for one, letters in signing[:MOST_LOOKED_AT]:
        if letters < weakest:
            break
        looked_at += 1
        near = partners(results, [one], MOST_TIES + 1)
        new = {Tie(min(one, each), max(one, each), n) for each, n in near if n >= weakest}
        # A tie comes up at both its ends.
        strongest = sorted(new.union(strongest), key=lambda tie: (-tie.letters, tie.one, tie.other))
        are_all = are_all and len(strongest) <= MOST_TIES and len(new) == len(near)
        strongest = strongest[:MOST_TIES]
        weakest = strongest[-1].letters if len(strongest) == MOST_TIES else 0
    rest = signing[looked_at][1] if looked_at < len(signing) else 0
    return Ties(tuple(strongest), looked_at, are_all and not rest, rest <= weakest)


def partners(results: Results, own: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return who signs most often with any of these organisations, and how many letters."""
    query = results.query(beside=[matching.any_value(results.part, FIELD, own)])
    counts = results.part.counts(query, {FIELD: size + len(own)})[FIELD]
    return [(other, letters) for other, letters in counts if other not in own][:size]


def ends(results: Results, *together: Sequence[int]) -> tuple[int, int]:
    """Return the first and the last letter that one of each of these sign; 0 if there is none.

    An undated one comes last of all both ways.
    """
    beside = [matching.any_value(results.part, FIELD, each) for each in together]
    query = results.query(beside=beside)
    found = [
        results.part.find(query, limit=1, by=by, reverse=by == "oldest")
        for by in ("oldest", "newest")
    ]
    first, last = (results.part.numbers("key", [hits[0][1]])[0] if hits else 0 for hits in found)
    return first, last


def days(results: Results, *together: Sequence[int]) -> tuple[int, int]:
    """Return the days of the first and the last letter that one of each of these sign.

    As ordinals, and 0 where all are undated: read off the keys of order, which begin with the day.
    """
    beside = [matching.any_value(results.part, FIELD, each) for each in together]
    wanted = {"first": {"min": {"field": "oldest"}}, "last": {"max": {"field": "newest"}}}
    with guarded():
        found = results.part.searcher.aggregate(results.query(beside=beside), wanted)
    first, last = (int(found[name]["value"] or 0) >> SERIAL_BITS for name in ("first", "last"))
    return (first, last) if last else (0, 0)


def ends_of(results: Results, found: Sequence[Tie]) -> Mapping[frozenset[int], tuple[int, int]]:
    """Return the first and the last letter of each of these ties."""
    return {frozenset((tie.one, tie.other)): ends(results, [tie.one], [tie.other]) for tie in found}
