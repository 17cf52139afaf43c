"""Taking part by the index: what is sent and received counted and paged at any number of letters.

The index knows senders, recipients and who signs; the database counts the other parts, by an
index of its own, and everything where there is no index of use.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Count, Q, Value, When

from letters import search
from letters.filters.bare_letters import bare_letters
from letters.filters.shown import shown
from letters.filters.taking_part import TABS, Taker
from letters.models import Correspondent, Letter, Office, Organisation, Person, Signatory
from letters.models.letter import UNDATED
from letters.search import matching
from letters.search.codes import code
from letters.search.entries.letter import ledger_counts
from letters.search.entries.values import SERIAL_BITS
from letters.search.results import Chosen, Hit, Results, Selection

# The facets by which the index knows the letters in a part.
SIDES = {"sent": "sender", "received": "recipient"}

PUBLISHED = Letter.Status.PUBLISHED
LETTERS = Count("letter", distinct=True)
# Of more letters than this the hidden ones are left out by their list, which costs as much.
FEW = 2_000

Packed = dict[int, tuple[int, int, int]]


@dataclass(frozen=True)
class IndexedTaker(Taker):
    """A taker whose letters the index finds in some parts, by the names of their tabs.

    ``ledger`` is filled as letters are found: the asks that each makes, how many of them are
    answered, and how many it answers.
    """

    found: Mapping[str, Results] = field(default_factory=dict)
    ledger: Packed = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of letters in each part: of the index, else in at most two queries."""
        counted = self._counted([name for name in TABS if name not in self.found])
        return {
            name: self.found[name].count if name in self.found else counted.get(name, 0)
            for name in TABS
        }

    def _counted(self, tabs: list[str]) -> dict[str, int]:
        counts = dict(self._in_parts([name for name in tabs if name != "signed"]))
        if "signed" in tabs:
            rows = self._public(Signatory.objects.filter(self.signs))
            counts["signed"] = rows.aggregate(n=LETTERS)["n"]
        return counts

    def _in_parts(self, tabs: list[str]) -> Iterator[tuple[str, int]]:
        """Yield the number of letters in each of these parts, those named both ways once."""
        ways = [self._named(condition, tabs) for condition in self.named]
        counts = [dict(rows.values_list("tab").annotate(LETTERS)) for rows in ways]
        for tab in tabs:
            of_tab = [
                rows.filter(part__in=TABS[tab][1])
                for rows, counted in zip(ways, counts, strict=True)
                if tab in counted
            ]
            yield tab, sum(counted.get(tab, 0) for counted in counts) - _twice(of_tab)

    def _named(self, condition: Q, tabs: list[str]) -> Any:
        parts = {name: TABS[name][1] for name in tabs}
        tab = Case(
            *(When(part__in=some, then=Value(name)) for name, some in parts.items()),
            output_field=CharField(),
        )
        named = [part for some in parts.values() for part in some]
        rows = Correspondent.objects.filter(condition, part__in=named)
        return self._public(rows).annotate(tab=tab).order_by()

    def _public(self, rows: Any) -> Any:
        """Keep rows of published letters: of few by a look at each letter."""
        return shown(rows) if self.most > FEW else rows.filter(letter__status=PUBLISHED)

    @property
    def most(self) -> int:
        """The number of letters in the part with most, of those that the index finds."""
        return max(results.count for results in self.found.values())

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
        letters = bare_letters([hit.key for hit in hits])
        return [letters[hit.key] for hit in hits if hit.key in letters]


def _twice(ways: list[Any]) -> int:
    """Return how many letters rows name in the one way and in the other."""
    if len(ways) < 2:
        return 0
    one, other = ways
    number: int = one.filter(letter__in=other.values("letter")).aggregate(n=LETTERS)["n"]
    return number


def person_taker(person: Person) -> Taker:
    """Return the taker for a person, by the index if there is one of use."""
    sides = {name: (facet, code(Person, person.pk)) for name, facet in SIDES.items()}
    return _indexed(Taker.person(person), sides | {"signed": ("signatory", person.pk)})


def organisation_taker(organisation: Organisation, ids: list[int], offices: list[int]) -> Taker:
    """Return the taker for an organisation, what is below it, and their offices."""
    named = (Q(organisation__in=ids), *([Q(office__in=offices)] if offices else []))
    number = code(Organisation, organisation.pk)
    return _indexed(
        Taker(named, Q(capacities__organisation__in=ids)),
        {name: (facet, number) for name, facet in SIDES.items()},
    )


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


def _indexed(taker: Taker, values: Mapping[str, tuple[str, int]]) -> Taker:
    """Return the same taker by the index; whether that is of use shows when it counts."""
    try:
        snapshot = search.current()
        found = {
            name: Results(snapshot, "letters", Selection(chosen={facet: Chosen((value,))}))
            for name, (facet, value) in values.items()
        }
        for results in found.values():
            results.count  # noqa: B018
    except search.UnusableError:
        return taker
    return IndexedTaker(taker.named, taker.signs, found)
