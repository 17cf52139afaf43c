"""Facets: values with counts become links, all made at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from letters.filters.address import Address
from letters.filters.fields import Picked
from letters.filters.listing import Facet, Value
from letters.filters.sources import Counts
from letters.filters.vocabularies import Indexed, Known, Vocabulary

# Values of a facet that a page shows, and those it shows when asked for all of them.
SHOWN = 8
MOST_SHOWN = 300

Names = Mapping[str, Mapping[Indexed, Known]]


@dataclass(frozen=True)
class FacetList:
    """The facets of a list; ``whole`` is the one that is shown with all its values."""

    titles: Mapping[str, str]
    vocabularies: Mapping[str, Vocabulary]
    picked: Mapping[str, Picked]
    address: Address
    whole: str = ""

    def sizes(self) -> dict[str, int]:
        """Return how many values are needed of each facet: one more than is shown."""
        return {name: self._shown(name) + 1 for name in self.titles}

    def facets(self, counts: Counts) -> list[Facet]:
        """Return the facets that have values, in their order."""
        names = self._names(counts)
        found = (self._facet(name, counts.get(name, ()), names[name]) for name in self.titles)
        return [facet for facet in found if facet.values]

    def _shown(self, name: str) -> int:
        return MOST_SHOWN if name == self.whole else SHOWN

    def _names(self, counts: Counts) -> Names:
        """Ask each vocabulary once, also where facets share it."""
        wanted: dict[int, set[Indexed]] = {}
        for name in self.titles:
            values = wanted.setdefault(id(self.vocabularies[name]), set())
            values.update(value for value, _ in counts.get(name, ()))
        by_vocabulary = {id(each): each for each in self.vocabularies.values()}
        known = {key: by_vocabulary[key].names(values) for key, values in wanted.items()}
        return {name: known[id(self.vocabularies[name])] for name in self.titles}

    def _facet(
        self, name: str, counts: Iterable[tuple[Any, int]], names: Mapping[Indexed, Known]
    ) -> Facet:
        shown = self._shown(name)
        values = [
            self._value(name, names[indexed], count)
            for place, (indexed, count) in enumerate(counts)
            if indexed in names and (place < shown or self._is_picked(name, indexed))
        ]
        has_more = name != self.whole and len(list(counts)) > len(values)
        more = self.address.setting("facet", name).url if has_more else None
        return Facet(name, self.titles[name], _in_order(name, values), more)

    def _is_picked(self, name: str, indexed: Indexed) -> bool:
        picked = self.picked.get(name, Picked())
        return any(
            indexed in known.indexed
            for known in (*picked.wanted.values(), *picked.unwanted.values())
        )

    def _value(self, name: str, known: Known, count: int) -> Value:
        picked = self.picked.get(name, Picked())
        wanted = _typed(picked.wanted, known)
        unwanted = _typed(picked.unwanted, known)
        bare = self.address
        for typed in wanted:
            bare = bare.without(name, typed)
        for typed in unwanted:
            bare = bare.without(name, f"-{typed}")
        is_chosen = bool(wanted or unwanted)
        return Value(
            value=known.value,
            label=known.label,
            count=count,
            url=bare.url if is_chosen else bare.adding(name, known.value).url,
            without_url="" if unwanted else bare.adding(name, f"-{known.value}").url,
            selected=bool(wanted),
            excluded=bool(unwanted),
        )


def _typed(picked: Mapping[str, Known], known: Known) -> list[str]:
    """Return the values typed that mean this one, too."""
    return [each.value for each in picked.values() if set(known.indexed) & set(each.indexed)]


def _in_order(name: str, values: list[Value]) -> list[Value]:
    if name == "year":
        return sorted(values, key=lambda value: int(value.value))
    return sorted(values, key=lambda value: (-value.count, value.label))
