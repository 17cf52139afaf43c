"""Entries: what the index holds of a letter and of its recommendations, read from the database.

Only what the public may see goes in. Entries are plain values, made a batch at a time with a
constant number of queries, so that batches can be made side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from letters.models import Answer, Letter, Recommendation
from letters.models.letter import LONG_FIELDS
from letters.search.chains import in_chains
from letters.search.entries.letter import letter_values, organisations_of
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
    letters = {letter.pk: letter for letter in _letters(keys)}
    asked = _by_letter(_asks(letters))
    given = _by_letter(_answers(letters))
    asks_of_all = [ask for asks in asked.values() for ask in asks]
    # Read for all at once, who is a part of whom takes one query and not one a letter.
    records.with_ancestors(_organisations(letters.values(), asks_of_all))
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


def _letters(keys: Iterable[int]) -> Iterable[Letter]:
    found: Iterable[Letter] = (
        Letter.objects.published()
        .filter(pk__in=keys)
        .prefetch_related(
            "correspondents__organisation",
            "correspondents__office",
            "signatories__capacities__organisation",
            "country_mentions",
        )
    )
    return found


def _asks(letters: Iterable[int] = (), asks: Iterable[int] = ()) -> Iterable[Recommendation]:
    answers = Answer.objects.public().select_related("letter")
    found: Iterable[Recommendation] = (
        Recommendation.objects.public()
        .filter(Q(letter__in=letters) | Q(pk__in=asks))
        .order_by("letter__sort_date", "letter", "number")
        .select_related("letter")
        .defer(*(f"letter__{name}" for name in LONG_FIELDS))
        .prefetch_related(
            "letter__correspondents__office",
            "letter__signatories",
            "themes",
            "askers__office",
            "addressees__office",
            Prefetch("answers", answers, to_attr="on_record"),
        )
    )
    return found


def _chains(asks: Iterable[Recommendation]) -> dict[int, list[Recommendation]]:
    """Return for each ask the public asks of its chain, itself among them, the oldest first."""
    rows = {ask.pk: ask for ask in asks}
    chains = in_chains(rows)
    missing = {key for chain in chains.values() for key in chain} - rows.keys()
    rows |= {ask.pk: ask for ask in (_asks(asks=missing) if missing else ())}
    return {
        key: sorted((rows[each] for each in chain if each in rows), key=_place)
        for key, chain in chains.items()
    }


def _place(ask: Recommendation) -> tuple[date, int, int]:
    return (ask.letter.sort_date, ask.letter_id, ask.number)


def _grown(chains: Iterable[list[Recommendation]], records: Records) -> dict[int, list[Values]]:
    """Return the chains of several asks by the letters with which they grew."""
    grown: dict[int, list[Values]] = defaultdict(list)
    several = {chain[0].pk: chain for chain in chains if len(chain) > 1}
    for chain in several.values():
        for letter, values in chain_values(chain, records):
            grown[letter].append(digested(values))
    return grown


def _answers(letters: Iterable[int]) -> Iterable[Answer]:
    found: Iterable[Answer] = (
        Answer.objects.public()
        .filter(letter__in=letters)
        .order_by("pk")
        .prefetch_related("recommendation__themes")
    )
    return found


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
