"""Find a quote in passages, or the wording nearest to it.

White space is folded (any run of it, also of non-breaking spaces and line breaks, is one space)
and markup in the quote is ignored. All else counts, also the shape of quotation marks: letters
are quoted to the letter.
"""

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from letters.text.blocks import Block


class Span(NamedTuple):
    """Say where a quote stands: in which passage, from where to where in its ``plain``."""

    passage: int
    start: int
    end: int


class Nearest(NamedTuple):
    """Hold the wording nearest to a quote that stands nowhere.

    ``likeness`` is 1 where only white space differs, and 0 where nothing is shared.
    """

    passage: int
    wording: str
    likeness: float


def fold(text: str) -> str:
    """Make every run of white space one space, and strip the ends."""
    return " ".join(text.split())


def find(passages: Iterable[Block], quote: str) -> Span | None:
    """Find the first passage in which a quote stands; the quote is folded, without markup."""
    if not quote:
        return None
    for block in passages:
        place = _locate(block.plain, quote)
        if place and block.number:
            return Span(block.number, *place)
    return None


_NEEDS_FOLDING = re.compile(r"[^\S ]|  ")
_WHITE_SPACE = re.compile(r"\s+")


def _locate(plain: str, quote: str) -> tuple[int, int] | None:
    if not _NEEDS_FOLDING.search(plain):
        at = plain.find(quote)
        return (at, at + len(quote)) if at >= 0 else None
    at = fold(plain).find(quote)
    if at < 0:
        return None
    return _unfold(plain, at), _unfold(plain, at + len(quote) - 1) + 1


def _unfold(plain: str, offset: int) -> int:
    """Turn the offset of a character in the folded text into its offset in the text itself."""
    for run in _WHITE_SPACE.finditer(plain):
        if run.start() >= offset:
            break
        offset += len(run[0]) - 1
    return offset


_LONGEST_QUOTE = 5_000
_LONGEST_BY_LETTER = 1_000
_LEAST_LIKENESS = 0.5
_PASSAGES_TRIED = 3
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SAME = str.maketrans("‘’‚‛“”„‟–—‐‑", "''''\"\"\"\"----")


class _Token(NamedTuple):
    key: str
    start: int
    end: int


def nearest(passages: Sequence[Block], quote: str) -> Nearest | None:
    """Find the wording most like a quote, or None if nothing is much like it.

    Takes the passages whose best stretch shares most letters with the quote, aligns that stretch
    with it word by word, and compares letter by letter: linear in the text, for a quote of at
    most 5,000 characters (the rest of a longer one is not looked at).
    """
    quote = fold(quote)[:_LONGEST_QUOTE]
    wanted = _tokens(quote)
    if not wanted:
        return None
    scores = _Scores(wanted)
    stretches = (scores.best_stretch(block) for block in passages)
    tried = heapq.nlargest(_PASSAGES_TRIED, stretches, key=lambda each: each.score)
    found = (each for stretch in tried for each in _alignments(stretch, wanted, quote))
    best = max(found, key=lambda each: each.likeness, default=None)
    return best if best and best.likeness >= _LEAST_LIKENESS else None


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(each[0].casefold().translate(_SAME), each.start(), each.end())
        for each in _TOKEN.finditer(text)
    ]


class _Stretch(NamedTuple):
    """The tokens of a passage, and where in them the best stretch of the quote's length begins."""

    score: float
    block: Block
    tokens: list[_Token]
    first: int


class _Scores:
    """Score the words of a text by how many letters they share with the words of a quote."""

    def __init__(self, wanted: Sequence[_Token]) -> None:
        self.length = len(wanted)
        self.trigrams = {each for token in wanted for each in _trigrams(token.key)}
        self.of_word: dict[str, float] = {}

    def score(self, key: str) -> float:
        if key not in self.of_word:
            trigrams = _trigrams(key)
            shared = sum(each in self.trigrams for each in trigrams)
            self.of_word[key] = len(key) * shared / len(trigrams)
        return self.of_word[key]

    def best_stretch(self, block: Block) -> _Stretch:
        tokens = _tokens(block.plain)
        sums = [0.0, *accumulate(self.score(token.key) for token in tokens)]
        starts = range(max(1, len(tokens) - self.length + 1))
        first = max(starts, key=lambda at: self._sum(sums, at))
        return _Stretch(self._sum(sums, first), block, tokens, first)

    def _sum(self, sums: Sequence[float], at: int) -> float:
        return sums[min(at + self.length, len(sums) - 1)] - sums[at]


def _trigrams(key: str) -> list[str]:
    padded = f" {key} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def _alignments(stretch: _Stretch, wanted: list[_Token], quote: str) -> Iterator[Nearest]:
    """Compare the quote with the stretch itself and with where its words begin and end in it."""
    tokens, length = stretch.tokens, len(wanted)
    margin = length // 4 + 2
    low = max(0, stretch.first - margin)
    keys = [token.key for token in tokens[low : stretch.first + length + margin]]
    matcher = SequenceMatcher(None, keys, [token.key for token in wanted])
    spans = {(stretch.first, stretch.first + length)}
    if shared := matcher.get_matching_blocks()[:-1]:
        first, last, longest = shared[0], shared[-1], max(shared, key=lambda each: each.size)
        spans.add((low + first.a - first.b, low + last.a - last.b + length))
        spans.add((low + longest.a - longest.b, low + longest.a - longest.b + length))
    for start, end in spans:
        within = tokens[max(0, start) : max(0, end)]
        if within and stretch.block.number:
            wording = stretch.block.plain[within[0].start : within[-1].end]
            yield Nearest(stretch.block.number, wording, _likeness(fold(wording), quote))


def _likeness(wording: str, quote: str) -> float:
    """Compare letter by letter, but long quotes word by word.

    Over 200 items SequenceMatcher leaves the frequent ones aside at first. Among words that is
    welcome (a quote of "the of the of …" took 38 s without); among letters it would be wrong.
    """
    if len(quote) <= _LONGEST_BY_LETTER:
        return SequenceMatcher(None, wording, quote, autojunk=False).ratio()
    return SequenceMatcher(None, wording.split(), quote.split()).ratio()
