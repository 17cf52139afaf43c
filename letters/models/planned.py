"""Planned queries: PostgreSQL plans a query once for a connection, not again for every page.

Half of the 0.6 ms that a short query of several tables took went into its plan: with plans at hand
the page of a letter takes three quarters of the time, that of an ask two thirds. A plan has the
values left open (PostgreSQL 15, PREPARE; read 2026-11). Constants stay in it: an index of some rows
is of use only where the plan shows that no others are wanted.

A proxy that pools connections may give each statement to another process of the server, to which
our plan is unknown, or which has it from somebody else. So the name of a plan stands for its words,
and where one is missing the query is put as usual.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.db import DatabaseError, ProgrammingError, connection
from psycopg2.errors import (
    DuplicatePreparedStatement,
    FeatureNotSupported,
    InvalidSqlStatementName,
)
from psycopg2.extensions import AsIs

# A plan takes the server some 100 kB for each connection, one of a thousand values 1 MB.
MOST_PLANS, MOST_VALUES = 150, 64
# As the columns are that values are compared with, or wider.
TYPES = {int: "bigint", str: "text", date: "date"}
BIGINT = range(-(2**63), 2**63)


class Statement(Protocol):
    """A query as SQL, and for each place in it a constant, or the place of its value."""

    @property
    def sql(self) -> str: ...
    @property
    def places(self) -> Sequence[tuple[Any, int | None]]: ...


def execute(cursor: Any, statement: Statement, values: Sequence[Any]) -> bool:
    """Put a query that is planned; return False where it is not, and must be put as usual."""
    # Within a transaction whatever goes wrong would end it.
    is_open = connection.in_atomic_block or not connection.autocommit
    if connection.vendor != "postgresql" or is_open or not _can_be_left_open(values):
        return False
    plans = _PLANS.setdefault(connection.connection, _Plans())
    return plans.execute(cursor, statement, values)


def _can_be_left_open(values: Sequence[Any]) -> bool:
    return len(values) <= MOST_VALUES and all(
        type(each) in TYPES and (type(each) is not int or each in BIGINT) for each in values
    )


class _Plans:
    """The plans that one connection has; those of a query from the second time on."""

    def __init__(self) -> None:
        self.seen: set[Statement] = set()
        self.names: dict[Statement, str] = {}
        self.are_kept = True

    def execute(self, cursor: Any, statement: Statement, values: Sequence[Any]) -> bool:
        name = self.name(cursor, statement, values) if self.are_kept else ""
        if not name:
            return False
        marks = ", ".join(["%s"] * len(values))
        try:
            cursor.execute(f"EXECUTE {name} ({marks})" if marks else f"EXECUTE {name}", values)
        except DatabaseError as error:
            # Unknown here after all, or of tables that a migration has changed meanwhile.
            if not isinstance(error.__cause__, InvalidSqlStatementName | FeatureNotSupported):
                raise
            self.are_kept = False
        return self.are_kept

    def name(self, cursor: Any, statement: Statement, values: Sequence[Any]) -> str:
        name = self.names.get(statement)
        if name is None and statement in self.seen and len(self.names) < MOST_PLANS:
            name = self.names[statement] = _plan(cursor, statement, values)
        self.seen.add(statement)
        return name or ""


_PLANS: WeakKeyDictionary[Any, _Plans] = WeakKeyDictionary()


def _plan(cursor: Any, statement: Statement, values: Sequence[Any]) -> str:
    """Have a query planned; return the plan's name, or "" where it cannot be."""
    parameters = [
        constant if place is None else AsIs(f"${place + 1}") for constant, place in statement.places
    ]
    types = ", ".join(TYPES[type(each)] for each in values)
    words = f"({types}) AS " if types else "AS "
    words += cursor.mogrify(statement.sql, parameters).decode()
    name = f"r2p_{sha256(words.encode()).hexdigest()[:32]}"
    try:
        cursor.execute(f"PREPARE {name} {words}")
    except ProgrammingError as error:
        return name if isinstance(error.__cause__, DuplicatePreparedStatement) else ""
    return name
