"""Lanes: every letter of a result set on a line of time, in the lanes of its senders.

Senders of the very same letters share a lane. A letter of several lanes is one mark: its dots are
joined by a stem. A date that is not known to the day is a bar. Lengths are the drawing's own
units: pixels at its natural size.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, pairwise, product

from letters import dates
from letters.filters.address import Address
from letters.filters.timeline import Span
from letters.models import Correspondent, Letter
from letters.views.lettering import text_width
from letters.views.links import Link
from letters.views.parties import named_senders, sender_name
from letters.views.periods import Period, periods
from letters.views.rows import AskCounts, count_of

WIDTH, HEAD, ROW, FOOT = 804, 44, 64, 8
MOST_LANES = 24
# An axis has room for so many names of years.
MOST_YEARS = 14
DOT, BAR, TRACK, APART = 5, 2, 11, 11
WHEN, SMALL, LINES = 15, 13, 30
LABEL_AT, AIR = 12, 4
OTHERS, NOBODY = "Other senders", "No sender named"
# Where along an arc its label may stand, the best place first.
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
ANCHORS = (("middle", 0), ("start", 8), ("end", -8))
MOST_ARC_LABELS = 24

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Lane:
    """The letters of one sender, or of several who sent the same ones; ``value`` names one."""

    name: str
    letters: frozenset[int]
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """A period on the axis; its name is left out where there is no room for it.

    ``url`` narrows to it, if it has letters.
    """

    period: Period
    x: str
    width: str
    label: str
    above: str
    url: str


@dataclass(frozen=True)
class Label:
    """What is written beside a mark."""

    x: str
    anchor: str
    when: str
    when_y: str
    counts: str
    counts_y: str


@dataclass(frozen=True)
class Mark:
    """A letter: its dots, or bars where its day is not known, and the stem that joins them."""

    letter: Letter
    says: str
    dots: list[tuple[str, str]]
    stem: str = ""
    bars: list[tuple[str, str, str]] = field(default_factory=list)
    is_open: bool = False
    label: Label | None = None


@dataclass(frozen=True)
class Arc:
    """A reply, or answers to earlier asks; the label is left out where there is no room."""

    path: str
    words: str
    is_reply: bool
    label: str = ""
    label_x: str = ""
    label_y: str = ""
    anchor: str = ""


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
        rows=[_n(_middle(place)) for place in range(len(found))],
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


# Time


@dataclass(frozen=True)
class Scale:
    """Days as places on an axis of whole periods."""

    periods: Sequence[Period]

    def x(self, when: date) -> float:
        """Return the middle of a day, or the end of the axis that it lies beyond."""
        return min(max(self._x(when.toordinal() + 0.5), 0), WIDTH)

    def edges(self, when: dates.Date) -> tuple[float, float]:
        """Return where the first day begins and the last one ends; an open end is the axis's."""
        first = self._x(when.earliest.toordinal()) if when.earliest else 0
        last = self._x(when.latest.toordinal() + 1) if when.latest else WIDTH
        return min(max(first, 0), WIDTH), min(max(last, 0), WIDTH)

    def reach(self, period: Period) -> tuple[float, float]:
        """Return from where to where a period reaches."""
        return self._x(period.first.toordinal()), self._x(period.last.toordinal() + 1)

    def _x(self, day: float) -> float:
        first, last = self.periods[0].first.toordinal(), self.periods[-1].last.toordinal() + 1
        return (day - first) / (last - first) * WIDTH

    def cells(self, busy: Container[int], address: Address) -> Iterator[Cell]:
        """Yield the periods, with as many of their names as there is room for."""
        room = WIDTH / len(self.periods)
        longest = max(text_width(period.label, SMALL) for period in self.periods)
        step = next(n for n in count(1) if n * room >= longest + AIR)
        above = ""
        for number, period in enumerate(self.periods):
            left, right = self.reach(period)
            yield Cell(
                period,
                x=_n(left),
                width=_n(right - left),
                label="" if number % step else period.label,
                above=period.above if period.above != above else "",
                url=narrowed_to(address, period) if number in busy else "",
            )
            above = period.above


# Marks


@dataclass(frozen=True)
class Spot:
    """Where a letter is drawn: from and to along the axis, and a height in each of its lanes.

    ``x`` is where stems and arcs meet it: the end that is known, where one is open.
    """

    left: float
    right: float
    x: float
    lanes: list[int]
    heights: list[float]

    @property
    def is_bar(self) -> bool:
        return self.right - self.left > 2 * DOT

    @property
    def points(self) -> list[Point]:
        return [(self.x, y) for y in self.heights]

    def label_places(self, y: float) -> Iterator[tuple[float, float, str]]:
        """Yield where a label may stand: beside the mark, or above or below it."""
        yield self.right + LABEL_AT, y, "start"
        yield self.left - LABEL_AT, y, "end"
        middle = LINES / 2 + 2 * BAR
        for height in (y - middle, y + middle):
            yield self.left, height, "start"
            yield self.right, height, "end"


@dataclass
class Layout:
    """Finds a place for every mark, then for arcs, then for as many labels as can be read.

    ``taken`` has marks and labels, by lane: no label covers them. ``crossed`` has points of arcs,
    which a label covers only if it must.
    """

    scale: Scale
    lanes: Sequence[Lane]
    tracks: dict[tuple[int, int], float] = field(default_factory=dict)
    taken: dict[int, list[Box]] = field(default_factory=dict)
    crossed: list[Box] = field(default_factory=list)

    def spot(self, letter: Letter) -> Spot:
        """Find the place of a letter; letters come in the order of their dates."""
        left, right = self.scale.edges(letter.when)
        if letter.earliest and letter.earliest == letter.latest:
            left = right = self.scale.x(letter.earliest)
        x = right if letter.earliest is None else left if letter.latest is None else None
        places = [n for n, lane in enumerate(self.lanes) if letter.pk in lane.letters]
        heights = [self._height(place, left, right) for place in places]
        spot = Spot(left, right, (left + right) / 2 if x is None else x, places, heights)
        for place, y in zip(places, heights, strict=True):
            box = (left - DOT - 2, y - DOT - 1, right + DOT + 2, y + DOT + 1)
            self.taken.setdefault(place, []).append(box)
        return spot

    def _height(self, place: int, left: float, right: float) -> float:
        """Take the middle of a lane, or what is free above and below where marks would touch."""
        tracks = [(place, track) for track in (0, -1, 1)]
        ends = {each: self.tracks.get(each, -APART) for each in tracks}
        free = [each for each in tracks if ends[each] + APART <= left]
        chosen = free[0] if free else min(tracks, key=lambda each: ends[each])
        self.tracks[chosen] = max(right, ends[chosen])
        return _middle(place) + chosen[1] * TRACK

    def mark(self, letter: Letter, spot: Spot, counts: AskCounts) -> Mark:
        """Return the mark of a letter that has its place."""
        low, high = min(spot.heights), max(spot.heights)
        words = asks_in_words(counts)
        return Mark(
            letter=letter,
            says=_says(letter, words),
            dots=[] if spot.is_bar else [(_n(x), _n(y)) for x, y in spot.points],
            stem=f"M{_n(spot.x)} {_n(low)} V{_n(high)}" if high > low else "",
            bars=[(_n(spot.left), _n(y - BAR), _n(spot.right - spot.left)) for y in spot.heights]
            if spot.is_bar
            else [],
            is_open=letter.earliest is None or letter.latest is None,
            label=self._label(letter, spot, words),
        )

    def _label(self, letter: Letter, spot: Spot, counts: str) -> Label | None:
        when = dates.display(letter.date)
        width = max(text_width(when, WHEN), text_width(counts, SMALL))
        half = LINES / 2 if counts else LINES / 4
        best: tuple[int, int, Box, Label] | None = None
        for place, y in zip(spot.lanes, spot.heights, strict=True):
            for x, middle, anchor in spot.label_places(y):
                left = x if anchor == "start" else x - width
                box = (left, middle - half, left + width, middle + half)
                cost = sum(_overlap(box, each) for each in self.crossed)
                if self._is_free(place, box) and (best is None or cost < best[0]):
                    top = middle - 1 if counts else middle + 5
                    label = Label(_n(x), anchor, when, _n(top), counts, _n(middle + 14))
                    best = cost, place, box, label
        if best is None:
            return None
        self.taken[best[1]].append(best[2])
        return best[3]

    def _is_free(self, place: int, box: Box) -> bool:
        near = (self.taken.get(each, ()) for each in (place - 1, place, place + 1))
        is_inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= HEAD
        return is_inside and not any(_overlap(box, other) for boxes in near for other in boxes)

    # Arcs

    def curves(self, links: Sequence[Link], spots: Mapping[int, Spot]) -> list[tuple[Link, Curve]]:
        """Return the curve of each link between letters that are drawn."""
        found = []
        for link in links:
            if {link.earlier.pk, link.later.pk} <= spots.keys():
                ends = _nearest(spots[link.earlier.pk].points, spots[link.later.pk].points)
                curve = self._curve(*ends)
                self.crossed += _along(curve)
                found.append((link, curve))
        return found

    def arcs(self, curves: Sequence[tuple[Link, Curve]]) -> Iterator[Arc]:
        """Yield what joins letters, the nearest first, with labels if there are not too many."""
        for link, curve in sorted(curves, key=lambda each: each[1][3][0] - each[1][0][0]):
            (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
            path = f"M{_n(x0)} {_n(y0)} C{_n(x1)} {_n(y1)} {_n(x2)} {_n(y2)} {_n(x3)} {_n(y3)}"
            label = self._arc_label(curve, link.words) if len(curves) <= MOST_ARC_LABELS else ()
            yield Arc(path, _arc_says(link), link.is_reply, *label)

    def _curve(self, start: Point, end: Point) -> Curve:
        """Return a curve that leaves and arrives along the lanes, or bows out for want of room."""
        (x0, y0), (x1, y1) = start, end
        if abs(y1 - y0) < ROW / 2:
            return start, (x0, y0 + ROW * 0.6), (x1, y1 + ROW * 0.6), end
        if x1 - x0 > ROW:
            middle = (x0 + x1) / 2
            return start, (middle, y0), (middle, y1), end
        ways = [out for out in (max(x0, x1) + ROW, min(x0, x1) - ROW) if 0 <= out <= WIDTH]
        bows: list[Curve] = [(start, (out, y0), (out, y1), end) for out in ways]
        return min(bows, key=self._cost)

    def _cost(self, curve: Curve) -> int:
        """Count what a curve would be drawn over."""
        taken = [*self.crossed, *(other for others in self.taken.values() for other in others)]
        return sum(_overlap(box, other) for box in _along(curve) for other in taken)

    def _arc_label(self, curve: Curve, words: str) -> tuple[str, ...]:
        """Find a place on an arc or beside it, where it covers no label and few other arcs."""
        width, own = text_width(words, SMALL), _along(curve)
        others = [each for each in self.crossed if each not in own]
        best: tuple[int, Box, tuple[str, ...]] | None = None
        for share, (anchor, shift) in product(ALONG, ANCHORS):
            x, y = _point(curve, share)
            x += shift
            left = x - width * (shift < 0) - width / 2 * (shift == 0)
            box = (left, y - 8, left + width, y + 8)
            cost = sum(_overlap(box, other) for other in others)
            if self._is_free_of_all(box) and (best is None or cost < best[0]):
                best = cost, box, (words, _n(x), _n(y + 4), anchor)
        if best is None:
            return ()
        self.taken.setdefault(-1, []).append(best[1])
        return best[2]

    def _is_free_of_all(self, box: Box) -> bool:
        is_inside = box[0] >= 0 and box[2] <= WIDTH
        return is_inside and not any(
            _overlap(box, other) for boxes in self.taken.values() for other in boxes
        )


def _says(letter: Letter, counts: str) -> str:
    known = f"{dates.display(letter.date)}: {letter.title}"
    return "; ".join(filter(None, (known, "" if letter.held else "text not held", counts)))


def asks_in_words(counts: AskCounts) -> str:
    """Say what a letter asks, what of it is answered, and what it answers."""
    parts = []
    if counts.asks:
        answered = f"{counts.answered:,} answered" if counts.answered else "none answered"
        parts.append(f"{count_of(counts.asks, 'ask')}, {answered}")
    if counts.answers:
        parts.append(f"answers {count_of(counts.answers, 'ask')}")
    return "; ".join(parts)


def _arc_says(link: Link) -> str:
    return f"{link.earlier.title} – {link.later.title}: {link.words}"


def _nearest(earlier: Sequence[Point], later: Sequence[Point]) -> tuple[Point, Point]:
    """Return the dots of two letters that are the fewest lanes apart."""
    pairs = ((one, other) for one in earlier for other in later)
    return min(pairs, key=lambda pair: abs(pair[0][1] - pair[1][1]))


def _point(curve: Sequence[Point], share: float) -> Point:
    """Return a point of a cubic curve: De Casteljau's way."""
    points = list(curve)
    while len(points) > 1:
        points = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(points)
        ]
    return points[0]


def narrowed_to(address: Address, period: Period) -> str:
    """Return the link to a period alone."""
    return address.setting("after", period.after).setting("before", period.before).url


def _along(curve: Curve) -> list[Box]:
    """Return points of a curve as small boxes."""
    points = (_point(curve, share) for share in ALONG)
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in points]


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] - AIR < other[2]
        and other[0] - AIR < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _middle(place: int) -> float:
    return HEAD + ROW * (place + 0.5)


def _n(number: float) -> str:
    """Write a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
