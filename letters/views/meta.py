"""What reference managers read in the head of a letter's page.

Zotero's "Embedded Metadata" (translators, read 2026): z:itemType makes it a letter, DC names the
rest. No citation_author: it would replace all creators, recipients included.
"""

from collections.abc import Iterator

from letters.exports import Edition
from letters.models import Correspondent, Letter, Person
from letters.views.parties import in_part

Part = Correspondent.Part


def meta(letter: Letter, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each meta element."""
    yield "z:itemType", "letter"
    yield "DC.title", letter.title
    for row in in_part(letter, Part.SENDER):
        yield "DC.creator", _name(row)
    for row in in_part(letter, Part.RECIPIENT):
        yield "z:recipients", _name(row)
    if letter.date:
        yield "DC.date", letter.date
    yield "DC.publisher", edition.title
    yield "DC.language", letter.language
    yield "DC.identifier", edition.permalink(letter)
    if letter.rights:
        yield "DC.rights", letter.rights


def _name(row: Correspondent) -> str:
    """Name a party so that it is not taken apart: only what has a comma is read as a surname."""
    if row.person:
        return _inverted(row.person)
    return f"{row.organisation or row.office or row.words},"


def _inverted(person: Person) -> str:
    return f"{person.surname}, {person.forenames}".strip()
