"""Wordings compared: which words of an ask changed when it was repeated.

Words are compared as they are spelt; capitals, punctuation and white space do not count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from letters import spelling

# Beyond this the comparison takes long, and nobody follows it word by word.
MOST_WORDS = 400
# With less in common than this the two are other words altogether.
LEAST_ALIKE = 0.2

Kind = Literal["same", "ins", "del"]


@dataclass(frozen=True)
class Piece:
    """A run of words: in both wordings, new in the later one, or left out of the earlier."""

    kind: Kind
    text: str


def changes(earlier: str, later: str) -> list[Piece]:
    """Return the later wording in pieces, what was left out between them.

    Joined, the pieces that are not "del" give the later wording. Nothing where the two are too
    long to compare, or have next to nothing in common.
    """
    before, after = _Words(earlier), _Words(later)
    if not 0 < min(before.count, after.count) <= max(before.count, after.count) <= MOST_WORDS:
        return []
    matcher = SequenceMatcher(None, before.keys, after.keys, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return []
    return list(_pieces(matcher, before, after))


class _Words:
    """A wording cut at the beginning of each word, so that the cuts joined give it whole."""

    def __init__(self, text: str) -> None:
        spans = spelling.spans(text)
        self.keys = [text[start:end].casefold() for start, end in spans]
        starts = [0, *(start for start, _ in spans[1:]), len(text)] if spans else [0, len(text)]
        self._cuts = [text[start:end] for start, end in pairwise(starts)]
        self.count = len(self.keys)

    def run(self, first: int, end: int) -> str:
        """Return the words from one to before another, with what stands after each."""
        return "".join(self._cuts[first:end])


def _pieces(matcher: SequenceMatcher[str], before: _Words, after: _Words) -> Iterator[Piece]:
    for kind, start, end, later_start, later_end in matcher.get_opcodes():
        if kind in ("replace", "delete"):
            yield Piece("del", before.run(start, end).strip())
        if kind in ("replace", "insert"):
            new = after.run(later_start, later_end)
            yield Piece("ins", new.rstrip())
            yield Piece("same", new[len(new.rstrip()) :])
        if kind == "equal":
            yield Piece("same", after.run(later_start, later_end))
