"""The layout of lanes: a place for every mark, for arcs, and for as many labels as can be read.

Lengths are the drawing's own units: pixels at its natural size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from letters import dates
from letters.models import Letter
from letters.views.axis import AIR, HEAD, SMALL, WIDTH, Scale, as_length
from letters.views.lettering import text_width
from letters.views.links import Link
from letters.views.rows import AskCounts, count_of

ROW = 64
DOT, BAR, TRACK, APART = 5, 2, 11, 11
WHEN, LINES, LABEL_AT = 15, 30, 12
# Where along an arc its label may stand, the best place first, and on which side of it.
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
ANCHORS = (("middle", 0), ("start", 8), ("end", -8))
# With more arcs than these their labels would hide them; in a lane with more marks none finds room.
MOST_ARC_LABELS = 24
CROWDED, MOST_TRIED = 40, 3

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

    @property
    def dots(self) -> list[tuple[str, str]]:
        return [(as_length(x), as_length(y)) for x, y in self.points]

    @property
    def bars(self) -> list[tuple[str, str, str]]:
        left, width = as_length(self.left), as_length(self.right - self.left)
        return [(left, as_length(y - BAR), width) for y in self.heights]

    def label_places(self, y: float, half: float) -> Iterator[tuple[float, float, str]]:
        """Yield where a label of half a height may stand: beside the mark, above or below it."""
        yield self.right + LABEL_AT, y, "start"
        yield self.left - LABEL_AT, y, "end"
        away = half + DOT + 2
        for height in (y - away, y + away):
            yield self.left, height, "start"
            yield self.right, height, "end"


@dataclass
class Layout:
    """Finds a place for every mark, then for arcs, then for as many labels as can be read.

    ``taken`` has marks and labels, by lane: no label covers them. ``crossed`` has stems, and points
    of arcs, which a label covers only if it must.
    """

    scale: Scale
    lanes: Sequence[Lane]
    tracks: dict[tuple[int, int], float] = field(default_factory=dict)
    taken: dict[int, list[Box]] = field(default_factory=dict)
    crossed: list[Box] = field(default_factory=list)
    is_crowded: bool = False

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
        if heights:
            self.crossed.append((spot.x - 1, min(heights), spot.x + 1, max(heights)))
        return spot

    def _height(self, place: int, left: float, right: float) -> float:
        """Take the middle of a lane, or what is free above and below where marks would touch."""
        tracks = [(place, track) for track in (0, -1, 1)]
        ends = {each: self.tracks.get(each, -APART) for each in tracks}
        free = [each for each in tracks if ends[each] + APART <= left]
        chosen = free[0] if free else min(tracks, key=lambda each: ends[each])
        self.tracks[chosen] = max(right, ends[chosen])
        return middle_of(place) + chosen[1] * TRACK

    def mark(self, letter: Letter, spot: Spot, counts: AskCounts) -> Mark:
        """Return the mark of a letter that has its place."""
        low, high = min(spot.heights), max(spot.heights)
        words = asks_in_words(counts)
        return Mark(
            letter=letter,
            says=_says(letter, words),
            dots=[] if spot.is_bar else spot.dots,
            bars=spot.bars if spot.is_bar else [],
            stem=f"M{as_length(spot.x)} {as_length(low)} V{as_length(high)}" if high > low else "",
            is_open=letter.earliest is None or letter.latest is None,
            label=self._label(letter, spot, words),
        )

    def _label(self, letter: Letter, spot: Spot, counts: str) -> Label | None:
        when = dates.display(letter.date)
        width = max(text_width(when, WHEN), text_width(counts, SMALL))
        half = LINES / 2 if counts else LINES / 4
        free: list[tuple[int, int, Box, Label]] = []
        for place, y in self._uncrowded(spot):
            for x, middle, anchor in spot.label_places(y, half):
                left = x if anchor == "start" else x - width
                box = (left, middle - half, left + width, middle + half)
                if self._is_free(place, box):
                    cost = sum(_overlap(box, each) for each in self.crossed)
                    free.append((cost, place, box, _label_at(x, middle, anchor, when, counts)))
        if not free:
            return None
        _, place, box, label = min(free, key=lambda each: each[0])
        self.taken[place].append(box)
        return label

    def _uncrowded(self, spot: Spot) -> list[tuple[int, float]]:
        """Return lanes of a mark in which a label may find room, and its heights in them."""
        lanes = zip(spot.lanes, spot.heights, strict=True)
        return [each for each in lanes if len(self.taken[each[0]]) < CROWDED][:MOST_TRIED]

    def _is_free(self, place: int, box: Box) -> bool:
        near = (self.taken.get(each, ()) for each in (place - 1, place, place + 1))
        is_inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= HEAD - AIR
        return is_inside and not any(_overlap(box, other) for boxes in near for other in boxes)

    # Arcs

    def curves(self, links: Sequence[Link], spots: Mapping[int, Spot]) -> list[tuple[Link, Curve]]:
        """Return the curve of each link between letters that are drawn."""
        found = []
        self.is_crowded = len(links) > MOST_ARC_LABELS
        for link in links:
            if {link.earlier.pk, link.later.pk} <= spots.keys():
                ends = _nearest(spots[link.earlier.pk].points, spots[link.later.pk].points)
                curve = self._curve(*ends)
                self.crossed += [] if self.is_crowded else _along(curve)
                found.append((link, curve))
        return found

    def arcs(self, curves: Sequence[tuple[Link, Curve]]) -> Iterator[Arc]:
        """Yield what joins letters, the nearest first, with labels if there are not too many."""
        for link, curve in sorted(curves, key=lambda each: each[1][3][0] - each[1][0][0]):
            label = () if self.is_crowded else self._arc_label(curve, link.words)
            yield Arc(_path(curve), _arc_says(link), link.is_reply, *label)

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
        return bows[0] if self.is_crowded else min(bows, key=self._cost)

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
                best = cost, box, (words, as_length(x), as_length(y + 4), anchor)
        if best is None:
            return ()
        self.taken.setdefault(-1, []).append(best[1])
        return best[2]

    def _is_free_of_all(self, box: Box) -> bool:
        is_inside = box[0] >= 0 and box[2] <= WIDTH
        return is_inside and not any(
            _overlap(box, other) for boxes in self.taken.values() for other in boxes
        )


def _label_at(x: float, middle: float, anchor: str, when: str, counts: str) -> Label:
    when_y = middle - 1 if counts else middle + 5
    return Label(as_length(x), anchor, when, as_length(when_y), counts, as_length(middle + 14))


def _says(letter: Letter, counts: str) -> str:
    known = f"{dates.display(letter.date)}: {letter.title}"
    return "; ".join(filter(None, (known, "" if letter.held else "text not held", counts)))


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


def _path(curve: Curve) -> str:
    first, *others = (f"{as_length(x)} {as_length(y)}" for x, y in curve)
    return f"M{first} C{' '.join(others)}"


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


def middle_of(place: int) -> float:
    return HEAD + ROW * (place + 0.5)


def asks_in_words(counts: AskCounts) -> str:
    """Say what a letter asks, what of it is answered, and what it answers."""
    parts = []
    if counts.asks:
        answered = f"{counts.answered:,} answered" if counts.answered else "none answered"
        parts.append(f"{count_of(counts.asks, 'ask')}, {answered}")
    if counts.answers:
        parts.append(f"answers {count_of(counts.answers, 'ask')}")
    return "; ".join(parts)
