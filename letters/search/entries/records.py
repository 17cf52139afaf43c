"""What entries need beside the rows of a letter: synonyms and ancestors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from letters.models import Organisation
from letters.search.synonyms import Synonyms


@dataclass
class Records:
    """What entries need beside the letters: synonyms, and who is a part of whom, once read."""

    synonyms: Synonyms
    _parents: dict[int, int | None] = field(default_factory=dict)

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
