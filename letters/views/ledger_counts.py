"""What the ledger says of the letters of a page: of the index, where that has found them."""

from collections.abc import Mapping, Sequence

from letters.filters.indexed_taker import IndexedTaker
from letters.filters.taking_part import Taker
from letters.models import Letter
from letters.views.rows import AskCounts, ask_counts


def ask_counts_of(taker: Taker, letters: Sequence[Letter]) -> Mapping[int, AskCounts]:
    """Return how many asks each letter of a taker's page makes, and so on; by key."""
    known = taker.ledger if isinstance(taker, IndexedTaker) else {}
    if all(letter.pk in known for letter in letters):
        return {letter.pk: AskCounts(*known[letter.pk]) for letter in letters}
    return ask_counts(letters)
