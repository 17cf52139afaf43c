"""Generations: where an index lies, which one is live, and who may write it.

A generation is a folder under ``DATA_DIR/index`` with both indexes and the stamp of the program
that made it. The file ``live`` names the one that readers use; it is replaced, never written to.
Locks lie beside the generations, since a rebuild makes a new one.
"""

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import tantivy
from django.conf import settings

from letters.search import schema
from letters.search.guard import (
    DAMAGED,
    MISSING,
    OTHER,
    OUTDATED,
    BusyError,
    UnusableError,
    guarded,
)

FOLDER = re.compile(r"\d{8}T\d{6}-\d+", re.ASCII)
POLL = 0.02
# What changes with a file; nothing where there is none.
FileState = tuple[int, int, int] | None
# Stands in place of a name where the index has turned out to be of another database.
WITHDRAWN = "withdrawn"


def root() -> Path:
    """Return the folder of all that belongs to the index."""
    return Path(settings.DATA_DIR) / "index"


def live_name() -> str:
    """Return the name of the generation that readers use; raise UnusableError if none is named."""
    try:
        name = (root() / "live").read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise UnusableError(MISSING) from error
    if not FOLDER.fullmatch(name):
        raise UnusableError(OTHER if name == WITHDRAWN else MISSING)
    return name


class Generation:
    """A folder with the two indexes, of letters and of recommendations."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        return self.path.name

    @classmethod
    def new(cls) -> "Generation":
        """Make a folder for a generation that nobody reads yet."""
        number = 0
        made = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        while True:
            path = root() / f"{made}-{number}"
            try:
                path.mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                return cls(path)

    @classmethod
    def live(cls) -> "Generation":
        """Return the generation that readers use; raise UnusableError if there is none of use."""
        found = cls(root() / live_name())
        found.check()
        return found

    def check(self) -> None:
        """Raise UnusableError unless this program can read the generation."""
        try:
            stamp = (self.path / "stamp").read_text(encoding="ascii")
        except (OSError, ValueError) as error:
            raise UnusableError(MISSING) from error
        if stamp.strip() != schema.stamp():
            raise UnusableError(OUTDATED)

    def create(self, name: schema.Name) -> tantivy.Index:
        """Make one of the indexes."""
        with guarded():
            return schema.create(name, self.path / name)

    def open(self, name: schema.Name) -> tantivy.Index:
        """Open one of the indexes."""
        with guarded():
            return schema.open_index(self.path / name)

    def changes(self, name: schema.Name) -> int:
        """Count how often an index was written to: each document that was added counts."""
        described = self.path / name / "meta.json"
        try:
            # Tantivy's number of its operations, which only grows (tried, 0.27).
            return int(json.loads(described.read_text(encoding="utf-8"))["opstamp"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnusableError(DAMAGED) from error

    def state(self) -> tuple[FileState, ...]:
        """Return what differs once either index is committed to, or another one is live.

        All of these files are replaced, never written to. Raises UnusableError where an index has
        none.
        """
        *beside, letters, recommendations = map(_file_state, self._told_by)
        if not (letters and recommendations):
            raise UnusableError(MISSING)
        return *beside, letters, recommendations

    @cached_property
    def _told_by(self) -> tuple[str, ...]:
        files = (self.path / name / "meta.json" for name in schema.NAMES)
        return tuple(map(str, (root() / "live", self.path / "stamp", *files)))

    def finish(self) -> None:
        """Stamp the generation: it is whole."""
        replace_file(self.path / "stamp", schema.stamp())

    def make_live(self) -> None:
        """Let readers use this generation from now on, and remove the others."""
        replace_file(root() / "live", self.name)
        remove_all_but(self.name)


def withdraw_live() -> None:
    """Take the live index from the readers: it tells of another database."""
    replace_file(root() / "live", WITHDRAWN)


def remove_all_but(*names: str) -> None:
    """Remove generations that nobody needs; who still reads one keeps its open files."""
    for path in root().iterdir():
        if path.is_dir() and path.name not in names:
            shutil.rmtree(path, ignore_errors=True)


def replace_file(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the old one or the new one, whole."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(name: str, wait: float) -> Iterator[None]:
    """Hold a lock of the index; raise BusyError if another holds it longer than ``wait`` seconds.

    The system gives the lock back when its holder ends, however that happens.
    """
    root().mkdir(parents=True, exist_ok=True)
    with (root() / f"{name}.lock").open("a", encoding="ascii") as file:
        _acquire(file.fileno(), time.monotonic() + wait)
        yield


def _acquire(file: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise BusyError("Another process is writing the search index.") from error
            time.sleep(POLL)
        else:
            return


def _file_state(path: str) -> FileState:
    try:
        # A path by itself takes as long as all else here, for every part of every page.
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
