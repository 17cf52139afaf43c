"""Echoes, and what two letters share: results of a comparison, seen from one of the letters."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from letters.echoes.alignment import Chain, Run
from letters.echoes.wording import Span, Wording, stretches

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
        """How much the passages are the same; higher is more."""
        return sum(chain.score for chain in self.chains)

    def place(self) -> tuple[int, int]:
        """Return what echoes are put in order by."""
        return self.here, self.there

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
        return tuple(self.wording.span(first, last) for first, last in stretches(places))

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
        return tuple(wording.span(first, last) for first, last in stretches(places))

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
        echoes = sorted((echo.flipped() for echo in self.echoes), key=Echo.place)
        return Comparison(tuple(echoes), self.words_there, self.words)
