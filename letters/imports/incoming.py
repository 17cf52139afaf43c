"""A fixture, and what the database has of it, in one form, so that the two can be compared.

A *record* is what a curator edits as one: a letter with its correspondents, signatories and
country mentions, a recommendation with its askers and addressees, an answer, an organisation and so
on. Compared is what a curator can edit; what follows from it, and times of saving, are not.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from letters.imports.archive import ORDER
from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    FormerSlug,
    Letter,
    Recommendation,
    Signatory,
    Source,
)
from letters.models.derived import Derived

Natural = tuple[str | int, ...]
# The fields of the natural keys that are not a slug alone.
_NATURAL: dict[type[models.Model], tuple[str, ...]] = {
    Source: ("file_name",),
    Correspondent: ("letter", "part", "order"),
    Signatory: ("letter", "order"),
    Capacity: ("signatory", "order"),
    CountryMention: ("letter", "country"),
    Recommendation: ("letter", "number"),
    Asker: ("recommendation", "order"),
    Addressee: ("recommendation", "order"),
    Answer: ("recommendation", "order"),
}
# Parts of a record, and how much of their natural key is that of the record.
PARTS: dict[type[models.Model], tuple[type[models.Model], int]] = {
    Correspondent: (Letter, 1),
    Signatory: (Letter, 1),
    Capacity: (Letter, 1),
    CountryMention: (Letter, 1),
    Asker: (Recommendation, 2),
    Addressee: (Recommendation, 2),
}
# The bytes of a source are compared by their hash.
_NOT_COMPARED = frozenset({"created_at", "modified_at", "version", "content"})
_NOTHING: tuple[Any, ...] = ("", None, False, [])
_ENCODER = DjangoJSONEncoder()


class Key(NamedTuple):
    """The model and the natural key of a record."""

    model: type[models.Model]
    natural: Natural

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower} {'#'.join(map(str, self.natural))}"

    @property
    def name(self) -> str:
        """The record's name in messages."""
        return f"{self.model._meta.verbose_name} {'#'.join(map(str, self.natural))}"


def read_key(text: str) -> Key:
    """Read a key back from its text."""
    label, _, natural = text.partition(" ")
    model = _models()[label]
    if len(natural_paths(model)) == 1:
        return Key(model, (natural,))
    slug, *numbers = natural.split("#")
    return Key(model, (slug, *map(int, numbers)))


@dataclass
class Part:
    """One row: what it holds, field by field; links to other rows are natural keys."""

    model: type[models.Model]
    natural: Natural
    fields: dict[str, Any]
    # What the fixture holds beyond what is compared.
    others: dict[str, Any] = field(default_factory=dict)


@dataclass
class State:
    """A record as the fixture or the database has it."""

    row: Part
    parts: list[Part] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The hash of everything compared."""
        return hashlib.sha256(_ENCODER.encode(self._compared()).encode()).hexdigest()

    def _compared(self) -> list[Any]:
        parts = sorted(
            [part.model._meta.label_lower, list(map(str, part.natural)), _sorted(part.fields)]
            for part in self.parts
        )
        return [_sorted(self.row.fields), parts]

    def differing(self, other: "State") -> list[str]:
        """Name the fields and the parts in which two states differ."""
        names = [
            name for name, value in self.row.fields.items() if other.row.fields.get(name) != value
        ]
        for model in PARTS:
            one, two = ([_whole(each) for each in state._of(model)] for state in (self, other))
            if one != two:
                names.append(str(model._meta.verbose_name_plural))
        return names

    def _of(self, model: type[models.Model]) -> list[Part]:
        return sorted(
            (part for part in self.parts if part.model is model), key=lambda part: str(part.natural)
        )


def _whole(part: Part) -> tuple[Natural, dict[str, Any]]:
    return part.natural, part.fields


def _sorted(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    """Sort the fields that hold something: one that is added to a model later changes no hash."""
    return sorted((name, value) for name, value in fields.items() if value not in _NOTHING)


# The fixture


def read_fixture(path: Path) -> dict[Key, State]:
    """Read a fixture's records, those first that others refer to.

    A file that cannot be read so raises ValueError, with a sentence that says where.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{path} is missing: run build_fixtures.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path}: {error}. Run build_fixtures.") from None
    try:
        return _grouped(_part(row) for row in _list(rows))
    except (KeyError, TypeError, AttributeError) as error:
        message = f"{path}: this is not a fixture of this archive ({error!r}). Run build_fixtures."
        raise ValueError(message) from None


def _list(rows: object) -> list[dict[str, Any]]:
    if not isinstance(rows, list):
        raise TypeError("no list of rows")
    return rows


def _grouped(parts: Iterable[Part]) -> dict[Key, State]:
    states: dict[Key, State] = {}
    for part in sorted(parts, key=lambda each: ORDER.index(each.model)):
        root, length = PARTS.get(part.model, (part.model, len(part.natural)))
        key = Key(root, part.natural[:length])
        if part.model is root:
            states[key] = State(part)
        else:
            states[key].parts.append(part)
    return states


def _part(row: dict[str, Any]) -> Part:
    model = _models()[row["model"]]
    given = dict(row["fields"])
    natural = tuple(_flat(given[name] for name in natural_fields(model)))
    fields = {each.name: given.pop(each.name, _default(each)) for each in compared_fields(model)}
    for link in model._meta.many_to_many:
        fields[link.name] = sorted(given.pop(link.name, []))
    unknown = given.keys() - {each.name for each in model._meta.concrete_fields}
    if unknown:
        raise KeyError(f"{row['model']} has no {', '.join(sorted(unknown))}")
    return Part(model, natural, fields, given)


def _default(column: Any) -> Any:
    default = column.get_default()
    return None if isinstance(column, models.ForeignKey) else default


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.label_lower: model for model in ORDER}


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value


def natural_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields of a model's natural key."""
    return _NATURAL.get(model, ("slug",))


@cache
def compared_fields(model: type[models.Model]) -> tuple[Any, ...]:
    """Return the fields of a model that a curator can edit."""
    return tuple(
        column
        for column in model._meta.concrete_fields
        if not column.primary_key
        and not isinstance(column, Derived)
        and column.name not in _NOT_COMPARED
    )


# The database


@cache
def natural_paths(model: type[models.Model]) -> tuple[str, ...]:
    """Return the lookups of a model's natural key: "letter__slug", "number"."""
    paths: list[str] = []
    for name in natural_fields(model):
        column = model._meta.get_field(name)
        if isinstance(column, models.ForeignKey):
            paths += (f"{name}__{path}" for path in natural_paths(column.related_model))
        else:
            paths.append(name)
    return tuple(paths)


class Slugs:
    """The slugs that letters have now, where they are no longer those of the fixture."""

    def __init__(self, slugs: set[str]) -> None:
        renamed = FormerSlug.objects.filter(slug__in=slugs)
        self.now = dict(renamed.values_list("slug", "letter__slug"))
        self.then = {now: then for then, now in self.now.items()}

    def of_fixture(self, model: type[models.Model], natural: Iterable[Any]) -> Natural:
        """Return a natural key of the database as the fixture has it."""
        return _with_slug(model, tuple(natural), self.then)

    def of_database(self, model: type[models.Model], natural: Iterable[Any]) -> Natural:
        """Return a natural key of the fixture as the database has it."""
        return _with_slug(model, tuple(natural), self.now)


def _with_slug(model: type[models.Model], natural: Natural, slugs: dict[str, str]) -> Natural:
    if model is Letter or natural_paths(model)[0].endswith("letter__slug"):
        return (slugs.get(str(natural[0]), natural[0]), *natural[1:])
    return natural


def read_database(keys: Iterable[Key], slugs: Slugs) -> dict[Key, State]:
    """Read what the database has of these records, in a few queries."""
    wanted: dict[type[models.Model], set[str | int]] = {}
    for key in keys:
        wanted.setdefault(key.model, set()).add(slugs.of_database(*key)[0])
    parts: list[Part] = []
    for model in ORDER:
        root = PARTS.get(model, (model, 0))[0]
        if root in wanted:
            parts += _rows(model, wanted[root], slugs)
    return _grouped(parts)


def _rows(model: type[models.Model], first: set[str | int], slugs: Slugs) -> Iterator[Part]:
    columns = compared_fields(model)
    paths = {column.name: _paths(column) for column in columns}
    rows = model._default_manager.filter(**{f"{natural_paths(model)[0]}__in": first})
    names = [*natural_paths(model), *(path for each in paths.values() for path in each)]
    links = {link.name: _links(model, link, rows) for link in model._meta.many_to_many}
    for pk, *values in rows.values_list("pk", *names):
        found = dict(zip(names, values, strict=True))
        natural = slugs.of_fixture(model, (found[path] for path in natural_paths(model)))
        fields = {
            column.name: _value(column, [found[path] for path in paths[column.name]], slugs)
            for column in columns
        }
        fields |= {name: sorted(of_row.get(pk, [])) for name, of_row in links.items()}
        yield Part(model, natural, fields)


def _paths(column: Any) -> list[str]:
    if isinstance(column, models.ForeignKey):
        return [f"{column.name}__{path}" for path in natural_paths(column.related_model)]
    return [column.name]


def _value(column: Any, values: list[Any], slugs: Slugs) -> Any:
    if isinstance(column, models.ForeignKey):
        if values[0] is None:
            return None
        return list(slugs.of_fixture(column.related_model, values))
    value = values[0]
    return _ENCODER.default(value) if isinstance(value, date | datetime) else value


def _links(
    model: type[models.Model], link: Any, rows: models.QuerySet[Any]
) -> dict[int, list[list[str]]]:
    """Return the natural keys that rows are linked to, by primary key."""
    paths = [f"{link.name}__{path}" for path in natural_paths(link.related_model)]
    found: dict[int, list[list[str]]] = {}
    for pk, *natural in rows.filter(**{f"{link.name}__isnull": False}).values_list("pk", *paths):
        found.setdefault(pk, []).append(natural)
    return found
