"""Synonyms: forms that mean the same, found in texts and in what readers type.

A word of a form is looked for by its stem, so that "focal points" is a form of "focal point"; an
acronym as it stands or with an s: "AIDS" is not "aid".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from letters import spelling
from letters.models import Synonym, lines
from letters.search.analysis import stem


class FormWord(NamedTuple):
    """A word of a form: an acronym, or the stem of another word."""

    text: str
    is_acronym: bool

    def is_met_by(self, word: str) -> bool:
        """Tell whether a folded word is this one."""
        if self.is_acronym:
            return word in (self.text, f"{self.text}s")
        return stem(word) == self.text


Form = tuple[FormWord, ...]
Beginning = tuple[tuple[Form, str], ...]


def forms_of(text: str) -> list[Form]:
    """Read the forms of a synonym, one a line."""
    found = (tuple(_form_word(line, word) for word in spelling.words(line)) for line in lines(text))
    return [form for form in found if form]


def _form_word(line: str, word: spelling.Word) -> FormWord:
    written = line[word.start : word.end]
    is_acronym = sum(sign.isupper() or sign.isdigit() for sign in written) > 1
    return FormWord(word.folded if is_acronym else stem(word.folded), is_acronym)


@dataclass(frozen=True)
class Synonyms:
    """The forms of all concepts, each with the number of its concept."""

    forms: tuple[tuple[Form, str], ...] = ()

    @classmethod
    def load(cls) -> "Synonyms":
        """Read them from the database, in one query."""
        return _of_rows(tuple(Synonym.objects.order_by("pk").values_list("pk", "forms")))

    def __post_init__(self) -> None:
        first: dict[FormWord, list[tuple[Form, str]]] = {}
        for form, concept in self.forms:
            first.setdefault(form[0], []).append((form, concept))
        object.__setattr__(self, "_beginning", spelling.WordTable(_Beginnings(first)))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Find forms among folded words, also within longer ones: first word, end, concept."""
        if not self.forms:
            return
        beginning: Mapping[str, Beginning] = self._beginning  # type: ignore[attr-defined]
        starts = [start for start, word in enumerate(words) if beginning[word]]
        for start in starts:
            for form, concept in beginning[words[start]]:
                end = start + len(form)
                if end <= len(words) and all(map(FormWord.is_met_by, form, words[start:end])):
                    yield start, end, concept

    def of(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the concepts of which these words, all of them in order, are a form."""
        whole = (concept for first, end, concept in self.find(words) if end - first == len(words))
        return tuple(dict.fromkeys(whole))

    def longest(self, words: Sequence[str]) -> int:
        """Return how many of the words, from the first on, make the longest form; 0 if none do."""
        return max((end for first, end, _ in self.find(words) if first == 0), default=0)


@lru_cache(maxsize=2)
def _of_rows(rows: tuple[tuple[int, str], ...]) -> Synonyms:
    return Synonyms(tuple((form, str(key)) for key, text in rows for form in forms_of(text)))


class _Beginnings:
    """Finds the forms that may begin with a word.

    Most words begin none, and a letter has hundreds.
    """

    def __init__(self, first: Mapping[FormWord, list[tuple[Form, str]]]) -> None:
        self._acronyms = {word.text: found for word, found in first.items() if word.is_acronym}
        self._stems = {word.text: found for word, found in first.items() if not word.is_acronym}
        self._initials = {word[:1] for word in self._stems}

    def __call__(self, word: str) -> Beginning:
        plural = self._acronyms.get(word[:-1], ()) if word[-1:] == "s" else ()
        # A stem keeps the first letter of its word.
        stemmed = self._stems.get(stem(word), ()) if word[:1] in self._initials else ()
        return (*self._acronyms.get(word, ()), *plural, *stemmed)
