"""Marks: where in a text the words stand that a reader searched for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from letters import spelling
from letters.search import query as tree
from letters.search.analysis import stem, stems
from letters.search.guard import UnusableError
from letters.search.matching import words_ahead
from letters.search.snapshot import current
from letters.search.synonyms import Synonyms

Spans = list[tuple[int, int]]

# Marked only where nothing else was searched for: they would stand out on every line.
FUNCTION_WORDS = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had"),
        *("has", "have", "he", "her", "his", "i", "if", "in", "is", "it", "its", "not", "of"),
        *("on", "or", "our", "she", "so", "than", "that", "the", "their", "them", "they"),
        *("this", "to", "was", "we", "were", "which", "who", "will", "with", "would", "you"),
        "your",
    )
)


def find_hits(text: str) -> Callable[[str], Spans]:
    """Return a function that finds what matches a reader's query in a plain text.

    It gives (start, end) in code points, in order; they may overlap. Marks agree with what the
    index finds: inflections, spellings and synonyms count, words to leave out do not.
    """
    return Marker.of(tree.parse(text), synonyms())


def synonyms() -> Synonyms:
    """Return the synonyms that the index knows, or those of the database if it is of no use."""
    try:
        return current().synonyms
    except UnusableError:
        return Synonyms.load()


@dataclass(frozen=True)
class Marker:
    """Finds stems, words in a row, and beginnings of words."""

    stems: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: tree.Query, known: Synonyms) -> "Marker":
        words = [term.word for term in query.terms if isinstance(term, tree.Word)]
        phrases = [term.words for term in query.terms if isinstance(term, tree.Phrase)]
        runs = [*phrases, *((word,) for word in words), *_runs(query)]
        forms = known.forms(concept for run in _forms(runs, known) for concept in known.of(run))
        beginnings = [
            each
            for term in query.terms
            if isinstance(term, tree.Prefix)
            for each in term.beginnings
        ]
        telling = [word for word in words if word not in FUNCTION_WORDS]
        if not (telling or phrases or beginnings):
            telling = words
        return cls(frozenset(map(stem, telling)), tuple({*phrases, *forms}), tuple(beginnings))

    def __bool__(self) -> bool:
        return bool(self.stems or self.phrases or self.beginnings)

    def __call__(self, plain: str) -> Spans:
        """Return the spans of all that is found in a plain text."""
        words = list(spelling.words(plain))
        folded = [word.folded for word in words]
        found = {(place, place + 1) for place in self._single(folded)}
        found.update(self._rows(folded))
        return sorted((words[first].start, words[end - 1].end) for first, end in found)

    def _single(self, folded: Sequence[str]) -> Iterator[int]:
        stemmed = stems(folded) if self.stems else [""] * len(folded)
        for place, (word, its_stem) in enumerate(zip(folded, stemmed, strict=True)):
            begins = self.beginnings and word.startswith(self.beginnings)
            if its_stem in self.stems or begins:
                yield place

    def _rows(self, folded: Sequence[str]) -> Iterator[tuple[int, int]]:
        for phrase in self.phrases:
            first, length = phrase[0], len(phrase)
            for place, word in enumerate(folded):
                if word == first and tuple(folded[place : place + length]) == phrase:
                    yield place, place + length


def _runs(query: tree.Query) -> Iterator[tuple[str, ...]]:
    """Yield the plain words that follow one another, from each of them on."""
    for place in range(len(query.wanted)):
        yield tuple(words_ahead(query.wanted[place:]))


def _forms(runs: Sequence[tuple[str, ...]], known: Synonyms) -> Iterator[tuple[str, ...]]:
    """Yield the forms of synonyms that the runs are or begin with."""
    for run in runs:
        if length := known.longest(run, 0):
            yield run[:length]
