"""Comparison of two letters: the passages that stand in both, and the words in which they differ.

Salutations, address blocks and signatures are no passages and are not compared. What counts as
an echo was set by careful reading: a run of names or a set phrase is none, whatever its length in
words; where two letters share something beyond doubt, a shorter wording counts as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from letters.echoes.alignment import Chain, Run, chains
from letters.echoes.echo import Comparison, Echo
from letters.echoes.wording import Wording, wording_of
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
    echoes = [
        Echo(first + 1, second + 1, here[first], there[second], _by_place(found))
        for (first, second), found in sorted(grouped.items())
    ]
    lengths = (sum(wording.length for wording in wordings) for wordings in (here, there))
    return Comparison(tuple(echoes), *lengths)


def _key(wordings: Iterable[Wording]) -> list[tuple[object, ...]]:
    return [(wording.stems, wording.weights, wording.text) for wording in wordings]


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
