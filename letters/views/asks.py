"""Asks as lists show them: the words, who asks whom, what came of it, where else it is asked."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from letters import dates
from letters.filters.chains import Chain, by
from letters.models import Addressee, Answer, Asker, Correspondent, Letter, Recommendation
from letters.models.fetching import fetch_themes
from letters.models.party import Party
from letters.models.prepared import Prepared, keep
from letters.text import Snippet
from letters.views.from_to import party_label
from letters.views.ledger import without_texts
from letters.views.margin import dated
from letters.views.parties import Words, in_part
from letters.views.thread import machine_date

Part = Correspondent.Part
PARTY = ("organisation", "person", "office")
SHOWN = 3


@dataclass(frozen=True)
class AnswerLine:
    """An answer in a few words: its stance, and where and when it was given."""

    stance: str
    letter: Words
    waited: str


@dataclass(frozen=True)
class ChainLine:
    """An ask that was repeated: how often it was made, and where last."""

    times: int
    last: Words


@dataclass(frozen=True)
class AskRow:
    """An ask in a list."""

    ask: Recommendation
    url: str
    where: Words
    askers: list[Words]
    asked: list[Words]
    themes: list[Words]
    answers: list[AnswerLine]
    restates: list[Words]
    restated: list[Words]
    reported: Words | None
    snippet: Snippet | None = None
    chain: ChainLine | None = None

    @property
    def is_open(self) -> bool:
        return not self.answers


@dataclass(frozen=True)
class AskGroup:
    """Asks of one letter that stand together in a list."""

    letter: Letter
    when: str
    day: str
    asks: list[AskRow]


LETTERS = ("letter", "reported_in", "restates__letter", "restates__reported_in")


def _parties(parties: Any, asks: Collection[int]) -> Any:
    return parties.filter(recommendation__in=asks).select_related(*PARTY)


ASKS = Prepared(
    lambda keys: (
        Recommendation.objects.public()
        .filter(pk__in=keys)
        .select_related(*LETTERS)
        .defer(*without_texts(*LETTERS))
        .order_by()
    )
)
ASKERS, ADDRESSEES = (
    Prepared(partial(_parties, parties.objects)) for parties in (Asker, Addressee)
)
SIDES = Prepared(
    lambda letters: Correspondent.objects.filter(
        letter__in=letters, part__in=(Part.SENDER, Part.RECIPIENT)
    ).select_related(*PARTY)
)
# Of asks that are public themselves: that need not be asked again.
ANSWERS = Prepared(
    lambda asks, day=None: (
        by(Answer.objects.public().filter(recommendation__in=asks), day)
        .select_related("letter")
        .defer(*without_texts("letter"))
        .order_by("letter__sort_date", "order")
    )
)
LATER = Prepared(
    lambda asks, day=None: (
        by(Recommendation.objects.public().filter(restates__in=asks), day)
        .select_related("letter", "reported_in")
        .defer(*without_texts("letter", "reported_in"))
        .order_by("letter__sort_date", "letter", "number")
    )
)


def fetch_rows(keys: Collection[int], day: date | None = None) -> list[Recommendation]:
    """Fetch public asks with what their rows show, of others only what is public; no texts.

    They come in the order of their ids as given. With a day, only answers and repetitions that
    were certainly there by then.
    """
    asks, until = ASKS.in_order(keys), () if day is None else (day,)
    if asks:
        found = [ask.pk for ask in asks]
        fetch_themes(asks)
        keep(asks, "askers", ASKERS(found), "recommendation")
        keep(asks, "addressees", ADDRESSEES(found), "recommendation")
        keep(asks, "answers", ANSWERS(found, *until), "recommendation")
        keep(asks, "restatements", LATER(found, *until), "restates")
        letters = {ask.letter_id: ask.letter for ask in asks}
        for ask in asks:
            ask.letter = letters[ask.letter_id]
        keep(letters.values(), "correspondents", SIDES(letters), "letter")
    return asks


def ask_rows(asks: Iterable[Recommendation]) -> list[AskRow]:
    """Return the rows of asks from ``fetch_rows()``."""
    return [ask_row(ask) for ask in asks]


def ask_row(
    ask: Recommendation, snippet: Snippet | None = None, chain: Chain | None = None
) -> AskRow:
    """Return the row of an ask from ``fetch_rows()``; in a list of chains, of the whole chain."""
    return AskRow(
        ask=ask,
        url=ask.get_absolute_url(),
        where=where(ask.document, ask.passage),
        askers=fold(_named(askers(ask))),
        asked=fold(_named(addressees(ask))),
        themes=[Words(theme.name, theme.get_absolute_url()) for theme in ask.themes.all()],
        answers=answer_lines(ask.letter, chain.answers if chain else ask.answers.all()),
        restates=[ask_words(earlier) for earlier in public_restated(ask)],
        restated=[ask_words(later) for later in ask.restatements.all()],
        reported=where(ask.reported_in, ask.passage) if ask.reported_in else None,
        snippet=snippet,
        chain=ChainLine(chain.size, ask_words(chain.last)) if chain else None,
    )


def grouped(rows: Iterable[AskRow]) -> list[AskGroup]:
    """Gather rows of the same letter that follow each other under it."""
    groups: list[AskGroup] = []
    for row in rows:
        letter = row.ask.letter
        if not groups or groups[-1].letter.pk != letter.pk:
            groups.append(AskGroup(letter, dates.display(letter.date), machine_date(letter), []))
        groups[-1].asks.append(row)
    return groups


def askers(ask: Recommendation) -> Sequence[Party]:
    """Return who asks: as recorded, else the senders of the letter."""
    return list(ask.askers.all()) or in_part(ask.letter, Part.SENDER)


def addressees(ask: Recommendation) -> Sequence[Party]:
    """Return who is asked: as recorded, else the recipients of the letter."""
    return list(ask.addressees.all()) or in_part(ask.letter, Part.RECIPIENT)


def _named(parties: Iterable[Party]) -> list[Words]:
    return list(dict.fromkeys(Words(party_label(party), party_url(party)) for party in parties))


def party_url(party: Party) -> str:
    """Return the page of a party: a person's, else the organisation's; none for words."""
    known = party.person or party.organisation
    return known.get_absolute_url() if known else ""


def fold(names: Sequence[Words], shown: int = SHOWN) -> list[Words]:
    """Keep the first few names and say how many more there are."""
    if len(names) <= shown + 1:
        return list(names)
    return [*names[:shown], Words(f"{len(names) - shown} more")]


def answer_lines(asking: Letter, answers: Iterable[Answer]) -> list[AnswerLine]:
    """Name each answer once for a letter and a stance, in the order of their dates."""
    found: dict[tuple[int, str], AnswerLine] = {}
    for answer in answers:
        if (answer.letter_id, answer.stance) not in found:
            found[answer.letter_id, answer.stance] = AnswerLine(
                stance=answer.get_stance_display().capitalize(),
                letter=Words(dated(answer.letter), passage_url(answer.letter, answer.passage)),
                waited=waited(asking, answer.letter),
            )
    return list(found.values())


def waited(asking: Letter, answering: Letter) -> str:
    """Return the days between two letters in words, as far as their dates say."""
    days = dates.days_between(asking.when, answering.when)
    return f"after {days}" if days else ""


def public_restated(ask: Recommendation) -> Iterator[Recommendation]:
    """Yield the earlier ask that this one repeats, if the public may see it."""
    earlier = ask.restates
    if earlier and earlier.letter.is_published and earlier.document.is_published:
        yield earlier


def ask_words(ask: Recommendation) -> Words:
    """Name an ask by its number and its letter: "ask 4 of 4 September 2012"."""
    return Words(f"ask {ask.number} of {dated(ask.letter)}", ask.get_absolute_url())


def where(letter: Letter, passage: int | None) -> Words:
    """Name a passage of a letter, with a link to it."""
    place = f"{dated(letter)}, passage {passage}" if passage else dated(letter)
    return Words(place, passage_url(letter, passage))


def passage_url(letter: Letter, passage: int | None) -> str:
    """Return the address of a passage."""
    return f"{letter.get_absolute_url()}#p{passage}" if passage else letter.get_absolute_url()
