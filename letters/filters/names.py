"""The lists of organisations and of people: their parameters, and what they find.

``q`` (beginnings of words in any form of the name), ``initial``, ``signed``, ``kind`` (of
organisations), ``organisation`` (of people; these may be repeated, a leading "-" leaves out),
``role`` (of people), ``sort``, ``page``, ``per_page``. The database answers, and the index ranks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from string import ascii_lowercase
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Substr
from django.http import QueryDict

from letters import search
from letters.filters import listing
from letters.filters.facets import FacetList
from letters.filters.fields import (
    FacetFilter,
    LenientForm,
    OneFilter,
    PageFilter,
    Picked,
    WordsFilter,
)
from letters.filters.listing import Chip, Choice, Slice, Suggestion
from letters.filters.ranking import RANKED, organisation_ranks, people_ranks
from letters.filters.searched import PER_PAGE, Searched, SearchFilter
from letters.filters.shown import shown
from letters.filters.tallies import (
    Tally,
    body_is,
    descendants,
    organisation_tallies,
    people_tallies,
)
from letters.filters.vocabularies import Fixed, Known, Rows, capitalised
from letters.models import Capacity, Change, Correspondent, Office, Organisation, Person, Signatory

OTHER = "other"
INITIALS = {**{letter: letter.upper() for letter in ascii_lowercase}, OTHER: "0–9 and others"}
SIGNED = {"yes": "Signs letters", "no": "Signs none"}
TITLES = {"kind": "Kind", "signed": "Signatures", "initial": "Initial"}
WITHOUT = {
    "q": "With any name",
    "kind": "Of any kind",
    "signed": "Whether signing or not",
    "initial": "With any initial",
    "role": "In any role",
    "organisation": "Of any organisation",
}
USUAL = 50
# So many of those with most letters are looked at at a time, whether they are found.
LOOKED_AT = 500


@dataclass(frozen=True)
class NameRow:
    """An organisation or a person in a list, with the numbers of its letters."""

    named: Any
    tally: Tally


@dataclass(frozen=True)
class NameResults(Searched):
    """A page of names, with the initials that there are."""

    rows: list[NameRow] = field(default_factory=list)
    initials: list[listing.Value] = field(default_factory=list)


class NameFilter(SearchFilter):
    """What the lists of organisations and of people share."""

    q = WordsFilter()
    initial = FacetFilter(vocabulary=Fixed(INITIALS))
    signed = FacetFilter(vocabulary=Fixed(SIGNED))
    sort = OneFilter(choices=("name", "letters"))
    page = PageFilter()
    per_page = OneFilter(choices=PER_PAGE)

    sorts = {"name": "name", "letters": "most letters"}
    # The facets: counted together, by one grouped query.
    counted: ClassVar[tuple[str, ...]]
    # By what rows are left out before they are counted.
    narrowing: ClassVar[tuple[str, ...]] = ("q",)

    # What each list says for itself

    def signing(self) -> Any:
        """Return the rows that show that the outer row signs."""
        raise NotImplementedError

    def named(self) -> Any:
        """Return the rows that show that most outer rows are public."""
        raise NotImplementedError

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        """Count the letters of these rows."""
        raise NotImplementedError

    def ranks(self) -> Mapping[int, int]:
        """Return the number of letters to sort by; rows that are not there come last."""
        raise NotImplementedError

    def narrowed(self) -> Any:
        """Return the public rows that agree with all that is not counted as a facet."""
        model = self._meta.model
        # The usual reason first, which indexes tell by themselves: whether each of 50,000 rows is
        # public took 0.6 s, and takes a tenth of it.
        rows = model.objects.filter(Exists(self.named())) | model.objects.public()
        return rows.named_like(self.chosen["q"]) if self.chosen["q"] else rows

    # What is found

    def results(self) -> NameResults:
        """Return the page that the query string asks for."""
        per_page = int(self.chosen["per_page"] or USUAL)
        page = Slice(self.chosen["page"], per_page, self.count)
        facets = self.facet_list.facets(self._counts())
        return NameResults(
            count=page.count,
            total=sum(self.cells.values()),
            page=page.links(self.address),
            address=self.address,
            rows=self._page(page) if page.count else [],
            initials=sorted(
                (value for each in facets if each.name == "initial" for value in each.values),
                key=lambda value: value.label,
            ),
            facets=[each for each in facets if each.name != "initial" and len(each.values) > 1],
            chips=list(self._chips()),
            sorts=[Choice(each, label, each == self.sort) for each, label in self.sorts.items()],
            sizes=[Choice(size, size, int(size) == per_page) for size in PER_PAGE],
            errors=self.wrong,
            notices=list(self._notices(page)),
            suggestions=[] if page.count else list(self._looser()),
        )

    def filter_queryset(self, queryset: Any) -> Any:
        """Return all rows found, in the order of their names."""
        rows = self._with_facets().order_by("sort_key", "slug")
        for name, picked in self._picked().items():
            if picked.wanted:
                rows = rows.filter(**{f"in_{name}__in": list(picked.wanted)})
            if picked.unwanted:
                rows = rows.exclude(**{f"in_{name}__in": list(picked.unwanted)})
        return rows

    @cached_property
    def facet_list(self) -> FacetList:
        titles = {name: TITLES[name] for name in self.counted}
        known = {name: self.form.fields[name].vocabulary for name in self.counted}
        # There are more initials than a facet shows on the first page.
        return FacetList(titles, known, self.picked, self.address, whole="initial")

    @cached_property
    def cells(self) -> Mapping[tuple[str, ...], int]:
        """How many rows agree in all facets, by their values in the facets' order.

        They are kept until something changes: of 50,000 rows the database takes half a second.
        """
        chosen = [self.chosen[name] for name in self.narrowing]
        asked = f"cells {type(self).__name__} {chosen} {Change.objects.version()}"
        try:
            return search.current().letters.keep(asked, self._cells)
        except search.UnusableError:
            return self._cells()

    def _cells(self) -> Mapping[tuple[str, ...], int]:
        rows = self._with_facets().order_by().values_list(*(f"in_{name}" for name in self.counted))
        return {tuple(values): count for *values, count in rows.annotate(Count("pk"))}

    @property
    def count(self) -> int:
        """How many rows are found."""
        return sum(count for _, count in self._agreeing())

    def _with_facets(self) -> Any:
        """Annotate each row with its value in each facet."""
        letters = list(ascii_lowercase)
        return (
            self.narrowed()
            .annotate(first=Substr("sort_key", 1, 1))
            .annotate(
                in_signed=Case(
                    When(Exists(self.signing()), then=Value("yes")), default=Value("no")
                ),
                in_initial=Case(When(first__in=letters, then=F("first")), default=Value(OTHER)),
            )
        )

    def _picked(self) -> dict[str, Picked]:
        return {name: self.picked.get(name, Picked()) for name in self.counted}

    def _agreeing(self, ignoring: str = "") -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield the cells that agree with what is picked, but for the facet ignored."""
        picked = [Picked() if name == ignoring else each for name, each in self._picked().items()]
        for values, count in self.cells.items():
            if all(map(_allows, picked, values)):
                yield values, count

    def _counts(self) -> dict[str, list[tuple[str, int]]]:
        """Return the values of each facet with counts that ignore its own selection."""
        found: dict[str, list[tuple[str, int]]] = {}
        for place, (name, picked) in enumerate(self._picked().items()):
            counts = dict.fromkeys([*picked.wanted, *picked.unwanted], 0)
            for values, count in self._agreeing(name):
                counts[values[place]] = counts.get(values[place], 0) + count
            found[name] = sorted(counts.items())
        return found

    def _page(self, page: Slice) -> list[NameRow]:
        rows = self.filter_queryset(None)
        end = page.start + page.per_page
        if self.sort == "letters":
            return self._by_letters(rows, page.start, end)
        named = list(rows[page.start : end])
        tallies = self.tallies([row.pk for row in named])
        return [NameRow(row, tallies.get(row.pk, Tally())) for row in named]

    def _by_letters(self, rows: Any, start: int, end: int) -> list[NameRow]:
        """Find the rows with most letters, as many as are needed, and count their letters."""
        pks = [*islice(self._ranked(rows), start, end)]
        named, tallies = self._meta.model.objects.in_bulk(pks), self.tallies(pks)
        found = [NameRow(named[pk], tallies.get(pk, Tally())) for pk in pks]
        return sorted(found, key=lambda row: -row.tally.letters)

    def _ranked(self, rows: Any) -> Iterator[int]:
        """Yield the rows, those with most letters first, those with as many by their names."""
        ranks = self.ranks()
        for some in _with_as_many(ranks, LOOKED_AT):
            # Sorted here: a database that sorts along the index of all names looks at all.
            found = rows.filter(pk__in=some).order_by().values_list("sort_key", "slug", "pk")
            yield from (pk for *_, pk in sorted(found, key=lambda row: (-ranks[row[-1]], row)))
        yield from (pk for pk in rows.values_list("pk", flat=True) if pk not in ranks)

    def _notices(self, page: Slice) -> Iterator[str]:
        yield from super()._notices(page)
        if self.sort == "letters" and page.start >= RANKED:
            yield f"Those after the {RANKED:,} with most letters follow by their names."

    def _looser(self) -> Iterator[Suggestion]:
        """Yield the filters without which something would be found."""
        for name in dict.fromkeys(name for name, _ in self.address.pairs):
            address = self.address.without(name)
            count = type(self)(QueryDict(urlencode(address.pairs))).count
            if count and name in WITHOUT:
                yield Suggestion(WITHOUT[name], address.url, count)


def _with_as_many(ranks: Mapping[int, int], least: int) -> Iterator[list[int]]:
    """Yield the ids of a ranking, the first first, and together those that have as many letters."""
    some: list[int] = []
    ordered = sorted(ranks, key=lambda pk: -ranks[pk])
    for _, alike in groupby(ordered, key=ranks.__getitem__):
        some += alike
        if len(some) >= least:
            yield some
            some = []
    yield some


def _allows(picked: Picked, value: str) -> bool:
    return value not in picked.unwanted and (not picked.wanted or value in picked.wanted)


class OrganisationFilter(NameFilter):
    """The list of organisations."""

    kind = FacetFilter(vocabulary=Fixed(capitalised(Organisation.Kind.choices)))

    class Meta:
        model = Organisation
        form = LenientForm
        fields: ClassVar[list[str]] = []

    titles = TITLES
    counted = ("kind", "signed", "initial")

    def signing(self) -> Any:
        signs = Capacity.objects.filter(organisation=OuterRef("pk"))
        return shown(signs, "signatory__letter")

    def named(self) -> Any:
        return shown(Correspondent.objects.filter(organisation=OuterRef("pk")))

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        return organisation_tallies(pks)

    def ranks(self) -> Mapping[int, int]:
        return organisation_ranks()

    def _with_facets(self) -> Any:
        return super()._with_facets().annotate(in_kind=F("kind"))


class PersonFilter(NameFilter):
    """The list of people."""

    role = WordsFilter()
    organisation = FacetFilter(vocabulary=Rows(Organisation))

    class Meta:
        model = Person
        form = LenientForm
        fields: ClassVar[list[str]] = []

    titles = TITLES
    counted = ("signed", "initial")
    narrowing = ("q", "role", "organisation")

    def signing(self) -> Any:
        return shown(Signatory.objects.filter(person=OuterRef("pk")))

    def named(self) -> Any:
        return self.signing()

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        return people_tallies(pks)

    def ranks(self) -> Mapping[int, int]:
        return people_ranks()

    def narrowed(self) -> Any:
        rows = super().narrowed()
        if self.chosen["role"]:
            rows = rows.filter(_has_role(self.chosen["role"]))
        picked = self.picked.get("organisation", Picked())
        if picked.wanted:
            rows = rows.filter(_speaks_for(_keys(picked.wanted)))
        return rows.exclude(_speaks_for(_keys(picked.unwanted))) if picked.unwanted else rows

    def _chips(self) -> Iterator[Chip]:
        yield from super()._chips()
        if self.chosen["role"]:
            yield Chip(f"Role: {self.chosen['role']}", self.address.without("role").url)


def _keys(known: Mapping[str, Known]) -> list[int]:
    """Return the ids of organisations and of what is below them."""
    pks = [int(key) for each in known.values() for key in each.indexed]
    below = descendants(pks)
    return [pk for root in pks for pk in below.get(root, [root])]


def _has_role(role: str) -> Q:
    """Return the condition that a person signs in a role or holds an office with these words."""
    roles = shown(Capacity.objects.filter(role__icontains=role), "signatory__letter")
    offices = Office.objects.named_like(role).order_by().values("pk")
    holds = shown(Correspondent.objects.filter(office__in=offices, person__isnull=False))
    return Q(pk__in=roles.order_by().values("signatory__person")) | Q(
        pk__in=holds.order_by().values("person")
    )


def _speaks_for(ids: list[int]) -> Q:
    """Return the condition that a person signs or corresponds for one of these bodies."""
    signs = shown(Capacity.objects.filter(organisation__in=ids), "signatory__letter")
    writes = shown(Correspondent.objects.filter(body_is(ids), person__isnull=False))
    return Q(pk__in=signs.order_by().values("signatory__person")) | Q(
        pk__in=writes.order_by().values("person")
    )
