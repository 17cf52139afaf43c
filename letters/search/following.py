"""Following: what changed in the database reaches the index, and how a new index is made."""

from collections.abc import Callable, Iterator, Sequence

from letters import spelling
from letters.models import Letter
from letters.processes import in_order
from letters.search import generation, position, schema
from letters.search.concerned import concerned
from letters.search.entries import Entry, Records, entries
from letters.search.generation import Generation, locked, remove_all_but, withdraw_live
from letters.search.guard import OTHER, UnusableError
from letters.search.snapshot import Snapshot
from letters.search.synonyms import Synonyms
from letters.search.writing import A_FEW, memory_for_many, open_writer

# Letters read and written at a time.
BATCH = 500
# Segments of a new index. The engine makes one of eight of a size, seven are left as they are, each
# of years of its own: a span of days is looked for in one or two of them. Joined into one, common
# words were counted in three quarters of the time, but a year's timeline took 138 ms instead of 22,
# and the joining two minutes (tried at a million letters).
SEGMENTS = 7
LEAST_SEGMENT = 5_000

# Fewer letters are read sooner than other processes have begun.
FEW = 5_000

Progress = Callable[[int, int], None]


def follow(wait: float = 10.0) -> int:
    """Apply what changed since the index was last written; return how many letters it concerned.

    Raises UnusableError where there is no index of this database to follow with, BusyError where
    another process writes for longer than ``wait`` seconds, NotWrittenError where the disk is full.
    """
    with locked("following", wait):
        return _catch_up(Generation.live())


def rebuild(progress: Progress | None = None, wait: float = 0.0) -> int:
    """Make a new index beside the live one, put it in its place, return how many letters it has.

    Readers and followers keep the old one until then. Whatever a rebuild that was killed left
    behind is removed by the next. Raises BusyError if another rebuild runs, NotWrittenError.
    """
    with locked("rebuilding", wait):
        remove_all_but(*_live_name())
        new = Generation.new()
        count = _fill(new, progress or (lambda done, total: None))
        new.finish()
        _catch_up(new)
        with locked("following", max(wait, 60.0)):
            _catch_up(new)
            new.make_live()
        return count


def _live_name() -> tuple[str, ...]:
    try:
        return (generation.live_name(),)
    except UnusableError:
        return ()


def _fill(new: Generation, progress: Progress) -> int:
    start = position.now()
    for name in schema.NAMES:
        new.create(name)
    published = Letter.objects.published().order_by("-sort_date", "-pk")
    # Newest first: the engine puts what matches equally well in the order of writing.
    keys = list(published.values_list("pk", flat=True))
    every = max(LEAST_SEGMENT, -(-len(keys) // SEGMENTS))
    committed = 0
    done = 0
    with open_writer(new, memory_for_many()) as writer:
        # Reading and analysis take most of the time: they are done on every core.
        make = map if len(keys) < FEW else in_order
        for batch in make(_entries, _batches(keys)):
            for entry in batch:
                writer.add(entry)
            done += len(batch)
            progress(done, len(keys))
            # What is left goes with the position, which would be a segment by itself.
            if done - committed >= every and done < len(keys):
                writer.commit()
                committed = done
        writer.commit(start)
    return len(keys)


def _catch_up(found: Generation) -> int:
    snapshot = Snapshot.of(found)
    stand = snapshot.position
    if not stand.is_of_this_database():
        withdraw_live()
        raise UnusableError(OTHER)
    total = 0
    changes, after = stand.next_changes()
    while changes:
        keys = sorted(concerned(changes, snapshot))
        with open_writer(found, A_FEW) as writer:
            for _ in _write(keys, writer.put):
                pass
            writer.commit(after)
        total += len(keys)
        changes, after = after.next_changes()
    return total


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _entries(keys: Sequence[int]) -> list[Entry]:
    spelling.expect_many_texts()
    return list(entries(keys, Records(Synonyms.load())))


def _write(keys: Sequence[int], put: Callable[..., None]) -> Iterator[int]:
    """Write the entries of letters, a batch at a time; yield how many are done."""
    records = Records(Synonyms.load())
    for start in range(0, len(keys), BATCH):
        for entry in entries(keys[start : start + BATCH], records):
            put(entry)
        yield min(start + BATCH, len(keys))
