"""The letters in which an organisation or a person takes part: ``part``, ``page``, ``per_page``.

A letter of a department counts for what the department is a part of, and one to the holder of an
office for the office's organisation. Everything is counted and paged by the database, so that a
body with 100,000 letters costs little more than one with three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Q, Value, When
from django.http import QueryDict

from letters.filters.address import Address
from letters.filters.fields import PageField, UsableError, legible
from letters.filters.listing import Page, Slice
from letters.filters.shown import shown
from letters.models import Correspondent, Letter, Office, Person, Signatory

Part = Correspondent.Part

# The tabs, in their order: what a reader reads, and the parts of correspondents behind it.
TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sent": ("Sent", (Part.SENDER,)),
    "signed": ("Signed", ()),
    "received": ("Received", (Part.RECIPIENT,)),
    "copied": ("Copied", (Part.COPIED,)),
    "hosted": ("Hosted", (Part.HOST, Part.ASSOCIATE)),
    "attended": ("Took part", (Part.PARTICIPANT, Part.OBSERVER)),
}
PER_PAGE = 25


@dataclass(frozen=True)
class Tab:
    """A part, with the number of letters in it."""

    value: str
    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True)
class TakingPart:
    """One page of the letters in one part, newest first."""

    tabs: list[Tab]
    tab: str
    letters: list[Letter]
    page: Page
    errors: dict[str, list[str]]

    @property
    def total(self) -> int:
        """The letters of all parts together; one in two parts counts twice."""
        return sum(tab.count for tab in self.tabs)


@dataclass(frozen=True)
class Taker:
    """Who takes part: conditions on correspondents, any of which will do, and on signatories.

    Apart, since a database looks for one thing at a time: joined by "or", SQLite reads all rows of
    an office anew for every letter.
    """

    named: tuple[Q, ...]
    signs: Q

    @classmethod
    def person(cls, person: Person) -> "Taker":
        return cls(named=(Q(person=person),), signs=Q(person=person))

    @classmethod
    def organisation(cls, ids: list[int]) -> "Taker":
        """Return the taker for an organisation and what is below it, with their offices."""
        offices = list(Office.objects.filter(organisation__in=ids).values_list("pk", flat=True))
        named = [Q(organisation__in=ids), *([Q(office__in=offices)] if offices else [])]
        return cls(named=tuple(named), signs=Q(capacities__organisation__in=ids))

    def rows(self, tab: str) -> list[Any]:
        """Return the rows, each of one letter, that put the taker into letters in this part."""
        if tab == "signed":
            return [Signatory.objects.filter(self.signs).order_by()]
        parts = Correspondent.objects.filter(part__in=TABS[tab][1]).order_by()
        return [parts.filter(condition) for condition in self.named]

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of letters in each part, in two queries."""
        tab = Case(
            *(When(part__in=parts, then=Value(name)) for name, (_, parts) in TABS.items() if parts),
            default=Value(""),
            output_field=CharField(),
        )
        letters = Count("letter", distinct=True)
        named = Correspondent.objects.filter(reduce(or_, self.named)).annotate(tab=tab).order_by()
        counts = dict(shown(named).values_list("tab").annotate(letters))
        signed = shown(Signatory.objects.filter(self.signs)).aggregate(n=letters)["n"]
        return {name: signed if name == "signed" else counts.get(name, 0) for name in TABS}

    def letters(self, tab: str, wanted: int = PER_PAGE) -> Any:
        """Return the published letters in this part, newest first, of which so many are wanted."""
        return newest_letters(self.rows(tab), self.counts[tab], wanted)


def newest_letters(ways: Iterable[Any], count: int, wanted: int) -> Any:
    """Return the published letters of rows found in any of these ways, ``count`` in all.

    Newest first. Few are fetched and sorted; of many, all letters are gone through from the newest
    until enough are found. Which is less work follows from how dense they are among all letters.
    """
    letters = Letter.objects.published().order_by("-sort_date", "-pk")
    everything = Letter.objects.aggregate(last=Max("pk"))["last"] or 0
    if count * count <= wanted * everything:
        found = [Q(pk__in=rows.values("letter")) for rows in ways]
    else:
        found = [Q(Exists(rows.filter(letter=OuterRef("pk")))) for rows in ways]
    return letters.filter(reduce(or_, found))


def taking_part(data: QueryDict, taker: Taker) -> TakingPart:
    """Return the page of letters that the query string asks for."""
    errors: dict[str, list[str]] = {}
    counts = taker.counts
    tab = _tab(data, counts, errors)
    address = Address((("part", tab),) if data.get("part") == tab else ())
    page = Slice(_number(data, errors), PER_PAGE, counts[tab])
    end = page.start + PER_PAGE
    rows = taker.letters(tab, end).for_list()[page.start : end]
    return TakingPart(
        tabs=[
            Tab(name, TABS[name][0], count, Address((("part", name),)).url, name == tab)
            for name, count in counts.items()
            if count
        ],
        tab=tab,
        letters=list(rows) if counts[tab] else [],
        page=page.links(address),
        errors=errors,
    )


def _tab(data: QueryDict, counts: Mapping[str, int], errors: dict[str, list[str]]) -> str:
    """Return the tab asked for, else the first that has letters."""
    first = next((name for name, count in counts.items() if count), "sent")
    asked = data.get("part") or first
    if asked in counts:
        return asked
    errors["part"] = [legible(f"“{asked}” is no part in a letter. Shown is: {TABS[first][0]}.")]
    return first


def _number(data: QueryDict, errors: dict[str, list[str]]) -> int:
    try:
        return PageField().clean(data.get("page"))
    except UsableError as error:
        errors["page"] = error.messages
        return 1
