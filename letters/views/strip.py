"""The time strip: every letter of a small archive on a line of time, drawn twice.

The wide drawing has labels above the line and arcs below it; the tall one, for a phone, has the
line at the left. Labels, stems and arcs are laid out so that nothing covers a label: lettering is
measured by a rough table of widths, on the generous side, as no font is known here.

Lengths are the drawing's own units: pixels at its natural size.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from letters import dates
from letters.models import Letter
from letters.views.lettering import shortened, text_width
from letters.views.links import Link
from letters.views.parties import recipients, senders

WIDTH, SIDE = 1024, 24
# A label of three lines and of one; more rows than these of the former are made of the latter.
ROW, LINE_ROW, MOST_ROWS = 68, 26, 5
WHEN, WHO, SMALL, LINE = 17, 14, 13, 19
LABEL_AT, LABEL_GAP, STEMS_APART = 14, 12, 9
LONGEST_LABEL, LONGEST_LINE = 208, 470
TICK_APART = 64
# Below the line: the first arc's depth, and what each further row of arc labels adds.
ARC, ARC_ROW = 46, 30
MOST_ARC_LABELS = 12
TALL_WIDTH, TALL_AXIS, TALL_TEXT, TALL_ROW = 358, 78, 123, 62
YEAR = 365.25


@dataclass(frozen=True)
class Mark:
    """A letter on the drawing: where its label is, and where on the line it belongs."""

    letter: Letter
    when: str
    lines: tuple[str, ...]
    at: float
    x: float
    y: float
    width: float
    is_left: bool = False
    is_on_one_line: bool = False

    @property
    def text_x(self) -> str:
        return _n(self.x - LABEL_AT if self.is_left else self.x + LABEL_AT)

    @property
    def anchor(self) -> str:
        return "end" if self.is_left else "start"

    @property
    def top(self) -> str:
        return _n(self.y - 14)

    @property
    def when_y(self) -> str:
        return _n(self.y + 5)

    @property
    def target_x(self) -> str:
        return _n(self.x - LABEL_AT - self.width if self.is_left else self.x - 8)

    @property
    def target_width(self) -> str:
        return _n(self.width + LABEL_AT + 8)

    @property
    def target_height(self) -> str:
        return _n(LINE if self.is_on_one_line else LINE * (1 + len(self.lines)) + 2)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The lines under the date, with their places."""
        return [(_n(self.y + 5 + LINE * n), line) for n, line in enumerate(self.lines, 1)]


@dataclass(frozen=True)
class Arc:
    """A link as it is drawn; without a label where there would be too many."""

    path: str
    is_reply: bool
    label: str = ""
    label_x: str = ""
    label_y: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Tick:
    """A year, or a month, on the line."""

    at: str
    label: str
    label_at: str


@dataclass(frozen=True)
class Drawing:
    """One drawing of the strip."""

    width: int
    height: int
    axis: str
    ticks: list[Tick]
    marks: list[Mark]
    arcs: list[Arc]


@dataclass(frozen=True)
class Strip:
    """Both drawings, and what they show in one sentence."""

    wide: Drawing
    tall: Drawing
    description: str


def strip(letters: Iterable[Letter], links: Sequence[Link]) -> Strip | None:
    """Draw letters and what joins them; None where fewer than two have a date."""
    dated = [letter for letter in letters if letter.earliest or letter.latest]
    if len(dated) < 2:
        return None
    dated.sort(key=lambda letter: (day_of(letter), letter.earliest is not None, letter.pk))
    scale = Scale.around(dated)
    return Strip(_wide(dated, links, scale), _tall(dated, links, scale), _sentence(dated, links))


def _sentence(letters: Sequence[Letter], links: Sequence[Link]) -> str:
    replies = sum(link.is_reply for link in links)
    answering = sum(bool(link.asks) for link in links)
    parts = [
        f"{len(letters)} letters on a line of time, from {dates.display(letters[0].date)} "
        f"to {dates.display(letters[-1].date)}"
    ]
    if replies:
        parts.append("1 reply to another" if replies == 1 else f"{replies} replies to others")
    if answering:
        times = "once" if answering == 1 else f"{answering} times"
        parts.append(f"{times} one answers what another asked")
    return f"{'; '.join(parts)}. The table below says the same."


# Time


def day_of(letter: Letter) -> float:
    """Return the day at which a letter stands: the middle of what its date allows."""
    known = [day.toordinal() for day in (letter.earliest, letter.latest) if day]
    return float(sum(known)) / len(known)


@dataclass(frozen=True)
class Scale:
    """Days as shares of a line, with a little room at both ends."""

    first: float
    last: float

    @classmethod
    def around(cls, letters: Sequence[Letter]) -> "Scale":
        days = [day_of(letter) for letter in letters]
        # A line shorter than a year would make days look like years.
        room = max(YEAR - (days[-1] - days[0]), 0) / 2 + (days[-1] - days[0]) * 0.02
        return cls(max(days[0] - room, 1), days[-1] + room)

    def share(self, day: float) -> float:
        return (day - self.first) / (self.last - self.first)

    def years(self, most: int) -> Iterator[tuple[int, float]]:
        """Yield the turns of years, at most so many, at round numbers."""
        first, last = (date.fromordinal(int(day)).year for day in (self.first, self.last))
        step = next(
            step
            for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10000)
            if (last - first) / step <= most
        )
        for year in range(first - first % step, last + 1, step):
            if year > 0 and date(year, 1, 1).toordinal() >= self.first:
                yield year, self.share(date(year, 1, 1).toordinal())


def spread(ideal: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move ascending places as little as it takes to be so far apart, within bounds.

    Pool adjacent violators: places that would collide share the mean of where they wanted to be.
    """
    pools: list[list[float]] = []
    for place, wanted in enumerate(ideal):
        pools.append([wanted - place * apart, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, number = pools.pop()
            total = pools[-1][1] + number
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * number) / total, total]
    flat = [mean for mean, number in pools for __ in range(int(number))]
    most = max(high - (len(ideal) - 1) * apart, low)
    return [min(max(at, low), most) + place * apart for place, at in enumerate(flat)]


# The wide drawing


def _wide(letters: Sequence[Letter], links: Sequence[Link], scale: Scale) -> Drawing:
    laid, row, end = _labelled(letters, scale)
    top = max(level for __, level in laid)
    axis = 24 + row * (top + 1) + (26 if row == ROW else 12)
    placed = [replace(mark, y=24 + row * (top - level)) for mark, level in laid]
    arcs, depth = _arcs(placed, links, axis)
    ticks = [
        Tick(_n(at), str(year), _n(min(max(at, 20), WIDTH - 20)))
        for year, share in scale.years(WIDTH // TICK_APART)
        for at in [SIDE + share * (end - SIDE)]
    ]
    return Drawing(WIDTH, int(axis + max(depth, 28)), _n(axis), ticks, placed, arcs)


def _labelled(letters: Sequence[Letter], scale: Scale) -> tuple[list[tuple[Mark, int]], int, float]:
    """Lay labels out in the best way that there is room for.

    Labels of three lines where a few rows of them are enough, else of one line; over the whole
    width, else with room left for the last labels, in which case all stand to the right and no
    rule can go round in a circle. Returns marks and rows, the height of a row, the line's end.
    """
    whole = float(WIDTH - SIDE)
    ways = (
        (ROW, whole, LONGEST_LABEL),
        (ROW, whole - LONGEST_LABEL - LABEL_AT, LONGEST_LABEL),
        (LINE_ROW, whole, LONGEST_LINE),
    )
    for row, end, room in ways:
        laid = laid_out(_marks(letters, scale, end, room, is_on_one_line=row == LINE_ROW))
        if laid and (row == LINE_ROW or max(level for __, level in laid) < MOST_ROWS):
            return laid, row, end
    end = whole - LONGEST_LINE - LABEL_AT
    marks = _marks(letters, scale, end, LONGEST_LINE, is_on_one_line=True)
    return list(zip(marks, _rows(marks) or range(len(marks)), strict=True)), LINE_ROW, end


def _marks(
    letters: Sequence[Letter], scale: Scale, end: float, room: float, *, is_on_one_line: bool
) -> list[Mark]:
    wanted = [SIDE + scale.share(day_of(letter)) * (end - SIDE) for letter in letters]
    places = spread(wanted, STEMS_APART, SIDE, end)
    label = line_of if is_on_one_line else lines_of
    labels = [label(letter, room) for letter in letters]
    return [
        Mark(
            letter,
            dates.display(letter.date),
            lines,
            at=at,
            x=at,
            y=0,
            width=label_width(letter, lines, is_on_one_line=is_on_one_line),
            is_on_one_line=is_on_one_line,
        )
        for letter, lines, at in zip(letters, labels, places, strict=True)
    ]


def label_width(letter: Letter, lines: tuple[str, ...], *, is_on_one_line: bool = False) -> float:
    """Return how wide a label is set: the date and the lines beside it, or the widest of them."""
    when = text_width(dates.display(letter.date), WHEN)
    others = [text_width(line, WHO) for line in lines]
    return when + WHO + sum(others) if is_on_one_line else max(when, *others)


def lines_of(letter: Letter, room: float) -> tuple[str, ...]:
    """Return the two lines under the date of a letter: from whom, to whom."""
    sender, recipient = senders(letter), recipients(letter)
    if not sender and not recipient:
        lines = in_two(letter.title, room)
    elif not letter.held:
        lines = " to ".join(filter(None, (sender, recipient))), "text not held"
    else:
        to = f"to {recipient}" if recipient else letter.get_kind_display()
        lines = (sender or letter.get_kind_display()), to
    return tuple(shortened(line, WHO, room) for line in lines if line)


def in_two(text: str, room: float) -> tuple[str, str]:
    """Break a text where the first line is full."""
    first, rest = "", text.split()
    while rest and text_width(f"{first} {rest[0]}", WHO) <= room:
        first = f"{first} {rest.pop(0)}".strip()
    return first or text, " ".join(rest) if first else ""


def line_of(letter: Letter, room: float) -> tuple[str, ...]:
    """Return the one line beside the date of a letter."""
    left = room - text_width(dates.display(letter.date), WHEN) - WHO
    return (shortened(letter.title, WHO, left),)


def laid_out(marks: Sequence[Mark]) -> list[tuple[Mark, int]] | None:
    """Give each mark a side for its label and a row, from 0 next to the line.

    The first so many labels stand to the right of their stems, the others to the left; of all
    such cuts the one with the fewest rows is taken. None where no cut lets every label in.
    """
    best: list[tuple[Mark, int]] | None = None
    for cut in range(len(marks), -1, -1):
        sided = [replace(mark, is_left=place >= cut) for place, mark in enumerate(marks)]
        rows = _rows(sided) if all(map(_fits, sided)) else None
        if rows and (best is None or max(rows) < max(level for __, level in best)):
            best = list(zip(sided, rows, strict=True))
    return best


def _fits(mark: Mark) -> bool:
    left, right = _box(mark)
    return left >= 0 and right <= WIDTH


def _box(mark: Mark) -> tuple[float, float]:
    """Return from where to where a label reaches, with the air that it needs."""
    if mark.is_left:
        return mark.x - LABEL_AT - mark.width, mark.x - 4
    return mark.x + 4, mark.x + LABEL_AT + mark.width


def _rows(marks: Sequence[Mark]) -> list[int] | None:
    """Find the lowest row for each label in which no stem and no label crosses another label.

    A stem comes up from the line, so it may pass under a label in a higher row only. Each such
    rule is "this one lower than that one"; None if the rules go round in a circle.
    """
    lower: dict[int, set[int]] = {place: set() for place in range(len(marks))}
    boxes = [_box(mark) for mark in marks]
    for first, second in combinations(range(len(marks)), 2):
        low, high = boxes[first], boxes[second]
        if _reaches(low, marks[second].x):
            lower[first].add(second)
        if _reaches(high, marks[first].x):
            lower[second].add(first)
        overlap = low[0] < high[1] + LABEL_GAP and high[0] < low[1] + LABEL_GAP
        if overlap and first not in lower[second] and second not in lower[first]:
            lower[first].add(second)
    try:
        order = list(TopologicalSorter(lower).static_order())
    except CycleError:
        return None
    rows: dict[int, int] = {}
    for place in order:
        rows[place] = max((rows[under] + 1 for under in lower[place]), default=0)
    return [rows[place] for place in range(len(marks))]


def _reaches(box: tuple[float, float], x: float) -> bool:
    return box[0] - LABEL_GAP / 2 < x < box[1] + LABEL_GAP / 2


def _arcs(marks: Sequence[Mark], links: Sequence[Link], axis: float) -> tuple[list[Arc], float]:
    """Draw links below the line, a longer one around the shorter, each label in a place of its own.

    Returns the arcs, and how deep they reach.
    """
    at = {mark.letter.pk: mark.x for mark in marks}
    spans = sorted(
        (
            (at[link.earlier.pk], at[link.later.pk], link)
            for link in links
            if link.earlier.pk in at and link.later.pk in at
        ),
        key=lambda span: abs(span[1] - span[0]),
    )
    arcs: list[Arc] = []
    taken: list[tuple[float, float, int]] = []
    for start, end, link in spans:
        words = link.words if len(spans) <= MOST_ARC_LABELS else ""
        at_x, anchor, left, right = _arc_label(min(start, end), max(start, end), words)
        row = 1 + max((r for a, b, r in taken if a < right and left < b), default=-1)
        taken.append((left, right, row))
        depth = ARC + ARC_ROW * row
        label_y = axis + depth + (SMALL + 3 if anchor == "middle" else -4)
        arcs.append(
            Arc(
                f"M{_n(start)} {_n(axis)} C{_n(start)} {_n(axis + depth * 4 / 3)} "
                f"{_n(end)} {_n(axis + depth * 4 / 3)} {_n(end)} {_n(axis)}",
                link.is_reply,
                words,
                _n(at_x),
                _n(label_y),
                anchor,
            )
        )
    deepest = max((row for __, __, row in taken), default=-1)
    return arcs, (ARC + ARC_ROW * deepest + 24) if arcs else 0


def _arc_label(start: float, end: float, words: str) -> tuple[float, str, float, float]:
    """Place the label of an arc: under it where it is wide enough, else beside it.

    Returns where and how it is anchored, and from where to where arc and label reach.
    """
    width = text_width(words, SMALL)
    if end - start >= width:
        return (start + end) / 2, "middle", start, end
    if end + LABEL_GAP + width <= WIDTH:
        return end + LABEL_GAP, "start", start, end + LABEL_GAP + width
    return start - LABEL_GAP, "end", start - LABEL_GAP - width, end


# The tall drawing


def _tall(letters: Sequence[Letter], links: Sequence[Link], scale: Scale) -> Drawing:
    years = (scale.last - scale.first) / YEAR
    height = max(TALL_ROW * len(letters), min(72 * years, 900)) + 28
    line = height - 28
    places = [14 + scale.share(day_of(letter)) * (line - 14) for letter in letters]
    labels = spread(places, TALL_ROW, 16, height - 44)
    room = TALL_WIDTH - TALL_TEXT
    lines = [lines_of(letter, room) for letter in letters]
    marks = [
        Mark(
            letter,
            dates.display(letter.date),
            under,
            at,
            TALL_TEXT - LABEL_AT,
            y,
            label_width(letter, under),
        )
        for letter, under, at, y in zip(letters, lines, places, labels, strict=True)
    ]
    ticks = [
        Tick(_n(at), str(year), _n(at + 4))
        for year, share in scale.years(int(line // 28))
        for at in [14 + share * (line - 14)]
    ]
    arcs = list(_tall_arcs(marks, links))
    return Drawing(TALL_WIDTH, int(height), _n(line), ticks, marks, arcs)


def _tall_arcs(marks: Sequence[Mark], links: Sequence[Link]) -> Iterator[Arc]:
    at = {mark.letter.pk: mark.at for mark in marks}
    for link in links:
        if link.earlier.pk in at and link.later.pk in at:
            start, end = at[link.earlier.pk], at[link.later.pk]
            out = TALL_AXIS - min(52, 26 + abs(end - start) / 6)
            path = f"M{TALL_AXIS} {_n(start)} C{_n(out)} {_n(start)} {_n(out)} {_n(end)} "
            yield Arc(f"{path}{TALL_AXIS} {_n(end)}", link.is_reply)


def _n(number: float) -> str:
    """Write a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
