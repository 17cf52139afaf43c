"""Alignment of two passages, word by word: which words of the one are which of the other.

Runs of words that both have are strung on chains that keep the order of both. What lies between
two runs costs something, the more the longer it is, but a long clause dropped on one side costs
little more than a short one; so a chain goes on across a changed word or a dropped sentence, and
ends where only words are left that any two letters have in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import log2
from typing import NamedTuple

from letters.echoes.wording import FULL, Wording

# What a gap between two runs costs: for each word that another stands for, and for its length.
CHANGED, LENGTH = 0.3, 0.45
LENGTHS = [LENGTH * log2(1 + words) for words in range(256)]
# Runs of fewer words are looked for only between and beside longer ones that are on a chain.
SEED = 2
# In long passages chance gives many short runs: there only longer ones count.
LONG, LONG_SEED = 40_000, 4
# So many runs are looked at, the longest; words that stand in more places begin none.
MOST_RUNS, MOST_PLACES = 200, 24
# The widest gap in which single words are looked for, in words of each side.
WIDEST = 16
MOST_CHAINS = 4


class Run(NamedTuple):
    """So many words in a row that stand at one place here and at another there."""

    here: int
    there: int
    length: int

    @property
    def here_end(self) -> int:
        return self.here + self.length

    @property
    def there_end(self) -> int:
        return self.there + self.length

    def flipped(self) -> "Run":
        return Run(self.there, self.here, self.length)


class Box(NamedTuple):
    """A part of both passages."""

    here: int
    here_end: int
    there: int
    there_end: int


@dataclass(frozen=True)
class Chain:
    """Runs in the order of both passages; the score says how much they are the same."""

    runs: tuple[Run, ...]
    score: float

    @cached_property
    def here(self) -> frozenset[int]:
        """The places of the words here."""
        return frozenset(place for run in self.runs for place in range(run.here, run.here_end))

    @cached_property
    def there(self) -> frozenset[int]:
        """The places of the words there."""
        return frozenset(place for run in self.runs for place in range(run.there, run.there_end))

    def flipped(self) -> "Chain":
        return Chain(tuple(run.flipped() for run in self.runs), self.score)


def chains(here: Wording, there: Wording, least: float) -> list[Chain]:
    """Find the chains of two passages that score at least so much, the best first.

    The same the other way round: ``chains(b, a)`` are those of ``chains(a, b)``, flipped.
    """
    if (there.stems, there.weights) < (here.stems, here.weights):
        return [chain.flipped() for chain in _chains(there, here, least)]
    return _chains(here, there, least)


def _chains(here: Wording, there: Wording, least: float) -> list[Chain]:
    sums = [0.0, *accumulate(here.weights)]
    found: list[Chain] = []
    runs = _seeds(here, there)
    while runs and len(found) < MOST_CHAINS:
        rough = _best(runs, sums)
        if rough.score < least / 2:
            break
        chain = _best(sorted({*rough.runs, *_between(rough, here, there)}), sums)
        if chain.score < least:
            break
        found.append(chain)
        runs = [run for run in runs if _is_beside(run, chain)]
    return found


def _is_beside(run: Run, chain: Chain) -> bool:
    first, last = chain.runs[0], chain.runs[-1]
    return (run.here_end <= first.here or run.here >= last.here_end) and (
        run.there_end <= first.there or run.there >= last.there_end
    )


# Runs


def _seeds(here: Wording, there: Wording) -> list[Run]:
    if here.stems == there.stems:
        return [Run(0, 0, len(here))]
    seed = SEED if len(here) * len(there) <= LONG else LONG_SEED
    runs = _runs(here.stems, there.stems, Box(0, len(here), 0, len(there)), seed)
    longest = sorted(runs, key=lambda run: (-run.length, run))[:MOST_RUNS]
    return sorted(longest)


def _between(chain: Chain, here: Wording, there: Wording) -> Iterator[Run]:
    """Find the runs between those of a chain, and beside its ends, down to single words.

    A single word that says little is not taken: it would stand at its place by chance.
    """
    for box in _boxes(chain, len(here), len(there)):
        for run in _runs(here.stems, there.stems, box, 1):
            if run.length > 1 or here.weights[run.here] == FULL:
                yield run


def _boxes(chain: Chain, here: int, there: int) -> Iterator[Box]:
    """Return the gaps of a chain that are not too wide, and as much beside its ends."""
    first, last = chain.runs[0], chain.runs[-1]
    yield Box(max(0, first.here - WIDEST), first.here, max(0, first.there - WIDEST), first.there)
    for before, after in pairwise(chain.runs):
        box = Box(before.here_end, after.here, before.there_end, after.there)
        if box.here_end - box.here <= WIDEST and box.there_end - box.there <= WIDEST:
            yield box
    yield Box(
        last.here_end,
        min(here, last.here_end + WIDEST),
        last.there_end,
        min(there, last.there_end + WIDEST),
    )


def _runs(here: Sequence[str], there: Sequence[str], box: Box, seed: int) -> Iterator[Run]:
    """Find the runs of at least so many words within a part of both passages."""
    places = defaultdict(list)
    for place in range(box.there, box.there_end - seed + 1):
        places[there[place : place + seed]].append(place)
    for first in range(box.here, box.here_end - seed + 1):
        among = places.get(here[first : first + seed], ())
        for second in among if len(among) <= MOST_PLACES else ():
            if first > box.here and second > box.there and here[first - 1] == there[second - 1]:
                continue
            length = seed
            most = min(box.here_end - first, box.there_end - second)
            while length < most and here[first + length] == there[second + length]:
                length += 1
            yield Run(first, second, length)


# Chains


def _best(runs: Sequence[Run], sums: Sequence[float]) -> Chain:
    """String runs, which are in order, on the chain that scores most."""
    scores: list[float] = []
    befores: list[int] = []
    done: list[tuple[float, int, int]] = []
    for here, there, length in runs:
        top, before = 0.0, -1
        for number, (score, here_end, there_end) in enumerate(done):
            # What scores no more without the gap between cannot score more with it.
            if score > top and here_end <= here and there_end <= there:
                score -= _cost(here - here_end, there - there_end)
                if score > top:
                    top, before = score, number
        top += sums[here + length] - sums[here]
        done.append((top, here + length, there + length))
        scores.append(top)
        befores.append(before)
    last = max(range(len(runs)), key=scores.__getitem__)
    # Rounded, so that the same words score the same wherever they stand.
    return Chain(tuple(_traced(runs, befores, last)), round(scores[last], 6))


def _cost(here: int, there: int) -> float:
    fewer, more = (here, there) if here < there else (there, here)
    return CHANGED * fewer + LENGTHS[min(more, len(LENGTHS) - 1)]


def _traced(runs: Sequence[Run], befores: Sequence[int], last: int) -> Iterable[Run]:
    chain = []
    while last >= 0:
        chain.append(runs[last])
        last = befores[last]
    return reversed(chain)
