"""Placing: names beside the marks of a drawing, so that none lies over another or over a mark.

Each name is tried on the four sides of its mark; the side with the fewest lines under the name is
taken. Lengths are in the drawing's own units.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from letters.views.lettering import shortened, text_width

TEXT, LINE = 13, 16
WORD = re.compile(r"\S+?-(?=\w)|\S+")
MARK = 6
# Between a mark and its name, and around everything.
GAP, AIR = 5, 3
# Above a mark whose name is under it; and how little of an overlap is none.
UNDER, SLACK = MARK + AIR, 0.01
ROUNDS = 60


class Point(NamedTuple):
    """A place in a drawing."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle, from its left and top to its right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Tell whether two rectangles have anything in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Tell whether a straight line runs through the rectangle (Liang and Barsky)."""
        if (
            max(start.x, end.x) < self.left
            or min(start.x, end.x) > self.right
            or max(start.y, end.y) < self.top
            or min(start.y, end.y) > self.bottom
        ):
            return False
        first, last = 0.0, 1.0
        run, rise = end.x - start.x, end.y - start.y
        for step, room in (
            (-run, start.x - self.left),
            (run, self.right - start.x),
            (-rise, start.y - self.top),
            (rise, self.bottom - start.y),
        ):
            if step == 0:
                if room < 0:
                    return False
                continue
            at = room / step
            first, last = (max(first, at), last) if step < 0 else (first, min(last, at))
        return first <= last


@dataclass(frozen=True)
class Name:
    """A name beside its mark: its lines, where they begin or end, and the room they take.

    ``crossings`` are the lines of the drawing that run under it.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str
    box: Box
    crossings: int = 0


@dataclass(frozen=True)
class Ground:
    """What names are placed on: the marks, the lines between them, and the size of it all."""

    marks: Sequence[Point]
    lines: Sequence[tuple[Point, Point]]
    width: float
    height: float


def broken(text: str, room: float) -> tuple[str, ...]:
    """Break a name into lines no wider than this, between words and after hyphens."""
    first, *rest = (shortened(each, TEXT, room) for each in WORD.findall(text) or [text])
    lines = [first]
    for word in rest:
        longer = f"{lines[-1]}{word}" if lines[-1].endswith("-") else f"{lines[-1]} {word}"
        if text_width(longer, TEXT) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def mark_box(mark: Point) -> Box:
    """Return the room that a mark takes, with a little less air than its own name keeps."""
    reach = MARK + GAP - AIR - 1
    return Box(mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach)


def placed(ground: Ground, names: Sequence[tuple[str, ...]]) -> list[Name] | None:
    """Place every name beside its mark; None where there is no room for one of them."""
    middle = Point(
        sum(mark.x for mark in ground.marks) / len(ground.marks),
        sum(mark.y for mark in ground.marks) / len(ground.marks),
    )
    taken = [mark_box(mark) for mark in ground.marks]
    found: dict[int, Name] = {}
    # From the outside in: what stands outside has a side where nothing is.
    for number in sorted(range(len(names)), key=lambda n: -_away(ground.marks[n], middle)):
        best = _best(ground, ground.marks[number], names[number], middle, taken)
        if best is None:
            return None
        found[number] = best
        taken.append(best.box)
    return [found[number] for number in range(len(names))]


def below(mark: Point, lines: tuple[str, ...]) -> Name:
    """Return a name under its mark."""
    return _name(lines, mark.x, mark.y + MARK + GAP, "middle")


def apart(marks: Sequence[Point], names: Sequence[tuple[str, ...]], width: float) -> list[Point]:
    """Push marks apart until every name has room under its own.

    What overlaps is moved the shorter way; what then still does, down, where there is no end of
    room.
    """
    rooms = [_room(mark, lines) for mark, lines in zip(marks, names, strict=True)]
    for _ in range(ROUNDS):
        if not _push(rooms, width):
            break
    _settle(rooms)
    top = min(y - high for _, y, _, high in rooms)
    return [Point(x, y - top - high + UNDER) for x, y, _, high in rooms]


def _room(mark: Point, lines: tuple[str, ...]) -> list[float]:
    """Return the middle of the room of a mark with its name under it, and half its size."""
    box = below(mark, lines).box
    half = (box.bottom - mark.y + UNDER) / 2
    return [mark.x, mark.y - UNDER + half, (box.right - box.left) / 2 + 1, half]


def _push(rooms: list[list[float]], width: float) -> bool:
    """Push apart all that overlap, once; False if nothing does."""
    rooms_down = sorted(rooms, key=lambda room: room[1] - room[3])
    has_moved = False
    for place, upper in enumerate(rooms_down):
        for lower in rooms_down[place + 1 :]:
            if lower[1] - lower[3] >= upper[1] + upper[3]:
                break
            has_moved = _part(upper, lower) or has_moved
    for room in rooms:
        room[0] = min(max(room[0], room[2]), width - room[2])
    return has_moved


def _part(one: list[float], other: list[float]) -> bool:
    across = one[2] + other[2] - abs(one[0] - other[0])
    down = one[3] + other[3] - abs(one[1] - other[1])
    if across < SLACK or down < SLACK:
        return False
    axis, shift = (0, across / 2) if across < down else (1, down / 2)
    sign = 1 if other[axis] >= one[axis] else -1
    one[axis] -= sign * shift
    other[axis] += sign * shift
    return True


def _settle(rooms: list[list[float]]) -> None:
    """Move down what overlaps anything above it, from the top to the bottom."""
    settled: list[list[float]] = []
    for room in sorted(rooms, key=lambda room: room[1]):
        for other in sorted(settled, key=lambda other: other[1] + other[3]):
            across = room[2] + other[2] - abs(room[0] - other[0])
            down = room[3] + other[3] - abs(room[1] - other[1])
            if across >= SLACK and down >= SLACK:
                room[1] = other[1] + other[3] + room[3]
        settled.append(room)


def _best(
    ground: Ground, mark: Point, lines: tuple[str, ...], middle: Point, taken: Sequence[Box]
) -> Name | None:
    free = [
        replace(name, crossings=sum(name.box.is_crossed(*line) for line in ground.lines))
        for name in _sides(mark, lines, middle)
        if name.box.is_within(ground.width, ground.height)
        and not any(name.box.touches(other) for other in taken)
    ]
    if not free:
        return None
    # Of equals the first is taken: the one that points away from the middle.
    return min(free, key=lambda name: name.crossings)


def _sides(mark: Point, lines: tuple[str, ...], middle: Point) -> Iterator[Name]:
    """Yield a name on each side of its mark, the side away from the middle first."""
    height, reach = LINE * len(lines), MARK + GAP
    right = to_the_right(mark, lines)
    left = _name(lines, mark.x - reach, mark.y - height / 2, "end")
    across = [right, left] if mark.x >= middle.x else [left, right]
    above = _name(lines, mark.x, mark.y - reach - height, "middle")
    under = below(mark, lines)
    along = [under, above] if mark.y >= middle.y else [above, under]
    is_across = abs(mark.x - middle.x) >= abs(mark.y - middle.y)
    yield from (*across, *along) if is_across else (along[0], *across, along[1])


def to_the_right(mark: Point, lines: tuple[str, ...]) -> Name:
    """Return a name to the right of its mark."""
    return _name(lines, mark.x + MARK + GAP, mark.y - LINE * len(lines) / 2, "start")


def _name(lines: tuple[str, ...], x: float, top: float, anchor: str) -> Name:
    width = max(text_width(line, TEXT) for line in lines)
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    box = Box(left - AIR, top - AIR, left + width + AIR, top + LINE * len(lines) + AIR)
    # The base line of the first line, which stands in the upper three quarters of its row.
    return Name(lines, x, top + 0.78 * LINE, anchor, box)


def _away(mark: Point, middle: Point) -> float:
    return (mark.x - middle.x) ** 2 + (mark.y - middle.y) ** 2
