"""Bare rows: rows without what Django does around every one of them, for reading a great many.

Rows are instances of their models, read and linked in a constant number of queries, but made
without signals; what belongs to them hangs on them as lists. With fifteen rows a letter, two
thirds of the time of making an index went into what this leaves out, and a quarter of the rest
into the descriptors by which Django reads a relation. They are for reading alone.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

Rows = Mapping[int, Any]


def fetch(rows: QuerySet[Any], *leave_out: str) -> list[Any]:
    """Return rows with all columns but these."""
    model: Any = rows.model
    bare: Any = _bare(model)
    fields = model._meta.concrete_fields
    columns = [each.attname for each in fields if each.name not in leave_out]
    made = []
    for values in rows.values_list("pk", *columns):
        row = bare.__new__(bare)
        row.__dict__ = dict(zip(("pk", *columns), values, strict=True))
        made.append(row)
    return made


def by_key(rows: Iterable[Any]) -> dict[int, Any]:
    """Return rows by their number, in the same order."""
    return {row.id: row for row in rows}


def hang(parents: Rows, name: str, rows: Collection[Any], column: str) -> Collection[Any]:
    """Make rows what their parents have under this name, as if prefetched; return the rows."""
    for parent in parents.values():
        parent.__dict__[name] = Hung()
    for row in rows:
        parents[getattr(row, column)].__dict__[name].append(row)
    return rows


def link(rows: Iterable[Any], name: str, targets: Rows) -> None:
    """Make each row refer to its target, or to none."""
    column = f"{name}_id"
    for row in rows:
        row.__dict__[name] = targets.get(row.__dict__[column])


def wanted(rows: Iterable[Any], *columns: str) -> set[int]:
    """Return the numbers that rows refer to."""
    return {row.__dict__[column] for row in rows for column in columns} - {None}


class Hung(list[Any]):
    """Rows that belong to another one, asked for as Django's managers are asked."""

    def all(self) -> "Hung":
        """Return them."""
        return self


class _NotRead:
    """Stands where a relation was, so that what was read is found at once, and the rest never."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type) -> Any:
        raise AttributeError(f"“{self.name}” was not read with these rows.")


@cache
def _bare(model: type[models.Model]) -> type[models.Model]:
    """Return a class of rows with the model's methods, but none of its relations.

    Made past the metaclass of models, to which it would be another table.
    """
    meta = model._meta
    links = [each for each in meta.concrete_fields if each.is_relation]
    names = {
        *("pk", *(each.attname for each in links), *(each.name for each in links)),
        *(each.name for each in meta.many_to_many),
        *filter(None, (each.get_accessor_name() for each in meta.related_objects)),
    }
    own: dict[str, Any] = {name: _NotRead() for name in names}
    return type.__new__(type(model), f"Bare{model.__name__}", (model,), own)
