"""Lanes: every letter of a result set on a line of time, in the lanes of its senders.

Senders of the very same letters share a lane. A letter of several lanes is one mark: its dots are
joined by a stem. A date that is not known to the day is a bar. Lengths are the drawing's own
units: pixels at its natural size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from letters import dates
from letters.filters.address import Address
from letters.filters.timeline import Span
from letters.models import Correspondent, Letter
from letters.views.axis import HEAD, Cell, Scale, as_length
from letters.views.lane_layout import ROW, Arc, Lane, Layout, Mark, middle_of
from letters.views.links import Link
from letters.views.parties import named_senders, sender_name
from letters.views.periods import Period, periods
from letters.views.rows import AskCounts, count_of

FOOT = 8
MOST_LANES = 24
# An axis has room for so many names of years.
MOST_YEARS = 14
OTHERS, NOBODY = "Other senders", "No sender named"


@dataclass(frozen=True)
class Lanes:
    """The drawing, and what it shows in one sentence; ``rows`` are the heights of the lanes."""

    height: int
    lanes: list[Lane]
    rows: list[str]
    cells: list[Cell]
    marks: list[Mark]
    arcs: list[Arc]
    description: str


def lanes(
    letters: Sequence[Letter],
    asked: Mapping[int, AskCounts],
    links: Sequence[Link],
    span: Span,
    address: Address,
) -> Lanes | None:
    """Draw dated letters, the oldest first; None where there is none."""
    if not letters:
        return None
    scale = Scale(periods(span.first, span.last, span.unit, MOST_YEARS))
    found = [_linked(lane, address) for lane in lanes_of(letters)]
    layout = Layout(scale, found)
    spots = {letter.pk: layout.spot(letter) for letter in letters}
    curves = layout.curves(links, spots)
    # A bar has more places for its label than a dot, so that dots come first.
    order = sorted(letters, key=lambda letter: spots[letter.pk].is_bar)
    marked = {each.pk: layout.mark(each, spots[each.pk], asked[each.pk]) for each in order}
    return Lanes(
        height=HEAD + ROW * len(found) + FOOT,
        lanes=found,
        rows=[as_length(middle_of(place)) for place in range(len(found))],
        cells=list(scale.cells(_busy(letters, scale.periods), address)),
        marks=[marked[letter.pk] for letter in letters],
        arcs=list(layout.arcs(curves)),
        description=_sentence(letters, found, links),
    )


def _sentence(letters: Sequence[Letter], found: Sequence[Lane], links: Sequence[Link]) -> str:
    first, last = (dates.display(letter.date) for letter in (letters[0], letters[-1]))
    when = f"of {first}" if len(letters) == 1 else f"from {first} to {last}"
    parts = [
        f"{count_of(len(letters), 'letter')} in {count_of(len(found), 'lane')} by sender, {when}"
    ]
    replies = sum(link.is_reply for link in links)
    if replies:
        parts.append(f"{replies} of them {'replies' if replies == 1 else 'reply'} to another")
    return f"{'; '.join(parts)}. The table below says the same."


def _linked(lane: Lane, address: Address) -> Lane:
    return replace(lane, url=address.adding("sender", lane.value).url) if lane.value else lane


def _busy(letters: Iterable[Letter], within: Sequence[Period]) -> set[int]:
    """Return the numbers of the periods that letters may be of."""
    spans = [(letter.earliest or date.min, letter.latest or date.max) for letter in letters]
    return {
        number
        for number, period in enumerate(within)
        if any(first <= period.last and period.first <= last for first, last in spans)
    }


# Senders


def lanes_of(letters: Iterable[Letter]) -> list[Lane]:
    """Return the lanes in the order of their first letters; the rarest senders share one."""
    names: dict[tuple[object, ...], Correspondent] = {}
    sent: dict[tuple[object, ...], list[int]] = {}
    nobody = []
    for letter in letters:
        for row in named_senders(letter):
            names.setdefault(_identity(row), row)
            sent.setdefault(_identity(row), []).append(letter.pk)
        if not named_senders(letter):
            nobody.append(letter.pk)
    together: dict[frozenset[int], list[Correspondent]] = {}
    for key, keys in sent.items():
        together.setdefault(frozenset(keys), []).append(names[key])
    found = _folded([_lane(rows, keys) for keys, rows in together.items()])
    return [*found, Lane(NOBODY, frozenset(nobody))] if nobody else found


def _identity(row: Correspondent) -> tuple[object, ...]:
    for name in ("organisation_id", "office_id", "person_id"):
        if getattr(row, name):
            return name, getattr(row, name)
    return "words", row.words


def _lane(rows: Sequence[Correspondent], letters: frozenset[int]) -> Lane:
    first, others = rows[0], len(rows) - 1
    if others:
        return Lane(f"{sender_name(first)} and {count_of(others, 'other')}", letters)
    known = first.organisation or first.office or first.person
    return Lane(sender_name(first), letters, known.slug if known else "")


def _folded(found: list[Lane]) -> list[Lane]:
    if len(found) <= MOST_LANES:
        return found
    ranked = sorted(found, key=lambda lane: -len(lane.letters))
    kept = {id(lane) for lane in ranked[: MOST_LANES - 1]}
    rest = [lane for lane in found if id(lane) not in kept]
    letters = frozenset().union(*(lane.letters for lane in rest))
    return [*(lane for lane in found if id(lane) in kept), Lane(OTHERS, letters)]
