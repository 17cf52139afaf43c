"""The whole exchange that a letter belongs to: every letter of it in order, and the gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from letters import dates
from letters.models import Answer, Letter
from letters.text import Rendered, RenderedFootnote, render_lines
from letters.views.from_to import FromTo, from_to
from letters.views.letter import elsewhere
from letters.views.margin import dated
from letters.views.thread import Remark, after, machine_date, numbered, place_in_time

# An exchange is followed so many links from the letter at hand, and to so many letters.
MOST_LINKS, MOST_LETTERS = 10, 60
# So many words are shown of a letter, and of all together; the rest is a link away.
LONGEST, LONGEST_PAGE = 1_500, 12_000


@dataclass(frozen=True)
class Part:
    """A letter of the exchange, its text or the beginning of it, and the time before it."""

    letter: Letter
    when: str
    day: str
    parties: FromTo
    is_here: bool
    remarks: Sequence[Remark]
    passed: str
    opener: Sequence[SafeString]
    blocks: Sequence[Rendered]
    closer: Sequence[SafeString]
    more: int
    footnotes: Sequence[RenderedFootnote]
    prefix: str


@dataclass(frozen=True)
class ExchangePage:
    """An exchange in order; ``is_cut`` says that there are letters beyond what is shown."""

    letter: Letter
    parts: Sequence[Part]
    span: str
    is_cut: bool


def letter_thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the whole exchange that a letter belongs to."""
    letter = Letter.objects.published().filter(slug=slug).first()
    if letter is None:
        return elsewhere(request, slug)
    context = {"page": exchange_page(letter), "letter": letter, "section": "letters"}
    return render(request, "letters/letter_thread.html", context)


def exchange_page(letter: Letter) -> ExchangePage:
    """Make the page; its queries grow with the links that are followed, not with the letters."""
    found = _Exchange(letter)
    letters = sorted(found.letters(), key=place_in_time)
    dated_ones = [each for each in letters if each.date]
    return ExchangePage(
        letter=letter,
        parts=list(_parts(letter, letters)),
        span=_span(dated_ones),
        is_cut=found.is_cut,
    )


def _span(letters: Sequence[Letter]) -> str:
    """Say from when to when: "4 September 2012 to 17 June 2014"."""
    days = list(dict.fromkeys(dates.display(each.date) for each in letters))
    return " to ".join(dict.fromkeys((days[0], days[-1]))) if days else ""


@dataclass
class _Exchange:
    """Follows replies, answers, and mentions of letters that are not held, link by link."""

    letter: Letter
    keys: set[int] = field(default_factory=set)
    is_cut: bool = False

    def letters(self) -> Any:
        """Return the letters with their texts, those nearest to the one at hand if too many."""
        self.follow()
        return Letter.objects.published().filter(pk__in=self.keys).for_list().defer(None)

    def follow(self) -> None:
        level = {self.letter.pk}
        for _ in range(MOST_LINKS):
            room = MOST_LETTERS - len(self.keys)
            self.is_cut = len(level) > room
            self.keys.update(sorted(level)[:room])
            if self.is_cut:
                return
            level = self.beside(level) - self.keys
            if not level:
                return
        self.is_cut = True

    def beside(self, keys: set[int]) -> set[int]:
        """Return the published letters that are one link away from some."""
        found = {*self.replied(keys), *self.answered(keys)}
        public = Letter.objects.published().filter(pk__in=found - self.keys - keys)
        return set(public.values_list("pk", flat=True))

    def replied(self, keys: set[int]) -> Iterator[int]:
        """Yield what they reply to and are known from, and those of which they are either."""
        rows = Letter.objects.published().filter(
            Q(pk__in=keys) | Q(replies_to__in=keys) | Q(known_from__in=keys, held=False)
        )
        for key, replies_to, known_from, held in rows.order_by().values_list(
            "pk", "replies_to", "known_from", "held"
        ):
            yield key
            yield from filter(None, (replies_to, None if held else known_from))

    def answered(self, keys: set[int]) -> Iterator[int]:
        """Yield the letters whose asks they answer, and those that answer theirs."""
        answers = Answer.objects.public().order_by()
        yield from answers.filter(letter__in=keys).values_list("recommendation__letter", flat=True)
        yield from answers.filter(recommendation__letter__in=keys).values_list("letter", flat=True)


# Letters


def _parts(here: Letter, letters: Sequence[Letter]) -> Iterator[Part]:
    members = {each.pk: each for each in letters}
    answers = _answers(members)
    room = LONGEST_PAGE
    for earlier, letter in zip((None, *letters), letters, strict=False):
        reading, prefix = letter.reading(), f"{letter.pk}-"
        blocks = _beginning(reading.render(prefix=prefix), min(LONGEST, room))
        room -= sum(_length(each) for each in blocks)
        yield Part(
            letter=letter,
            when=dates.display(letter.date),
            day=machine_date(letter),
            parties=from_to(letter),
            is_here=letter.pk == here.pk,
            remarks=list(_remarks(letter, members, answers.get(letter.pk, []))),
            passed=_passed(earlier, letter),
            opener=render_lines(letter.opener) if blocks else (),
            blocks=blocks,
            closer=render_lines(letter.closer),
            more=len(reading.blocks) - len(blocks),
            footnotes=reading.render_footnotes(prefix=prefix) if blocks else (),
            prefix=prefix,
        )


def _beginning(blocks: Sequence[Rendered], most: int) -> Sequence[Rendered]:
    """Return the blocks that have so many words in all."""
    lengths = accumulate(map(_length, blocks))
    return blocks[: sum(length <= most for length in lengths)]


def _length(rendered: Rendered) -> int:
    return len(rendered.block.plain.split())


def _passed(earlier: Letter | None, letter: Letter) -> str:
    """Say how much time lies between a letter and the one that stands before it."""
    days = dates.days_between(earlier.when, letter.when) if earlier else None
    return f"{days} later" if days and days.least else ""


def _answers(members: Iterable[int]) -> dict[int, list[Answer]]:
    """Return the answers from letter to letter of the exchange, by the letter that answers."""
    keys = list(members)
    answers = (
        Answer.objects.public()
        .filter(letter__in=keys, recommendation__letter__in=keys)
        .select_related("recommendation")
        .order_by("letter", "recommendation__letter__sort_date", "recommendation__letter")
    )
    return {letter: list(group) for letter, group in groupby(answers, key=_answering)}


def _answering(answer: Answer) -> int:
    return answer.letter_id


def _asking(answer: Answer) -> int:
    return answer.recommendation.letter_id


def _remarks(letter: Letter, members: dict[int, Letter], given: list[Answer]) -> Iterator[Remark]:
    if not letter.held:
        yield _not_held(letter, members)
    if earlier := members.get(letter.replies_to_id or 0):
        reason = f" (inferred: {letter.replies_to_reason})" if letter.replies_to_inferred else ""
        yield Remark(f"replies to {dated(earlier)}{after(earlier, letter)}{reason}")
    for key, answers in groupby(given, key=_asking):
        found = list(answers)
        numbers = sorted({answer.recommendation.number for answer in found})
        of = f"{numbered(numbers)} of {dated(members[key])}{after(members[key], letter)}"
        yield Remark(of, f"{letter.get_absolute_url()}#p{found[0].passage or 1}", is_answer=True)


def _not_held(letter: Letter, members: dict[int, Letter]) -> Remark:
    source = members.get(letter.known_from_id or 0)
    if source is None:
        return Remark("text not held")
    name = dated(source)
    return Remark(f"text not held; known from {'' if name[0] == '“' else 'the letter of '}{name}")
