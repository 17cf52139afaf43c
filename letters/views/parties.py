"""Parties in words: who wrote to whom, with links, for heads, lists, threads and drawings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from letters.models import Correspondent, Letter, Office, Organisation, Person, lines

Part = Correspondent.Part
# A fact names so many parties at once; the rest is folded.
SHOWN, FOLD_OVER = 6, 8
LABELS = {
    Part.SENDER: "From",
    Part.RECIPIENT: "To",
    Part.COPIED: "Copied to",
    Part.HOST: "Hosted by",
    Part.ASSOCIATE: "In association with",
    Part.PARTICIPANT: "Took part",
    Part.OBSERVER: "Observed by",
}


@dataclass(frozen=True)
class Words:
    """Some words, with the page they lead to, if there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class PartyLine:
    """One party: its names in order, and why it is inferred, if it is."""

    names: tuple[Words, ...]
    reason: str = ""


@dataclass(frozen=True)
class Parties:
    """The parties of a letter in one part; ``more`` are folded away."""

    label: str
    shown: Sequence[PartyLine]
    more: Sequence[PartyLine]


def parties_by_part(letter: Letter) -> list[Parties]:
    """Return the parties of a letter, part by part, in the order of the parts."""
    order = {str(part): place for place, part in enumerate(Part)}
    rows = sorted(letter.correspondents.all(), key=lambda row: (order[row.part], row.order))
    return [
        _parties(Part(part), [party_line(row) for row in group])
        for part, group in groupby(rows, key=lambda row: row.part)
    ]


def _parties(part: Part, everybody: list[PartyLine]) -> Parties:
    cut = len(everybody) if len(everybody) <= FOLD_OVER else SHOWN
    return Parties(LABELS[part], everybody[:cut], everybody[cut:])


def party_line(party: Correspondent) -> PartyLine:
    """Name one party: person, office and organisation, or its words in quotation marks."""
    names = tuple(names_of(party.person, party.office, party.organisation))
    words = (Words(f"“{party.words}”"),) if party.words and not names else ()
    return PartyLine(names or words, party.reason if party.inferred else "")


def names_of(
    person: Person | None, office: Office | None, organisation: Organisation | None
) -> Iterator[Words]:
    """Name a person, the office held and the organisation; an office has no page of its own."""
    if person:
        yield Words(person.full_name, person.get_absolute_url())
    if office:
        yield Words(str(office))
    if organisation:
        yield Words(str(organisation), organisation.get_absolute_url())


def senders(letter: Letter) -> str:
    """Name the senders in few words: "Aegis Trust and 2 others"."""
    return _few([_sender(row) for row in in_part(letter, Part.SENDER)])


def recipients(letter: Letter) -> str:
    """Name the recipients in few words: "the Foreign Secretary"."""
    return _few([_recipient(row) for row in in_part(letter, Part.RECIPIENT)])


def in_part(letter: Letter, part: Part) -> list[Correspondent]:
    """Return the correspondents of a letter in one part, in their order."""
    rows = [row for row in letter.correspondents.all() if row.part == part]
    return sorted(rows, key=lambda row: row.order)


def short_name(organisation: Organisation) -> str:
    """Return the acronym of an organisation, or its name."""
    return organisation.acronym or organisation.name


def _sender(row: Correspondent) -> str:
    if row.organisation:
        return short_name(row.organisation)
    if row.office:
        return _post(row.office)
    return row.person.full_name if row.person else f"“{row.words}”"


def _recipient(row: Correspondent) -> str:
    if row.office:
        return _post(row.office)
    if row.person:
        return row.person.full_name
    return short_name(row.organisation) if row.organisation else f"“{row.words}”"


def _post(office: Office) -> str:
    """Return the shortest title that an office is known by: "the Foreign Secretary"."""
    title = min([office.title, *lines(office.other_names)], key=len)
    return title if title.lower().startswith("the ") else f"the {title}"


def _few(names: Iterable[str]) -> str:
    first, *others = [*dict.fromkeys(names)] or [""]
    if not others:
        return first
    return f"{first} and {others[0] if len(others) == 1 else f'{len(others)} others'}"
