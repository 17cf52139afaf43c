"""Two versions of a text, compared word by word."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

# Words on either side of a change that are shown with it.
AROUND = 8
# Longer texts than this are compared line by line.
MOST_WORDS = 3000


class Piece(NamedTuple):
    """Words that both versions have ("same"), or only the earlier ("del") or later ("ins") one."""

    kind: str
    words: str


def compare(old: str, new: str) -> Iterator[Piece]:
    """Yield the pieces of two texts, the words that they share shortened to their surroundings."""
    before, after = _words(old), _words(new)
    first = _shared(before, after)
    last = min(_shared(before[::-1], after[::-1]), len(before) - first, len(after) - first)
    if first:
        yield Piece("same", _surroundings(before[:first], is_first=True, is_last=False))
    yield from _differing(before[first : len(before) - last], after[first : len(after) - last])
    if last:
        yield Piece("same", _surroundings(before[-last:], is_first=False, is_last=True))


def _shared(before: list[str], after: list[str]) -> int:
    """Return how many words both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(before), len(after)))


def _differing(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, other, other_end in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield Piece("same", _surroundings(before[start:end], is_first=False, is_last=False))
            continue
        if end > start:
            yield Piece("del", "".join(before[start:end]))
        if other_end > other:
            yield Piece("ins", "".join(after[other:other_end]))


def _words(text: str) -> list[str]:
    """Return the words, each with the white space after it; of a very long text, the lines."""
    lines = text.splitlines(keepends=True)
    if text.count(" ") > MOST_WORDS:
        return lines
    return [word for line in lines for word in _split(line)]


def _split(line: str) -> Iterator[str]:
    words = line.split(" ")
    yield from (f"{word} " for word in words[:-1])
    if words[-1]:
        yield words[-1]


def _surroundings(words: list[str], *, is_first: bool, is_last: bool) -> str:
    if len(words) <= 2 * AROUND:
        return "".join(words)
    before = "" if is_first else "".join(words[:AROUND])
    after = "" if is_last else "".join(words[-AROUND:])
    return f"{before}… {after}" if not is_first else f"… {after}"
