"""The records: one file a document, with front matter as printed and edited, and the text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from letters.imports import fidelity
from letters.imports.draft import Draft
from letters.imports.tables import Record, Table
from letters.models import Capacity, Correspondent, CountryMention, Letter, Signatory, Source

_TRANSCRIBED = ("opener", "salutation", "text", "valediction", "closer")
_LETTER = [
    "slug",
    "title",
    "kind",
    "status",
    "withdrawn_reason",
    "published_at",
    "held",
    "date",
    "date_of",
    "date_as_printed",
    "date_inferred",
    "date_reason",
    "place",
    "reference",
    "language",
    "opener",
    "salutation",
    "valediction",
    "closer",
    "enclosures",
    "summary",
    "editorial_note",
    "replies_to_inferred",
    "replies_to_reason",
    "rights",
]
# Of a record, but not fields of a letter as they stand.
_ABOUT = [
    "source",
    "known_from",
    "replies_to",
    "correspondents",
    "signatories",
    "countries",
    "emendations",
]
_CORRESPONDENT = [
    "part",
    "organisation",
    "person",
    "office",
    "words",
    "as_printed",
    "inferred",
    "reason",
]
_SIGNATORY = ["person", "as_printed"]
_CAPACITY = ["role", "organisation", "organisation_as_printed"]
_COUNTRY = ["country", "mentioned"]
_EMENDATION = ["kind", "source", "text", "reason"]


@dataclass(frozen=True)
class Document:
    """A letter that has been read, its record and the words of its source."""

    letter: Letter
    record: Record
    source: str = ""
    emendations: list[fidelity.Emendation] = field(default_factory=list)


def read_letter(draft: Draft, record: Record, sources: dict[str, Source]) -> Document:
    """Read a record's letter; the rest of it refers to other records and is read later."""
    table = record.table
    draft.expect(table, [*_LETTER, *_ABOUT])
    text = record.text.strip("\n")
    letter = draft.add(Letter, table, _LETTER, text=text, version=1)
    draft.name(letter, letter.slug, table, "slug")
    _check_file_name(draft, letter, table)
    emendations = list(_emendations(draft, table))
    letter.editorial_note = _note(letter, table, emendations)
    letter.source = _source(draft, letter, table, sources)
    content = bytes(letter.source.content) if letter.source else b""
    return Document(letter, record, content.decode(errors="replace"), emendations)


def _check_file_name(draft: Draft, letter: Letter, table: Table) -> None:
    if not table.file.endswith(f"/{letter.slug}.md"):
        draft.wrong(table, "slug", f"The file of this record is to be named {letter.slug}.md.")
    if letter.status == Letter.Status.PUBLISHED and not letter.published_at:
        draft.wrong(table, "published_at", "Say since when this letter is published.")


def _emendations(draft: Draft, table: Table) -> Iterator[fidelity.Emendation]:
    for entry in draft.tables(table, "emendations"):
        draft.expect(entry, _EMENDATION)
        texts = [entry.values.get(key) for key in _EMENDATION]
        for key, value in zip(_EMENDATION, texts, strict=True):
            if not isinstance(value, str) or (not value.strip() and key != "text"):
                draft.wrong(entry, key, "Write a text in quotation marks.")
        kind, source, text, _ = (each if isinstance(each, str) else "" for each in texts)
        yield fidelity.Emendation(kind, source, text)


def _note(letter: Letter, table: Table, emendations: list[fidelity.Emendation]) -> str:
    """Put the reasons of the emendations below the editors' note: readers are to see them."""
    if not letter.held:
        return letter.editorial_note
    reasons = dict.fromkeys(str(each.get("reason", "")) for each in _entries(table, "emendations"))
    mended = f"Mended: {' '.join(reasons)}" if emendations else "Nothing is mended."
    return f"{letter.editorial_note}\n\n{mended}".strip()


def _entries(table: Table, key: str) -> list[dict[str, Any]]:
    entries = table.values.get(key, [])
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _source(
    draft: Draft, letter: Letter, table: Table, sources: dict[str, Source]
) -> Source | None:
    name = table.values.get("source")
    if not letter.held:
        for key in (*_TRANSCRIBED, "source", "emendations"):
            if table.values.get(key) or (key == "text" and letter.text):
                draft.wrong(table, key, "A letter that is not held has no text and no source.")
        return None
    if name not in sources:
        known = ", ".join(sorted(sources))
        draft.wrong(table, "source", f"There is no file “{name}” in sources/: only {known}.", name)
        return None
    return sources.pop(str(name))


def read_parties(draft: Draft, document: Document) -> None:
    """Read who takes part in a letter, who signs it, and what it replies to."""
    letter, table = document.letter, document.record.table
    for key in ("replies_to", "known_from"):
        if key in table.values:
            setattr(letter, key, draft.find(Letter, table.values[key], table, key))
    orders: Counter[str] = Counter()
    for entry in draft.tables(table, "correspondents"):
        draft.expect(entry, _CORRESPONDENT)
        row = draft.add(Correspondent, entry, _CORRESPONDENT, letter=letter)
        orders[row.part] += 1
        row.order = orders[row.part]
    for order, entry in enumerate(draft.tables(table, "signatories"), start=1):
        _read_signatory(draft, entry, letter, order)
    for entry in draft.tables(table, "countries"):
        draft.expect(entry, _COUNTRY)
        draft.add(CountryMention, entry, _COUNTRY, letter=letter)


def _read_signatory(draft: Draft, table: Table, letter: Letter, order: int) -> None:
    draft.expect(table, [*_SIGNATORY, "capacities"])
    signatory = draft.add(Signatory, table, _SIGNATORY, letter=letter, order=order)
    if signatory.person_id is None and "person" not in table.values:
        draft.wrong(table, "person", "This is missing.")
    for number, entry in enumerate(draft.tables(table, "capacities"), start=1):
        draft.expect(entry, _CAPACITY)
        draft.add(Capacity, entry, _CAPACITY, signatory=signatory, order=number)


def check_fidelity(draft: Draft, document: Document) -> None:
    """Check that every word of the source stands in the record or is declared."""
    table = document.record.table
    emended, wrong = fidelity.emend(document.source, document.emendations)
    tables = draft.tables(table, "emendations")
    for at, message in wrong:
        key = "kind" if "kind" in message or "is not one of" in message else "source"
        draft.wrong(tables[at], key, message)
    for place, message in fidelity.differences(document.letter, emended):
        passage = f"passage {place.passage}: " if place.passage else ""
        draft.problems.append(
            table.problem(place.field, passage + message)._replace(line=_line(document, place))
        )


def _line(document: Document, place: fidelity.Place) -> int:
    """Find the line of a word in the record's file: the same number of words stand before it."""
    table, record = document.record.table, document.record
    if place.field not in ("text", "footnotes"):
        key_line = table.line_of(place.field)
        header = table.text[key_line - 1].rstrip() if key_line <= len(table.text) else ""
        first = key_line + header.endswith(("'''", '"""'))
        return first + _lines_before(str(getattr(document.letter, place.field)), place.at)
    text = record.text
    if place.field == "footnotes":
        start = text.find("\n[^") + 1
        return record.text_line + text.count("\n", 0, start) + _lines_before(text[start:], place.at)
    return record.text_line + _lines_before(text, place.at)


def _lines_before(text: str, index: int) -> int:
    for number, line in enumerate(text.split("\n")):
        index -= len(fidelity.words_of_markup(line))
        if index < 0:
            return number
    return text.rstrip("\n").count("\n")


def check_printed(draft: Draft, document: Document, documents: dict[str, Document]) -> None:
    """Check that what is given as printed stands in the source, or in the document that tells."""
    table, letter = document.record.table, document.letter
    if letter.held and letter.known_from:
        draft.wrong(table, "known_from", "A letter that is held is known from itself.")
    teller = document if letter.held else documents.get(str(table.values.get("known_from")))
    if teller is None:
        return
    words = " ".join(word.plain for word in fidelity.words_of_source(teller.source))
    for each, key in _printed(draft, table):
        value = each.values.get(key, "")
        if isinstance(value, str) and " ".join(value.split()) not in words:
            draft.wrong(each, key, f"“{value}” does not stand so in the source.", value)


def _printed(draft: Draft, table: Table) -> Iterator[tuple[Table, str]]:
    yield from ((table, key) for key in ("date_as_printed", "reference"))
    for entry in draft.tables(table, "correspondents"):
        yield entry, "as_printed"
    for entry in draft.tables(table, "signatories"):
        yield entry, "as_printed"
        for capacity in draft.tables(entry, "capacities"):
            yield from ((capacity, key) for key in ("role", "organisation_as_printed"))
