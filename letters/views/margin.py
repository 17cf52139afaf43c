"""The margin of a letter: marks in the text, notes beside it, and the rows that both stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from letters import dates
from letters.models import Answer, Letter, Recommendation
from letters.text import Block, Mark, ReadingText, Rendered, Span
from letters.views.ledger import Ledger
from letters.views.parties import Words

# At most so many notes stand open beside a passage, and run down over so many rows.
OPEN_NOTES = 4
MOST_ROWS = 4
# What a page sets under its own title and the section's.
FIRST_HEADING, LAST_HEADING = 3, 6


@dataclass(frozen=True)
class Note:
    """A note beside a passage. ``answers`` are those to an ask, ``asks`` those answered."""

    kind: str
    tag: Words
    text: str
    is_open: bool = False
    origin: Words | None = None
    asked_by: str = ""
    answers: Sequence[Words] = ()
    asks: Sequence[tuple[Words, str]] = ()
    repeats: Sequence[Words] = ()
    repeated: Sequence[Words] = ()


@dataclass(frozen=True)
class EchoNote:
    """A note on words that stand elsewhere too; of kind "phrase" if in very many letters."""

    kind: str
    text: str
    where: Words | None = None
    passage: int | None = None


@dataclass(frozen=True)
class Placed:
    """A note with the words it is about; without a span they are no longer in the text."""

    note: Note | EchoNote
    span: Span | None
    mark: Mark | None


@dataclass(frozen=True)
class Row:
    """A block of the text and what stands beside it, down over ``span`` rows.

    ``whole`` is the kind of a mark that covers all of it: it is tinted as one then.
    """

    block: Block
    html: SafeString
    whole: str = ""
    notes: Sequence[Note | EchoNote] = ()
    more: Sequence[Note | EchoNote] = ()
    span: int = 1

    @property
    def is_shared(self) -> bool:
        """Tell whether words of it stand elsewhere too."""
        return any(note.kind in ("echo", "phrase") for note in (*self.notes, *self.more))


@dataclass(frozen=True)
class Section:
    """Blocks that belong together: one heading or paragraph, or the items of a list."""

    is_list: bool
    items: list[list[Row]] = field(default_factory=list)

    @property
    def row(self) -> Row:
        return self.items[0][0]


# Notes


def placed_notes(letter: Letter, ledger: Ledger) -> list[Placed]:
    """Return the notes on a letter's words in the order of the text."""
    reading = letter.reading()
    asks = [_placed_ask(row, ledger, reading) for row in ledger.quoted_here]
    answers = [_placed_answer(group, letter, reading) for group in _same_words(ledger.given)]
    return sorted([*asks, *answers], key=lambda placed: placed.span or Span(0, 0, 0))


def _placed_ask(row: Recommendation, ledger: Ledger, reading: ReadingText) -> Placed:
    span = find(reading, row.quote, row.passage)
    anchor = f"ask-{row.number}" if row.letter_id == ledger.letter.pk else ""
    mark = Mark(*span, "ask", str(row.number), anchor) if span else None
    return Placed(ask_note(row, ledger), span, mark)


def _placed_answer(group: list[Answer], letter: Letter, reading: ReadingText) -> Placed:
    span = find(reading, group[0].quote, group[0].passage)
    return Placed(_answer_note(group, letter), span, Mark(*span, "answer") if span else None)


def find(reading: ReadingText, quote: str, passage: int | None) -> Span | None:
    """Find a quote in its passage, or wherever the text has moved it since."""
    return reading.find(quote, passage) or reading.find(quote)


def _same_words(answers: Iterable[Answer]) -> Iterator[list[Answer]]:
    """Group answers whose words and stance are the same: they are one note."""
    groups: dict[tuple[object, ...], list[Answer]] = {}
    for answer in answers:
        groups.setdefault((answer.passage, answer.quote, answer.stance), []).append(answer)
    yield from groups.values()


def ask_note(row: Recommendation, ledger: Ledger) -> Note:
    """Say what is asked, who asks if it is not the senders, and what came of it."""
    here = ledger.letter
    answers = list(_answer_lines(ledger.answers_to(row), here))
    earlier = row.restates
    return Note(
        kind="ask",
        tag=Words(f"Ask {row.number}", row.get_absolute_url()),
        text=row.gist,
        is_open=not answers,
        origin=None if row.letter_id == here.pk else _origin(row.letter),
        asked_by=", ".join(str(asker) for asker in row.askers.all()),
        answers=answers,
        repeats=[_ask_words(earlier, here)] if earlier else [],
        repeated=[_ask_words(later, here) for later in ledger.restated_by(row)],
    )


def _origin(letter: Letter) -> Words:
    return Words(letter.title, letter.get_absolute_url())


def _answer_lines(answers: Iterable[Answer], here: Letter) -> Iterator[Words]:
    """Name each answer once for a letter and a stance, with a link to its words."""
    known = set()
    for answer in answers:
        key = (answer.letter_id, answer.stance)
        if key not in known:
            known.add(key)
            stance = answer.get_stance_display().capitalize()
            where = "below" if answer.letter_id == here.pk else dated(answer.letter)
            yield Words(f"{stance}, {where}", place(answer.letter, answer.passage, here))


def _answer_note(group: list[Answer], here: Letter) -> Note:
    first = group[0]
    asks = [(_ask_words(row.recommendation, here), row.recommendation.gist) for row in group]
    return Note(
        kind="answer",
        tag=Words("Answer", first.recommendation.get_absolute_url()),
        text=first.get_stance_display().capitalize(),
        asks=asks,
    )


def _ask_words(row: Recommendation, here: Letter) -> Words:
    """Name an ask by its number and its letter: "ask 4 of 4 September 2012"."""
    where = "" if row.letter_id == here.pk else f" of {dated(row.letter)}"
    return Words(f"ask {row.number}{where}", place(row.document, row.passage, here))


def place(letter: Letter, passage: int | None, here: Letter) -> str:
    """Return the address of a passage; within the page where it is on this one."""
    page = "" if letter.pk == here.pk else letter.get_absolute_url()
    return f"{page}#p{passage}" if passage else page or "#text"


def dated(letter: Letter) -> str:
    """Name a letter by its day, or by its title where no day is known."""
    when = letter.when
    if when.precision == "day" and not (when.approximate or when.uncertain):
        return dates.display(letter.date)
    return f"“{letter.title}”"


# Rows


def sections(
    rendered: Sequence[Rendered], placed: Sequence[Placed], rows_below: int
) -> list[Section]:
    """Lay the blocks of a text out in rows, with their notes.

    ``rows_below`` are free of notes: the signature block and what else follows the text.
    """
    notes: dict[int, list[Note | EchoNote]] = {}
    for each in placed:
        if each.span:
            notes.setdefault(each.span.passage, []).append(each.note)
    beside = [notes.get(block.number or 0, []) for block, __ in rendered]
    spans = _spans([bool(some) for some in beside], rows_below)
    ranks = _ranks(rendered)
    marks = _marks_by_passage(placed)
    return _grouped(
        Row(
            block=block,
            html=_heading(html, ranks[block.level]) if block.kind == "heading" else html,
            whole=_whole(block, marks.get(block.number or 0, [])),
            notes=some if len(some) <= OPEN_NOTES else some[: OPEN_NOTES - 1],
            more=[] if len(some) <= OPEN_NOTES else some[OPEN_NOTES - 1 :],
            span=span,
        )
        for (block, html), some, span in zip(rendered, beside, spans, strict=True)
    )


def _marks_by_passage(placed: Iterable[Placed]) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    for each in placed:
        if each.mark:
            marks.setdefault(each.mark.passage, []).append(each.mark)
    return marks


def _whole(block: Block, marks: Sequence[Mark]) -> str:
    """Return the kind of the one mark that covers a block but for a full stop."""
    if len({(mark.start, mark.end, mark.kind) for mark in marks}) != 1:
        return ""
    mark = marks[0]
    return mark.kind if mark.start == 0 and mark.end >= len(block.plain.rstrip(" .;,")) else ""


def _spans(noted: Sequence[bool], rows_below: int) -> list[int]:
    """Let a note run down beside the unnoted blocks that follow, so that it tears no text apart."""
    spans, free = [], rows_below
    for is_noted in reversed(noted):
        spans.append(min(free + 1, MOST_ROWS))
        free = 0 if is_noted else free + 1
    return spans[::-1]


def _ranks(rendered: Iterable[Rendered]) -> dict[int, int]:
    """Give the levels of headings that occur the ranks of the page, without a gap."""
    levels = sorted({block.level for block, __ in rendered if block.kind == "heading"})
    return {level: min(FIRST_HEADING + place, LAST_HEADING) for place, level in enumerate(levels)}


def _heading(html: SafeString, rank: int) -> SafeString:
    return format_html('<h{0} class="text" dir="auto">{1}</h{0}>', rank, html)


def _grouped(rows: Iterable[Row]) -> list[Section]:
    """Gather list items into lists, and the further paragraphs of an item into it."""
    found: list[Section] = []
    for is_list, group in groupby(rows, key=lambda row: row.block.kind == "item"):
        if not is_list:
            found += [Section(False, [[row]]) for row in group]
            continue
        items: list[list[Row]] = []
        for row in group:
            if row.block.marker or not items:
                items.append([row])
            else:
                items[-1].append(row)
        found.append(Section(True, items))
    return found
