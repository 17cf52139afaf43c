"""Bare rows by their keys: one table, one column, and no more work than the database has with it.

A page asks some twenty such questions, and Django takes several times longer to write each of them
than a database to answer it. The words of a question are the same every time: they are written
once for each table and column. Rows are as ``entries.bare`` makes them: for reading alone.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.base import ModelState


class Question(NamedTuple):
    """The words of a query up to its keys, the columns, and how each is made into a value."""

    beginning: str
    columns: tuple[str, ...]
    converters: tuple[tuple[int, Any, Any], ...]


def rows_with(model: Any, column: str, keys: Collection[int], *leave_out: str) -> list[Any]:
    """Return rows of a table that have one of these keys in a column, in no order."""
    if not keys:
        return []
    question = _question(connection.vendor, model, column, leave_out)
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(f"{question.beginning} ({places})", list(keys))
        found = cursor.fetchall()
    return [_row(model, question, values) for values in found]


def _row(model: Any, question: Question, values: Sequence[Any]) -> Any:
    row = model.__new__(model)
    own = row.__dict__
    own.update(zip(question.columns, values, strict=True))
    for place, convert, expression in question.converters:
        name = question.columns[place]
        own[name] = convert(own[name], expression, connection)
    own["_state"] = state = ModelState()
    state.adding = False
    state.fields_cache = {}
    own["_prefetched_objects_cache"] = {}
    return row


@cache
def _question(vendor: str, model: Any, column: str, leave_out: tuple[str, ...]) -> Question:
    """Write the query of a table for one of the databases."""
    fields = [each for each in model._meta.concrete_fields if each.name not in leave_out]
    columns = tuple(each.attname for each in fields)
    rows = model._base_manager.filter(**{f"{column}__in": [0]}).order_by().values_list(*columns)
    compiler = rows.query.get_compiler(using=connection.alias)
    words, _ = compiler.as_sql()
    beginning, _, end = words.rpartition(" (%s)")
    if end:
        raise ValueError(f"no query of keys: {words}")
    made = compiler.get_converters(expression for expression, *_ in compiler.select)
    return Question(
        beginning,
        columns,
        tuple(
            (place, convert, expression)
            for place, (converters, expression) in made.items()
            for convert in converters
        ),
    )
