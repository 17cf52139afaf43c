"""JSON Lines: a list of letters in the archive's own form of interchange, one letter a line.

``import_letters`` reads it back. ``json.py`` says what the form has.
"""

import json
from collections.abc import Iterable, Iterator

from letters.exports.format import Edition
from letters.exports.json import record
from letters.exports.lists import ListFormat, Tally, chunks
from letters.exports.records import complete, let_go
from letters.models import Letter

AT_ONCE = 100


def write(tallies: Iterable[Tally], edition: Edition) -> Iterator[str]:
    """Write a list of letters."""
    for chunk in chunks(tallies, AT_ONCE):
        letters = complete([tally.key for tally in chunk])
        yield "".join(_line(letter, edition) for letter in letters)
        let_go(letters)


def _line(letter: Letter, edition: Edition) -> str:
    return json.dumps(record(letter, edition), ensure_ascii=False) + "\n"


FORMAT = ListFormat(
    name="jsonl",
    label="JSON Lines",
    description="whole letters with all that is recorded of them, for programs",
    extension="jsonl",
    content_type="application/x-ndjson; charset=utf-8",
    write=write,
)
