"""CSV (RFC 4180, in UTF-8 with its mark): one line a letter, as a list shows it.

A spreadsheet would run a cell that begins with =, +, - or @ as a formula. Such a cell, also after
spaces, tabs and the like, gets an apostrophe before it, and so does one that begins with an
apostrophe: whoever takes the first apostrophe from a cell that has one gets back what was written.
"""

import csv
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from letters.exports.columns import Columns
from letters.exports.format import Edition
from letters.exports.lists import ListFormat, Tally, chunks
from letters.models import Correspondent, Letter, Office, Organisation, Person, Signatory
from letters.models.names import Named

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
# Names are fetched by themselves: to join them, PostgreSQL read all that there are, each time.
_PARTIES = Columns(
    lambda keys: (
        Correspondent.objects.filter(letter__in=keys)
        .order_by("letter", "order", "pk")
        .values_list("letter", "part", "organisation", "person", "office", "words")
    )
)
_SIGNED = Columns(
    lambda keys: (
        Signatory.objects.filter(letter__in=keys)
        .order_by("letter", "order")
        .values_list("letter", "as_printed", "person")
    )
)
_BODIES = Columns(lambda keys: _names_of(Organisation, keys, "name"))
_PEOPLE = Columns(lambda keys: _names_of(Person, keys, "forenames", "surname", "honorific"))
_OFFICES = Columns(lambda keys: _names_of(Office, keys, "title"))


def _names_of(named: type[Named], keys: list[int], *columns: str) -> Any:
    return named._default_manager.filter(pk__in=keys).order_by().values_list("pk", *columns)


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
    parties, signed = _PARTIES(keys), _SIGNED(keys)
    people = _by_key(_PEOPLE, (*(row[3] for row in parties), *(row[2] for row in signed)))
    bodies = _by_key(_BODIES, (row[2] for row in parties))
    offices = _by_key(_OFFICES, (row[4] for row in parties))
    names: dict[str, Names] = {column: {} for column in NAMED}
    of_part = {part: names[column] for part, column in _COLUMN_OF.items()}
    for key, part, body, person, office, words in parties:
        if part in of_part:
            found = (_correspondent(*people[person]), *offices[office], *bodies[body])
            _add(of_part[part], key, ", ".join(filter(None, found)) or words)
    for key, printed, person in signed:
        forenames, surname, _ = people[person]
        _add(names["signed"], key, printed or f"{forenames} {surname}".strip())
    return names


def _by_key(query: Columns, keys: Iterable[int | None]) -> Mapping[int | None, Sequence[str]]:
    """Return names by their keys, and none for no key."""
    wanted = {key for key in keys if key is not None}
    found = query([*wanted]) if wanted else []
    return {None: (), **{key: names for key, *names in found}}


def _correspondent(forenames: str = "", surname: str = "", honorific: str = "") -> str:
    return f"{forenames or honorific} {surname}".strip() if surname else ""


def _add(names: Names, key: int, named: str) -> None:
    names[key] = f"{names[key]}; {named}" if key in names else named


FORMAT = ListFormat(
    name="csv",
    label="CSV",
    description="one line a letter, for a spreadsheet",
    extension="csv",
    content_type="text/csv; charset=utf-8",
    write=write,
)
