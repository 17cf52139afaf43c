"""Fields of files and columns of tables, checked and prepared a million times over.

Django's ``full_clean()`` and ``bulk_create()`` take longer for a letter's fifteen rows than all
the rest of reading it. Here the rules of a model's fields are read once; a value that keeps them
all is let through at once, and one that does not goes through the field's own ``clean()``, which
says what is wrong.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models
from django.db.models.base import ModelState

from letters.models.derived import Derived

# Fields that hold one entry a line are arrays in files.
LISTS = frozenset({"other_names", "authorities"})
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PLAIN = (models.CharField, models.TextField, models.BooleanField, models.IntegerField)


class Problem(NamedTuple):
    """What is wrong in a file: in which line, in which field."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.field}" if self.field else "")
        return f"{place}: {self.message}"


class Problems:
    """What is found wrong, and the place that is being looked at."""

    def __init__(self, line: int = 0, path: str = "") -> None:
        self.found: list[Problem] = []
        self.line, self.path = line, path

    def at(self, line: int, path: str = "") -> None:
        """Look at another line."""
        self.line, self.path = line, path

    def add(self, field: str, message: str) -> None:
        """Note what is wrong with a field at this place."""
        where = ".".join(filter(None, (self.path, field)))
        self.found.append(Problem(self.line, where, message))

    def add_all(self, error: ValidationError) -> None:
        """Note all that a model says, under its fields' names."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.add("" if name == "__all__" else name, message)

    @contextmanager
    def within(self, line: int, path: str) -> Iterator[None]:
        """Look at a place for a while."""
        before = self.line, self.path
        self.at(line, path)
        try:
            yield
        finally:
            self.at(*before)

    def check(self, row: models.Model) -> bool:
        """Ask a row's own rules; note what they say."""
        try:
            row.clean()
        except ValidationError as error:
            self.add_all(error)
            return False
        return True

    def each(self, given: Mapping[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the objects of a list with their places from 1, looking at each in turn."""
        rows = given.get(key)
        if rows is None:
            return
        if not isinstance(rows, list):
            self.add(key, "Write a list: […].")
            return
        outer = self.path
        for place, row in enumerate(rows):
            self.path = f"{outer}.{key}[{place}]" if outer else f"{key}[{place}]"
            if isinstance(row, dict):
                yield place + 1, row
            else:
                self.add("", "Write an object: {…}.")
        self.path = outer

    def inside(self, given: Mapping[str, Any], key: str, fields: "Fields") -> dict[str, Any] | None:
        """Read the object under a key: {} if there is none, None where it is wrong."""
        row = given.get(key)
        if row is None:
            return {}
        if not isinstance(row, dict):
            self.add(key, "Write an object: {…}.")
            return None
        outer, self.path = self.path, f"{self.path}.{key}" if self.path else key
        values = fields.read(row, self)
        self.path = outer
        return values

    def slugs(self, given: Mapping[str, Any], key: str) -> list[str]:
        """Read a list of slugs."""
        rows = given.get(key) or []
        if isinstance(rows, list) and all(isinstance(row, str) and row for row in rows):
            return rows
        self.add(key, "Write a list of slugs.")
        return []


class Fields:
    """The keys of an object in a file, and the fields of a model that they fill."""

    def __init__(
        self, model: type[models.Model], fields: Mapping[str, str], others: Sequence[str] = ()
    ) -> None:
        self.model = model
        self.known = {*fields, *others}
        self.readers = {key: _Reader(model._meta.get_field(name)) for key, name in fields.items()}
        # A field that may not be empty and is not there is missing.
        self.needed = {key for key, reader in self.readers.items() if reader.is_needed}

    def read(self, given: Mapping[str, Any], problems: Problems) -> dict[str, Any] | None:
        """Return values by attribute, or None and problems."""
        before = len(problems.found)
        if not given.keys() <= self.known:
            for key in given.keys() - self.known:
                problems.add(key, "This key means nothing here.")
        if not self.needed <= given.keys():
            for key in self.needed - given.keys():
                problems.add(key, "This is missing.")
        values: dict[str, Any] = {}
        for key, value in given.items():
            reader = self.readers.get(key)
            if reader is None:
                continue
            if (value is None and reader.may_be_null) or reader.fits(value):
                values[reader.attribute] = value
            else:
                self._slowly(key, value, problems, values)
        return values if len(problems.found) == before else None

    def _slowly(self, key: str, value: Any, problems: Problems, values: dict[str, Any]) -> None:
        reader = self.readers[key]
        try:
            values[reader.attribute] = reader.clean(value)
        except ValidationError as error:
            for message in error.messages:
                problems.add(key, message)


class _Reader:
    """One field: whether a value surely fits, and what is wrong with one that does not."""

    def __init__(self, column: Any) -> None:
        self.column = column
        self.attribute = column.attname
        self.may_be_null = bool(column.null)
        self.is_list = column.name in LISTS
        self.is_link = isinstance(column, models.ForeignKey)
        self.type = _type(column)
        self.choices = frozenset(code for code, _ in column.choices or ())
        limits = [each for each in column.validators if isinstance(each, MaxLengthValidator)]
        self.longest = min((each.limit_value for each in limits), default=250)
        if not limits and not self.is_link:
            self.longest = 0
        self.validators = [
            each for each in column.validators if not isinstance(each, MaxLengthValidator)
        ]
        if self.type is int:
            self.validators = []
        self.is_needed = not column.has_default() and not column.blank and not column.null
        self.fits = self._fits()

    def _fits(self) -> Callable[[Any], bool]:
        if self.type is not str or self.is_list:
            return self._fits_otherwise
        return self._fits_text

    def _fits_text(self, value: Any) -> bool:
        if type(value) is not str or (self.longest and len(value) > self.longest):
            return False
        if not value:
            return bool(self.column.blank) and not self.is_link
        if self.choices and value not in self.choices:
            return False
        if not value.isprintable() and _CONTROLS.search(value):
            return False
        return not self.validators or self._is_valid(value)

    def _is_valid(self, value: Any) -> bool:
        try:
            for check in self.validators:
                check(value)
        except ValidationError:
            return False
        return True

    def _fits_otherwise(self, value: Any) -> bool:
        if self.type is int:
            return type(value) is int and 0 <= value < 32768
        return type(value) is bool if self.type is bool else False

    def clean(self, value: Any) -> Any:
        """Return the value, or raise ValidationError with what is wrong with it."""
        if self.is_list:
            return self.text(_joined(value))
        if self.type is datetime:
            return self.moment(value)
        if type(value) is not self.type:
            raise ValidationError(f"Write {_TYPES[self.type]}, not {str(value)[:40]!r}.")
        if self.type is not str:
            return self.column.clean(value, None)
        return self.link(str(value)) if self.is_link else self.text(str(value))

    def text(self, value: str) -> str:
        if _CONTROLS.search(value):
            raise ValidationError("A control character stands in this text.")
        self.column.clean(value, None)
        return value

    def link(self, value: str) -> str:
        if not value or len(value) > 250 or _CONTROLS.search(value):
            raise ValidationError("Write the slug of a record, or null.")
        return value

    def moment(self, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError("Write a date and time with its zone: 2026-11-20T00:00:00+00:00.")
        return moment


_TYPES: dict[type, str] = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "true or false",
}


def _type(column: Any) -> type:
    if isinstance(column, models.BooleanField):
        return bool
    if isinstance(column, models.IntegerField):
        return int
    return datetime if isinstance(column, models.DateTimeField) else str


def _joined(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValidationError("Write a list of texts: […].")
    if any("\n" in each for each in value):
        raise ValidationError("A text of this list runs over more than one line.")
    return "\n".join(value)


class Columns:
    """The columns of a table but for its number, and how a row's values are made ready for them."""

    def __init__(self, model: type[models.Model]) -> None:
        fields: list[Any] = [each for each in model._meta.concrete_fields if not each.primary_key]
        self.model = model
        self.table = model._meta.db_table
        self.names = [each.column for each in fields]
        # Place in the row, column, and the model of the row that it refers to.
        self.links = [
            (place, each.attname, each.related_model)
            for place, each in enumerate(fields)
            if isinstance(each, models.ForeignKey)
        ]
        self._defaults = {each.attname: each.get_default() for each in model._meta.concrete_fields}
        self._values = itemgetter("id", *(each.attname for each in fields))
        self._prepared = [
            (place, each)
            for place, each in enumerate(fields, 1)
            if isinstance(each, Derived) or not isinstance(each, (*_PLAIN, models.ForeignKey))
        ]

    def row(self, key: Any, values: Mapping[str, Any], **links: models.Model) -> Any:
        """Make a row of values by attribute, and of the rows that it belongs to.

        The same as calling the model, which takes half the time of reading a letter.
        """
        row: Any = self.model.__new__(self.model)
        row.__dict__ = {**self._defaults, **values, "id": key, "_state": ModelState()}
        for name, other in links.items():
            row.__dict__[f"{name}_id"] = other.__dict__["id"]
            row._state.fields_cache[name] = other
        return row

    def values(self, row: models.Model) -> tuple[Any, ...]:
        """Return the key of a row and its values as the database takes them."""
        values = list(self._values(row.__dict__))
        for place, column in self._prepared:
            value = column.pre_save(row, True)
            values[place] = column.get_db_prep_save(value, connection)
        return tuple(values)
