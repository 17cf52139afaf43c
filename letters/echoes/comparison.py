"""Comparison of two letters: the passages that stand in both, and the words in which they differ.

Salutations, address blocks and signatures are no passages and are not compared. What counts as
an echo was set by careful reading: a run of names or a set phrase is none, whatever its length in
words; where two letters share something beyond doubt, a shorter wording counts as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from letters.echoes.alignment import Chain, Run, chains
from letters.echoes.wording import Span, Wording, wording_of
from letters.text import ReadingText

# A chain is an echo of its own from this score on, and with so many words of meaning that are no
# names. A word of meaning counts 1, another 0.4, less what the gaps cost: a dozen words in a row.
SURE, SURE_PLAIN = 8.0, 6
# Beside such an echo this is enough, if it is half of a passage: the lead-in to a list, a closing
# formula. In a longer passage it may be a set phrase.
LIKELY, LIKELY_PLAIN = 4.0, 4
# Passages are aligned only if they share so many times three words in a row, first those that share
# enough for an echo of its own ...
TRIGRAMS, SURE_TRIGRAMS = 2, 6
# ... that stand in no more passages than this of one letter, and only so many pairs of them.
MOST_PASSAGES, MOST_PAIRS = 24, 1_000
# From this share of its words on, a letter as a whole is an echo.
NEARLY_ALL = 0.8


@dataclass(frozen=True)
class Difference:
    """Words here in place of which others stand there; either may be none."""

    here: str
    there: str


@dataclass(frozen=True)
class Echo:
    """Passage ``here`` of one letter as far as it stands in passage ``there`` of another."""

    here: int
    there: int
    wording: Wording
    other: Wording
    chains: tuple[Chain, ...]

    @property
    def score(self) -> float:
        return sum(chain.score for chain in self.chains)

    @property
    def shared(self) -> int:
        """The number of words here that are the same there, as a reader counts them."""
        return self.wording.count(self.same)

    @property
    def of(self) -> int:
        """The number of words of the passage here."""
        return self.wording.length

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where the words that stand in both begin and end here, spelled alike or not."""
        places = sorted(set().union(*(chain.here for chain in self.chains)))
        return tuple(self.wording.span(first, last) for first, last in _stretches(places))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What differs within what the passages share, in the order of the passage here."""
        return tuple(each for chain in self.chains for each in self._of_chain(chain.runs))

    @property
    def opening(self) -> str:
        """The longest run of words that both have."""
        run = max(self._runs, key=lambda run: run.length)
        return self.wording.quote(run.here, run.here_end)

    def folded(self, first: int, last: int) -> list[str]:
        """Return the folded words here from one place up to another."""
        return [word.folded for word in self.wording.words[first:last]]

    def flipped(self) -> "Echo":
        """Return the same seen from the other letter."""
        flipped = sorted((chain.flipped() for chain in self.chains), key=lambda each: each.runs)
        return Echo(self.there, self.here, self.other, self.wording, tuple(flipped))

    @cached_property
    def same(self) -> frozenset[int]:
        """The places of the words here that are spelled the same there."""
        return frozenset(here for here, there in self._pairs() if self._is_same(here, there))

    @property
    def _runs(self) -> Iterator[Run]:
        return (run for chain in self.chains for run in chain.runs)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        for run in self._runs:
            yield from zip(
                range(run.here, run.here_end), range(run.there, run.there_end), strict=True
            )

    def _is_same(self, here: int, there: int) -> bool:
        return self.wording.surface(here) == self.other.surface(there)

    def _of_chain(self, runs: Sequence[Run]) -> Iterator[Difference]:
        yield from self._spelled(runs[0])
        for before, after in pairwise(runs):
            yield Difference(
                self.wording.quote(before.here_end, after.here),
                self.other.quote(before.there_end, after.there),
            )
            yield from self._spelled(after)

    def _spelled(self, run: Run) -> Iterator[Difference]:
        for step in range(run.length):
            here, there = run.here + step, run.there + step
            if not self._is_same(here, there):
                yield Difference(
                    self.wording.quote(here, here + 1), self.other.quote(there, there + 1)
                )


@dataclass(frozen=True)
class Comparison:
    """What two letters share, in the order of the passages of the one that is here."""

    echoes: tuple[Echo, ...]
    words: int
    words_there: int

    def __bool__(self) -> bool:
        return bool(self.echoes)

    @cached_property
    def shared(self) -> int:
        """The number of words of this letter that are the same in the other."""
        return sum(map(self.shared_in, self.by_passage))

    def shared_in(self, passage: int) -> int:
        """Count the words of a passage here that are the same in the other letter."""
        return self._wording(passage).count(self._same(passage))

    def words_in(self, passage: int) -> int:
        """Count the words of a passage here that has an echo."""
        return self._wording(passage).length

    def different(self, passage: int) -> tuple[Span, ...]:
        """Where words of a passage here begin and end that are not, or not so spelled, there."""
        wording, same = self._wording(passage), self._same(passage)
        places = [place for place in range(len(wording)) if place not in same]
        return tuple(wording.span(first, last) for first, last in _stretches(places))

    def beyond(self, passage: int) -> int:
        """Count the words of a passage here before, between and after all that is shared."""
        inside = {
            place
            for echo in self.by_passage[passage]
            for chain in echo.chains
            for place in range(chain.runs[0].here, chain.runs[-1].here_end)
        }
        wording = self._wording(passage)
        return wording.count(set(range(len(wording))) - inside)

    def _wording(self, passage: int) -> Wording:
        return self.by_passage[passage][0].wording

    def _same(self, passage: int) -> frozenset[int]:
        return frozenset().union(*(echo.same for echo in self.by_passage[passage]))

    @cached_property
    def by_passage(self) -> dict[int, list[Echo]]:
        """The echoes by the number of the passage here."""
        found = defaultdict(list)
        for echo in self.echoes:
            found[echo.here].append(echo)
        return dict(found)

    @property
    def is_nearly_all(self) -> bool:
        """Tell whether this letter as a whole stands in the other."""
        return self.shared >= NEARLY_ALL * self.words > 0

    def flipped(self) -> "Comparison":
        """Return the same seen from the other letter."""
        return Comparison(
            _in_order(echo.flipped() for echo in self.echoes), self.words_there, self.words
        )


def compare(here: ReadingText, there: ReadingText) -> Comparison:
    """Find what two letters share.

    The same from either side: ``compare(a, b).flipped() == compare(b, a)``.
    """
    return compare_wordings(wordings_of(here), wordings_of(there))


def wordings_of(reading: ReadingText) -> tuple[Wording, ...]:
    """Prepare the passages of a letter."""
    return tuple(wording_of(block.plain) for block in reading.passages)


def compare_wordings(here: Sequence[Wording], there: Sequence[Wording]) -> Comparison:
    """Find what two letters share, given as their passages."""
    if _key(there) < _key(here):
        return compare_wordings(there, here).flipped()
    grouped = defaultdict(list)
    for link in _taken(_links(here, there)):
        grouped[link.here, link.there].append(link.chain)
    return Comparison(
        _in_order(
            Echo(first + 1, second + 1, here[first], there[second], _by_place(found))
            for (first, second), found in grouped.items()
        ),
        sum(wording.length for wording in here),
        sum(wording.length for wording in there),
    )


def _key(wordings: Iterable[Wording]) -> list[tuple[object, ...]]:
    return [(wording.stems, wording.weights, wording.text) for wording in wordings]


def _in_order(echoes: Iterable[Echo]) -> tuple[Echo, ...]:
    return tuple(sorted(echoes, key=lambda echo: (echo.here, echo.there)))


def _by_place(found: Iterable[Chain]) -> tuple[Chain, ...]:
    return tuple(sorted(found, key=lambda chain: chain.runs))


class _Link(NamedTuple):
    """A chain between two passages, which are given by their places."""

    here: int
    there: int
    chain: Chain
    is_sure: bool


def _links(here: Sequence[Wording], there: Sequence[Wording]) -> list[_Link]:
    """Align the passages that may have something in common; none if there is no sure echo."""
    pairs = _pairs(here, there)
    sure = [pair for pair, count in pairs.items() if count >= SURE_TRIGRAMS]
    links = [link for pair in sure for link in _links_of(pair, here, there)]
    if not any(link.is_sure for link in links):
        return []
    others = (pair for pair, count in pairs.items() if count < SURE_TRIGRAMS)
    return [*links, *(link for pair in others for link in _links_of(pair, here, there))]


def _links_of(
    pair: tuple[int, int], here: Sequence[Wording], there: Sequence[Wording]
) -> Iterator[_Link]:
    one, other = here[pair[0]], there[pair[1]]
    for chain in chains(one, other, LIKELY):
        plain = _plain_words(chain, one, other)
        is_sure = chain.score >= SURE and plain >= SURE_PLAIN
        is_half = 2 * len(chain.here) >= min(len(one), len(other))
        if is_sure or (is_half and plain >= LIKELY_PLAIN):
            yield _Link(*pair, chain, is_sure)


def _pairs(here: Sequence[Wording], there: Sequence[Wording]) -> dict[tuple[int, int], int]:
    """Return the passages that share three words in a row often enough, and how often."""
    places = defaultdict(list)
    for place, wording in enumerate(here):
        for trigram in wording.trigrams:
            places[trigram].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for second, wording in enumerate(there):
        for trigram in wording.trigrams & places.keys():
            among = places[trigram]
            for first in among if len(among) <= MOST_PASSAGES else ():
                shared[first, second] += 1
    ranked = sorted(shared, key=lambda pair: (-shared[pair], pair))[:MOST_PAIRS]
    return {pair: shared[pair] for pair in ranked if shared[pair] >= TRIGRAMS}


def _plain_words(chain: Chain, here: Wording, there: Wording) -> int:
    return sum(
        here.is_plain[run.here + step] and there.is_plain[run.there + step]
        for run in chain.runs
        for step in range(run.length)
    )


def _taken(links: list[_Link]) -> Iterator[_Link]:
    """Keep of the links those that are echoes: words echo what they are most like.

    A link most of whose words, here or there, are of a better one is left out.
    """
    here: dict[int, set[int]] = defaultdict(set)
    there: dict[int, set[int]] = defaultdict(set)
    for link in sorted(links, key=_rank):
        words, others = link.chain.here, link.chain.there
        is_new_here = 2 * len(words & here[link.here]) < len(words)
        is_new_there = 2 * len(others & there[link.there]) < len(others)
        if is_new_here and is_new_there:
            here[link.here] |= words
            there[link.there] |= others
            yield link


def _rank(link: _Link) -> tuple[float, int, int, int, tuple[Run, ...]]:
    apart = abs(link.here - link.there)
    return -link.chain.score, apart, link.here, link.there, link.chain.runs


def _stretches(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Join places that follow one another, the end left out."""
    start = 0
    for number, place in enumerate(places, 1):
        if number == len(places) or places[number] != place + 1:
            yield places[start], place + 1
            start = number
