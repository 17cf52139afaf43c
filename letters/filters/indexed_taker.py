"""Taking part by the index: what is sent and received counted and paged at any number of letters.

The index knows senders, recipients and who signs; the database counts the other parts, by an
index of its own, and everything where there is no index of use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import Case, Count, Q, Value, When

from letters import search
from letters.filters.hits import NAMED
from letters.filters.shown import shown
from letters.filters.taking_part import TABS, Taker
from letters.models import Capacity, Correspondent, Letter, Office, Organisation, Person, Signatory
from letters.models.fetching import fetch_parties
from letters.models.letter import UNDATED
from letters.models.prepared import Prepared
from letters.search import matching
from letters.search.codes import code
from letters.search.entries.letter import ledger_counts
from letters.search.entries.values import SERIAL_BITS
from letters.search.results import Chosen, Hit, Results, Selection
from letters.search.snapshot import Snapshot

# The facets by which the index knows the letters in a part.
SIDES = {"sent": "sender", "received": "recipient"}

PUBLISHED = Letter.Status.PUBLISHED
LETTERS = Count("letter", distinct=True)
# The parts that the database counts.
OTHERS = {name: parts for name, (_, parts) in TABS.items() if parts and name not in SIDES}
# Of more letters than this the hidden ones are left out by their list, which costs as much.
FEW = 2_000

Packed = dict[int, tuple[int, int, int]]
Keys = Sequence[int]


def _in_parts(way: str, keys: Keys, public: Callable[[Any], Any]) -> Any:
    """Return how many letters name any of these in each of the other parts."""
    tab = Case(*(When(part__in=parts, then=Value(name)) for name, parts in OTHERS.items()))
    named = [part for parts in OTHERS.values() for part in parts]
    rows = Correspondent.objects.filter(part__in=named, **{f"{way}__in": keys})
    return public(rows).annotate(tab=tab).order_by().values_list("tab").annotate(LETTERS)


def _of_few(rows: Any) -> Any:
    return rows.filter(letter__status=PUBLISHED)


FEW_IN_PARTS, MANY_IN_PARTS = (
    {
        way: Prepared(partial(_in_parts, way, public=public))
        for way in ("organisation", "office", "person")
    }
    for public in (_of_few, shown)
)
SIGNED_FOR = Prepared(
    lambda ids: (
        Capacity.objects.filter(organisation__in=ids, signatory__letter__status=PUBLISHED)
        .order_by()
        .values_list("signatory__letter", flat=True)
    )
)


@dataclass(frozen=True)
class IndexedTaker(Taker):
    """A taker whose letters the index finds in some parts, by the names of their tabs.

    ``ways`` are the columns by which the database finds it in others, with its keys. ``ledger`` is
    filled as letters are found: the asks that each makes, how many of them are answered, and how
    many it answers.
    """

    found: Mapping[str, Results] = field(default_factory=dict)
    ways: Mapping[str, Keys] = field(default_factory=dict)
    most: int = 0
    ledger: Packed = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of letters in each part: of the index, else in at most three queries."""
        counts = {name: results.count for name, results in self.found.items()}
        if "signed" not in counts:
            counts["signed"] = self._signed()
        counts |= self._others()
        return {name: counts[name] for name in TABS}

    def _signed(self) -> int:
        if self.most > FEW:
            rows = shown(Signatory.objects.filter(self.signs))
            number: int = rows.aggregate(n=LETTERS)["n"]
            return number
        return len(set(SIGNED_FOR(self.ways["organisation"])))

    def _others(self) -> dict[str, int]:
        """Return the number of letters in the other parts, those named both ways once."""
        prepared = MANY_IN_PARTS if self.most > FEW else FEW_IN_PARTS
        counts = {way: dict(prepared[way](keys)) for way, keys in self.ways.items()}
        return {
            tab: sum(of.get(tab, 0) for of in counts.values())
            - self._twice(tab, [way for way, of in counts.items() if tab in of])
            for tab in OTHERS
        }

    def _twice(self, tab: str, ways: list[str]) -> int:
        """Return how many letters name the taker in the one way and in the other."""
        if len(ways) < 2:
            return 0
        one, other = (
            Correspondent.objects.filter(part__in=OTHERS[tab], **{f"{way}__in": self.ways[way]})
            for way in ways
        )
        both = shown(one.filter(letter__in=other.order_by().values("letter")))
        number: int = both.aggregate(n=LETTERS)["n"]
        return number

    def letters(self, tab: str, wanted: int = 0) -> Any:
        """Return the published letters in this part, newest first, of which so many are wanted."""
        return Newest(self, tab) if tab in self.found else super().letters(tab, wanted)

    def page(self, tab: str, start: int, size: int) -> list[Hit]:
        """Return letters in a part that the index knows, newest first."""
        hits = self.found[tab].hits("newest", start, size)
        self.ledger.update({hit.key: ledger_counts(hit.ledger or 0) for hit in hits})
        return hits


@dataclass(frozen=True)
class Newest:
    """Letters that the index finds, to be sliced as the database's are: see ``taking_part()``."""

    taker: IndexedTaker
    tab: str

    def for_list(self) -> "Newest":
        return self

    def __getitem__(self, wanted: slice) -> list[Letter]:
        hits = self.taker.page(self.tab, wanted.start, wanted.stop - wanted.start)
        letters = NAMED.in_order([hit.key for hit in hits])
        fetch_parties(letters)
        return letters


def person_taker(person: Person) -> Taker:
    """Return the taker for a person, by the index if there is one of use."""
    sides = {name: (facet, code(Person, person.pk)) for name, facet in SIDES.items()}
    sides["signed"] = ("signatory", person.pk)
    return _indexed(Taker.person(person), sides, {"person": [person.pk]})


def organisation_taker(organisation: Organisation, ids: list[int], offices: list[int]) -> Taker:
    """Return the taker for an organisation, what is below it, and their offices."""
    named = (Q(organisation__in=ids), *([Q(office__in=offices)] if offices else []))
    number = code(Organisation, organisation.pk)
    sides = {name: (facet, number) for name, facet in SIDES.items()}
    ways = {"organisation": ids, **({"office": offices} if offices else {})}
    taker = Taker(named, Q(capacities__organisation__in=ids))
    return _indexed(taker, sides, ways, size=("organisation", organisation.pk))


def newest_of(taker: Taker, tab: str, wanted: int) -> list[int]:
    """Return the keys of the newest letters in this part, so many or all there are."""
    if not taker.counts[tab]:
        return []
    if isinstance(taker, IndexedTaker) and tab in taker.found:
        return [hit.key for hit in taker.found[tab].hits("newest", 0, wanted)]
    return list(taker.letters(tab, wanted).values_list("pk", flat=True)[:wanted])


def newest_to_offices(offices: list[int], wanted: int) -> dict[int, date]:
    """Return the newest letters that offices send or receive, with their days; needs an index."""
    part = search.current().letters
    codes = [code(Office, key) for key in offices]
    either = [matching.any_value(part, facet, codes) for facet in SIDES.values()]
    found = part.find(matching.any_of(either), limit=wanted, by="newest")
    keys = part.numbers("key", [address for _, address in found])
    # The keys of order begin with the day.
    days = [order >> SERIAL_BITS for order, _ in found]
    return {
        key: date.fromordinal(day) if day else UNDATED for key, day in zip(keys, days, strict=True)
    }


def _indexed(
    taker: Taker,
    values: Mapping[str, tuple[str, int]],
    ways: Mapping[str, Keys],
    *,
    size: tuple[str, int] | None = None,
) -> Taker:
    """Return the same taker by the index; ``size`` is the value of all its letters, in any part."""
    try:
        snapshot = search.current()
        found = {name: _results(snapshot, *value) for name, value in values.items()}
        sizes = [*found.values(), *([_results(snapshot, *size)] if size else [])]
        most = max(results.count for results in sizes)
    except search.UnusableError:
        return taker
    return IndexedTaker(taker.named, taker.signs, found, ways, most)


def _results(snapshot: Snapshot, facet: str, value: int) -> Results:
    return Results(snapshot, "letters", Selection(chosen={facet: Chosen((value,))}))
