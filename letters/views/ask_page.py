"""The page of one ask: its words in their passage, what answered it, how it was asked again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from letters import dates, search
from letters.models import Answer, Correspondent, Letter, Recommendation
from letters.models.fetching import CORRESPONDENTS
from letters.models.party import Party
from letters.models.prepared import Prepared, keep
from letters.search.codes import code
from letters.search.results import Chosen, Results, Selection
from letters.text import Mark, MarkKind, ReadingText, RenderedFootnote
from letters.views.asks import (
    AskRow,
    addressees,
    ask_row,
    ask_rows,
    ask_words,
    askers,
    fetch_rows,
    passage_url,
    waited,
    where,
)
from letters.views.from_to import some
from letters.views.ledger import without_texts
from letters.views.margin import dated, find
from letters.views.parties import PartyLine, Words, in_part, names_of, party_line
from letters.views.thread import machine_date
from letters.views.wording import Piece, changes

# A chain is followed so many steps away from the ask, and shows so many asks.
MOST_STEPS, MOST_ASKS = 12, 60
# Of what is near an ask of a chain, fewer than these are in the chain already.
MOST_NEAR = 2 * MOST_ASKS
OTHERS = 4
# So many askers and themes are followed to other asks.
MOST_ALIKE = 3
LEDGER = "/recommendations/"
PLACE = ("letter_id", "passage")


@dataclass(frozen=True)
class Passage:
    """A passage with the quoted words marked in it, and the footnotes that it refers to."""

    html: SafeString
    url: str
    prefix: str = ""
    footnotes: Sequence[RenderedFootnote] = ()


@dataclass(frozen=True)
class Given:
    """The answers that one passage of one letter gives, and the other asks that it answers.

    ``is_reply`` tells whether the letter replies to the one that asks, or tells of the ask itself.
    """

    letter: Letter
    when: str
    day: str
    passage: Passage
    by: list[PartyLine]
    days: str
    where: Words
    answers: list[Answer]
    is_reply: bool
    also: list[Words]


@dataclass(frozen=True)
class Link:
    """An ask of the chain: its words, which of them changed, and what came of them."""

    row: AskRow
    is_here: bool
    changes: list[Piece]


@dataclass(frozen=True)
class Step:
    """A letter of the chain, with the asks of it that belong to the chain."""

    letter: Letter
    when: str
    day: str
    is_here: bool
    links: list[Link]


@dataclass(frozen=True)
class Others:
    """Other asks that have something in common with this one, and where all of them are."""

    title: str
    rows: list[AskRow]
    all: Words | None


@dataclass(frozen=True)
class Alike:
    """What other asks have in common with this one: a value of a facet, or any of several."""

    title: str
    facet: str
    values: tuple[int, ...]
    all: str
    url: str


@dataclass(frozen=True)
class AskPage:
    """All that the page of an ask says."""

    row: AskRow
    when: str
    day: str
    story: str
    passage: Passage
    askers: list[PartyLine]
    addressees: list[PartyLine]
    given: list[Given]
    chain: list[Step]
    others: list[Others]
    previous: Recommendation | None
    next: Recommendation | None

    @property
    def ask(self) -> Recommendation:
        return self.row.ask


def ask_page(ask: Recommendation) -> AskPage:
    """Return the page of an ask from ``fetch_rows()``."""
    row = ask_row(ask)
    answers = list(ask.answers.all())
    letters = _letters({ask.document.pk, *(answer.letter_id for answer in answers)})
    chain = _steps(_chain(ask), ask)
    previous, following = _neighbours(ask)
    return AskPage(
        row=row,
        when=dates.display(ask.letter.date),
        day=machine_date(ask.letter),
        story=" ".join(_story(ask, row, chain)),
        passage=_passage(letters[ask.document.pk], ask.passage, [ask.quote], "ask"),
        askers=[_line(party) for party in askers(ask)],
        addressees=[_line(party) for party in addressees(ask)],
        given=list(_given(ask, answers, letters)),
        chain=chain,
        others=list(_others(ask, {link.row.ask.pk for step in chain for link in step.links})),
        previous=previous,
        next=following,
    )


LETTERS = Prepared(lambda keys: Letter.objects.published().filter(pk__in=keys).order_by())


def _letters(keys: set[int]) -> dict[int, Letter]:
    """Fetch the texts that are quoted, with who wrote them."""
    letters = LETTERS(keys)
    found = [letter.pk for letter in letters]
    keep(letters, "correspondents", CORRESPONDENTS(found) if found else [], "letter")
    return {letter.pk: letter for letter in letters}


def _line(party: Party) -> PartyLine:
    """Name a party of the ask in full, with its office and organisation."""
    names = tuple(names_of(party.person, party.office, party.organisation))
    return PartyLine(names or (Words(f"“{party.words}”"),))


# Words in their passage


def _passage(
    letter: Letter, passage: int | None, quotes: Iterable[str], kind: MarkKind, prefix: str = ""
) -> Passage:
    """Return the passage in which the quotes stand, each of them marked.

    A quote that the text no longer has is shown by itself.
    """
    reading, prefix = letter.reading(), f"-{kind}{prefix}-"
    spans = [find(reading, quote, passage) for quote in quotes]
    marks = [Mark(*span, kind) for span in spans if span]
    number = marks[0].passage if marks else passage
    url = passage_url(letter, number)
    for block, html in reading.render(marks, prefix=prefix) if marks else ():
        if block.number == number:
            return Passage(html, url, prefix, _footnotes(reading, html, prefix))
    words = format_html_join(" … ", f'<mark class="{kind}">{{}}</mark>', ((q,) for q in quotes))
    return Passage(words, url)


def _footnotes(reading: ReadingText, html: str, prefix: str) -> list[RenderedFootnote]:
    return [
        note
        for note in reading.render_footnotes(prefix=prefix)
        if f'href="#fn{prefix}{note.number}"' in html
    ]


def _given(
    ask: Recommendation, answers: Sequence[Answer], letters: dict[int, Letter]
) -> Iterator[Given]:
    """Gather the answers that stand in one passage."""

    def place(answer: Answer) -> tuple[int, int]:
        return answer.letter_id, answer.passage or 0

    others = _also_answered(ask, answers)
    for number, (here, group) in enumerate(groupby(answers, key=place), start=1):
        same = list(group)
        letter, passage = letters[same[0].letter_id], same[0].passage
        yield Given(
            letter=letter,
            when=dates.display(letter.date),
            day=machine_date(letter),
            passage=_passage(
                letter, passage, [answer.quote for answer in same], "answer", f"-{number}"
            ),
            by=[party_line(party) for party in in_part(letter, Correspondent.Part.SENDER)],
            days=str(dates.days_between(ask.letter.when, letter.when) or ""),
            where=where(letter, passage),
            answers=same,
            is_reply=letter.replies_to_id == ask.letter_id or ask.reported_in_id == letter.pk,
            also=others.get(here, []),
        )


ALSO_ANSWERED = Prepared(
    lambda letters, passages, ask: (
        Answer.objects.public()
        .filter(letter__in=letters, passage__in=passages)
        .exclude(recommendation=ask)
        .select_related("recommendation__letter")
        .defer(*without_texts("recommendation__letter"))
        .order_by("recommendation", "pk")[:MOST_ASKS]
    )
)


def _also_answered(
    ask: Recommendation, answers: Sequence[Answer]
) -> dict[tuple[int, int], list[Words]]:
    """Name the other asks that these passages answer, by letter and passage."""
    letters, passages = ({getattr(each, name) for each in answers} - {None} for name in PLACE)
    rows = ALSO_ANSWERED(letters, passages, ask.pk) if passages else []
    found: dict[tuple[int, int], list[Words]] = {}
    for row in rows:
        named = found.setdefault((row.letter_id, row.passage or 0), [])
        if (words := ask_words(row.recommendation)) not in named:
            named.append(words)
    return found


# The ask through time


# What repeats some of these asks, and what those are that they repeat.
NEAR = Prepared(
    lambda repeated, earlier: (
        Recommendation.objects.public()
        .filter(Q(restates__in=repeated) | Q(pk__in=earlier))
        .order_by()
        .values_list("pk", "restates")[:MOST_NEAR]
    )
)


def _chain(ask: Recommendation) -> list[Recommendation]:
    """Return all public asks that repeat this one or are repeated by it, step by step, in order."""
    found, frontier = {ask.pk}, {ask.pk: ask.restates_id}
    for __ in range(MOST_STEPS):
        near = NEAR(list(frontier), {pk for pk in frontier.values() if pk})
        frontier = dict([pair for pair in near if pair[0] not in found][:MOST_ASKS])
        found |= set(frontier)
        if not frontier or len(found) >= MOST_ASKS:
            break
    if len(found) == 1:
        return []
    place = attrgetter("letter.sort_date", "letter_id", "number")
    return sorted(fetch_rows(found), key=place)


def _steps(chain: Sequence[Recommendation], here: Recommendation) -> list[Step]:
    quotes = {ask.pk: ask.quote for ask in chain}
    return [
        Step(
            letter=group[0].letter,
            when=dates.display(group[0].letter.date),
            day=machine_date(group[0].letter),
            is_here=group[0].letter_id == here.letter_id,
            links=[Link(ask_row(ask), ask.pk == here.pk, _changes(ask, quotes)) for ask in group],
        )
        for group in (list(asks) for _, asks in groupby(chain, key=lambda ask: ask.letter_id))
    ]


def _changes(ask: Recommendation, quotes: Mapping[int, str]) -> list[Piece]:
    """Compare the words of an ask with those of the one that it repeats."""
    earlier = quotes.get(ask.restates_id or 0)
    return changes(earlier, ask.quote) if earlier else []


def _story(ask: Recommendation, row: AskRow, chain: Sequence[Step]) -> Iterator[str]:
    """Tell in sentences when it was asked, answered, and asked again."""
    here = next((place for place, step in enumerate(chain) if step.is_here), 0)
    earlier = f", as before {_on(chain[0].letter)}" if here else ""
    yield f"Asked {_on(ask.letter)}{earlier}."
    if row.answers:
        yield _answered(row)
    else:
        yield "No answer is on record."
    later = [_on(step.letter) for step in chain[here + 1 :]]
    if later:
        yield f"Asked again {some(later)}."


def _answered(row: AskRow) -> str:
    answers = list(row.ask.answers.all())
    first = answers[0].letter
    after = waited(row.ask.letter, first)
    said = f"Answered {_on(first)}{f', {after}' if after else ''}"
    stances = some(line.stance.lower() for line in row.answers)
    more = len({answer.letter_id for answer in answers}) - 1
    if more:
        return f"{said}, and in {more} later {'letter' if more == 1 else 'letters'}: {stances}."
    return f"{said}: {stances}."


def _on(letter: Letter) -> str:
    name = dated(letter)
    return f"in {name}" if name.startswith("“") else f"on {name}"


# Other asks


NUMBERS = Prepared(
    lambda letter: (
        Recommendation.objects.public()
        .filter(letter=letter)
        .order_by("number")
        .values_list("number", "pk")
    )
)
NEIGHBOURS = Prepared(
    lambda keys: (
        Recommendation.objects.filter(pk__in=keys)
        .select_related("letter")
        .defer(*without_texts("letter"))
        .order_by()
    )
)


def _neighbours(
    ask: Recommendation,
) -> tuple[Recommendation | None, Recommendation | None]:
    """Return the asks before and after this one in its letter."""
    numbers = NUMBERS(ask.letter_id)
    before = max((each for each in numbers if each[0] < ask.number), default=(0, 0))[1]
    after = min((each for each in numbers if each[0] > ask.number), default=(0, 0))[1]
    found = {row.pk: row for row in NEIGHBOURS([before, after])} if before or after else {}
    return found.get(before), found.get(after)


def _others(ask: Recommendation, chain: set[int]) -> Iterator[Others]:
    """Yield the newest asks of other letters by the same askers, and on the same themes."""
    found: list[tuple[Alike, list[int]]] = []
    for each in _alike(ask):
        shown_already = {key for _, keys in found for key in keys}
        found.append((each, _found(each, ask, chain | shown_already)))
    asks = {row.pk: row for row in fetch_rows({key for _, keys in found for key in keys})}
    for alike, keys in found:
        shown_rows = ask_rows(asks[key] for key in keys if key in asks)
        if shown_rows:
            yield Others(alike.title, shown_rows, Words(alike.all, alike.url))


def _alike(ask: Recommendation) -> Iterator[Alike]:
    bodies = [row.organisation or row.person for row in askers(ask)]
    named = list(dict.fromkeys(body for body in bodies if body))[:MOST_ALIKE]
    if named:
        codes = tuple(code(type(body), body.pk) for body in named)
        query = urlencode({"asker": [body.slug for body in named]}, doseq=True)
        title = "Also asked by the same" if len(named) > 1 else f"Also asked by {named[0]}"
        yield Alike(title, "asker", codes, "All their asks", f"{LEDGER}?{query}")
    for theme in list(ask.themes.all())[:MOST_ALIKE]:
        name = f"“{theme.name}”"
        yield Alike(
            f"Also on {name}", "theme", (theme.pk,), f"All asks on {name}", theme.get_absolute_url()
        )


def _found(alike: Alike, ask: Recommendation, without: set[int]) -> list[int]:
    """Ask the index, which knows who asks by the letter alone; without it there are none."""
    chosen = {alike.facet: Chosen(alike.values), "letter": Chosen(unwanted=(ask.letter_id,))}
    try:
        results = Results(search.current(), "recommendations", Selection(chosen=chosen))
        hits = results.hits("newest", 0, min(results.count, OTHERS + len(without)))
    except search.UnusableError:
        return []
    return [hit.key for hit in hits if hit.key not in without][:OTHERS]
