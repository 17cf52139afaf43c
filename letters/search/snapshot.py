"""Snapshots: the index as it stands at one moment, opened for reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import tantivy
from tantivy import Occur, Order, Query, Searcher

from letters.search import generation, schema
from letters.search.commonest import Counts, commonest, counts_in
from letters.search.generation import Generation
from letters.search.guard import DAMAGED, UnusableError, guarded
from letters.search.position import Position
from letters.search.synonyms import Synonyms

# The term of the document that holds the position.
POSITION = "position"
# An answer holds at most 65,000 values in all.
MOST_VALUES = 30_000
# The commonest values of all there is are counted again after so many changes.
MOST_BEHIND = 1_000
# So many answers that took long are kept, as long as the index stays as it is.
MOST_KEPT = 100

Match = tuple[Any, tantivy.DocAddress]
Answer = TypeVar("Answer")
# What a query costs beside counting: of plain words little, of names very much.
Cost = Literal["low", "middling", "high"]


@dataclass(frozen=True)
class Part:
    """One of the two indexes at one moment."""

    name: schema.Name
    index: tantivy.Index
    searcher: Searcher
    # How many changes were written, at least and at most: it may be written to as it is opened.
    changes: tuple[int, int]
    _known: dict[str, Any] = field(default_factory=dict, compare=False)
    _commonest: dict[str, tuple[tuple[int, int], Counts]] = field(
        default_factory=dict, compare=False
    )
    _kept: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def schema(self) -> tantivy.Schema:
        return self.index.schema

    @cached_property
    def size(self) -> int:
        """The number of letters, or of recommendations."""
        if self.name == "recommendations":
            return self.count(self.everything())
        return self.searcher.num_docs - 1

    def everything(self) -> Query:
        """Return a query for all letters, or for all recommendations one by one."""
        name, value = ("unit", "state") if self.name == "recommendations" else 2 * (POSITION,)
        other = Query.term_query(self.schema, name, value, "basic")
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, other)])

    def holds(self, name: str, value: str | int) -> bool:
        """Tell whether anything has this value."""
        # Not doc_freq(): for a field of numbers it is always 0 (tried, 0.27).
        return self.count(Query.term_query(self.schema, name, value, "basic")) > 0

    def count(self, query: Query) -> int:
        """Return how many match."""
        return self.count_and_find(query, limit=1)[0]

    def count_and_find(
        self, query: Query, *, limit: int, by: str = "", reverse: bool = False
    ) -> tuple[int, list[Match]]:
        """Return how many match, and the first of them."""
        with guarded():
            found: Any = self.searcher.search(query, limit=limit, **_order(by, reverse))
        return found.count, found.hits

    def find(
        self, query: Query, *, limit: int, offset: int = 0, by: str = "", reverse: bool = False
    ) -> list[Match]:
        """Return matches with what they are ordered by: a field, or how well they match."""
        if limit < 1:
            return []
        order = _order(by, reverse)
        with guarded():
            found = self.searcher.search(query, limit=limit, offset=offset, count=False, **order)
        return found.hits

    def numbers(self, name: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
        """Return the values of a field of numbers that has one value."""
        with guarded():
            values = self.searcher.fast_field_values(name, list(addresses))
        return [int(value or 0) for value in values]

    def counts(
        self, query: Query, fields: Mapping[str, int], cost: Cost = "middling"
    ) -> dict[str, Counts]:
        """Return the commonest values of each field among the matches, with exact counts.

        ``fields`` says how many values of each. A query may be put many times if its ``cost`` is
        low, and once if it is high.
        """
        short = () if cost == "high" else schema.NUMBERS[self.name].intersection(fields)
        count = self._each if cost == "low" else self._ranges
        return commonest(partial(self._aggregate, query), partial(count, query), fields, short)

    def count_with(self, query: Query, name: str, value: str | int) -> int:
        """Return how many matches have a value: as quick as the rarer of the two."""
        unscored = Query.const_score_query(query, 0.0)
        wanted = Query.term_query(self.schema, name, value, "basic")
        return self.count(Query.boolean_query([(Occur.Must, unscored), (Occur.Must, wanted)]))

    def _each(self, query: Query, name: str, values: Sequence[int]) -> list[int]:
        return [self.count_with(query, name, value) for value in values]

    def _ranges(self, query: Query, name: str, values: Sequence[int]) -> list[int]:
        """Count values all at once, each as a range of one number."""
        ranges = [{"from": value, "to": value + 1} for value in values]
        found = self._aggregate(query, {name: {"range": {"field": name, "ranges": ranges}}})
        # The engine fills gaps between ranges with others, and says of none that it begins at 0.
        known = {each.get("from", 0): each["doc_count"] for each in found[name]["buckets"]}
        return [known[value] for value in values]

    def _aggregate(self, query: Query, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        with guarded():
            return cast(Mapping[str, Any], self.searcher.aggregate(query, dict(wanted)))

    def counts_up_to(self, query: Query, fields: Sequence[str], last: int) -> dict[str, int]:
        """Return for each field of numbers how many matches have one that is not above ``last``."""
        if not fields:
            return {}
        ranges = {name: {"range": {"field": name, "ranges": [{"to": last + 1}]}} for name in fields}
        found = self._aggregate(query, ranges)
        # Of an empty index there is no bucket.
        return {name: sum(count for _, count in counts_in(found[name])[:1]) for name in fields}

    def words(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Return the commonest words that begin so; some may stand in removed letters only."""
        with guarded():
            return self.searcher.terms_with_prefix("words", beginning, limit=limit)

    def common_words(self, limit: int) -> list[tuple[str, int]]:
        """Return the commonest words of all there is."""
        key = f"words {limit}"
        if key not in self._known:
            self._known[key] = self.words("", limit)
        return cast(list[tuple[str, int]], self._known[key])

    def years(self) -> dict[int, int]:
        """Return how many there are of each year, in all."""
        if "years" not in self._known:
            counted = self.counts(self.everything(), {"year": MOST_VALUES})
            self._known["years"] = dict(counted["year"])
        return cast(dict[int, int], self._known["years"])

    def commonest(self, name: str, size: int) -> tuple[Counts, int]:
        """Return the commonest values of a field in all there is, as they were not long ago.

        And by how much any value, also one that is not among them, may be more frequent now.
        """
        key = f"{name} {size}"
        known = self._commonest.get(key)
        if known is None or not self._is_after(known[0]):
            counts = self.counts(self.everything(), {name: size})[name]
            known = self._commonest[key] = self.changes, counts
        (least, _), counts = known
        return counts, self.changes[1] - least

    def _is_after(self, then: tuple[int, int]) -> bool:
        """Tell whether what was counted then was counted here, or a little earlier."""
        least, most = self.changes
        return then == self.changes or (then[1] <= least and most - then[0] < MOST_BEHIND)

    def keep(self, about: str, make: Callable[[], Answer]) -> Answer:
        """Return what this makes, made once for each of the latest questions."""
        made = self._kept.get(about)
        if made is None:
            made = make()
            # Another thread may be at it too: nothing here minds that.
            for oldest in list(self._kept)[: 1 - MOST_KEPT]:
                self._kept.pop(oldest, None)
            self._kept[about] = made
        return cast(Answer, made)


def _order(by: str, reverse: bool) -> dict[str, Any]:
    """Return the engine's words for an order: by a field, the highest first, or by relevance."""
    if not by:
        return {}
    return {"order_by_field": by, "order": Order.Asc if reverse else Order.Desc}


@dataclass(frozen=True)
class Snapshot:
    """Both indexes, and the position of the log that they stand at."""

    generation: Generation
    state: tuple[Any, ...]
    letters: Part
    recommendations: Part

    @classmethod
    def of(cls, found: Generation, held: "Snapshot | None" = None) -> "Snapshot":
        """Open a generation, or look again at one that is held open."""
        state = found.state()
        if held is None or held.generation.name != found.name:
            return cls(found, state, *(_open(found, name) for name in schema.NAMES))
        return cls(found, state, *(_again(found, held.part(name)) for name in schema.NAMES))

    def part(self, name: schema.Name) -> Part:
        return self.letters if name == "letters" else self.recommendations

    @cached_property
    def position(self) -> Position:
        """The position that the letters stand at."""
        return read_position(self.letters)

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonyms, read when they are first needed: a change of them changes the index."""
        return Synonyms.load()

    @property
    def version(self) -> str:
        """A word that changes with everything a page made from the index shows."""
        return f"{self.generation.name}.{self.position.serial}"


def read_position(part: Part) -> Position:
    """Return the position that is stored with the letters."""
    query = Query.term_query(part.schema, "position", POSITION, "basic")
    with guarded():
        hits = part.searcher.search(query, limit=1, count=False).hits
        stored = part.searcher.doc(hits[0][1]).get_all("position") if hits else []
    try:
        return Position.load(stored[1])
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise UnusableError(DAMAGED) from error


def _open(found: Generation, name: schema.Name) -> Part:
    before, index = found.changes(name), found.open(name)
    with guarded():
        return Part(name, index, index.searcher(), (before, found.changes(name)))


def _again(found: Generation, part: Part) -> Part:
    before = found.changes(part.name)
    with guarded():
        part.index.reload()
        searcher = part.index.searcher()
    # What is common stays so: at a million letters it takes a third of a second to find out.
    known = {"_commonest": part._commonest}
    return Part(part.name, part.index, searcher, (before, found.changes(part.name)), **known)


_held: dict[Path, Snapshot] = {}


def current() -> Snapshot:
    """Return the live index as it stands now; raise UnusableError if there is none of use.

    Cheap: as long as nothing was written, it looks at four small files.
    """
    root = generation.root()
    for attempt in range(3):
        try:
            return _current(root)
        except UnusableError:
            _held.pop(root, None)
            # A rebuild may have replaced the generation between two looks at it.
            if attempt == 2:
                raise
    raise UnusableError(DAMAGED)


def forget() -> None:
    """Open the index anew next time: what is held open has turned out to be damaged."""
    _held.pop(generation.root(), None)


def _current(root: Path) -> Snapshot:
    held = _held.get(root)
    if held and held.state == held.generation.state():
        return held
    found = Generation.live()
    snapshot = Snapshot.of(found, held)
    if found.name != generation.live_name():
        # Replaced after the one look at it and before the other.
        raise UnusableError(DAMAGED)
    snapshot.position  # noqa: B018  a damaged index is noticed here
    _held.clear()
    _held[root] = snapshot
    return snapshot
