"""Synonyms: forms that mean the same, found in texts and in what readers type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from letters import spelling
from letters.models import Synonym, lines

Words = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """The forms of all concepts, as folded words, with the numbers of the concepts."""

    concepts: Mapping[Words, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Synonyms":
        """Read them from the database, in one query."""
        concepts: dict[Words, tuple[str, ...]] = {}
        for key, forms in Synonym.objects.order_by("pk").values_list("pk", "forms"):
            for form in folded(forms):
                concepts[form] = (*concepts.get(form, ()), str(key))
        return cls(concepts)

    def __post_init__(self) -> None:
        by_first: dict[str, list[Words]] = {}
        for form in sorted(self.concepts, key=len, reverse=True):
            by_first.setdefault(form[0], []).append(form)
        object.__setattr__(self, "_by_first", by_first)

    def of(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the concepts of which these words, all of them in order, are a form."""
        return self.concepts.get(tuple(words), ())

    def forms(self, concepts: Iterable[str]) -> list[Words]:
        """Return every form of these concepts."""
        wanted = set(concepts)
        return [form for form, keys in self.concepts.items() if wanted.intersection(keys)]

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Find forms among words, also within longer ones: first word, end, concept."""
        by_first: Mapping[str, list[Words]] = self._by_first  # type: ignore[attr-defined]
        for start, word in enumerate(words):
            for form in by_first.get(word, ()):
                if tuple(words[start : start + len(form)]) == form:
                    for concept in self.concepts[form]:
                        yield start, start + len(form), concept

    def longest(self, words: Sequence[str], start: int) -> int:
        """Return how many words from ``start`` on make the longest form, 0 if none does."""
        ends = (end for first, end, _ in self.find(words[start:]) if first == 0)
        return max(ends, default=0)


def folded(forms: str) -> list[Words]:
    """Return the forms of a synonym, one a line, as folded words."""
    found = (tuple(spelling.fold_text(form).split()) for form in lines(forms))
    return [words for words in found if words]
