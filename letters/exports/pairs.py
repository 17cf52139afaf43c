"""Pairs of organisations that sign together as CSV: an edge list, as programs for networks read it.

Cells are made harmless as in ``csv``.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from letters.exports.csv import harmless, lines
from letters.exports.format import Edition
from letters.models import Letter, Organisation

COLUMNS = {
    "source": "an organisation, by its permanent name",
    "target": "one that signs with it",
    "source_name": "the name of the first",
    "target_name": "the name of the second",
    "letters": "how many letters both sign",
    "first": "the date of the first of them, EDTF; empty if undated",
    "first_url": "its permanent address",
    "last": "the date of the last",
    "last_url": "its permanent address",
}


class Pair(Protocol):
    """Two organisations, and what they sign together."""

    @property
    def one(self) -> Organisation: ...
    @property
    def other(self) -> Organisation: ...
    @property
    def letters(self) -> int: ...
    @property
    def first(self) -> Letter | None: ...
    @property
    def last(self) -> Letter | None: ...


def write(pairs: Iterable[Pair], edition: Edition) -> str:
    """Write pairs, with a header."""
    return "\ufeff" + lines([list(COLUMNS), *(_row(pair, edition) for pair in pairs)])


def _row(pair: Pair, edition: Edition) -> list[Any]:
    return [
        pair.one.slug,
        pair.other.slug,
        harmless(pair.one.name),
        harmless(pair.other.name),
        pair.letters,
        *_letter(pair.first, edition),
        *_letter(pair.last, edition),
    ]


def _letter(letter: Letter | None, edition: Edition) -> Sequence[str]:
    return (harmless(letter.date), edition.permalink(letter)) if letter else ("", "")
