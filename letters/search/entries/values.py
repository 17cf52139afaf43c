"""Values that the entries of letters and of recommendations have in common."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from letters import spelling
from letters.models import Letter, Office, Organisation, Person
from letters.models.letter import UNDATED
from letters.models.party import Party
from letters.search.codes import code
from letters.search.entries.records import Folded, Records
from letters.search.query import reference_key

Values = dict[str, list[str | int]]

LAST_DAY = datetime.date.max.toordinal()
# Room for a serial number below the day in a key of order: 64 bits less 22 for the days of 9999.
SERIAL_BITS = 42
NUMBER_BITS = 15
MOST = (1 << NUMBER_BITS) - 1


def word_values(titles: Sequence[Folded], texts: Iterable[Folded]) -> Values:
    """Return the fields of words: one value a block, the titles first."""
    in_titles = [each.text for each in titles if each.text]
    blocks = [*titles, *texts]
    everything = [each.text for each in blocks if each.text]
    return {
        "words": [*everything],
        "stems": [*everything],
        "title": [*in_titles],
        "concepts": [each.concepts for each in blocks if each.concepts],
    }


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
