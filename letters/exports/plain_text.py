"""Plain text: a letter as it reads, with its passages numbered and a citation under it."""

from collections.abc import Iterator

from letters.exports.citation import cite
from letters.exports.format import Edition, Format
from letters.exports.records import public
from letters.models import Letter, Signatory
from letters.text import Block, plain_lines


def write(letter: Letter, edition: Edition) -> str:
    """Write a letter as plain text: its head, its words in reading order, its citation.

    A passage begins with its number in square brackets.
    """
    parts = [letter.title, *_head(letter), *_words(letter), *_foot(letter, edition)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(letter: Letter) -> Iterator[str]:
    if letter.summary:
        yield letter.summary
    if not letter.held:
        source = public(letter.known_from)
        known = f": it is known from “{source.title}”" if source else ""
        yield f"The text of this letter is not held{known}."
    yield "----"


def _words(letter: Letter) -> Iterator[str]:
    reading = letter.reading()
    yield plain_lines(letter.opener)
    yield letter.salutation
    yield from map(_block, reading.blocks)
    yield letter.valediction
    yield plain_lines(letter.closer) or "\n".join(_signed(letter))
    yield from (f"[note {note.number}] {note.plain}" for note in reading.footnotes)
    if letter.enclosures:
        yield f"Enclosed: {letter.enclosures}"


def _block(block: Block) -> str:
    number = f"[{block.number}] " if block.number else ""
    indent = "  " * (block.level - 1) if block.kind == "item" else ""
    marker = f"{block.marker} " if block.marker else ""
    return f"{indent}{number}{marker}{block.plain}"


def _signed(letter: Letter) -> Iterator[str]:
    for signatory in letter.signatories.all():
        yield ", ".join([str(signatory), *_capacities(signatory)])


def _capacities(signatory: Signatory) -> Iterator[str]:
    yield from map(str, signatory.capacities.all())


def _foot(letter: Letter, edition: Edition) -> Iterator[str]:
    yield "----"
    yield str(cite(letter, edition))
    if letter.source:
        yield f"Source: {letter.source.file_name}, SHA-256 {letter.source.sha256}"
    yield letter.editorial_note
    yield letter.rights


FORMAT = Format(
    name="text",
    label="plain text",
    extension="txt",
    content_type="text/plain; charset=utf-8",
    write=write,
)
