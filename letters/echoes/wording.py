"""The words of a passage, prepared for being compared."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from letters import spelling
from letters.fingerprints import stem

Span = tuple[int, int]

# A word that says little of where two passages come from: a short one, or one of these.
SHORT, LITTLE, FULL = 3, 0.4, 1.0
FUNCTION_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """about also been could each from have into more most only other over shall should some
        such than that their them then there these they this those through under upon very were
        what when where which while will with would your""",
    )
)
HYPHEN = re.compile(r"[-‐‑]")


@dataclass(frozen=True)
class Wording:
    """Hold the words of a passage in the forms in which they are compared, and where they stand.

    ``stems`` are compared; ``weights`` say how much a word counts for a passage being the same;
    ``is_plain`` is true of words that carry meaning and are no names: a name is no echo.
    """

    text: str
    words: tuple[spelling.Word, ...]
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    is_plain: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def trigrams(self) -> frozenset[tuple[str, str, str]]:
        """Every three words in a row among which is a plain one."""
        stems, plain = self.stems, self.is_plain
        return frozenset(
            (stems[place], stems[place + 1], stems[place + 2])
            for place in range(len(stems) - 2)
            if plain[place] or plain[place + 1] or plain[place + 2]
        )

    @cached_property
    def printed(self) -> tuple[int, ...]:
        """For each word the number of the printed word it is of: "sub-regional" is one."""
        found: list[int] = []
        for before, word in zip((None, *self.words), self.words, strict=False):
            if before is None:
                found.append(0)
            else:
                is_joined = HYPHEN.fullmatch(self.text, before.end, word.start)
                found.append(found[-1] + (not is_joined))
        return tuple(found)

    @property
    def length(self) -> int:
        """The number of words as a reader counts them."""
        return self.printed[-1] + 1 if self.printed else 0

    def count(self, places: Collection[int]) -> int:
        """Count the words, as a reader counts them, that these make up wholly."""
        outside = {self.printed[place] for place in range(len(self)) if place not in places}
        return len({self.printed[place] for place in places} - outside)

    def surface(self, place: int) -> str:
        """Return a word as it is spelled, case and the kind of apostrophe aside."""
        __, start, end = self.words[place]
        return self.text[start:end].casefold().replace("’", "'")

    def span(self, first: int, last: int) -> Span:
        """Return where the words from one place up to another stand, the other left out."""
        return self.words[first].start, self.words[last - 1].end

    def quote(self, first: int, last: int) -> str:
        """Return the text from one place up to another, the other left out."""
        if first >= last:
            return ""
        start, end = self.span(first, last)
        return self.text[start:end]


@lru_cache(maxsize=512)
def wording_of(text: str) -> Wording:
    """Prepare a passage."""
    words = tuple(spelling.words(text))
    # Where everything is in capitals they tell no name.
    shouts = text.isupper()
    says_much = tuple(
        len(word.folded) > SHORT and word.folded not in FUNCTION_WORDS for word in words
    )
    return Wording(
        text=text,
        words=words,
        stems=tuple(stem(word.folded) for word in words),
        weights=tuple(FULL if much else LITTLE for much in says_much),
        is_plain=tuple(
            much and (shouts or text[word.start].islower())
            for word, much in zip(words, says_much, strict=True)
        ),
    )


def stretches(places: Sequence[int]) -> Iterator[Span]:
    """Join places that follow one another, given in order; the end is left out."""
    start = 0
    for number, place in enumerate(places, 1):
        if number == len(places) or places[number] != place + 1:
            yield places[start], place + 1
            start = number
