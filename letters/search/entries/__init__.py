"""Entries: what the index holds of a letter and of its recommendations, read from the database.

Only what the public may see goes in. Entries are plain values, made a batch at a time with a
constant number of queries, so that batches can be made side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from letters.models import Letter
from letters.search.chains import in_chains
from letters.search.entries.bare import Rows
from letters.search.entries.letter import letter_values, organisations_of
from letters.search.entries.reading import answers_of, asks_at, asks_of, letters_of
from letters.search.entries.recommendation import ask_values, chain_values
from letters.search.entries.records import Records
from letters.search.entries.values import Values, bodies, digested

__all__ = ["Entry", "Records", "entries"]


@dataclass
class Entry:
    """A letter and its recommendations as the index holds them, by field; none if not public.

    ``chains`` are the chains of restatement as they stood from this letter on.
    """

    key: int
    letter: Values | None = None
    recommendations: list[Values] = field(default_factory=list)
    chains: list[Values] = field(default_factory=list)


def entries(keys: Sequence[int], records: Records) -> Iterator[Entry]:
    """Yield the entry of each letter, also of those that are not public or gone."""
    letters = letters_of(keys)
    asks_of_all = asks_of(letters)
    asked = _by_letter(asks_of_all.values())
    given = _by_letter(answers_of(letters))
    # Read for all at once, who is a part of whom takes one query and not one a letter.
    records.with_ancestors(_organisations(letters.values(), asks_of_all.values()))
    chains = _chains(asks_of_all)
    grown = _grown(chains.values(), records)
    for key in keys:
        letter = letters.get(key)
        if letter is None:
            yield Entry(key)
            continue
        asks = asked[key]
        yield Entry(
            key,
            digested(letter_values(letter, asks, given[key], records)),
            [digested(ask_values(ask, chains[ask.pk], records)) for ask in asks],
            grown[key],
        )


def _chains(asks: Rows) -> dict[int, list[Any]]:
    """Return for each ask the public asks of its chain, itself among them, the oldest first."""
    chains = in_chains(asks)
    missing = {key for chain in chains.values() for key in chain} - asks.keys()
    rows = {**asks, **(asks_at(missing) if missing else {})}
    return {
        key: sorted((rows[each] for each in chain if each in rows), key=_place)
        for key, chain in chains.items()
    }


def _place(ask: Any) -> tuple[date, int, int]:
    return (ask.letter.sort_date, ask.letter_id, ask.number)


def _grown(chains: Iterable[list[Any]], records: Records) -> dict[int, list[Values]]:
    """Return the chains of several asks by the letters with which they grew."""
    grown: dict[int, list[Values]] = defaultdict(list)
    several = {chain[0].pk: chain for chain in chains if len(chain) > 1}
    for chain in several.values():
        for letter, values in chain_values(chain, records):
            grown[letter].append(digested(values))
    return grown


def _organisations(letters: Iterable[Letter], asks: Iterable[Any]) -> set[int]:
    found = set().union(*map(organisations_of, letters))
    for ask in asks:
        found |= bodies(ask.askers.all()) | bodies(ask.addressees.all())
    return found


def _by_letter(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.letter_id].append(row)
    return grouped
