"""Files of many letters: read on every core, written by one process, in constant memory.

Processes read and check batches of lines beside each other; this one writes them in the order of
the file. A file is known by its fingerprint, and up to where all of it is in the archive stands in
the database, written with each batch: an import that was interrupted, or killed, goes on there.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from letters.imports.batch import Written, write
from letters.imports.columns import Problem
from letters.imports.jsonl import Batch, Line, lines, read_batch
from letters.models import Awaited, ImportedFile
from letters.processes import in_order

BATCH = 500
# A batch of long letters is cut sooner.
_BYTES = 8 * 1024 * 1024
# Problems beyond these are counted only.
MOST_PROBLEMS = 1000


@dataclass
class Summary:
    """What an import did so far."""

    created: int = 0
    already_here: int = 0
    left_out: int = 0
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    line: int = 0

    def add(self, batch: Batch, written: Written) -> None:
        """Count what became of a batch."""
        self.line = batch.last
        self.created += written.created
        self.already_here += written.already_here
        if written.problems and not written.created + written.already_here:
            self.left_out += batch.size
        room = MOST_PROBLEMS - len(self.problems)
        self.problems += written.problems[:room]
        self.more_problems += len(written.problems[max(room, 0) :])


def import_file(path: Path, *, dry_run: bool = False) -> Iterator[Summary]:
    """Bring the letters of a file into the archive; yields after each batch how far it is.

    A batch with a mistake is left out whole, and those after it are read. Whoever stops iterating
    interrupts the import. Raises OSError where the file cannot be read.
    """
    file, _ = ImportedFile.objects.get_or_create(
        fingerprint=fingerprint(path), defaults={"name": path.name[-300:]}
    )
    if dry_run:
        file.offset, file.line = 0, 1
    summary, flawless = Summary(line=file.line - 1), True
    given = batches(lines(path, start=file.offset, number=file.line))
    with tuned():
        for batch in in_order(read_batch, given):
            written = _write(batch, file, flawless, dry_run)
            flawless = flawless and not written.problems
            summary.add(batch, written)
            yield summary
    if not file.offset:
        ImportedFile.objects.filter(pk=file.pk, offset=0).delete()
    if summary.created and not dry_run:
        # How many rows there are of what: databases plan their ways by it.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _write(batch: Batch, file: ImportedFile, flawless: bool, dry_run: bool) -> Written:
    if not dry_run:
        return write(batch, file, advance=flawless)
    with transaction.atomic():
        written = write(batch, file, advance=False)
        transaction.set_rollback(True)
    return written


def waiting() -> int:
    """Count what letters say of others that never came."""
    return Awaited.objects.count()


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def batches(given: Iterable[Line]) -> Iterator[list[Line]]:
    """Group lines."""
    batch: list[Line] = []
    size = 0
    for line in given:
        batch.append(line)
        size += len(line.content)
        if len(batch) == BATCH or size > _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextmanager
def tuned() -> Iterator[None]:
    """Let SQLite keep the upper pages of its indexes in memory, and write its log back seldom."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -131072")
        cursor.execute("PRAGMA wal_autocheckpoint = 20000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000")
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
