"""A collection's folder: its sources, vocabularies, records and ledger, and the fixture of them.

    sources/      the files as received, byte for byte
    vocabulary/   organisations, people, offices, themes, synonyms
    records/      one file a document: front matter and reading text
    ledger/       one file a document: what it asks, and what it answers
    archive.json  the Django fixture made of these; never edited by hand

The fixture carries natural keys and no numbers, and the fields that follow from others, because
loaddata does not compute them. The same files give the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from letters.imports.draft import Draft, Entry
from letters.imports.ledger import read_answers, read_recommendations, read_restatements
from letters.imports.records import (
    Document,
    check_fidelity,
    check_printed,
    read_letter,
    read_parties,
)
from letters.imports.tables import Mistakes, Problem, Record, Table, read_record, read_table
from letters.imports.vocabulary import VOCABULARIES, read_vocabulary
from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Source,
    Synonym,
    Theme,
)

# A record stands behind those that it refers to.
ORDER: tuple[type[models.Model], ...] = (
    Source,
    Organisation,
    Person,
    Office,
    Theme,
    Synonym,
    Letter,
    Correspondent,
    Signatory,
    Capacity,
    CountryMention,
    Recommendation,
    Asker,
    Addressee,
    Answer,
)
# For letters that are drafts, so that building twice gives the same bytes.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def read_collection(folder: Path) -> Draft:
    """Read and check everything in a collection's folder.

    The draft's problems say all that is wrong, in the order of the files; records are of use only
    where there are none.
    """
    draft = Draft()
    for name, table in _read_files(draft, folder, "vocabulary", list(VOCABULARIES)):
        read_vocabulary(draft, table, name)
    documents = _read_records(draft, folder)
    ledgers = [table for _, table in _read_files(draft, folder, "ledger")]
    for read in (read_recommendations, read_restatements, read_answers):
        for table in ledgers:
            read(draft, table)
    for check in (draft.derive, draft.check):
        for entry in draft.entries:
            check(entry)
    for document in documents.values():
        if document.letter.held:
            check_fidelity(draft, document)
        check_printed(draft, document, documents)
    draft.problems = sorted(set(draft.problems))
    return draft


def _read_files(
    draft: Draft, folder: Path, part: str, names: list[str] | None = None
) -> Iterator[tuple[str, Table]]:
    """Yield the TOML files of a part of the folder; where names are given, in their order."""
    paths = {path.stem: path for path in sorted((folder / part).glob("*.toml"))}
    for stem in sorted(paths.keys() - set(names or paths)):
        message = f"Unknown file; here are read {', '.join(names or [])}."
        draft.problems.append(Problem(_name(folder, paths[stem]), 1, "file", message))
    for stem in names or paths:
        if stem in paths:
            try:
                yield stem, read_table(paths[stem], _name(folder, paths[stem]))
            except Mistakes as mistakes:
                draft.problems += mistakes.problems


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder.parent).as_posix()


def _read_records(draft: Draft, folder: Path) -> dict[str, Document]:
    """Read the records, and see to it that each source has one."""
    files = sorted(path for path in (folder / "sources").glob("*") if path.is_file())
    sources = {path.name: Source.of(path.name, path.read_bytes()) for path in files}
    unclaimed = dict(sources)
    read = [read_letter(draft, record, unclaimed) for record in _record_files(draft, folder)]
    documents = {document.letter.slug: document for document in read}
    for document in documents.values():
        read_parties(draft, document)
    for name in unclaimed:
        file = _name(folder, folder / "sources" / name)
        draft.problems.append(Problem(file, 1, "source", "No record is made from this file."))
    origin = Table(_name(folder, folder / "sources"), {})
    draft.entries += [Entry(source, origin, frozenset()) for source in sources.values()]
    return documents


def _record_files(draft: Draft, folder: Path) -> Iterator[Record]:
    for path in sorted((folder / "records").glob("*.md")):
        try:
            yield read_record(path, _name(folder, path))
        except Mistakes as mistakes:
            draft.problems += mistakes.problems


# The fixture


def fixture(draft: Draft) -> str:
    """Write a draft without problems as a Django fixture."""
    rows = [_row(entry) for entry in _in_order(draft.entries)]
    # One field a line: a change of a record is a change of few lines.
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort by model and by date; vocabularies stay in the order in which they were read."""
    return sorted(entries, key=lambda each: (ORDER.index(type(each.record)), *_by_date(each)))


def _by_date(entry: Entry) -> tuple[Any, ...]:
    record: Any = entry.record
    if isinstance(record, Source | Organisation | Person | Office | Theme | Synonym):
        return ()
    letter = record if isinstance(record, Letter) else _letter_of(record)
    return (letter.day_to_sort_by(), letter.slug, *map(str, _place(record)))


def _letter_of(record: Any) -> Letter:
    if isinstance(record, Capacity):
        return record.signatory.letter
    if isinstance(record, Asker | Addressee | Answer):
        return record.recommendation.letter
    letter: Letter = record.letter
    return letter


def _place(record: Any) -> Iterator[str]:
    """Yield the parts of a natural key so that numbers sort as numbers."""
    for part in record.natural_key()[1:]:
        yield f"{part:09}" if isinstance(part, int) else str(part)


def _row(entry: Entry) -> dict[str, Any]:
    record: Any = entry.record
    if isinstance(record, Letter):
        record.created_at = record.modified_at = record.published_at or _NO_TIME
    row: dict[str, Any] = serializers.serialize(
        "python",
        [record],
        fields=[column.name for column in record._meta.concrete_fields],
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )[0]
    for link in record._meta.many_to_many:
        row["fields"][link.name] = [_key(each) for each in entry.links.get(link.name, [])]
    return row


def _key(record: Any) -> Any:
    return record.natural_key()
