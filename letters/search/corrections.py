"""Corrections: words of the archive that look like one that it does not have."""

from collections.abc import Iterator

from letters.search import matching
from letters.search.analysis import stem
from letters.search.snapshot import Part

# Words looked at: the commonest of all, and the commonest that begin alike.
COMMON, ALIKE = 20_000, 5_000
MOST = 4


def is_missing(part: Part, word: str) -> bool:
    """Tell whether a folded word stands nowhere, in any inflection."""
    return part.count(matching.term(part, "stems", stem(word), "freq")) == 0


def corrections(part: Part, word: str) -> list[str]:
    """Return words like a folded one, the likeliest first; some may be in removed letters only."""
    most = 0 if len(word) < 3 else 1 if len(word) < 5 else 2
    found = {}
    for candidate, frequency in _candidates(part, word) if most else ():
        if candidate != word and _may_be_near(word, candidate, most):
            distance = edits(word, candidate, most)
            if distance <= most:
                found[candidate] = (distance, -frequency, candidate)
    return sorted(found, key=lambda candidate: found[candidate])[:MOST]


def _candidates(part: Part, word: str) -> Iterator[tuple[str, int]]:
    yield from part.common_words(COMMON)
    yield from part.words(word[:2], ALIKE)


def _may_be_near(word: str, candidate: str, most: int) -> bool:
    near = abs(len(word) - len(candidate)) <= most
    return near and len(set(word) ^ set(candidate)) <= 2 * most


def edits(one: str, other: str, most: int) -> int:
    """Count insertions, deletions, changes and swaps of neighbours; more than ``most`` is enough.

    >>> edits("atrocity", "artocity", 2)
    1
    """
    previous: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, another in enumerate(other, 1):
            cost = above[j - 1] + (letter != another)
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, previous[j - 2] + 1)
            row.append(min(cost, above[j] + 1, row[j - 1] + 1))
        if min(row) > most:
            return most + 1
        previous, above = above, row
    return above[-1]
