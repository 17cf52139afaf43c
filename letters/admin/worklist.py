"""The work list of the ledger: missing links, proposed by search and echoes, made by curators."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator

from letters import dates, search
from letters.admin import proposals, publishing, repeats
from letters.models import Letter, Recommendation

TITLE = "Links that may be missing"
# Nobody leafs further, and the database would pass over all before it.
MOST = 10_000
LONGEST = 70


@dataclass(frozen=True)
class Side:
    """One of the two that may belong together: where it stands, and its words."""

    title: str
    url: str
    words: str
    state: str


@dataclass(frozen=True)
class Proposal:
    """Two that may belong together, and the form in which to say so, for those who may."""

    first: Side
    second: Side
    why: str
    does: str
    url: str


@dataclass(frozen=True)
class Kind:
    """One of the lists."""

    name: str
    title: str
    says: str
    noun: str
    size: int
    fetch: Callable[[int], Sequence[Any]]
    propose: Callable[[HttpRequest, Sequence[Any]], Iterator[Proposal]]


@dataclass(frozen=True)
class Listed:
    """A page of one of the lists."""

    kind: Kind
    proposals: list[Proposal]
    first: int
    last: int
    previous: str
    next: str
    trouble: str = ""


def worklist(request: HttpRequest) -> HttpResponse:
    """Show one of the lists, a page at a time."""
    if not request.user.has_perm("letters.view_recommendation"):
        raise PermissionDenied
    chosen = next((each for each in KINDS if each.name == request.GET.get("list")), KINDS[0])
    context = {
        **admin.site.each_context(request),
        "title": TITLE,
        "kinds": [(each.title, _address(each, 0), each is chosen) for each in KINDS],
        "listed": _listed(request, chosen, _start(request.GET.get("from", ""))),
    }
    return TemplateResponse(request, "admin/letters/recommendation/worklist.html", context)


def _start(typed: str) -> int:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST))
    return min(int(typed), MOST) if is_number else 0


def _address(kind: Kind, start: int) -> str:
    pairs = {"list": kind.name} | ({"from": start} if start else {})
    return f"?{urlencode(pairs)}"


def _listed(request: HttpRequest, kind: Kind, start: int) -> Listed:
    rows = kind.fetch(start)
    looked_at, has_more = rows[: kind.size], len(rows) > kind.size
    try:
        found, trouble = list(kind.propose(request, looked_at)), ""
    except search.SearchError as error:
        found, trouble = [], str(error)
    return Listed(
        kind=kind,
        proposals=found,
        first=start + 1 if looked_at else 0,
        last=start + len(looked_at),
        previous=_address(kind, max(0, start - kind.size)) if start else "",
        next=_address(kind, start + kind.size) if has_more and start < MOST else "",
        trouble=trouble,
    )


# The lists


def _answers(request: HttpRequest, asks: Sequence[Any]) -> Iterator[Proposal]:
    for each in proposals.answering(asks):
        query = {"answer": each.ask.pk, "passage": each.passage}
        yield Proposal(
            first=_ask(each.ask),
            second=_letter(each.letter, f"passage {each.passage}", each.wording),
            why="A later letter from who was asked uses words of this ask.",
            does="Enter the answer",
            url=_form_of_letter(request, each.letter, query, "answers-group"),
        )


def _repeats(request: HttpRequest, asks: Sequence[Any]) -> Iterator[Proposal]:
    for each in repeats.repeating(asks):
        may_write = publishing.may_write(request, each.ask.letter)
        form = reverse("admin:letters_recommendation_change", args=[each.ask.pk])
        yield Proposal(
            first=_ask(each.ask),
            second=_ask(each.earlier),
            why=f"{each.likeness} per cent of the words are the same.",
            does="Say that it repeats the earlier one",
            url=f"{form}?restates={each.earlier.pk}" if may_write else "",
        )


def _replies(request: HttpRequest, letters: Sequence[Any]) -> Iterator[Proposal]:
    for each in proposals.without_answers(letters):
        place = f"passage {each.passage}" if each.passage else ""
        passage = {"passage": each.passage} if each.passage else {}
        query = {"answer": each.ask.pk, **passage}
        more = f" It asks {each.others} more." if each.others else ""
        yield Proposal(
            first=_ask(each.ask),
            second=_letter(each.letter, place, each.wording or each.letter.summary),
            why=f"The reply answers nothing yet that the letter asks.{more}",
            does="Enter an answer",
            url=_form_of_letter(request, each.letter, query, "answers-group"),
        )


def _ask(ask: Recommendation) -> Side:
    return Side(
        title=f"Ask {ask.number} of {_day(ask.letter)}: {ask.letter.title}",
        url=reverse("admin:letters_recommendation_change", args=[ask.pk]),
        words=_shortened(ask.quote),
        state=_state(ask.letter),
    )


def _letter(letter: Letter, place: str, words: str) -> Side:
    where = f", {place}" if place else ""
    return Side(
        title=f"{_day(letter)}: {letter.title}{where}",
        url=reverse("admin:letters_letter_change", args=[letter.pk]),
        words=_shortened(words),
        state=_state(letter),
    )


def _day(letter: Letter) -> str:
    return dates.display(letter.date)


def _state(letter: Letter) -> str:
    return "" if letter.is_published else letter.get_status_display()


def _shortened(words: str) -> str:
    return Truncator(words).words(LONGEST, truncate=" …")


def _form_of_letter(request: HttpRequest, letter: Letter, query: dict[str, int], part: str) -> str:
    """Return the form of a letter filled in, or nothing for those who may not write there."""
    if not publishing.may_write(request, letter):
        return ""
    form = reverse("admin:letters_letter_change", args=[letter.pk])
    return f"{form}?{urlencode(query)}#{part}"


KINDS = (
    Kind(
        "answers",
        "Asks that may be answered",
        "Asks with no answer, each with a later letter from who was asked that uses its words.",
        "asks with no answer",
        proposals.LOOKED_AT,
        proposals.unanswered,
        _answers,
    ),
    Kind(
        "repeats",
        "Asks that may repeat another",
        "Asks that repeat none, each with an earlier one in nearly the same words.",
        "asks that repeat none",
        proposals.LOOKED_AT,
        repeats.unlinked,
        _repeats,
    ),
    Kind(
        "replies",
        "Replies that answer nothing",
        "Replies without an answer, though the letter they reply to asks something.",
        "replies",
        proposals.REPLIES_LOOKED_AT,
        proposals.replies,
        _replies,
    ),
)
