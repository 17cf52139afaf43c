"""Values that the entries of letters and of recommendations have in common."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from letters import spelling
from letters.models import Letter, Office, Organisation, Person
from letters.models.letter import UNDATED
from letters.models.party import Party
from letters.search.codes import code
from letters.search.entries.records import Records
from letters.search.query import reference_key
from letters.search.synonyms import Synonyms

Values = dict[str, list[str | int]]

LAST_DAY = datetime.date.max.toordinal()
# Room for a serial number below the day in a key of order: 64 bits less 22 for the days of 9999.
SERIAL_BITS = 42
NUMBER_BITS = 15
MOST = (1 << NUMBER_BITS) - 1
# A longer one is no word of a letter, and far longer ones are beyond the engine.
LONGEST_WORD = 200


class FoldedWords(dict[str, list[str]]):
    """The folded words of texts, for what looks at the same texts several times."""

    def __missing__(self, text: str) -> list[str]:
        self[text] = words = spelling.fold_text(text).split()
        return words


def word_values(
    titles: Iterable[str], texts: Iterable[str], synonyms: Synonyms, folded: FoldedWords
) -> Values:
    """Return the fields of words: one value a block, the titles first."""
    in_titles = [*filter(None, map(_within_length, map(folded.__getitem__, titles)))]
    blocks = [*in_titles, *filter(None, map(_within_length, map(folded.__getitem__, texts)))]
    everything = [*map(" ".join, blocks)]
    concepts = (" ".join(concept for *_, concept in synonyms.find(block)) for block in blocks)
    return {
        "words": [*everything],
        "stems": [*everything],
        "title": [*everything[: len(in_titles)]],
        "concepts": [*filter(None, concepts)],
    }


def _within_length(words: list[str]) -> list[str]:
    if max(map(len, words), default=0) <= LONGEST_WORD:
        return words
    return [word for word in words if len(word) <= LONGEST_WORD]


def digested(values: Values) -> Values:
    """Add a number that stands for all the values, by which an old entry is told."""
    text = repr(sorted(values.items())).encode()
    digest = hashlib.blake2b(text, digest_size=7).digest()
    return {**values, "digest": [int.from_bytes(digest, "big")]}


def order_values(day: datetime.date, newest: int, oldest: int) -> Values:
    """Return the unique keys of order; undated ones come last in both."""
    if day == UNDATED:
        return {"newest": [newest], "oldest": [((LAST_DAY + 1) << SERIAL_BITS) | oldest]}
    above = day.toordinal() << SERIAL_BITS
    return {"newest": [above | newest], "oldest": [above | oldest], "year": [day.year]}


def theme_values(keys: Iterable[int]) -> Values:
    """Return the fields of themes: each, and all of them as one."""
    ordered = sorted(set(keys))
    return {"theme": [*ordered], "themes": [" ".join(map(str, ordered))]}


def reference_values(letter: Letter) -> Values:
    """Return the field of a letter's own reference."""
    return {"reference": [reference_key(letter.reference)] if letter.reference else []}


def signatory_values(letter: Letter) -> Values:
    """Return the fields of those who sign a letter."""
    rows = list(letter.signatories.all())
    return {
        "signatory": [*dict.fromkeys(row.person_id for row in rows)],
        "signed": as_printed(rows),
    }


def as_printed(rows: Iterable[Any]) -> list[str | int]:
    """Return the words by which parties stand in the document, folded.

    Who asks or is asked is known by a record, or in words alone.
    """
    names = (getattr(row, "as_printed", "") or getattr(row, "words", "") for row in rows)
    return [*filter(None, map(spelling.fold_text, names))]


def by_part(letter: Letter) -> dict[str, list[Any]]:
    """Return the correspondents of a letter in each part."""
    parts = defaultdict(list)
    for row in letter.correspondents.all():
        parts[row.part].append(row)
    return parts


def party_codes(rows: Iterable[Party], records: Records) -> list[str | int]:
    """Return the numbers of parties, and of all that their organisations are a part of."""
    parties = list(rows)
    codes = {
        *(code(Person, row.person_id) for row in parties if row.person_id),
        *(code(Office, row.office_id) for row in parties if row.office_id),
        *(code(Organisation, key) for key in records.with_ancestors(bodies(parties))),
    }
    return sorted(codes)


def bodies(rows: Iterable[Party]) -> set[int]:
    """Return the organisations of parties, and of their offices: to the post is to the body."""
    parties = list(rows)
    own = {row.organisation_id for row in parties}
    of_offices = {row.office.organisation_id for row in parties if row.office}
    return {key for key in own | of_offices if key is not None}
