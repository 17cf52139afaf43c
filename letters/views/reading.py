"""The reading view of a letter: everything that its page says, made in one place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letters import dates, search
from letters.echoes import COMMON
from letters.exports import Citation, Edition, cite
from letters.models import Letter, Signatory
from letters.models.fetching import fetch_correspondents
from letters.text import (
    Mark,
    ReadingText,
    RenderedFootnote,
    plain_lines,
    render_lines,
)
from letters.views.echoes import LetterEchoes, echoes_beside
from letters.views.ledger import Ledger
from letters.views.margin import (
    MOST_ROWS,
    EchoNote,
    Note,
    Placed,
    Section,
    ask_note,
    place,
    placed_notes,
    sections,
)
from letters.views.meta import meta
from letters.views.parties import Parties, Words, letter_words, parties_by_part
from letters.views.signatures import (
    FOLD_OVER,
    UNFOLDED,
    Signatures,
    fetch_signatures,
    signatures_of,
)
from letters.views.surroundings import Surroundings, surroundings_of
from letters.views.thread import Step, machine_date, thread_of

# A joint appeal may have hundreds of replies: the thread shows so many.
MOST_REPLIES = 60
LONGEST_QUERY = 400
FACTS = ("place", "reference", "enclosures", "date_inferred")
DATE_OF: dict[str, str] = {"sending": "date of sending", "event": "date of the event"}


@dataclass(frozen=True)
class Count:
    """So many asks or answers, and where on the page they begin."""

    words: Words
    is_answer: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Head:
    """What a letter is: its date, its parties, and what it asks and answers in numbers."""

    date: str
    day: str
    date_of: str
    parties: Sequence[Parties]
    counts: Sequence[Count]
    has_facts: bool


@dataclass(frozen=True)
class Lines:
    """A block of the letterhead or of the signature block, its lines kept."""

    html: SafeString
    is_date: bool = False


@dataclass(frozen=True)
class Found:
    """What a reader was looking for, how many of its words stand here, and in which passages."""

    query: str
    words: str
    passages: Sequence[int]


@dataclass(frozen=True)
class Layer:
    """A kind of mark that the reader may switch on and off."""

    name: str
    label: str
    is_on: bool = True


@dataclass(frozen=True)
class Text:
    """The words of a letter in reading order, with what is marked and noted in them."""

    rows_above: int
    opener: Sequence[Lines]
    sections: Sequence[Section]
    unplaced: Sequence[Note | EchoNote]
    closer: Sequence[Lines]
    more_closer: Sequence[Lines]
    closer_in_columns: bool
    footnotes: Sequence[RenderedFootnote]
    layers: Sequence[Layer]
    found: Found | None


@dataclass(frozen=True)
class Reported:
    """An ask of this letter whose words are known from another document."""

    number: int
    quote: str
    note: Note
    where: Words


@dataclass(frozen=True)
class Turn:
    """The letters to turn to: by date, and between the same two sides."""

    previous: Words | None
    next: Words | None
    previous_between: Words | None
    next_between: Words | None

    @property
    def any(self) -> bool:
        """Whether there is a letter to turn to; in a correspondence there is one by date too."""
        return bool(self.previous or self.next)


@dataclass(frozen=True)
class ReadingPage:
    """A letter as it is read, and what is around it."""

    letter: Letter
    head: Head
    text: Text
    known_from: Words | None
    reported: Sequence[Reported]
    signatures: Signatures
    thread: Sequence[Step]
    has_more_replies: bool
    echoes: LetterEchoes
    citation: Citation
    meta: Sequence[tuple[str, str]]
    turn: Turn

    @property
    def source_size(self) -> str:
        return f"{self.letter.source.size:,} bytes" if self.letter.source else ""


def for_reading(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Fetch with a letter what ``reading_page`` reads of its own; the source without its bytes."""
    return letters.select_related("source").defer("source__content")


def reading_page(letter: Letter, edition: Edition, *, query: str = "") -> ReadingPage:
    """Make the page of a letter, published or not; words of ``query`` are marked in its text.

    What surrounds the letter is public. The number of queries does not depend on what it holds.
    """
    fetch_correspondents([letter])
    fetch_signatures(letter)
    around = surroundings_of(letter)
    ledger = around.ledger
    replies = _replies(letter, around)
    echoes = echoes_beside(letter)
    placed = [*placed_notes(letter, ledger), *echoes.placed]
    known_from = around.letter(letter.known_from_id)
    return ReadingPage(
        letter=letter,
        head=_head(letter, ledger),
        text=_text(letter, placed, echoes, _found(letter, query)),
        known_from=Words(known_from.title, known_from.get_absolute_url()) if known_from else None,
        reported=list(_reported(letter, ledger)),
        signatures=signatures_of(letter),
        thread=thread_of(letter, around, replies[:MOST_REPLIES]),
        has_more_replies=len(replies) > MOST_REPLIES,
        echoes=echoes,
        citation=cite(letter, edition),
        meta=list(meta(letter, edition)),
        turn=_turn(around),
    )


def _replies(letter: Letter, around: Surroundings) -> list[Letter]:
    replies = [each for each in around.letters.values() if each.replies_to_id == letter.pk]
    return sorted(replies, key=lambda each: (each.sort_date, each.pk))


def _turn(around: Surroundings) -> Turn:
    near, between = around.by_date, around.between
    found = [around.letter(pk) for pk in (near.previous, near.next, between.previous, between.next)]
    return Turn(*(letter_words(each) if each else None for each in found))


# The head


def _head(letter: Letter, ledger: Ledger) -> Head:
    parties, counts = parties_by_part(letter), list(_counts(ledger))
    return Head(
        date=dates.display(letter.date),
        day=machine_date(letter),
        date_of=DATE_OF.get(letter.date_of, "") if letter.date else "",
        parties=parties,
        counts=counts,
        has_facts=bool(parties or counts or any(getattr(letter, name) for name in FACTS)),
    )


def _counts(ledger: Ledger) -> Iterator[Count]:
    asks = ledger.own
    answered = [row for row in asks if ledger.answers_to(row)]
    if asks:
        start = place(asks[0].document, asks[0].passage, ledger.letter)
        yield Count(Words(_number(len(asks), "ask"), start), is_open=not answered)
    if answered:
        yield Count(Words(f"{len(answered)} answered", "#thread"), is_answer=True)
    if answered and len(asks) > len(answered):
        yield Count(Words(f"{len(asks) - len(answered)} with no answer on record"))
    elif asks and not answered:
        yield Count(Words("no answer on record"))
    if ledger.given:
        first = min(ledger.given, key=lambda row: row.passage or 0)
        number = len({row.recommendation_id for row in ledger.given})
        start = place(ledger.letter, first.passage, ledger.letter)
        yield Count(Words(f"Answers {_number(number, 'ask')}", start), is_answer=True)
    if ledger.reported:
        yield Count(Words(f"Reports {_number(len(ledger.reported), 'ask')} of other letters"))


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _reported(letter: Letter, ledger: Ledger) -> Iterator[Reported]:
    for row in ledger.own:
        if row.document.pk != letter.pk:
            where = Words(row.document.title, place(row.document, row.passage, letter))
            yield Reported(row.number, row.quote, ask_note(row, ledger), where)


# The text


def _text(
    letter: Letter,
    placed: Sequence[Placed],
    echoes: LetterEchoes,
    found: tuple[Found | None, list[Mark]],
) -> Text:
    reading = letter.reading()
    marks = [*(each.mark for each in placed if each.mark), *echoes.marks]
    opener, closer = list(_opener(letter)), list(_closer(letter))
    cut = len(closer) if len(closer) <= FOLD_OVER else UNFOLDED
    return Text(
        rows_above=_rows_above(len(opener) + bool(letter.salutation)),
        opener=opener,
        sections=sections(reading.render([*marks, *found[1]]), placed, _rows_below(letter)),
        unplaced=[each.note for each in placed if each.span is None],
        closer=closer[:cut],
        more_closer=closer[cut:],
        # Other blocks than one for each who signs are parts of one signature.
        closer_in_columns=len(closer) == len(letter.signatories.all()) > 1,
        footnotes=reading.render_footnotes(),
        layers=list(_layers(marks, found[1])),
        found=found[0],
    )


def _opener(letter: Letter) -> Iterator[Lines]:
    """Set what stands above the salutation; the block that is the date stands to the right."""
    plain = plain_lines(letter.opener).split("\n\n")
    for html, words in zip(render_lines(letter.opener), plain, strict=False):
        yield Lines(html, is_date=words.strip() == letter.date_as_printed.strip() != "")


def _closer(letter: Letter) -> Iterator[Lines]:
    """Set the signature block as printed; without one, from the signatories."""
    if letter.closer.strip():
        yield from (Lines(html) for html in render_lines(letter.closer))
    else:
        for signatory in letter.signatories.all():
            yield Lines(_signature(signatory))


def _signature(signatory: Signatory) -> SafeString:
    """Set a signature that is not kept as printed: the name, then each role and its body."""
    words = [format_html("{}", signatory)]
    for capacity in signatory.capacities.all():
        body = capacity.organisation_as_printed or str(capacity.organisation or "")
        words += [format_html("<em>{}</em>", capacity.role)] if capacity.role else []
        words += [format_html("<span>{}</span>", body)] if body else []
    return SafeString(" ".join(words))


def _rows_above(rows: int) -> int:
    """Return down how many rows the choice of marks may run, or 0: it stands above the text."""
    return 0 if rows < 2 else min(rows, MOST_ROWS)


def _rows_below(letter: Letter) -> int:
    """Count the rows after the text in which notes may run on: valediction and signatures."""
    return sum(map(bool, (letter.valediction, letter.closer or letter.signatories.all())))


def _layers(marks: Iterable[Mark], hits: Sequence[Mark]) -> Iterator[Layer]:
    kinds = {mark.kind for mark in marks}
    if "ask" in kinds:
        yield Layer("asks", "Asks")
    if "answer" in kinds:
        yield Layer("answers", "Answers")
    if kinds & {"echo", "phrase"}:
        # In a campaign letter nearly all of it would be underlined: the reader asks for it.
        yield Layer("echoes", "Words shared with other letters", is_on=False)
    if "phrase" in kinds:
        yield Layer("phrases", f"Set phrases, in more than {COMMON} letters")
    if hits:
        yield Layer("hits", "Words found")
    if kinds:
        yield Layer("notes", "Notes in the margin")


def _found(letter: Letter, query: str) -> tuple[Found | None, list[Mark]]:
    """Find the words that a reader came with."""
    typed = query.replace("\0", "")[:LONGEST_QUERY].strip()
    if not typed or not letter.held:
        return None, []
    hits = list(_hits(letter.reading(), typed))
    passages = sorted({hit.passage for hit in hits})
    return Found(typed, _number(len(hits), "word"), passages), hits


def _hits(reading: ReadingText, query: str) -> Iterator[Mark]:
    find_hits = search.find_hits(query)
    for block in reading.passages:
        for start, end in find_hits(block.plain):
            yield Mark(block.number or 0, start, end, "hit")
