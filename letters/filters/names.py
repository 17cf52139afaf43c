"""Filters of the lists of organisations and of people.

Parameters: ``q`` (beginnings of words in any form of the name), ``initial``, ``kind`` (of
organisations), ``role`` and ``organisation`` (of people), ``signed``, ``sort``, ``page``,
``per_page``. A value that cannot be used is dropped, and ``errors`` says so under its name.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, Filter, FilterSet, ModelChoiceFilter

from letters.filters.address import Address
from letters.filters.listing import Chip, Choice, Facet, Listing, Slice, Suggestion, Value
from letters.filters.shown import shown
from letters.filters.tallies import (
    Tally,
    body_is,
    organisation_tallies,
    people_tallies,
    rank_organisations,
    rank_people,
)
from letters.models import Capacity, Correspondent, Office, Organisation, Person, Signatory

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = "other"
INITIALS = {**{letter: letter.upper() for letter in LETTERS}, OTHER: "0–9 and others"}
SIGNED = {"yes": "Signs letters", "no": "Signs none"}
SORTS = {"name": "name", "letters": "most letters"}
PER_PAGE = ("25", "50", "100")
USUAL = 50
# Organisations offered as values of a facet.
OFFERED = 8

UNKNOWN = {
    "invalid_choice": "“%(value)s” is not known here.",
    "null_characters_not_allowed": "This is no name.",
}

Cells = Mapping[tuple[str, ...], int]


class NumberFilter(Filter):  # type: ignore[misc]
    """A whole number from 1."""

    field_class = forms.IntegerField

    def __init__(self) -> None:
        messages = {"invalid": "Write a whole number.", "min_value": "Counting starts at 1."}
        super().__init__(min_value=1, error_messages=messages)


class SeveralField(forms.MultipleChoiceField):
    """Values of which those that are unknown are left out; the filter reports them."""

    def clean(self, value: Any) -> list[str]:
        return [each for each in value or [] if self.valid_value(each)]


class SeveralFilter(Filter):  # type: ignore[misc]
    """A facet of which several values may be chosen."""

    field_class = SeveralField


@dataclass(frozen=True)
class NameRow:
    """An organisation or a person in a list, with the numbers of its letters."""

    named: Any
    tally: Tally


@dataclass(frozen=True)
class NameResults(Listing):
    """A page of names, with the letters of the alphabet that have any."""

    rows: list[NameRow] = field(default_factory=list)
    initials: list[Value] = field(default_factory=list)


class NameFilter(FilterSet):  # type: ignore[misc]
    """What the lists of organisations and of people share."""

    q = CharFilter(max_length=200)
    initial = ChoiceFilter(choices=list(INITIALS.items()), error_messages=UNKNOWN)
    signed = ChoiceFilter(choices=list(SIGNED.items()), error_messages=UNKNOWN)
    sort = ChoiceFilter(choices=list(SORTS.items()), error_messages=UNKNOWN)
    page = NumberFilter()
    per_page = ChoiceFilter(choices=[(size, size) for size in PER_PAGE], error_messages=UNKNOWN)

    # Facets counted together, by one grouped query: their values and what those are called.
    dimensions: ClassVar[Mapping[str, Mapping[str, str]]]
    titles: ClassVar[Mapping[str, str]]

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, queryset=self._meta.model.objects.public())

    # What each list says for itself

    def narrowed(self) -> Any:
        """Return the rows that agree with what is no facet: the words of the name and the like."""
        rows = self.queryset
        return rows.named_like(self.chosen["q"]) if "q" in self.chosen else rows

    def signing(self) -> Any:
        """Return the rows that show that the outer row signs."""
        raise NotImplementedError

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        """Count the letters of these rows."""
        raise NotImplementedError

    def ranks(self) -> Mapping[int, int]:
        """Return for all rows the number of letters to sort by."""
        raise NotImplementedError

    def free_chips(self) -> Iterator[tuple[str, str]]:
        """Yield name and label of each active filter that is no facet."""
        if "q" in self.chosen:
            yield "q", f"Name: {self.chosen['q']}"

    def more_facets(self) -> Iterator[Facet]:
        """Yield the facets that are counted apart."""
        yield from ()

    # What was typed

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The values that can be used."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong with the others, by name."""
        self.form.is_valid()
        found = {name: list(map(_legible, said)) for name, said in self.form.errors.items()}
        for name, given in self.form.fields.items():
            if isinstance(given, SeveralField):
                known = self.chosen.get(name, [])
                unknown = [value for value in self.data.getlist(name) if value not in known]
                if any(unknown):
                    found[name] = [_legible(f"“{value}” is not known here.") for value in unknown]
        return found

    @cached_property
    def address(self) -> Address:
        """The values that can be used, as a link carries them on."""
        pairs = [
            (name, value)
            for name in self.data
            if name in self.chosen and name != "page"
            for value in dict.fromkeys(self._typed(name))
        ]
        return Address(tuple(pairs))

    def _typed(self, name: str) -> list[str]:
        value = self.chosen[name]
        return value if isinstance(value, list) else [self.data.get(name, "").strip()]

    def picked(self, name: str) -> Collection[str]:
        """Return the values chosen of a facet."""
        value = self.chosen.get(name, [])
        return value if isinstance(value, list) else [value]

    # What is found

    def results(self) -> NameResults:
        """Return the page that the query string asks for."""
        per_page = int(self.chosen.get("per_page", USUAL))
        shown = Slice(self.chosen.get("page", 1), per_page, self.count())
        return NameResults(
            count=shown.count,
            total=sum(self.cells.values()),
            page=shown.links(self.address),
            address=self.address,
            rows=self._page(shown) if shown.count else [],
            initials=self._values("initial"),
            facets=[facet for facet in self._facets() if len(facet.values) > 1],
            chips=list(self._chips()),
            sorts=self._sorts(),
            errors=self.errors,
            suggestions=[] if shown.count else list(self._suggestions()),
            sizes=[Choice(size, size, int(size) == per_page) for size in PER_PAGE],
        )

    @cached_property
    def cells(self) -> Cells:
        """How many rows agree in all facets, by their values in the facets' order."""
        rows = self.narrowed().annotate(
            is_signing=Exists(self.signing()), first=Substr("sort_key", 1, 1)
        )
        fields = [{"signed": "is_signing", "initial": "first"}.get(n, n) for n in self.dimensions]
        cells: dict[tuple[str, ...], int] = {}
        for *values, count in rows.order_by().values_list(*fields).annotate(Count("pk")):
            key = tuple(map(_as_value, values))
            cells[key] = cells.get(key, 0) + count
        return cells

    def count(self, ignoring: str = "", **also: str) -> int:
        """Count the rows that agree with the facets' choices, but for the one ignored."""
        wanted = [
            {also[name]} if name in also else set() if name == ignoring else set(self.picked(name))
            for name in self.dimensions
        ]
        return sum(
            count
            for values, count in self.cells.items()
            if all(not want or value in want for want, value in zip(wanted, values, strict=True))
        )

    def filter_queryset(self, queryset: Any) -> Any:
        """Keep the rows that agree with everything chosen."""
        rows = queryset.annotate(first=Substr("sort_key", 1, 1))
        if "initial" in self.chosen:
            initial = self.chosen["initial"]
            is_letter = Q(first__in=LETTERS) if initial == OTHER else Q(first=initial)
            rows = rows.exclude(is_letter) if initial == OTHER else rows.filter(is_letter)
        if "signed" in self.chosen:
            signs = Exists(self.signing())
            rows = rows.filter(signs if self.chosen["signed"] == "yes" else ~signs)
        if "kind" in self.chosen:
            rows = rows.filter(kind__in=self.chosen["kind"])
        return rows

    def _page(self, shown: Slice) -> list[NameRow]:
        rows = self.filter_queryset(self.narrowed()).order_by("sort_key", "slug")
        end = shown.start + shown.per_page
        if self.chosen.get("sort") == "letters":
            return self._by_letters(rows, shown.start, end)
        named = list(rows[shown.start : end])
        tallies = self.tallies([row.pk for row in named])
        return [NameRow(row, tallies.get(row.pk, Tally())) for row in named]

    def _by_letters(self, rows: Any, start: int, end: int) -> list[NameRow]:
        """Rank all rows, fetch those of the page, and count their letters."""
        ranks = self.ranks()
        pks = sorted(rows.values_list("pk", flat=True), key=lambda pk: -ranks.get(pk, 0))[start:end]
        named, tallies = self.queryset.model.objects.in_bulk(pks), self.tallies(pks)
        found = [NameRow(named[pk], tallies.get(pk, Tally())) for pk in pks]
        return sorted(found, key=lambda row: -row.tally.letters)

    # What the page offers

    def _facets(self) -> Iterator[Facet]:
        for name, title in self.titles.items():
            yield Facet(name, title, self._values(name))
        yield from self.more_facets()

    def _values(self, name: str) -> list[Value]:
        """Return the values of a facet that would find something, or are chosen."""
        picked = self.picked(name)
        values = [
            self._value(name, value, label, self.count(**{name: value}))
            for value, label in self.dimensions[name].items()
        ]
        return [value for value in values if value.count or value.value in picked]

    def _value(self, name: str, value: str, label: str, count: int) -> Value:
        is_picked = value in self.picked(name)
        if is_picked:
            address = self.address.without(name, value)
        elif isinstance(self.form.fields[name], SeveralField):
            address = self.address.adding(name, value)
        else:
            address = self.address.setting(name, value)
        return Value(value, label, count, address.url, selected=is_picked)

    def _chips(self) -> Iterator[Chip]:
        for name, label in self.free_chips():
            yield Chip(label, self.address.without(name).url)
        for name, labels in self.dimensions.items():
            for value in self.picked(name):
                label = f"Initial {labels[value]}" if name == "initial" else labels[value]
                yield Chip(label, self.address.without(name, value).url)

    def _sorts(self) -> list[Choice]:
        chosen = self.chosen.get("sort", "name")
        return [Choice(value, label, value == chosen) for value, label in SORTS.items()]

    def _suggestions(self) -> Iterator[Suggestion]:
        """Yield the filters without which something would be found."""
        for name, labels in self.dimensions.items():
            count = self.count(ignoring=name) if self.picked(name) else 0
            if count:
                said = " or ".join(labels[value] for value in self.picked(name))
                yield Suggestion(f"Without “{said}”", self.address.without(name).url, count)


def _legible(message: str) -> str:
    """Keep what a reader typed from making a message long or garbled."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(message))
    return plain if len(plain) <= 160 else f"{plain[:60]} … {plain[-60:]}"


def _as_value(found: Any) -> str:
    """Return what the query string calls a value that the database found."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    return found if len(found) > 1 or found in INITIALS else OTHER


class OrganisationFilter(NameFilter):
    """The list of organisations."""

    kind = SeveralFilter(choices=Organisation.Kind.choices)

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []

    dimensions = {
        "kind": {value: label.capitalize() for value, label in Organisation.Kind.choices},
        "signed": SIGNED,
        "initial": INITIALS,
    }
    titles = {"kind": "Kind", "signed": "Signatures"}

    def signing(self) -> Any:
        signs = Capacity.objects.filter(organisation=OuterRef("pk"))
        return shown(signs, "signatory__letter")

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        return organisation_tallies(pks)

    def ranks(self) -> Mapping[int, int]:
        return rank_organisations()


class PersonFilter(NameFilter):
    """The list of people."""

    role = CharFilter(max_length=100)
    organisation = ModelChoiceFilter(
        queryset=lambda request: Organisation.objects.public(),
        to_field_name="slug",
        error_messages={"invalid_choice": "This organisation is not known here."},
    )

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = []

    dimensions = {"signed": SIGNED, "initial": INITIALS}
    titles = {"signed": "Signatures"}

    def signing(self) -> Any:
        return shown(Signatory.objects.filter(person=OuterRef("pk")))

    def tallies(self, pks: list[int]) -> Mapping[int, Tally]:
        return people_tallies(pks)

    def ranks(self) -> Mapping[int, int]:
        return rank_people()

    def narrowed(self) -> Any:
        rows = super().narrowed()
        if "role" in self.chosen:
            rows = rows.filter(_has_role(self.chosen["role"]))
        if "organisation" in self.chosen:
            rows = rows.filter(_speaks_for(self.chosen["organisation"]))
        return rows

    def free_chips(self) -> Iterator[tuple[str, str]]:
        yield from super().free_chips()
        if "role" in self.chosen:
            yield "role", f"Role: {self.chosen['role']}"
        if "organisation" in self.chosen:
            yield "organisation", f"Of {self.chosen['organisation']}"


def _has_role(role: str) -> Q:
    """Return the condition that a person signs in a role or holds an office with these words."""
    roles = shown(Capacity.objects.filter(role__icontains=role), "signatory__letter")
    offices = Office.objects.named_like(role).values("pk")
    holds = shown(Correspondent.objects.filter(office__in=offices, person__isnull=False))
    return Q(pk__in=roles.order_by().values("signatory__person")) | Q(
        pk__in=holds.order_by().values("person")
    )


def _speaks_for(organisation: Organisation) -> Q:
    """Return the condition that a person signs or corresponds for an organisation or its parts."""
    ids = Organisation.objects.with_descendants(organisation)
    signs = shown(Capacity.objects.filter(organisation__in=ids), "signatory__letter")
    writes = shown(Correspondent.objects.filter(body_is(ids), person__isnull=False))
    return Q(pk__in=signs.order_by().values("signatory__person")) | Q(
        pk__in=writes.order_by().values("person")
    )
