"""What entries need beside the rows of a letter: synonyms, ancestors, chains of restatement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from letters.models import Organisation, Recommendation
from letters.search.synonyms import Synonyms


@dataclass
class Records:
    """What entries need beside the letters: synonyms, and who is a part of whom, once read."""

    synonyms: Synonyms
    _parents: dict[int, int | None] = field(default_factory=dict)
    _restated: dict[int, int | None] = field(default_factory=dict)

    def with_ancestors(self, organisations: Iterable[int]) -> set[int]:
        """Return organisations and those that they are a part of, at any depth."""
        return self._closure(set(organisations), self._parents, Organisation, "parent")

    def chains(self, recommendations: Iterable[int]) -> dict[int, int]:
        """Return for each recommendation the first one of those that it restates."""
        keys = set(recommendations)
        self._closure(keys, self._restated, Recommendation, "restates")
        return {key: self._first(key) for key in keys}

    def _first(self, key: int) -> int:
        passed: set[int] = set()
        while key not in passed and (earlier := self._restated.get(key)) is not None:
            passed.add(key)
            key = earlier
        return key

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
