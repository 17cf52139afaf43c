"""The strongest echoes of the archive: which letters share most, from a sample of fingerprints.

Comparing every letter with every other is out of the question; but letters that share much share
many fingerprints, and a sample of these finds them.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from letters.search import current, sharing

# So many pairs of letters are kept, those that share the most.
MOST_PAIRS = 2_000


@dataclass(frozen=True)
class Strongest:
    """Pairs of letters by key, those that share most fingerprints first, with how many.

    ``one_in`` says of how many runs of words one was looked at; 1 is all of them.
    """

    pairs: Sequence[tuple[tuple[int, int], int]]
    one_in: int


def strongest(sender: int | None = None) -> Strongest:
    """Find the letters that share most, or those that share most with one sender's letters.

    Looked up once for every state of the index. Raises ``search.UnusableError``.
    """
    snapshot = current()
    return _strongest((snapshot.generation.path, snapshot.state), sender)


@lru_cache(maxsize=8)
def _strongest(state: Hashable, sender: int | None) -> Strongest:
    found = sharing.sample(current().letters, sender)
    counts: Counter[tuple[int, int]] = Counter()
    for keys in found.shared:
        counts.update(combinations(sorted(keys), 2))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Strongest(tuple(ranked[:MOST_PAIRS]), found.one_in)
