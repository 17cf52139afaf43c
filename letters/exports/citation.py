"""The sentence by which a letter is cited, made from its record."""

from collections.abc import Iterable
from dataclasses import dataclass

from letters import dates
from letters.exports.format import Edition
from letters.models import Correspondent, Letter, Organisation

Part = Correspondent.Part
# More names than these become "and 9 others".
MOST_NAMES = 4
NAMED_OF_MANY = 3


@dataclass(frozen=True)
class Citation:
    """A citation in its parts: the document, the collection it is in, and where it is."""

    document: str
    collection: str
    url: str

    def __str__(self) -> str:
        return f"{self.document}. {self.collection}. {self.url}"


def cite(letter: Letter, edition: Edition) -> Citation:
    """Cite a letter: who to whom, what kind of document, of what date, in what collection."""
    facts = [
        _document(letter),
        letter.reference,
        dates.display(letter.date),
        "" if letter.held else "text not held",
    ]
    return Citation(", ".join(filter(None, facts)), edition.title, edition.permalink(letter))


def _document(letter: Letter) -> str:
    kind = letter.get_kind_display()
    senders, recipients = _names(letter, Part.SENDER), _names(letter, Part.RECIPIENT)
    if recipients:
        kind = f"{kind} to {recipients}"
    if not senders:
        return f"“{letter.title}”, {', '.join(filter(None, [kind, letter.place]))}"
    return f"{senders}, {kind}"


def _names(letter: Letter, part: Part) -> str:
    rows = sorted(
        (row for row in letter.correspondents.all() if row.part == part), key=lambda row: row.order
    )
    return listed([party_name(row) for row in rows])


def listed(names: Iterable[str]) -> str:
    """Join names: "A, B and C", or "A, B, C and 9 others"."""
    known = list(dict.fromkeys(names))
    if len(known) > MOST_NAMES:
        known = [*known[:NAMED_OF_MANY], f"{len(known) - NAMED_OF_MANY} others"]
    *first, last = known or [""]
    return f"{', '.join(first)} and {last}" if first else last


def party_name(row: Correspondent) -> str:
    """Name a party with what tells it from others of its name, in brackets."""
    if row.person:
        post = str(row.office or row.organisation or "")
        return f"{row.person.full_name} ({post})" if post else row.person.full_name
    if row.office:
        return f"{row.office} ({row.organisation})" if row.organisation else str(row.office)
    return organisation_name(row.organisation) if row.organisation else f"“{row.words}”"


def organisation_name(organisation: Organisation) -> str:
    """Name an organisation with its acronym."""
    acronym = f" ({organisation.acronym})" if organisation.acronym else ""
    return f"{organisation.name}{acronym}"
