"""The page of a person: in what capacities, when, and in which letters."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import QueryDict

from letters import dates
from letters.filters.taking_part import Taker, TakingPart, taking_part
from letters.models import Capacity, Correspondent, Letter, Person, lines
from letters.views.ask_sums import NEWEST, AskSum, Wanted, ask_sums, asked_by, asked_of
from letters.views.ledger import without_texts
from letters.views.parties import Words, names_of
from letters.views.rows import LetterRow, ask_counts, letter_row
from letters.views.thread import machine_date

# The capacities of so many of the newest letters are read.
READ = 300
NAMED_IN_LEDGER = 8
Part = Correspondent.Part
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
    taker = Taker.person(person)
    part = taking_part(data, taker)
    counts = ask_counts(part.letters)
    return PersonPage(
        person=person,
        other_names=lines(person.other_names),
        authorities=lines(person.authorities),
        held=_held(person, taker),
        has_older=max(taker.counts.values()) > READ,
        part=part,
        rows=[letter_row(letter, counts[letter.pk]) for letter in part.letters],
        asks=_asks(person, taker),
    )


def _held(person: Person, taker: Taker) -> list[Held]:
    """Return the capacities and offices in which the newest letters name the person, in time."""
    found = [*_signed(person, _newest(taker, "signed", READ)), *_named(person, taker)]
    held: dict[tuple[Words, ...], Held] = {}
    for letter, names, part in sorted(found, key=lambda each: (each[0].sort_date, each[0].pk)):
        words = Words(letter.title, letter.get_absolute_url())
        mention = Mention(words, dates.display(letter.date), machine_date(letter), part)
        held.setdefault(names, Held(names)).mentions.append(mention)
    return list(held.values())


Found = tuple[Letter, tuple[Words, ...], str]


def _signed(person: Person, letters: list[int]) -> Iterator[Found]:
    rows = Capacity.objects.filter(signatory__person=person, signatory__letter__in=letters)
    for row in rows.select_related("organisation", "signatory__letter").defer(
        *without_texts("signatory__letter")
    ):
        yield row.signatory.letter, tuple(_capacity(row)), "signs"


def _capacity(row: Capacity) -> Iterator[Words]:
    if row.role:
        yield Words(row.role)
    if row.organisation:
        name = row.organisation_as_printed or row.organisation.name
        yield Words(name, row.organisation.get_absolute_url())


def _named(person: Person, taker: Taker) -> Iterator[Found]:
    """Yield the letters that name the person with an office or an organisation."""
    letters = {pk for tab in NAMED for pk in _newest(taker, tab, READ)}
    rows = Correspondent.objects.filter(person=person, letter__in=letters).exclude(
        office=None, organisation=None
    )
    for row in rows.select_related("organisation", "office", "letter").defer(
        *without_texts("letter")
    ):
        yield row.letter, tuple(names_of(None, row.office, row.organisation)), PARTS[row.part]


def _newest(taker: Taker, tab: str, limit: int) -> list[int]:
    letters = taker.letters(tab, limit) if taker.counts[tab] else Letter.objects.none()
    return list(letters.values_list("pk", flat=True)[:limit])


def _asks(person: Person, taker: Taker) -> list[AskSum]:
    own = {*_newest(taker, "sent", NEWEST), *_newest(taker, "signed", NEWEST)}
    made = asked_by(Q(person=person), sorted(own))
    received = asked_of(Q(person=person), _newest(taker, "received", NEWEST))
    return ask_sums(
        Wanted("Asks in letters sent or signed", made, _in_letters(own)),
        Wanted("Asks received", received, {"addressee": person.slug}),
    )


def _in_letters(letters: set[int]) -> dict[str, str | list[str]]:
    """Name a few letters for the ledger, which knows no signatories."""
    if len(letters) > NAMED_IN_LEDGER:
        return {}
    slugs = Letter.objects.filter(pk__in=letters).order_by("-sort_date").values_list("slug")
    return {"letter": [slug for (slug,) in slugs]}
