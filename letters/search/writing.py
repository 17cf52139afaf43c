"""Writing: entries go into both indexes of a generation.

Of the two, the letters are committed last, and with them the position: after a crash between the
two the same changes are applied again, which is harmless.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from letters.search import schema
from letters.search.entries import Entry
from letters.search.generation import Generation
from letters.search.guard import writing
from letters.search.position import Position
from letters.search.snapshot import POSITION

# Memory for what is not committed yet, in each of the two.
A_FEW, MANY = 20_000_000, 400_000_000


class Writer:
    """Writes both indexes of a generation."""

    def __init__(self, generation: Generation, memory: int) -> None:
        # One thread each: with more, every commit would leave that many segments.
        with writing():
            self._letters = generation.open("letters").writer(memory, 1)
            self._recommendations = generation.open("recommendations").writer(memory, 1)

    def put(self, entry: Entry) -> None:
        """Replace what the index holds of a letter and its recommendations."""
        with writing():
            self._letters.delete_documents_by_term("key", entry.key)
            self._recommendations.delete_documents_by_term("letter", entry.key)
        self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add what the index does not hold yet."""
        asks = [schema.document("recommendations", each) for each in entry.recommendations]
        letters = [schema.document("letters", entry.letter)] if entry.letter else []
        with writing():
            for document in asks:
                self._recommendations.add_document(document)
            for document in letters:
                self._letters.add_document(document)

    def commit(self, position: Position | None = None) -> None:
        """Make what was written visible, and with it the position."""
        with writing():
            self._recommendations.commit()
            if position:
                self._letters.delete_documents_by_term("position", POSITION)
                values = {"position": [POSITION, position.dump()]}
                self._letters.add_document(schema.document("letters", values))
            self._letters.commit()

    def close(self) -> None:
        """Wait until segments are merged, and give the indexes back."""
        with writing():
            self._recommendations.wait_merging_threads()
            self._letters.wait_merging_threads()

    def abandon(self) -> None:
        """Give the indexes back at once; what is not committed never was."""
        del self._recommendations, self._letters


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
