"""Ranking: in how many letters organisations and people take part, as lists are sorted by it.

The index tells it of those with most letters. To count the letters of 50,000 organisations took
SQLite most of a minute at a million letters; databases do so only without an index.
"""

from collections import Counter
from collections.abc import Mapping

from letters import search
from letters.filters.tallies import rank_organisations, rank_people
from letters.models import Person
from letters.search.codes import kind_and_key

# Those that come after so many follow by their names.
RANKED = 10_000


def organisation_ranks() -> Mapping[int, int]:
    """Return the organisations with most letters, those of what is below them with their own."""
    try:
        return dict(search.current().letters.commonest("organisation", RANKED)[0])
    except search.UnusableError:
        return rank_organisations()


def people_ranks() -> Mapping[int, int]:
    """Return the people with most letters, signed, sent and received."""
    ranks: Counter[int] = Counter()
    try:
        part = search.current().letters
        ranks.update(dict(part.commonest("signatory", RANKED)[0]))
        for name in ("sender", "recipient"):
            for number, letters in part.commonest(name, RANKED)[0]:
                kind, key = kind_and_key(number)
                ranks[key] += letters if kind is Person else 0
    except search.UnusableError:
        return rank_people()
    return +ranks
