"""What entries need beside the rows of a letter: synonyms, folded texts and ancestors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from letters import spelling
from letters.models import Organisation
from letters.search.synonyms import Synonyms

# A longer one is no word of a letter, and far longer ones are beyond the engine.
LONGEST_WORD = 200


class Folded(NamedTuple):
    """A text as the index holds it: its folded words, those that are indexed, its concepts."""

    words: list[str]
    text: str
    concepts: str


@dataclass
class Records:
    """What entries need beside the letters: synonyms, and who is a part of whom, once read."""

    synonyms: Synonyms
    _parents: dict[int, int | None] = field(default_factory=dict)

    @cached_property
    def folded(self) -> spelling.WordTable[Folded]:
        """Folded texts. Short ones are kept: most of a letter's blocks are "Yours sincerely"."""
        return spelling.WordTable(self._fold)

    def _fold(self, text: str) -> Folded:
        words = spelling.fold_words(text)
        indexed = words
        if max(map(len, words), default=0) > LONGEST_WORD:
            indexed = [word for word in words if len(word) <= LONGEST_WORD]
        concepts = " ".join(concept for *_, concept in self.synonyms.find(indexed))
        return Folded(words, " ".join(indexed), concepts)

    def with_ancestors(self, organisations: Iterable[int]) -> set[int]:
        """Return organisations and those that they are a part of, at any depth."""
        return self._closure(set(organisations), self._parents, Organisation, "parent")

    @staticmethod
    def _closure(keys: set[int], known: dict[int, int | None], model: Any, above: str) -> set[int]:
        found, level = set(keys), keys
        while level:
            # Not `level - known.keys()`, which walks through all that is known.
            new = {key for key in level if key not in known}
            if new:
                # What is not there any more is known to be under nothing.
                known.update(dict.fromkeys(new))
                known.update(model.objects.filter(pk__in=new).values_list("pk", above))
            level = {higher for key in level if (higher := known[key]) is not None} - found
            found |= level
        return found
