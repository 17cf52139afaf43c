"""The network: organisations as marks, what they sign together as lines between them.

Laid out on the server, group by group, a group being all that hang together. The layout needs
networkx and numpy, the extra ``network``; without them there is no picture. The same ties give the
same picture.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import ModuleType
from typing import Any, cast

from letters.filters.coalition import Pair
from letters.views.parties import short_name
from letters.views.placing import (
    LINE,
    Ground,
    Name,
    Point,
    apart,
    below,
    broken,
    mark_box,
    placed,
)
from letters.views.rows import count_of

MOST_DRAWN = 150
WIDE, NARROW = 1024, 358
# The longest line of a name, of the width of the drawing.
NAME_SHARE = 0.32
SIDE_SHARE = 0.17
LONGEST_NAME = 168
# How much room an organisation gets at first, each way; and how often more of it is tried.
ROOM, MORE, TRIES = 64, 1.08, 40
# A line fewer under a name is worth so much more height.
WORTH = 16
# Larger groups, and those that would be higher than that, stand as close as their names allow,
# on so many times the ground that the names take.
FEW, HIGHEST, LOOSE = 24, 900, 1.6
BETWEEN = 24
# A line of twice as many letters is so much thicker, as long as none is thicker than that.
THINNEST, THICKER, THICKEST = 1.0, 1.75, 7.0
# Where more than this part of all pairs sign together, the circle is drawn out but a little.
DENSE = 0.5

Link = tuple[str, str, int]
Links = Sequence[tuple[int, int]]
Laid = tuple[Sequence[Point], Sequence[Name]]


@dataclass(frozen=True)
class Placed:
    """Where the marks of the network are, with their names, in the order of ``keys``."""

    keys: tuple[str, ...]
    marks: tuple[Point, ...]
    names: tuple[Name, ...]
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """An organisation in the picture; ``rows`` are the lines of its name, each with its height."""

    url: str
    says: str
    x: str
    y: str
    text_x: str
    anchor: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """What two organisations sign together, as a line that leads to it."""

    url: str
    says: str
    start: tuple[str, str]
    end: tuple[str, str]
    thickness: str


@dataclass(frozen=True)
class Drawing:
    """One form of the picture."""

    name: str
    width: int
    height: int
    lines: list[Line]
    marks: list[Mark]


@dataclass(frozen=True)
class Network:
    """The picture in a wide and in a narrow form, and in words what of the ties is drawn."""

    drawings: list[Drawing]
    description: str
    threshold: str


def network(pairs: Sequence[Pair], *, letters: str) -> Network | None:
    """Draw the strongest of these pairs, which come in that order; None without networkx.

    ``letters`` is the address of the list of letters.
    """
    drawn = strongest(pairs)
    engine = layout_engine()
    if engine is None or not drawn:
        return None
    links = tuple((pair.one.slug, pair.other.slug, pair.letters) for pair in drawn)
    names = {each.slug: short_name(each) for pair in drawn for each in (pair.one, pair.other)}
    drawings = [
        _drawing(name, _arranged(links, tuple(names.items()), width), drawn, letters)
        for name, width in (("wide", WIDE), ("tall", NARROW))
    ]
    bodies = count_of(len(names), "organisation")
    ties = count_of(len(drawn), "tie")
    return Network(drawings, f"{bodies}, {ties}.", _threshold(drawn, len(pairs)))


def strongest(pairs: Sequence[Pair]) -> list[Pair]:
    """Return as many of the strongest as are drawn: no tie without its equals, if that can be."""
    if len(pairs) <= MOST_DRAWN:
        return list(pairs)
    cut = pairs[MOST_DRAWN].letters
    above = [pair for pair in pairs[:MOST_DRAWN] if pair.letters > cut]
    return above or list(pairs[:MOST_DRAWN])


def _threshold(drawn: Sequence[Pair], count: int) -> str:
    least = drawn[-1].letters
    if len(drawn) == count:
        return f"Drawn are all {count:,} ties." if count > 1 else "Drawn is the one tie there is."
    if len(drawn) == MOST_DRAWN and least == drawn[0].letters:
        of = count_of(least, "letter")
        return f"Drawn are {MOST_DRAWN} of the ties of {of}, the first by name; no tie is stronger."
    return (
        f"Drawn are the {len(drawn):,} strongest of the {count:,} ties listed: "
        f"those of {count_of(least, 'letter')} or more."
    )


def layout_engine() -> ModuleType | None:
    """Return networkx, if it and what its layout needs are installed."""
    try:
        # Here and not above: they take half a second to load, and may be missing.
        import networkx  # noqa: PLC0415
        import numpy  # noqa: F401, PLC0415
    except ImportError:
        return None
    return cast(ModuleType, networkx)


# The layout


@lru_cache(maxsize=64)
def _arranged(links: tuple[Link, ...], names: tuple[tuple[str, str], ...], width: float) -> Placed:
    """Arrange all that hang together by itself, and set these groups in rows."""
    engine: Any = layout_engine()
    graph = engine.Graph()
    graph.add_nodes_from(slug for slug, _ in names)
    graph.add_weighted_edges_from((one, other, 1 + math.log(n)) for one, other, n in links)
    groups = [graph.subgraph(each) for each in engine.connected_components(graph)]
    room = min(LONGEST_NAME, NAME_SHARE * width)
    lines = {slug: broken(name, room) for slug, name in names}
    order = {slug: place for place, (slug, _) in enumerate(names)}
    arranged = [_group(engine, group, lines, order, width) for group in groups]
    return _in_rows(sorted(arranged, key=lambda each: -len(each.keys)), width)


def _group(
    engine: Any, group: Any, lines: dict[str, tuple[str, ...]], order: dict[str, int], width: float
) -> Placed:
    """Arrange one group: with air around it where it is small, else as close as names allow."""
    keys = tuple(sorted(group, key=order.__getitem__))
    shares = _shares(engine, group, keys)
    links = [(keys.index(one), keys.index(other)) for one, other in group.edges]
    own = [lines[key] for key in keys]
    found = _airy(shares, links, own, width) if len(keys) <= FEW else None
    marks, names = found or _close(shares, links, own, width)
    return _cropped(Placed(keys, tuple(marks), tuple(names), width, 0))


def _airy(
    shares: Sequence[Point], links: Links, lines: Sequence[tuple[str, ...]], width: float
) -> Laid | None:
    """Take as little room as lets every name in, and a little more if that helps.

    More room is worth it while it keeps lines from running under names.
    """
    best, least = None, math.inf
    for number in range(TRIES):
        ground = _ground(shares, links, ROOM * math.sqrt(len(shares)) * MORE**number, width)
        paid = ground.height / WORTH
        if paid >= least or ground.height > HIGHEST:
            break
        names = placed(ground, lines)
        if names is not None and paid + sum(name.crossings for name in names) < least:
            best, least = (ground.marks, names), paid + sum(name.crossings for name in names)
    return best


def _close(
    shares: Sequence[Point], links: Links, lines: Sequence[tuple[str, ...]], width: float
) -> Laid:
    """Push marks apart until every name has room under its mark, then look for better sides."""
    area = LOOSE * sum((LINE * len(each) + LINE) * ROOM * 2 for each in lines)
    across = min(width, math.sqrt(1.6 * area))
    marks = apart([Point(x * across, y * area / across) for x, y in shares], lines, width)
    bottom = max(mark.y for mark in marks) + 6 * LINE
    ground = Ground(marks, [(marks[one], marks[other]) for one, other in links], width, bottom)
    return marks, placed(ground, lines) or list(map(below, marks, lines))


def _shares(engine: Any, group: Any, keys: Sequence[str]) -> list[Point]:
    """Return where each mark is, from 0 to 1 both ways.

    A circle to begin with: where everybody signs with everybody, it stays one.
    """
    circle = {
        key: (math.cos(2 * math.pi * n / len(keys)), math.sin(2 * math.pi * n / len(keys)))
        for n, key in enumerate(keys)
    }
    ordered = engine.Graph()
    ordered.add_nodes_from(keys)
    ordered.add_weighted_edges_from(sorted(group.edges.data("weight")))
    is_dense = engine.density(ordered) > DENSE
    found = engine.spring_layout(ordered, pos=circle, iterations=8 if is_dense else 200, seed=1)
    across, down = zip(*_drawn_in([(float(x), float(y)) for x, y in found.values()]), strict=True)
    return list(map(Point, _stretched(across), _stretched(down)))


def _drawn_in(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Bring in what lies far out: a single partner would make everything else small."""
    middle = [sum(point[axis] for point in points) / len(points) for axis in (0, 1)]
    arms = [(x - middle[0], y - middle[1]) for x, y in points]
    usual = sorted(math.hypot(*arm) for arm in arms)[len(arms) // 2] or 1.0
    shares = [math.hypot(*arm) / usual for arm in arms]
    factors = [(1 + math.log(share) / 2) / share if share > 1 else 1.0 for share in shares]
    return [(x * factor, y * factor) for (x, y), factor in zip(arms, factors, strict=True)]


def _stretched(numbers: Sequence[float]) -> list[float]:
    """Return numbers so that they reach from 0 to 1; equal ones stand in the middle."""
    low, high = min(numbers), max(numbers)
    span = high - low
    return [(number - low) / span if span > 1e-6 else 0.5 for number in numbers]


def _ground(shares: Sequence[Point], links: Links, side: float, width: float) -> Ground:
    """Set the marks on a ground as wide as may be, with room for names at either side."""
    margin, top = SIDE_SHARE * width, 3 * LINE
    across = min(1.5 * side, width - 2 * margin)
    down = 1.6 * side * side / across
    marks = [Point(margin + each.x * across, top + each.y * down) for each in shares]
    lines = [(marks[one], marks[other]) for one, other in links]
    return Ground(marks, lines, min(width, across + 2 * margin), down + 2 * top)


def _cropped(group: Placed) -> Placed:
    """Cut away the ground around marks and names."""
    boxes = [*map(mark_box, group.marks), *(name.box for name in group.names)]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    moved = _moved(group, -left, -top)
    width = max(box.right for box in boxes) - left
    return replace(moved, width=width, height=max(box.bottom for box in boxes) - top)


def _moved(group: Placed, right: float, down: float) -> Placed:
    marks = tuple(Point(mark.x + right, mark.y + down) for mark in group.marks)
    names = tuple(replace(name, x=name.x + right, y=name.y + down) for name in group.names)
    return replace(group, marks=marks, names=names)


def _in_rows(groups: Sequence[Placed], width: float) -> Placed:
    """Set groups beside each other while there is room, then in the next row."""
    rows: list[list[Placed]] = []
    for group in groups:
        room = width - sum(each.width + BETWEEN for each in rows[-1]) if rows else 0
        if group.width > room:
            rows.append([])
        rows[-1].append(group)
    top, moved = 0.0, list[Placed]()
    for row in rows:
        deep = max(group.height for group in row)
        moved += _in_row(row, top, deep, width)
        top += deep + BETWEEN
    return Placed(
        tuple(key for group in moved for key in group.keys),
        tuple(mark for group in moved for mark in group.marks),
        tuple(name for group in moved for name in group.names),
        width,
        top - BETWEEN,
    )


def _in_row(row: Sequence[Placed], top: float, deep: float, width: float) -> Iterator[Placed]:
    """Set the groups of a row on its middle, with the same air around each."""
    air = (width - sum(group.width for group in row)) / (len(row) + 1)
    left = 0.0
    for group in row:
        left += air
        yield _moved(group, left, top + (deep - group.height) / 2)
        left += group.width


# The drawing


def _drawing(name: str, at: Placed, pairs: Sequence[Pair], letters: str) -> Drawing:
    places = dict(zip(at.keys, at.marks, strict=True))
    return Drawing(
        name,
        math.ceil(at.width),
        math.ceil(at.height),
        list(_lines(pairs, places, letters)),
        list(_marks(pairs, at)),
    )


def _lines(pairs: Sequence[Pair], places: dict[str, Point], letters: str) -> Iterator[Line]:
    """Yield the lines, the weakest first, so that the strongest lie on top."""
    thickness = _thickness(pairs[-1].letters, pairs[0].letters)
    for pair in reversed(pairs):
        start, end = places[pair.one.slug], places[pair.other.slug]
        yield Line(
            url=f"{letters}{pair.address.url}",
            says=f"{short_name(pair.one)} and {short_name(pair.other)}: "
            f"{count_of(pair.letters, 'letter')}",
            start=(_n(start.x), _n(start.y)),
            end=(_n(end.x), _n(end.y)),
            thickness=_n(thickness(pair.letters)),
        )


def _thickness(least: int, most: int) -> Callable[[int], float]:
    doublings = math.log2(most / least)
    step = min(THICKER, (THICKEST - THINNEST) / doublings) if doublings else 0.0
    return lambda letters: THINNEST + step * math.log2(letters / least)


def _marks(pairs: Sequence[Pair], at: Placed) -> Iterator[Mark]:
    bodies = {each.slug: each for pair in pairs for each in (pair.one, pair.other)}
    for key, mark, name in zip(at.keys, at.marks, at.names, strict=True):
        yield Mark(
            url=bodies[key].get_absolute_url(),
            says=bodies[key].name,
            x=_n(mark.x),
            y=_n(mark.y),
            text_x=_n(name.x),
            anchor=name.anchor,
            rows=[(_n(name.y + LINE * row), line) for row, line in enumerate(name.lines)],
        )


def _n(number: float) -> str:
    """Write a length with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
