"""Vocabularies: the values that a facet takes, what they are called, what the index calls them.

A value is a slug, a code or a year. Only what the public may know is known: the slug of a body
that drafts alone name is as unknown as any.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, Self

from django.db import models

from letters import countries
from letters.models import Office, Organisation, Person
from letters.models.prepared import Prepared
from letters.search.codes import KINDS, Kind, code, kind_and_key

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Indexed = str | int
IsIndexed = Callable[[int], bool]


class Known(NamedTuple):
    """A value that was typed: its usual form, what it is called, and its values in the index."""

    value: str
    label: str
    indexed: tuple[Indexed, ...]


class Vocabulary(Protocol):
    """The values of one facet or several."""

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        """Return those of the values typed that are known."""

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        """Return what values of the index are called, as far as they still are."""


class Shared:
    """A vocabulary keeps nothing of a request: the copies of a filter share it."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class Fixed(Shared):
    """A short list that the program knows."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.known = {value: Known(value, label, (value,)) for value, label in labels.items()}

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        return {value: self.known[value] for value in typed if value in self.known}

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        return {value: self.known[str(value)] for value in indexed if value in self.known}


def capitalised(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the choices of a model with labels that begin a line."""
    return {value: str(label).capitalize() for value, label in choices}


class Years(Shared):
    """Years of four digits or fewer."""

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        years = {each: int(each) for each in typed if re.fullmatch(r"\d{1,4}", each, re.ASCII)}
        return {each: _year(year) for each, year in years.items() if year}

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        return {year: _year(int(year)) for year in indexed}


def _year(year: int) -> Known:
    return Known(str(year), str(year), (year,))


class Countries(Shared):
    """Codes of ISO 3166, in capitals or not."""

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        return self._named({each: each.upper() for each in typed})

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        return self._named({each: str(each) for each in indexed})

    @staticmethod
    def _named(codes: Mapping[Any, str]) -> dict[Any, Known]:
        found = {}
        for given, country in codes.items():
            try:
                found[given] = Known(country, countries.name(country), (country,))
            except ValueError:
                continue
        return found


class Rows(Shared):
    """Rows of a model, by slug; the index has their primary keys."""

    def __init__(
        self, model: type[models.Model], public: str = "public", leave_out: Collection[str] = ()
    ) -> None:
        rows = model._default_manager
        self.by_slug = Prepared(
            lambda slugs: getattr(rows, public)().filter(slug__in=slugs).defer(*leave_out)
        )
        self.by_key = Prepared(lambda keys: rows.filter(pk__in=keys).defer(*leave_out))

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        slugs = [each for each in typed if SLUG.fullmatch(each)]
        return {row.slug: _row(row) for row in (self.by_slug(slugs) if slugs else ())}

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        return {row.pk: _row(row) for row in (self.by_key(indexed) if indexed else ())}


def _row(row: Any) -> Known:
    return Known(row.slug, str(row), (row.pk,))


KIND_NAMES: Mapping[Kind, str] = {
    Organisation: "organisation",
    Person: "person",
    Office: "office",
}


def _of_each(write: Callable[..., Any]) -> Mapping[Kind, Prepared[Any]]:
    return {kind: Prepared(partial(write, kind.objects)) for kind in KINDS}


BY_KEY = _of_each(lambda rows, keys: rows.filter(pk__in=keys))
BY_SLUG = _of_each(lambda rows, slugs: rows.filter(slug__in=slugs))
SLUGS = _of_each(
    lambda rows, slugs: rows.filter(slug__in=slugs).order_by().values_list("pk", "slug")
)
PUBLIC = _of_each(lambda rows, keys: rows.public().filter(pk__in=keys).values_list("pk", flat=True))


class Parties(Shared):
    """Organisations, people and offices, by slug.

    A slug may name several of them and then means each: "person:smith" is the person alone, and
    what the list itself writes where both can be found.
    """

    def __init__(self, is_indexed: IsIndexed) -> None:
        self.is_indexed = is_indexed

    def read(self, typed: Collection[str]) -> Mapping[str, Known]:
        found: dict[str, list[Known]] = {each: [] for each in typed}
        for kind in KINDS:
            wanted = {_slug_of(each, kind): each for each in typed}
            slugs = [slug for slug in wanted if SLUG.fullmatch(slug)]
            for row in self._public(kind, slugs):
                for each in {row.slug, f"{KIND_NAMES[kind]}:{row.slug}"} & found.keys():
                    found[each].append(Known(each, str(row), (code(kind, row.pk),)))
        return {each: _joined(known) for each, known in found.items() if known}

    def names(self, indexed: Collection[Indexed]) -> Mapping[Indexed, Known]:
        keys: dict[Kind, list[int]] = {kind: [] for kind in KINDS}
        for number in indexed:
            kind, key = kind_and_key(int(number))
            keys[kind].append(key)
        rows = [row for kind in KINDS if keys[kind] for row in BY_KEY[kind](keys[kind])]
        shared = self._shared(rows)
        found: dict[Indexed, Known] = {}
        for row in rows:
            kind = type(row)
            value = f"{KIND_NAMES[kind]}:{row.slug}" if (kind, row.slug) in shared else row.slug
            found[code(kind, row.pk)] = Known(value, str(row), (code(kind, row.pk),))
        return found

    def _public(self, kind: Kind, slugs: Collection[str]) -> list[Any]:
        """Return the rows with these slugs that the public knows.

        What the index has is public. To ask the database takes 20 ms where there are 20,000
        organisations, since it looks for those that others are a part of.
        """
        rows = BY_SLUG[kind](slugs) if slugs else []
        others = {row.pk for row in rows if not self.is_indexed(code(kind, row.pk))}
        if others:
            others -= set(PUBLIC[kind](others))
        return [row for row in rows if row.pk not in others]

    def _shared(self, rows: Collection[Any]) -> set[tuple[Kind, str]]:
        """Return the kinds and slugs of rows whose slug names another one that can be found."""
        shared = set()
        for kind in KINDS:
            others = {row.slug: type(row) for row in rows if type(row) is not kind}
            for key, slug in SLUGS[kind](others) if others else ():
                if self.is_indexed(code(kind, key)):
                    shared |= {(kind, slug), (others[slug], slug)}
        return shared


def _slug_of(typed: str, kind: Kind) -> str:
    return typed.removeprefix(f"{KIND_NAMES[kind]}:")


def _joined(known: list[Known]) -> Known:
    indexed = tuple(value for each in known for value in each.indexed)
    return Known(known[0].value, known[0].label, indexed)
