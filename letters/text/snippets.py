"""The few words of a letter that show why a search found it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from letters.text.reading import ReadingText

Hits = Sequence[tuple[int, int]]
FindHits = Callable[[str], Hits]


class Snippet(NamedTuple):
    """Hold a stretch of a passage in pieces, (words, whether they are a hit).

    ``passage`` is None where the text is not that of a letter. ``leading`` and ``trailing`` say
    that the passage goes on before and after. ``more`` counts the other passages with hits,
    ``more_hits`` all hits that are not shown, in this passage and the others.
    """

    passage: int | None
    pieces: list[tuple[str, bool]]
    leading: bool
    trailing: bool
    more: int = 0
    more_hits: int = 0


def snippet(reading: ReadingText, find_hits: FindHits, length: int = 240) -> Snippet | None:
    """Cut a snippet from the passage with the most different hits, or the most hits, or the first.

    ``find_hits`` gives the hits in a text as (start, end). Without any hit there is no snippet.
    """
    found = [
        (block, hits)
        for block in reading.passages
        if (hits := _merged(find_hits(block.plain), len(block.plain)))
    ]
    if not found:
        return None
    block, hits = max(found, key=lambda each: (_variety(each[0].plain, each[1]), len(each[1])))
    here = snippet_of(block.plain, hits, length)
    more_hits = here.more_hits + sum(len(others) for _, others in found) - len(hits)
    return here._replace(passage=block.number, more=len(found) - 1, more_hits=more_hits)


def snippet_of(plain: str, hits: Hits, length: int = 240) -> Snippet:
    """Cut a snippet of at most ``length`` characters from any text, around most of the hits.

    It begins and ends between words, unless a word or a hit is too long for that. Hits may
    overlap; what is outside of the text is left out.
    """
    plain = plain.replace("\n", " ")
    merged = _merged(hits, len(plain))
    start, end = _window(plain, merged, length)
    shown = [(max(a, start), min(b, end)) for a, b in merged if a < end and b > start]
    pieces = list(_pieces(plain, shown, start, end))
    unseen = len(merged) - len(shown)
    return Snippet(None, pieces, start > 0, end < len(plain), more_hits=unseen)


def _merged(hits: Hits, length: int) -> list[tuple[int, int]]:
    """Sort hits, keep to the text, and make one of those that overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in hits):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _variety(plain: str, hits: Hits) -> int:
    return len({plain[start:end].casefold() for start, end in hits})


def _window(plain: str, hits: Hits, length: int) -> tuple[int, int]:
    """Choose what to show: from the beginning if that is enough, else with the hits amid."""
    if len(plain) <= length:
        return 0, len(plain)
    first, last = _densest(plain, hits, length)
    start = 0
    if last > length:
        amid = first - (length - (last - first)) // 2
        start = _word_start(plain, min(amid, len(plain) - length), first)
    is_cut = last - first >= length
    return start, _word_end(plain, start + length, first + 1 if is_cut else last)


def _densest(plain: str, hits: Hits, length: int) -> tuple[int, int]:
    """Find the stretch of at most ``length`` with the most different hits, or the most hits."""
    best, stretch = (0, 0), hits[0] if hits else (0, 0)
    words: Counter[str] = Counter()
    after = 0
    for first, (start, end) in enumerate(hits):
        while after < len(hits) and hits[after][1] <= start + length:
            words[plain[slice(*hits[after])].casefold()] += 1
            after += 1
        if (score := (len(+words), after - first)) > best:
            best, stretch = score, (start, hits[after - 1][1])
        if after > first:
            words[plain[start:end].casefold()] -= 1
        else:
            after = first + 1
    return stretch[0], min(stretch[1], stretch[0] + length)


def _word_start(plain: str, start: int, limit: int) -> int:
    """Move forward to where a word begins, but not beyond the limit."""
    space = plain.find(" ", start - 1, limit)
    while 0 <= space < limit and plain[space] == " ":
        space += 1
    return max(space, start)


def _word_end(plain: str, end: int, limit: int) -> int:
    """Move back to where a word ends, but not beyond the limit."""
    if end >= len(plain):
        return len(plain)
    space = plain.rfind(" ", limit, end + 1)
    while space > limit and plain[space - 1] == " ":
        space -= 1
    return space if space >= 0 else end


def _pieces(plain: str, hits: Hits, start: int, end: int) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in hits:
        if at < first:
            yield plain[at:first], False
        yield plain[first:last], True
        at = last
    if at < end:
        yield plain[at:end], False
