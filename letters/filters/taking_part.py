"""The letters in which an organisation or a person takes part: ``part``, ``page``, ``per_page``.

A letter of a department counts for what the department is a part of, and one to the holder of an
office for the office's organisation. Everything is counted and paged by the database, so that a
body with 100,000 letters costs little more than one with three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Q, Value, When
from django.http import QueryDict

from letters.filters.address import Address
from letters.filters.listing import Page, Slice
from letters.filters.shown import shown
from letters.filters.tallies import body_is
from letters.models import Correspondent, Letter, Person, Signatory

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
    """Who takes part: conditions on correspondents and on signatories."""

    named: Q
    signs: Q

    @classmethod
    def person(cls, person: Person) -> "Taker":
        return cls(named=Q(person=person), signs=Q(person=person))

    @classmethod
    def organisation(cls, ids: list[int]) -> "Taker":
        """Return the taker for an organisation and what is below it."""
        return cls(named=body_is(ids), signs=Q(capacities__organisation__in=ids))

    def rows(self, tab: str) -> Any:
        """Return the rows, each of one letter, that put the taker into letters in this part."""
        if tab == "signed":
            return Signatory.objects.filter(self.signs).order_by()
        return Correspondent.objects.filter(self.named, part__in=TABS[tab][1]).order_by()

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of letters in each part, in two queries."""
        tab = Case(
            *(When(part__in=parts, then=Value(name)) for name, (_, parts) in TABS.items() if parts),
            default=Value(""),
            output_field=CharField(),
        )
        letters = Count("letter", distinct=True)
        named = shown(Correspondent.objects.filter(self.named)).annotate(tab=tab).order_by()
        counts = dict(named.values_list("tab").annotate(letters))
        signed = shown(self.rows("signed")).aggregate(n=letters)["n"]
        return {name: signed if name == "signed" else counts.get(name, 0) for name in TABS}

    def letters(self, tab: str, shown: int = PER_PAGE) -> Any:
        """Return the published letters in this part, newest first, of which so many are wanted."""
        return newest_letters(self.rows(tab), self.counts[tab], shown)


def newest_letters(rows: Any, count: int, shown: int) -> Any:
    """Return the published letters of these rows, ``count`` of them, newest first.

    Few are fetched and sorted; of many, all letters are gone through from the newest until enough
    are found. Which is less work follows from how dense they are among all letters.
    """
    letters = Letter.objects.published().order_by("-sort_date", "-pk")
    everything = Letter.objects.aggregate(last=Max("pk"))["last"] or 0
    if count * count <= shown * everything:
        return letters.filter(pk__in=rows.values("letter"))
    return letters.filter(Exists(rows.filter(letter=OuterRef("pk"))))


def taking_part(data: QueryDict, taker: Taker) -> TakingPart:
    """Return the page of letters that the query string asks for."""
    errors: dict[str, list[str]] = {}
    counts = taker.counts
    tab = _tab(data, counts, errors)
    address = Address((("part", tab),) if data.get("part") == tab else ())
    shown = Slice(_number(data, errors), PER_PAGE, counts[tab])
    end = shown.start + PER_PAGE
    rows = taker.letters(tab, end).for_list()[shown.start : end]
    return TakingPart(
        tabs=[
            Tab(name, TABS[name][0], count, Address((("part", name),)).url, name == tab)
            for name, count in counts.items()
            if count
        ],
        tab=tab,
        letters=list(rows) if counts[tab] else [],
        page=shown.links(address),
        errors=errors,
    )


def _tab(data: QueryDict, counts: Mapping[str, int], errors: dict[str, list[str]]) -> str:
    """Return the tab asked for, else the first that has letters."""
    first = next((name for name, count in counts.items() if count), "sent")
    asked = data.get("part") or first
    if asked in counts:
        return asked
    errors["part"] = [f"“{asked[:40]}” is no part in a letter. Shown is: {TABS[first][0]}."]
    return first


def _number(data: QueryDict, errors: dict[str, list[str]]) -> int:
    asked = data.get("page") or "1"
    if asked.isdecimal() and int(asked[:9]) > 0:
        return int(asked[:9])
    errors["page"] = [f"“{asked[:40]}” is no page number. Shown is the first page."]
    return 1
