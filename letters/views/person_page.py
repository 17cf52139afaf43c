"""The page of a person: in what capacities, when, and in which letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import QueryDict

from letters import dates
from letters.filters.hits import NAMED as LETTERS
from letters.filters.indexed_taker import newest_of, person_taker
from letters.filters.taking_part import Taker, TakingPart, taking_part
from letters.models import Capacity, Correspondent, Letter, Person, lines
from letters.models.prepared import Prepared
from letters.search.codes import code
from letters.views.ask_sums import NEWEST, AskSum, Wanted, ask_sums, asked_by, asked_of
from letters.views.ledger_counts import ask_counts_of
from letters.views.parties import Words, names_of
from letters.views.rows import LetterRow, letter_row
from letters.views.thread import machine_date

# The capacities of so many of the newest letters are read.
READ = 300
NAMED_IN_LEDGER = 8
Part = Correspondent.Part
Letters = Mapping[int, Letter]
# What a letter says that a person does in it.
PARTS = {
    Part.SENDER: "sends",
    Part.RECIPIENT: "is written to",
    Part.COPIED: "is copied",
    Part.HOST: "hosts",
    Part.ASSOCIATE: "is associated",
    Part.PARTICIPANT: "takes part",
    Part.OBSERVER: "observes",
}
NAMED = ("sent", "received", "copied", "hosted", "attended")


@dataclass(frozen=True)
class Mention:
    """A letter in which a person stands in a capacity."""

    letter: Words
    when: str
    day: str
    part: str


@dataclass
class Held:
    """A capacity or office as the letters name it, with those that do, oldest first."""

    names: tuple[Words, ...]
    mentions: list[Mention] = field(default_factory=list)

    @property
    def first(self) -> Mention:
        return self.mentions[0]

    @property
    def last(self) -> Mention:
        return self.mentions[-1]


@dataclass(frozen=True)
class PersonPage:
    """All that the page of a person says."""

    person: Person
    other_names: list[str]
    authorities: list[str]
    held: list[Held]
    has_older: bool
    part: TakingPart
    rows: list[LetterRow]
    asks: list[AskSum]


def person_page(person: Person, data: QueryDict) -> PersonPage:
    """Return the page of a public person."""
    taker = person_taker(person)
    part = taking_part(data, taker)
    counts = ask_counts_of(taker, part.letters)
    letters = _letters(taker, part.letters)
    return PersonPage(
        person=person,
        other_names=lines(person.other_names),
        authorities=lines(person.authorities),
        held=_held(person, taker, letters),
        has_older=max(taker.counts.values()) > READ,
        part=part,
        rows=[letter_row(letter, counts[letter.pk]) for letter in part.letters],
        asks=_asks(person, taker, letters),
    )


def _letters(taker: Taker, known: list[Letter]) -> Letters:
    """Return the letters whose capacities are read, with what names them; some are known."""
    letters = {letter.pk: letter for letter in known}
    keys = {key for tab in ("signed", *NAMED) for key in newest_of(taker, tab, READ)}
    others = keys - letters.keys()
    return letters | {letter.pk: letter for letter in (LETTERS(others) if others else ())}


def _held(person: Person, taker: Taker, letters: Letters) -> list[Held]:
    """Return the capacities and offices in which the newest letters name the person, in time."""
    signed = set(newest_of(taker, "signed", READ)) & letters.keys()
    named = {key for tab in NAMED for key in newest_of(taker, tab, READ)} & letters.keys()
    found = [*_signed(person, letters, signed), *_named(person, letters, named)]
    held: dict[tuple[Words, ...], Held] = {}
    for letter, names, part in sorted(found, key=lambda each: (each[0].sort_date, each[0].pk)):
        words = Words(letter.title, letter.get_absolute_url())
        mention = Mention(words, dates.display(letter.date), machine_date(letter), part)
        held.setdefault(names, Held(names)).mentions.append(mention)
    return list(held.values())


Found = tuple[Letter, tuple[Words, ...], str]


CAPACITIES = Prepared(
    lambda person, letters: (
        Capacity.objects.filter(signatory__person=person, signatory__letter__in=letters)
        .select_related("organisation", "signatory")
        .order_by("signatory", "order", "pk")
    )
)
OFFICES = Prepared(
    lambda person, letters: (
        Correspondent.objects.filter(person=person, letter__in=letters)
        .select_related("organisation", "office")
        .order_by("order", "pk")
    )
)


def _signed(person: Person, letters: Letters, keys: set[int]) -> Iterator[Found]:
    for row in CAPACITIES(person.pk, keys) if keys else ():
        yield letters[row.signatory.letter_id], tuple(_capacity(row)), "signs"


def _capacity(row: Capacity) -> Iterator[Words]:
    if row.role:
        yield Words(row.role)
    if row.organisation:
        name = row.organisation_as_printed or row.organisation.name
        yield Words(name, row.organisation.get_absolute_url())


def _named(person: Person, letters: Letters, keys: set[int]) -> Iterator[Found]:
    """Yield the letters that name the person with an office or an organisation."""
    for row in OFFICES(person.pk, keys) if keys else ():
        if row.office_id or row.organisation_id:
            names = tuple(names_of(None, row.office, row.organisation))
            yield letters[row.letter_id], names, PARTS[row.part]


def _asks(person: Person, taker: Taker, letters: Letters) -> list[AskSum]:
    own = {*newest_of(taker, "sent", NEWEST), *newest_of(taker, "signed", NEWEST)}
    return ask_sums(
        Wanted(
            "Asks in letters sent or signed",
            lambda: asked_by(Q(person=person), sorted(own)),
            _in_letters([letters[key] for key in own if key in letters]),
        ),
        Wanted(
            "Asks received",
            lambda: asked_of(Q(person=person), newest_of(taker, "received", NEWEST)),
            {"addressee": person.slug},
            ("addressee", code(Person, person.pk)),
        ),
    )


def _in_letters(letters: list[Letter]) -> dict[str, str | list[str]]:
    """Name a few letters for the ledger, which knows no signatories."""
    if len(letters) > NAMED_IN_LEDGER:
        return {}
    newest = sorted(letters, key=lambda letter: (letter.sort_date, letter.pk), reverse=True)
    return {"letter": [letter.slug for letter in newest]}
