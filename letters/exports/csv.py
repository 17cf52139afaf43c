"""CSV (RFC 4180, in UTF-8 with its mark): one line a letter, as a list shows it.

A spreadsheet would run a cell that begins with =, +, - or @ as a formula. Such a cell, also after
spaces, tabs and the like, gets an apostrophe before it, and so does one that begins with an
apostrophe: whoever takes the first apostrophe from a cell that has one gets back what was written.
"""

import csv
import string
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

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
_FIELDS = (
    *("pk", "slug", "date", "earliest", "latest", "title", "kind", "place", "reference"),
    *("language", "held", "summary"),
)
# Other parts, of meetings, go under the nearest of these.
_COLUMN_OF = {"sender": "from", "host": "from", "recipient": "to", "copied": "copied"}
_NAMES = (
    *("letter", "part", "organisation__name", "person__forenames", "person__surname"),
    *("person__honorific", "office__title", "words"),
)

Names = dict[int, dict[str, list[str]]]


def write(tallies: Iterable[Tally], edition: Edition) -> Iterator[str]:
    """Write a list of letters, with a header."""
    yield "\ufeff" + lines([list(COLUMNS)])
    for chunk in chunks(tallies, AT_ONCE):
        yield lines(_rows(chunk, edition))


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


def lines(rows: Iterable[list[Any]]) -> str:
    """Write rows as RFC 4180 has them."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _rows(chunk: list[Tally], edition: Edition) -> Iterator[list[Any]]:
    keys = [tally.key for tally in chunk]
    found = Letter.objects.published().filter(pk__in=keys).order_by()
    letters = {row[0]: row for row in found.values_list(*_FIELDS)}
    names = _names(keys)
    for tally in chunk:
        if tally.key in letters:
            yield _row(letters[tally.key], names.get(tally.key, {}), tally, edition)


def _row(
    letter: tuple[Any, ...], names: dict[str, list[str]], tally: Tally, edition: Edition
) -> list[Any]:
    _, slug, date, earliest, latest, title, kind, place, reference, language, held, summary = letter
    return [
        # The address of the site is no formula, nor are dates, codes and numbers.
        f"{edition.url}/letters/{slug}/",
        harmless(date),
        earliest,
        latest,
        harmless(title),
        *(harmless("; ".join(names.get(each, ()))) for each in ("from", "to", "copied", "signed")),
        kind,
        harmless(place),
        harmless(reference),
        harmless(language),
        "yes" if held else "no",
        *tally[1:],
        harmless(summary),
    ]


def _names(keys: list[int]) -> Names:
    names: Names = {}
    rows = Correspondent.objects.filter(letter__in=keys).order_by("letter", "order", "pk")
    for key, part, organisation, forenames, surname, honorific, office, words in rows.values_list(
        *_NAMES
    ):
        column = _COLUMN_OF.get(part)
        if column:
            person = f"{forenames or honorific} {surname}".strip() if surname else ""
            known = ", ".join(filter(None, (person, office, organisation))) or words
            names.setdefault(key, {}).setdefault(column, []).append(known)
    signed = Signatory.objects.filter(letter__in=keys).order_by("letter", "order")
    for key, printed, forenames, surname in signed.values_list(
        "letter", "as_printed", "person__forenames", "person__surname"
    ):
        name = printed or f"{forenames} {surname}".strip()
        names.setdefault(key, {}).setdefault("signed", []).append(name)
    return names


FORMAT = ListFormat(
    name="csv",
    label="CSV",
    description="one line a letter, for a spreadsheet",
    extension="csv",
    content_type="text/csv; charset=utf-8",
    write=write,
)
