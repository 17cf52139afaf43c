"""Columns: of very many rows, by their keys, the bare values as the database hands them over.

Django writes each query once. Dates come as the database has them, text or not, and truth on SQLite
as 0 and 1: what is written as text is the same.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

# Stands for the keys while the query is written.
KEY = 2**61
KEYS = "IN (%s)"


class Columns:
    """A query of ``values_list`` for keys: called with some, it returns its rows.

    ``write`` makes it for a list of keys, which it uses once, with ``__in``.
    """

    def __init__(self, write: Callable[[list[int]], Any]) -> None:
        self.write = write
        self.written: tuple[str, Sequence[Any]] | None = None

    def __call__(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        sql, constants = self.written = self.written or self._written()
        place = constants.index(KEY)
        wanted, given = _one_of(keys)
        values = [*constants[:place], *given, *constants[place + 1 :]]
        with connection.cursor() as cursor:
            cursor.execute(sql.replace(KEYS, wanted), values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _written(self) -> tuple[str, Sequence[Any]]:
        sql, constants = self.write([KEY]).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        if sql.count(KEYS) != 1 or constants.count(KEY) != 1:
            raise ValueError(f"The query does not use its keys once: {sql}")
        return sql, constants


def _one_of(keys: Sequence[int]) -> tuple[str, Sequence[str]]:
    """Return the condition that a column is one of the keys, and the value for it.

    As one value: a thousand take PostgreSQL longer to read than their rows to find, and of every
    number of them SQLite would keep a statement, 40 MB of them for each thread (tried).
    """
    numbers = ",".join(map(str, keys))
    if connection.vendor == "postgresql":
        return "= ANY(%s::bigint[])", [f"{{{numbers}}}"]
    return "IN (SELECT value FROM json_each(%s))", [f"[{numbers}]"]
