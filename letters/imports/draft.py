"""A collection as it is read from its files: unsaved records, where each stands, what is wrong.

Nothing here touches a database. Records get primary keys of their own, so that they can refer to
each other before they are saved; the keys never leave this process.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from itertools import count
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import fields

from letters.imports.tables import Mistakes, Problem, Table
from letters.models.derived import Derived

Row = TypeVar("Row", bound=models.Model)
# Fields that hold one entry a line are arrays in the files.
LISTS = frozenset({"other_names", "authorities", "forms", "enclosures"})
_TYPES: dict[type, str] = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    datetime: "a date and time with its zone, such as 2026-11-20T00:00:00Z",
}
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\n\t"}


@dataclass(frozen=True)
class Entry:
    """A record, the table it was read from, and its many-to-many links."""

    record: models.Model
    table: Table
    keys: frozenset[str]
    links: dict[str, list[models.Model]] = field(default_factory=dict)


class Draft:
    """What has been read so far."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._named: dict[tuple[type[models.Model], str], models.Model] = {}
        self._numbers = count(1)
        self._faulty: set[tuple[str, int, str]] = set()

    def of(self, model: type[Row]) -> list[Row]:
        """Return the records of a model, in the order of reading."""
        return [each.record for each in self.entries if isinstance(each.record, model)]

    def wrong(self, table: Table, key: str, message: str, value: object = "") -> None:
        self._faulty.add((table.file, table.line, table.name))
        self.problems.append(table.problem(key, message, value))

    def name(self, record: models.Model, name: str, table: Table, key: str) -> None:
        """Let other tables refer to a record by this name."""
        if (type(record), name) in self._named:
            self.wrong(table, key, f"“{name}” is taken by another record.", name)
        self._named[type(record), name] = record

    def known(self, model: type[Row], name: str) -> Row | None:
        """Return the record of this name, if there is one."""
        return cast("Row | None", self._named.get((model, name)))

    def find(self, model: type[Row], name: object, table: Table, key: str) -> Row | None:
        """Return the record of this name; say what is wrong where there is none."""
        found = self._named.get((model, str(name)))
        if found is None:
            known = [known for kind, known in self._named if kind is model]
            self.wrong(table, key, _unknown(name, model._meta.verbose_name, known), name)
        return cast("Row | None", found)

    def tables(self, table: Table, key: str) -> list[Table]:
        """Return the tables of an array, or none and a problem."""
        try:
            return table.tables(key)
        except Mistakes as mistakes:
            self.problems += mistakes.problems
            return []

    def expect(self, table: Table, keys: Collection[str]) -> None:
        """Say which keys of a table mean nothing."""
        for key in table.values.keys() - set(keys):
            self.wrong(table, key, _unknown(key, "key", list(keys)))

    def add(self, model: type[Row], table: Table, keys: Sequence[str], **given: object) -> Row:
        """Make a record of a table; `keys` are those that fill its fields, and no others do."""
        row = model(pk=next(self._numbers), **given)
        links: dict[str, list[models.Model]] = {}
        for key in keys:
            if key not in table.values:
                continue
            column = model._meta.get_field(key)
            if isinstance(column, models.ManyToManyField):
                links[key] = list(self._links(column, table, key))
            else:
                setattr(row, key, self._value(column, table, key))
        self.entries.append(Entry(row, table, frozenset(keys), links))
        return row

    def _links(self, column: Any, table: Table, key: str) -> Iterator[models.Model]:
        for name in self._texts(table, key):
            found = self.find(column.related_model, name, table, key)
            if found is not None:
                yield found

    def _value(self, column: Any, table: Table, key: str) -> object:
        value = table.values[key]
        if isinstance(column, models.ForeignKey):
            return self.find(column.related_model, value, table, key)
        if key in LISTS:
            return "\n".join(self._texts(table, key))
        wanted = _type_of(column)
        if type(value) is not wanted or (isinstance(value, datetime) and value.tzinfo is None):
            self.wrong(table, key, f"Write {_TYPES[wanted]}, not {value!r}.")
            return column.get_default()
        if isinstance(value, str):
            return self._text(column, table, key, value)
        return value

    def _text(self, column: Any, table: Table, key: str, value: str) -> str:
        if value.translate(_CONTROLS) != value:
            self.wrong(table, key, "A control character stands in this text.")
        codes = [code for code, _ in column.choices or []]
        if codes and value not in codes:
            self.wrong(table, key, _unknown(value, key.replace("_", " "), codes))
            return str(column.get_default())
        return value.strip("\n")

    def _texts(self, table: Table, key: str) -> list[str]:
        value = table.values[key]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(table, key, f'Write a list of texts: ["…", "…"], not {value!r}.')
            return []
        return value

    def derive(self, entry: Entry) -> None:
        """Compute the fields that follow from others, as saving would."""
        for column in entry.record._meta.concrete_fields:
            if isinstance(column, Derived):
                # A date that is none is reported with its own field.
                with suppress(ValueError):
                    column.pre_save(entry.record, True)

    def check(self, entry: Entry) -> None:
        """Run a record's own checks, field by field and, if nothing is wrong yet, as a whole."""
        for check in (self._clean_fields, self._clean):
            try:
                check(entry)
            except ValidationError as error:
                for key, messages in _by_field(error).items():
                    for message in messages:
                        said = "This is missing." if "cannot be blank" in message else message
                        self._report(entry, key, said)

    def _clean_fields(self, entry: Entry) -> None:
        # Links are resolved already, and checking them would ask the database.
        columns = entry.record._meta.concrete_fields
        skipped = {each.name for each in columns if each.name not in entry.keys or each.is_relation}
        entry.record.clean_fields(exclude=skipped)

    def _clean(self, entry: Entry) -> None:
        table = entry.table
        if (table.file, table.line, table.name) not in self._faulty:
            # Another record's date may be none: that is reported there.
            with suppress(ValueError):
                entry.record.clean()

    def _report(self, entry: Entry, key: str, message: str) -> None:
        value = entry.table.values.get(key, "")
        self.wrong(entry.table, key, message, value if isinstance(value, str) else "")


def _type_of(column: Any) -> type:
    if isinstance(column, fields.BooleanField):
        return bool
    if isinstance(column, fields.IntegerField):
        return int
    return datetime if isinstance(column, fields.DateTimeField) else str


def _unknown(value: object, what: str | Any, known: Sequence[str]) -> str:
    """Say that a value is unknown, and which it may have been meant to be."""
    near = get_close_matches(str(value), known, n=1)
    if near:
        return f"There is no {what} “{value}”. Is “{near[0]}” meant?"
    some = f" Known are {', '.join(sorted(known))}." if 0 < len(known) <= 12 else ""
    return f"There is no {what} “{value}”.{some}"


def _by_field(error: ValidationError) -> Mapping[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"record": error.messages}
