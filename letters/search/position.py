"""Position: how far the index has followed the change log, and of which database.

Ids are not committed in order on PostgreSQL: a row may become visible after one with a higher id.
So every visible change is applied, but the horizon moves only to where no transaction is still
open; what was applied beyond it is remembered, so that it is not done again and again. SQLite has
one writer at a time, whose changes become visible in order.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connection

from letters.models import Change

# Changes applied at a time, so that a long log is followed in constant memory.
SLICE = 20_000

# When the first table was made tells one database from another, also after a dump and a restore;
# transactions are numbered anew where it is restored to another server.
MADE = "SELECT applied FROM django_migrations ORDER BY id LIMIT 1"
SERVER = """SELECT s.system_identifier, d.oid FROM pg_control_system() s, pg_database d
            WHERE d.datname = current_database()"""
# A transaction number beyond the newest of this server came with a restored database: its change
# was there before the index was. This transaction's own is not among the finished ones.
SNAPSHOT = """SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                     greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1,
                              pg_current_xact_id_if_assigned()::text::bigint)"""


@dataclass(frozen=True)
class Position:
    """A place in the change log of a database.

    Every change below ``horizon`` is applied (a transaction on PostgreSQL, an id on SQLite), and
    those with the ids in ``ahead``. ``last`` is the highest id applied, ``token`` its token;
    ``serial`` counts the times the index changed.
    """

    database: str
    horizon: int
    last: int = 0
    token: str = ""
    serial: int = 0
    ahead: tuple[int, ...] = ()

    def dump(self) -> str:
        """Return the position as the index stores it."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, stored: str) -> "Position":
        """Read a stored position; ValueError, KeyError or TypeError if it is none."""
        values = json.loads(stored)
        return cls(**{**values, "ahead": tuple(values["ahead"])})

    def is_of_this_database(self) -> bool:
        """Tell whether the log still has what was applied: a restored one may not."""
        if self.database != database():
            return False
        if _is_postgresql() and _snapshot()[0] < self.horizon:
            return False
        tokens = Change.objects.filter(pk=self.last).values_list("token", flat=True)
        return not self.last or [str(token) for token in tokens] == [self.token]

    def next_changes(self) -> tuple[list[Change], "Position"]:
        """Return visible changes that are not applied yet, and the position after them.

        At most ``SLICE`` of them: ask again until there are none.
        """
        rows, horizon = _following(self) if _is_postgresql() else _following_ids(self)
        return rows, self._after(rows, horizon)

    def _after(self, rows: Sequence[Change], horizon: int) -> "Position":
        ahead = [row.pk for row in rows if _is_postgresql() and row.transaction >= horizon]
        if self.ahead:
            beyond = Change.objects.filter(pk__in=self.ahead, transaction__gte=horizon)
            ahead += beyond.values_list("pk", flat=True)
        moved = replace(self, horizon=horizon, serial=self.serial + 1, ahead=tuple(ahead))
        last = max(rows, key=lambda row: row.pk, default=None)
        if last is None or last.pk < self.last:
            return moved
        return replace(moved, last=last.pk, token=str(last.token))


def now() -> Position:
    """Return the position of an index that begins to read the database at this moment."""
    horizon = _snapshot()[0] if _is_postgresql() else 0
    last = Change.objects.order_by("-pk").first()
    if last is None:
        return Position(database(), horizon)
    return Position(database(), horizon or last.pk + 1, last.pk, str(last.token))


def database() -> str:
    """Name the database, so that another one in its place is noticed."""
    made = _row(MADE)
    return f"{made[0]} {_row(SERVER)}" if _is_postgresql() else str(made[0])


def _following(position: Position) -> tuple[list[Change], int]:
    # The horizon first: what is below it was finished before the changes are read.
    horizon, newest = _snapshot()
    rows = list(
        Change.objects.filter(transaction__range=(position.horizon, newest))
        .exclude(pk__in=position.ahead)
        .order_by("transaction", "pk")[:SLICE]
    )
    return rows, min(horizon, rows[-1].transaction) if len(rows) == SLICE else horizon


def _following_ids(position: Position) -> tuple[list[Change], int]:
    rows = list(Change.objects.filter(pk__gte=position.horizon).order_by("pk")[:SLICE])
    return rows, rows[-1].pk + 1 if rows else position.horizon


def _snapshot() -> tuple[int, int]:
    horizon, newest = _row(SNAPSHOT)
    return horizon, newest


def _row(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
