"""Verifying: where the index differs from the database."""

from collections.abc import Iterator

from letters.models import Letter
from letters.search import matching
from letters.search.entries import Records, entries
from letters.search.following import BATCH
from letters.search.snapshot import Part, Snapshot, current
from letters.search.synonyms import Synonyms

# Read from the index at a time.
CHUNK = 100_000

# By key, what stands for all that an entry holds.
Digests = dict[int, int]


def verify() -> Iterator[str]:
    """Yield a sentence for each difference; raises UnusableError if there is no index to compare.

    What was saved while it runs, or is not followed yet, counts as a difference: follow first.
    """
    snapshot = current()
    letters = dict(_stored(snapshot.letters))
    asks = dict(_stored(snapshot.recommendations))
    yield from _twice(snapshot, letters, asks)
    keys = sorted({*Letter.objects.published().values_list("pk", flat=True), *letters})
    records = Records(Synonyms.load())
    for start in range(0, len(keys), BATCH):
        for entry in entries(keys[start : start + BATCH], records):
            expected = _digests([entry.letter] if entry.letter else [])
            yield from _differences("Letter", {entry.key}, expected, letters)
            expected = _digests(entry.recommendations)
            yield from _differences("Recommendation", set(expected), expected, asks)
            for key in expected:
                asks.pop(key, None)
    yield from (f"Recommendation {key} is in the index alone." for key in sorted(asks))


def _stored(part: Part) -> Iterator[tuple[int, int]]:
    last: int | None = None
    while True:
        query = part.everything()
        if last is not None:
            query = matching.all_of([query, matching.between(part, "newest", None, last - 1)])
        found = part.find(query, limit=CHUNK, by="newest")
        addresses = [address for _, address in found]
        yield from zip(
            part.numbers("key", addresses), part.numbers("digest", addresses), strict=True
        )
        if len(found) < CHUNK:
            return
        last = found[-1][0]


def _twice(snapshot: Snapshot, letters: Digests, asks: Digests) -> Iterator[str]:
    for part, stored in ((snapshot.letters, letters), (snapshot.recommendations, asks)):
        if part.size != len(stored):
            yield f"The index has {part.size:,} {part.name}, of which {len(stored):,} differ."


def _digests(values: list[dict[str, list[str | int]]]) -> Digests:
    return {int(each["key"][0]): int(each["digest"][0]) for each in values}


def _differences(noun: str, keys: set[int], expected: Digests, stored: Digests) -> Iterator[str]:
    for key in sorted(keys):
        if key not in expected:
            yield f"{noun} {key} is in the index alone."
        elif key not in stored:
            yield f"{noun} {key} is not in the index."
        elif expected[key] != stored[key]:
            yield f"{noun} {key} has changed since it was indexed."
