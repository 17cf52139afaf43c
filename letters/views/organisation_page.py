"""The page of an organisation: its letters, people, offices, and with whom it signs.

What is below it counts for it. People and offices are read off its newest letters, so that the
page of a body with 100,000 letters takes no longer than that of one with a thousand; with whom it
signs, and of very many asks how many, is counted by the index.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from letters import search
from letters.filters.address import Address
from letters.filters.indexed_taker import (
    IndexedTaker,
    newest_of,
    newest_to_offices,
    organisation_taker,
)
from letters.filters.taking_part import TABS, Taker, TakingPart, newest_letters, taking_part
from letters.filters.tallies import body_is
from letters.models import Capacity, Correspondent, Letter, Office, Organisation, Person, lines
from letters.models.letter import UNDATED
from letters.models.prepared import Prepared
from letters.search import ties
from letters.search.beside import beside
from letters.search.codes import code
from letters.search.results import Results, Selection
from letters.views.ask_sums import AskSum, Wanted, ask_sums, asked_by, asked_of
from letters.views.from_to import some
from letters.views.ledger_counts import ask_counts_of
from letters.views.parties import Words, short_name
from letters.views.public import is_named
from letters.views.rows import AskCounts, LetterRow, letter_row

PEOPLE, HOLDERS, PARTNERS, PARTS, OFFICES = 12, 24, 10, 40, 500
# People and offices are read off so many of the newest letters.
NEWEST = 1000


@dataclass(frozen=True)
class Span:
    """Between the first and the last letter of something, and how many there are."""

    first: date
    last: date
    letters: int

    @property
    def years(self) -> str:
        """The years, one or two of them."""
        years = [str(day.year) for day in (self.first, self.last) if day != UNDATED]
        return "–".join(dict.fromkeys(years)) or "undated"


@dataclass(frozen=True)
class Speaker:
    """A person who signs for the organisation, in roles as printed."""

    person: Words
    roles: list[str]
    span: Span


@dataclass(frozen=True)
class Holder:
    """A holder of an office, as the letters name them."""

    office: str
    person: Words
    span: Span


@dataclass(frozen=True)
class Partner:
    """An organisation that signs the same letters; ``url`` leads to them."""

    organisation: Words
    span: Span
    url: str


@dataclass(frozen=True)
class OrganisationPage:
    """All that the page of an organisation says."""

    organisation: Organisation
    other_names: list[str]
    authorities: list[str]
    above: list[Organisation]
    below: list[Organisation]
    has_more_below: bool
    part: TakingPart
    rows: list[LetterRow]
    people: list[Speaker]
    has_more_people: bool
    holders: list[Holder]
    partners: list[Partner]
    asks: list[AskSum]

    @property
    def newest(self) -> int:
        """Of how many letters people and offices are read off."""
        return NEWEST

    @property
    def has_older(self) -> bool:
        return any(tab.count > NEWEST for tab in self.part.tabs)


def organisation_page(organisation: Organisation, data: QueryDict) -> OrganisationPage:
    """Return the page of a public organisation."""
    ids = Organisation.objects.with_descendants(organisation)
    tied = _tied(ids)
    offices = _offices(ids)
    taker = organisation_taker(organisation, ids, list(offices))
    part = taking_part(data, taker)
    below = _below(organisation) if len(ids) > 1 else []
    people = _people(ids, taker)
    return OrganisationPage(
        organisation=organisation,
        other_names=other_names(organisation),
        authorities=lines(organisation.authorities),
        above=_above(organisation),
        below=below[:PARTS],
        has_more_below=len(below) > PARTS,
        part=part,
        rows=list(_rows(part, organisation, ids, ask_counts_of(taker, part.letters))),
        people=people[:PEOPLE],
        has_more_people=len(people) > PEOPLE,
        holders=_holders(offices, taker),
        asks=_asks(organisation, ids, taker),
        partners=_partners(organisation, ids, tied()),
    )


def _below(organisation: Organisation) -> list[Organisation]:
    """Return the public bodies that are a part of this one, one more than are shown."""
    return list(Organisation.objects.public().filter(parent=organisation)[: PARTS + 1])


def _offices(ids: list[int]) -> dict[int, str]:
    """Return the titles of the offices of these bodies, in their order.

    Sorted here: a database that sorts along an index of all offices reads them all.
    """
    return {pk: title for _, _, pk, title in sorted(OFFICES_OF(ids))}


def other_names(organisation: Organisation) -> list[str]:
    """Return the acronym and the other forms of the name."""
    names = [organisation.acronym, *lines(organisation.other_names)]
    return [name for name in dict.fromkeys(names) if name]


def _above(organisation: Organisation) -> list[Organisation]:
    """Return the public bodies above, nearest first, as far as they can be public for its sake."""
    above = organisation.ancestors()[:2] if organisation.parent_id else []
    if not above or is_named(organisation):
        return above
    shown = Organisation.objects.public().filter(pk__in=[each.pk for each in above])
    public = set(shown.values_list("pk", flat=True))
    return [each for each in above if each.pk in public]


# Letters


def _rows(
    part: TakingPart,
    organisation: Organisation,
    ids: list[int],
    counts: Mapping[int, AskCounts],
) -> Iterator[LetterRow]:
    signed = _signing(part.letters, ids) if part.tab == "signed" else {}
    for letter in part.letters:
        own = signed.get(letter.pk, []) if signed else _named(letter, part.tab, ids)
        is_own = any(body == organisation.pk for body, _ in own)
        through = "" if is_own else some(f"its {name}" for _, name in own)
        yield letter_row(letter, counts[letter.pk], through=through)


def _named(letter: Letter, tab: str, ids: list[int]) -> list[tuple[int, str]]:
    """Return the bodies and offices of the tree that a letter names in this part."""
    rows = [row for row in letter.correspondents.all() if row.part in TABS[tab][1]]
    named = [
        (row.organisation_id, short_name(row.organisation)) for row in rows if row.organisation
    ]
    held = [(-1, row.office.title) for row in rows if row.office and not row.organisation]
    return [(body, name) for body, name in named if body in ids] + held


def _signing(letters: Iterable[Letter], ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    rows = Capacity.objects.filter(
        signatory__letter__in=[letter.pk for letter in letters], organisation__in=ids
    ).select_related("organisation", "signatory")
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        body = (row.organisation_id, short_name(row.organisation))
        found.setdefault(row.signatory.letter_id, []).append(body)
    return found


# People, offices, partners


def _signings(ids: list[int], letters: list[int] | None = None) -> Any:
    rows = Capacity.objects.public().filter(organisation__in=ids)
    some = rows if letters is None else rows.filter(signatory__letter__in=letters)
    return some.order_by("-signatory__letter__sort_date", "signatory__order").values_list(
        "signatory__person", "role", "signatory__letter", "signatory__letter__sort_date"
    )


SIGNINGS, SIGNINGS_IN = Prepared(lambda ids: _signings(ids)), Prepared(_signings)
HOLDINGS = Prepared(
    lambda offices: (
        Correspondent.objects.public()
        .filter(office__in=offices, person__isnull=False)
        .order_by()
        .values_list("office", "person", "letter", "letter__sort_date")
    )
)
PEOPLE_NAMED = Prepared(lambda keys: Person.objects.filter(pk__in=keys).order_by())
BODIES_NAMED = Prepared(lambda keys: Organisation.objects.filter(pk__in=keys).order_by())
OFFICES_OF = Prepared(
    lambda ids: (
        Office.objects.filter(organisation__in=ids)
        .order_by()
        .values_list("sort_key", "slug", "pk", "title")
    )
)


def _by_key(query: "Prepared[Any]", keys: Collection[int]) -> dict[int, Any]:
    return {row.pk: row for row in query(keys)} if keys else {}


def _people(ids: list[int], taker: Taker) -> list[Speaker]:
    """Return who signs for these bodies, who did so last first; one more than are shown."""
    if not taker.counts["signed"]:
        return []
    if taker.counts["signed"] > NEWEST:
        signings = SIGNINGS_IN(ids, newest_of(taker, "signed", NEWEST))
    else:
        signings = SIGNINGS(ids)
    found: dict[int, list[tuple[str, int, date]]] = {}
    for person, *signing in signings:
        if person in found or len(found) <= PEOPLE:
            found.setdefault(person, []).append(tuple(signing))
    people = _by_key(PEOPLE_NAMED, found)
    return [_speaker(people[pk], signings) for pk, signings in found.items()]


def _speaker(person: Person, signings: list[tuple[str, int, date]]) -> Speaker:
    """Sum up what a person signed, newest first."""
    roles = dict.fromkeys(role for role, _, _ in reversed(signings) if role)
    letters = {letter for _, letter, _ in signings}
    return Speaker(
        Words(person.full_name, person.get_absolute_url()),
        list(roles),
        Span(signings[-1][2], signings[0][2], len(letters)),
    )


def _holders(offices: Mapping[int, str], taker: Taker) -> list[Holder]:
    """Return who held the offices of these bodies, as the letters name them, office by office."""
    some = dict(list(offices.items())[:OFFICES])
    held = _last_held(_holding(list(some), taker)) if some else []
    people = _by_key(PEOPLE_NAMED, {person for _, person, _ in held})
    found = [
        Holder(
            some[office],
            Words(people[person].full_name, people[person].get_absolute_url()),
            span,
        )
        for office, person, span in held
    ]
    return sorted(found, key=lambda holder: (holder.office, holder.span.first))


Holding = tuple[int, int, int, date]


def _holding(offices: list[int], taker: Taker) -> Iterable[Holding]:
    """Return offices and people as letters name them together, with the letter and its day.

    Of offices with very many letters the newest that the index finds: sent and received.
    """
    if max(taker.counts.values()) <= NEWEST:
        return HOLDINGS(offices)
    if not isinstance(taker, IndexedTaker):
        rows = Correspondent.objects.filter(office__in=offices, person__isnull=False).order_by()
        newest = newest_letters([rows], max(taker.counts.values()), NEWEST)
        letters = dict(newest.values_list("pk", "sort_date")[:NEWEST])
    else:
        letters = newest_to_offices(offices, NEWEST)
    # By the letters alone: a database may prefer to read all rows of an office.
    rows = Correspondent.objects.filter(letter__in=list(letters)).order_by()
    found = rows.values_list("office", "person", "letter")
    return [(*row, letters[row[2]]) for row in found if row[1] and row[0] in offices]


def _last_held(rows: Iterable[Holding]) -> list[tuple[int, int, Span]]:
    """Sum up who held what from when to when, the last first."""
    days: dict[tuple[int, int], dict[int, date]] = {}
    for office, person, letter, day in rows:
        days.setdefault((office, person), {})[letter] = day
    spans = [
        (*pair, Span(min(of.values()), max(of.values()), len(of))) for pair, of in days.items()
    ]
    spans.sort(key=lambda held: held[:2])
    return sorted(spans, key=lambda held: (held[2].last, held[2].letters), reverse=True)[:HOLDERS]


Tied = list[tuple[int, int, tuple[int, int]]]


def _tied(ids: list[int]) -> Callable[[], Tied]:
    """Begin to look who signs the same letters most often: the engine does beside the rest.

    What comes of it has the organisation, the letters, and the first and the last day.
    """
    try:
        results = Results(search.current(), "letters", Selection())
    except search.UnusableError:
        return list
    # Written here: it may need the synonyms, and the database is not for other threads.
    results.query()

    def counted() -> Tied:
        try:
            found = ties.partners(results, ids, PARTNERS)
            return [(other, number, ties.days(results, ids, [other])) for other, number in found]
        except search.UnusableError:
            return []

    return beside(counted)


def _partners(organisation: Organisation, ids: list[int], tied: Tied) -> list[Partner]:
    """Return who signs the same letters most often; nobody without an index of use."""
    names = _by_key(BODIES_NAMED, [other for other, _, _ in tied])
    return [
        Partner(
            Words(names[other].name, names[other].get_absolute_url()),
            Span(_day(first), _day(last), number),
            _letters_of(organisation, names[other]) if ids == [organisation.pk] else "",
        )
        for other, number, (first, last) in tied
        if other in names
    ]


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal) if ordinal else UNDATED


def _letters_of(organisation: Organisation, other: Organisation) -> str:
    both = (("together", organisation.slug), ("together", other.slug))
    return reverse("letter-list") + Address(both).url


# Asks


def _asks(organisation: Organisation, ids: list[int], taker: Taker) -> list[AskSum]:
    number = code(Organisation, organisation.pk)
    return ask_sums(
        Wanted(
            "What it asked for",
            lambda: asked_by(body_is(ids), newest_of(taker, "sent", NEWEST)),
            {"asker": organisation.slug},
            ("asker", number),
        ),
        Wanted(
            "What it was asked",
            lambda: asked_of(body_is(ids), newest_of(taker, "received", NEWEST)),
            {"addressee": organisation.slug},
            ("addressee", number),
        ),
    )
