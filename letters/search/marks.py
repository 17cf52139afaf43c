"""Marks: where in a text the words stand that a reader searched for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from letters import spelling
from letters.search import query as tree
from letters.search.analysis import stem, stems
from letters.search.guard import UnusableError
from letters.search.matching import units
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

# Texts with so many bytes a letter are not mostly ASCII: all of their words are folded.
FOREIGN = 1.1


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
    """Finds stems, words in a row, beginnings of words, and forms of synonyms."""

    stems: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    beginnings: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()
    known: Synonyms = field(default_factory=Synonyms)

    @classmethod
    def of(cls, query: tree.Query, known: Synonyms) -> "Marker":
        concepts: set[str] = set()
        terms: list[tree.Term] = []
        for form, clause in units(query.wanted, known):
            concepts.update(known.of(form) if form else ())
            for term in clause:
                meant = known.of(_words_of(term))
                concepts.update(meant)
                terms += [] if meant else [term]
        words = [term.word for term in terms if isinstance(term, tree.Word)]
        phrases = [term.words for term in terms if isinstance(term, tree.Phrase)]
        beginnings = [each for term in terms for each in getattr(term, "beginnings", ())]
        telling = [word for word in words if word not in FUNCTION_WORDS]
        if not (telling or phrases or beginnings or concepts):
            telling = words
        return cls(
            frozenset(map(stem, telling)),
            tuple(set(phrases)),
            tuple(beginnings),
            frozenset(concepts),
            known,
        )

    def __bool__(self) -> bool:
        return bool(self.stems or self.phrases or self.beginnings or self.concepts)

    def __call__(self, plain: str) -> Spans:
        """Return the spans of all that is found in a plain text."""
        if self.phrases or self.concepts or len(plain.encode()) > FOREIGN * len(plain):
            return sorted(self._among_all(plain))
        # Stemming leaves the first letter of a word, and what folding makes of it is provided for.
        candidates = spelling.words_beginning(plain, self._first_letters)
        return [word[1:] for word in candidates if self._is_hit(word.folded)]

    @property
    def _first_letters(self) -> set[str]:
        return {word[0] for word in (*self.stems, *self.beginnings)}

    def _is_hit(self, folded: str) -> bool:
        return stem(folded) in self.stems or folded.startswith(self.beginnings)

    def _among_all(self, plain: str) -> Iterator[tuple[int, int]]:
        found = set(self._places(spelling.fold_words(plain)))
        # Where the words stand takes as long again to find.
        spans = spelling.spans(plain) if found else []
        return ((spans[first][0], spans[end - 1][1]) for first, end in found)

    def _places(self, folded: Sequence[str]) -> Iterator[tuple[int, int]]:
        for place in self._single(folded):
            yield place, place + 1
        for phrase in self.phrases:
            first, length = phrase[0], len(phrase)
            for place, word in enumerate(folded):
                if word == first and tuple(folded[place : place + length]) == phrase:
                    yield place, place + length
        for start, end, concept in self.known.find(folded) if self.concepts else ():
            if concept in self.concepts:
                yield start, end

    def _single(self, folded: Sequence[str]) -> Iterator[int]:
        for place, its_stem in enumerate(stems(folded) if self.stems else ()):
            if its_stem in self.stems:
                yield place
        for place, word in enumerate(folded if self.beginnings else ()):
            if word.startswith(self.beginnings):
                yield place


def _words_of(term: tree.Term) -> tuple[str, ...]:
    if isinstance(term, tree.Word):
        return (term.word,)
    return term.words if isinstance(term, tree.Phrase) else ()
