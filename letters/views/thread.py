"""The thread of a letter: what it replies to, what replied or answers it, and how long it took."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from letters import dates
from letters.models import Answer, Letter
from letters.views.ledger import Ledger
from letters.views.margin import dated, place
from letters.views.surroundings import Surroundings


@dataclass(frozen=True)
class Remark:
    """What a letter has to do with another of the thread; ``url`` leads to the words."""

    text: str
    url: str = ""
    is_answer: bool = False


@dataclass(frozen=True)
class Step:
    """A letter of the thread."""

    letter: Letter
    when: str
    day: str
    is_here: bool
    remarks: list[Remark]


def thread_of(letter: Letter, around: Surroundings, replies: Iterable[Letter]) -> list[Step]:
    """Return the letters around a letter in the order of their dates, the letter among them."""
    ledger = around.ledger
    members = {each.pk: each for each in _members(letter, around, replies) if each}
    steps = sorted(members.values(), key=place_in_time)
    return [
        Step(
            letter=each,
            when=dates.display(each.date),
            day=machine_date(each),
            is_here=each.pk == letter.pk,
            remarks=list(_remarks(each, letter, ledger, members)),
        )
        for each in steps
    ]


def place_in_time(letter: Letter) -> tuple[Any, ...]:
    """Order by date; what is only known to be earlier than a day stands before that day."""
    return letter.sort_date, letter.earliest is not None, letter.pk


def machine_date(letter: Letter) -> str:
    """Return the date as HTML's time element takes it, or nothing."""
    plain = letter.when.precision in ("day", "month", "year")
    return letter.date.rstrip("?~%") if plain and "X" not in letter.date else ""


def _members(
    letter: Letter, around: Surroundings, replies: Iterable[Letter]
) -> Iterator[Letter | None]:
    yield from map(around.letter, (letter.replies_to_id, letter.known_from_id))
    yield from replies
    for answer in around.ledger.answers:
        if answer.letter_id == letter.pk:
            yield answer.recommendation.letter
        elif answer.recommendation.letter_id == letter.pk:
            yield answer.letter
            yield around.letter(answer.letter.replies_to_id)
    yield from (reported.letter for reported in around.ledger.reported)
    yield letter


def _remarks(
    each: Letter, here: Letter, ledger: Ledger, members: dict[int, Letter]
) -> Iterator[Remark]:
    if not each.held:
        yield Remark("text not held")
    earlier = members.get(each.replies_to_id or 0)
    if earlier:
        yield _reply(each, earlier, here)
    elif each.pk == here.pk:
        yield Remark("replies to no letter that is on record")
    if each.pk == here.pk and not _has_answer(here, members, ledger):
        yield Remark("no reply to it is on record")
    yield from _answers(each, here, ledger)


def _reply(each: Letter, earlier: Letter, here: Letter) -> Remark:
    to = "this letter" if earlier.pk == here.pk else dated(earlier)
    inferred = f" (inferred: {each.replies_to_reason})" if each.replies_to_inferred else ""
    return Remark(f"replies to {to}{after(earlier, each)}{inferred}")


def _has_answer(here: Letter, members: dict[int, Letter], ledger: Ledger) -> bool:
    replied = any(each.replies_to_id == here.pk for each in members.values())
    return replied or any(ledger.answers_to(row) for row in ledger.own)


def _answers(each: Letter, here: Letter, ledger: Ledger) -> Iterator[Remark]:
    """Say which asks a letter answers: those of this letter, or if it is this letter, all."""
    asked: dict[int, list[Answer]] = {}
    for answer in ledger.answers:
        of = answer.recommendation.letter_id
        if answer.letter_id == each.pk and here.pk in (of, each.pk):
            asked.setdefault(of, []).append(answer)
    for answers in asked.values():
        first = answers[0]
        numbers = sorted({answer.recommendation.number for answer in answers})
        asking = first.recommendation.letter
        of_letter = "this letter" if asking.pk == here.pk else dated(asking)
        yield Remark(
            f"{numbered(numbers)} of {of_letter}{after(asking, each)}",
            place(each, first.passage, here),
            is_answer=True,
        )


def numbered(numbers: list[int]) -> str:
    """Name asks by their numbers: "asks 4, 6 and 9"."""
    *first, last = map(str, numbers)
    return f"asks {', '.join(first)} and {last}" if first else f"ask {last}"


def after(earlier: Letter, later: Letter) -> str:
    """Say how long one letter came after another: ", after 34 days", or nothing."""
    waited = dates.days_between(earlier.when, later.when)
    return f", after {waited}" if waited else ""
