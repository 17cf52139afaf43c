"""Writing: entries go into both indexes of a generation.

Of the two, the letters are committed last, and with them the position: after a crash between the
two the same changes are applied again, which is harmless.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from tantivy import IndexWriter, Query

from letters.search import schema
from letters.search.entries import Entry
from letters.search.generation import Generation
from letters.search.guard import writing
from letters.search.position import Position
from letters.search.snapshot import POSITION, Part, Snapshot

# Memory for what is not committed yet, in each of the two.
A_FEW = 20_000_000
# For very many letters: a sixteenth of what the machine has, within these bounds. A letter takes
# 9 kB, its recommendations 3; where they do not fit, the index has more segments, which are merged.
LEAST, MOST = 100_000_000, 1_400_000_000


def memory_for_many() -> int:
    """Return the memory that an index of many letters is written with."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(LEAST, min(MOST, whole // 16))


class Writer:
    """Writes both indexes of a generation."""

    def __init__(self, generation: Generation, memory: int) -> None:
        self._generation, self._memory = generation, memory
        self._writers: dict[schema.Name, IndexWriter] = {}

    def put(self, entry: Entry) -> None:
        """Replace what the index holds of a letter and its recommendations."""
        self._delete("letters", "key", entry.key)
        self._delete("recommendations", "entry", entry.key)
        self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add what the index does not hold yet."""
        if entry.letter:
            self._add("letters", entry.letter)
        for values in (*entry.recommendations, *entry.chains):
            self._add("recommendations", {**values, "entry": [entry.key]})

    def commit(self, position: Position | None = None) -> None:
        """Make what was written visible, and with it the position."""
        if position:
            self._delete("letters", "position", POSITION)
            self._add("letters", {"position": [POSITION, position.dump()]})
        for name in ("recommendations", "letters"):
            if name in self._writers:
                with writing():
                    self._writers[name].commit()

    def close(self) -> None:
        """Wait until segments are merged, and give the indexes back."""
        for writer in self._writers.values():
            with writing():
                writer.wait_merging_threads()
        self.abandon()

    def abandon(self) -> None:
        """Give the indexes back at once; what is not committed never was."""
        self._writers.clear()

    def _delete(self, name: schema.Name, field: str, value: str | int) -> None:
        # Most letters ask for nothing; a commit to an index for nothing takes 20 ms.
        if name in self._writers or self._held[name].holds(field, value):
            # Deleting by term leaves every document of a field of numbers (tried, 0.27).
            query = Query.term_query(self._held[name].schema, field, value, "basic")
            with writing():
                self._writer(name).delete_documents_by_query(query)

    def _add(self, name: schema.Name, values: schema.Values) -> None:
        document = schema.document(name, values)
        with writing():
            self._writer(name).add_document(document)

    @cached_property
    def _held(self) -> dict[schema.Name, Part]:
        """The indexes as they were before."""
        snapshot = Snapshot.of(self._generation)
        return {name: snapshot.part(name) for name in schema.NAMES}

    def _writer(self, name: schema.Name) -> IndexWriter:
        if name not in self._writers:
            # One thread: with more, every commit would leave that many segments.
            self._writers[name] = self._generation.open(name).writer(self._memory, 1)
        return self._writers[name]


@contextmanager
def open_writer(generation: Generation, memory: int) -> Iterator[Writer]:
    """Write a generation."""
    writer = Writer(generation, memory)
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()
