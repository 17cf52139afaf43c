"""CSV (RFC 4180, in UTF-8 with its mark): one line a letter, as a list shows it.

A spreadsheet would run a cell that begins with =, +, - or @ as a formula. Such a cell, also after
spaces, tabs and the like, gets an apostrophe before it, and so does one that begins with an
apostrophe: whoever takes the first apostrophe from a cell that has one gets back what was written.
"""

import csv
import string
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from letters.exports.columns import Columns
from letters.exports.format import Edition
from letters.exports.lists import ListFormat, Tally, chunks
from letters.models import Correspondent, Letter, Signatory

AT_ONCE = 1000
FORMULA = tuple("=+-@＝＋－＠'")
COLUMNS = {
    "url": "permanent address",
    "date": "EDTF; empty if undated",
    "earliest": "the first day it can be of",
    "latest": "the last day",
    "title": "who to whom, or the document's own title",
    "from": "senders, with a semicolon between them",
    "to": "recipients",
    "copied": "copied to",
    "signed": "who signs",
    "kind": "letter, joint-letter, reply and so on",
    "place": "where it was written",
    "reference": "the sender's file reference",
    "language": "BCP 47",
    "held": "yes, or no: known from another document only",
    "asks": "how many asks it makes",
    "answered": "how many of them have an answer on record",
    "answers": "how many asks of other letters it answers",
    "summary": "the curators' summary",
}
NAMED = ("from", "to", "copied", "signed")
# Other parts, of meetings, go under the nearest of these.
_COLUMN_OF = {"sender": "from", "host": "from", "recipient": "to", "copied": "copied"}

_LETTERS = Columns(
    lambda keys: (
        Letter.objects.published()
        .filter(pk__in=keys)
        .order_by()
        .values_list(
            *("pk", "slug", "date", "earliest", "latest", "title", "kind", "place", "reference"),
            *("language", "held", "summary"),
        )
    )
)
_PARTIES = Columns(
    lambda keys: (
        Correspondent.objects.filter(letter__in=keys)
        .order_by("letter", "order", "pk")
        .values_list(
            *("letter", "part", "organisation__name", "person__forenames", "person__surname"),
            *("person__honorific", "office__title", "words"),
        )
    )
)
_SIGNED = Columns(
    lambda keys: (
        Signatory.objects.filter(letter__in=keys)
        .order_by("letter", "order")
        .values_list("letter", "as_printed", "person__forenames", "person__surname")
    )
)

# The names of letters by their keys, with a semicolon between them.
Names = dict[int, str]


def write(tallies: Iterable[Tally], edition: Edition) -> Iterator[str]:
    """Write a list of letters, with a header."""
    yield "\ufeff" + as_lines([list(COLUMNS)])
    for chunk in chunks(tallies, AT_ONCE):
        yield as_lines(_rows(chunk, edition))


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    if cell[:1] in _SAFE:
        return cell
    is_formula = cell[:1] in _BREAKS or cell.lstrip(_IGNORED).startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


_IGNORED = "".join(map(chr, range(33))) + "\u00a0\ufeff"
_BREAKS = frozenset("\t\r\n\0")
# Most cells begin so, or are empty.
_SAFE = frozenset(string.ascii_letters + string.digits) | {""}


def as_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as a file has them."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _rows(chunk: list[Tally], edition: Edition) -> Iterator[Sequence[Any]]:
    """Make the rows column by column: of many cells alike, that is least work for each."""
    letters = {row[0]: row for row in _LETTERS([tally.key for tally in chunk])}
    shown = [tally for tally in chunk if tally.key in letters]
    if not shown:
        return iter(())
    keys, *counts = zip(*shown, strict=True)
    _, slugs, dated, earliest, latest, titles, kinds, places, references, languages, held, said = (
        zip(*(letters[key] for key in keys), strict=True)
    )
    names = _names(keys)
    return zip(
        # The address of the site is no formula, nor are dates, codes and numbers.
        [f"{edition.url}/letters/{slug}/" for slug in slugs],
        _harmless(dated),
        earliest,
        latest,
        _harmless(titles),
        *(_harmless(names[each].get(key, "") for key in keys) for each in NAMED),
        kinds,
        *map(_harmless, (places, references, languages)),
        ["yes" if each else "no" for each in held],
        *counts,
        _harmless(said),
        strict=True,
    )


def _harmless(cells: Iterable[str]) -> list[str]:
    return [cell if cell[:1] in _SAFE else harmless(cell) for cell in cells]


def _names(keys: Sequence[int]) -> dict[str, Names]:
    names: dict[str, Names] = {column: {} for column in NAMED}
    of_part = {part: names[column] for part, column in _COLUMN_OF.items()}
    for key, part, organisation, forenames, surname, honorific, office, words in _PARTIES(keys):
        column = of_part.get(part)
        if column is None:
            continue
        if surname or office:
            person = f"{forenames or honorific} {surname}".strip() if surname else ""
            named = ", ".join(filter(None, (person, office, organisation))) or words
        else:
            named = organisation or words
        column[key] = f"{column[key]}; {named}" if key in column else named
    signed = names["signed"]
    for key, printed, forenames, surname in _SIGNED(keys):
        named = printed or f"{forenames} {surname}".strip()
        signed[key] = f"{signed[key]}; {named}" if key in signed else named
    return names


FORMAT = ListFormat(
    name="csv",
    label="CSV",
    description="one line a letter, for a spreadsheet",
    extension="csv",
    content_type="text/csv; charset=utf-8",
    write=write,
)
