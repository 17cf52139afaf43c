"""Bare rows: rows without what Django does around every one of them, for reading a great many.

Rows are instances of their models, read and linked in a constant number of queries, but made
without signals, and what belongs to them hangs on them as lists. With fifteen rows a letter, two
thirds of the time of making an index went into what this leaves out. They are for reading alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.base import ModelState

Rows = Mapping[int, Any]


def fetch(rows: QuerySet[Any], *leave_out: str) -> list[Any]:
    """Return rows with all columns but these."""
    model: Any = rows.model
    columns = [each.attname for each in model._meta.concrete_fields if each.name not in leave_out]
    made = []
    for values in rows.values_list(*columns):
        row = model.__new__(model)
        own = row.__dict__
        own.update(zip(columns, values, strict=True))
        own["_state"] = state = ModelState()
        state.adding = False
        state.fields_cache = {}
        own["_prefetched_objects_cache"] = {}
        made.append(row)
    return made


def by_key(rows: Iterable[Any]) -> dict[int, Any]:
    """Return rows by their number, in the same order."""
    return {row.id: row for row in rows}


def hang(parents: Rows, name: str, rows: Collection[Any], column: str) -> Collection[Any]:
    """Make rows what their parents have under this name, as if prefetched; return the rows."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, column)].append(row)
    for key, parent in parents.items():
        parent._prefetched_objects_cache[name] = grouped.get(key, [])
    return rows


def link(rows: Iterable[Any], name: str, targets: Rows) -> None:
    """Make each row refer to its target, or to none."""
    column = f"{name}_id"
    for row in rows:
        row._state.fields_cache[name] = targets.get(getattr(row, column))


def wanted(rows: Iterable[Any], *columns: str) -> set[int]:
    """Return the numbers that rows refer to."""
    return {getattr(row, column) for row in rows for column in columns} - {None}
