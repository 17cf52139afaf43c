"""Parties in words: who wrote to whom, with links, for heads, lists, threads and drawings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from letters import dates
from letters.models import Correspondent, Letter, Office, Organisation, Person, lines

Part = Correspondent.Part
# More parties than a few are set in columns of their own; those beyond a dozen are folded.
FEW, SHOWN = 4, 12
# In few words, more organisations than these are a number of organisations.
MOST_NAMED = 4
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

    @property
    def are_many(self) -> bool:
        return len(self.shown) > FEW


def parties_by_part(letter: Letter) -> list[Parties]:
    """Return the parties of a letter, part by part, in the order of the parts."""
    order = {str(part): place for place, part in enumerate(Part)}
    rows = sorted(letter.correspondents.all(), key=lambda row: (order[row.part], row.order))
    return [
        _parties(Part(part), [party_line(row) for row in group])
        for part, group in groupby(rows, key=lambda row: row.part)
    ]


def _parties(part: Part, everybody: list[PartyLine]) -> Parties:
    return Parties(LABELS[part], everybody[:SHOWN], everybody[SHOWN:])


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


def letter_words(letter: Letter) -> Words:
    """Name a letter by its date and its title, with a link."""
    return Words(f"{dates.display(letter.date)}: {letter.title}", letter.get_absolute_url())


def senders(letter: Letter) -> str:
    """Name the senders in few words: "Aegis Trust and 2 others"."""
    return _few(_sending(letter), sender_name)


def named_senders(letter: Letter) -> list[Correspondent]:
    """Return the senders, those known in words alone only where no other is named."""
    rows = _sending(letter)
    return [row for row in rows if not row.words] or rows


def _sending(letter: Letter) -> list[Correspondent]:
    rows = in_part(letter, Part.SENDER)
    bodies = {row.organisation_id for row in rows}
    # A department beside the body that it is a part of is not another sender.
    return [row for row in rows if _above(row) not in bodies] or rows


def recipients(letter: Letter) -> str:
    """Name the recipients in few words: "the Foreign Secretary"."""
    return _few(in_part(letter, Part.RECIPIENT), _recipient)


def _above(row: Correspondent) -> int:
    return (row.organisation.parent_id if row.organisation else None) or 0


def in_part(letter: Letter, part: Part) -> list[Correspondent]:
    """Return the correspondents of a letter in one part, in their order."""
    rows = [row for row in letter.correspondents.all() if row.part == part]
    return sorted(rows, key=lambda row: row.order)


def short_name(organisation: Organisation) -> str:
    """Return the acronym of an organisation, or its name."""
    return organisation.acronym or organisation.name


def sender_name(row: Correspondent) -> str:
    """Name one sender in few words: the body rather than the person who writes for it."""
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


def _few(rows: Sequence[Correspondent], name: Callable[[Correspondent], str]) -> str:
    named = list(dict.fromkeys(name(row) for row in rows if not row.words))
    in_words = list(dict.fromkeys(name(row) for row in rows if row.words))
    first, *others = named or in_words or [""]
    if len(named) > MOST_NAMED and all(row.organisation for row in rows):
        return f"{len(named)} organisations"
    if named and in_words:
        return f"{first} and others"
    if not others:
        return first
    return f"{first} and {others[0] if len(others) == 1 else f'{len(others)} others'}"
