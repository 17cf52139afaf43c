"""The picture of the network: names that do not touch, ties that are drawn, in any shape."""

import random
from collections.abc import Sequence
from itertools import combinations

import pytest

from letters.filters.address import Address
from letters.filters.coalition import Pair
from letters.models import Organisation
from letters.views import network
from letters.views.lettering import text_width
from letters.views.network import NARROW, WIDE, Drawing, strongest
from letters.views.placing import Box, Point, broken, mark_box

WORDS = [
    "Centre",
    "Campaign",
    "Peace",
    "Trust",
    "Responsibility",
    "Network",
    "International",
    "of",
    "for",
    "Protection",
    "UK",
]


def body(number: int) -> Organisation:
    rng = random.Random(number)  # noqa: S311
    name = " ".join(rng.choices(WORDS, k=rng.randrange(1, 8)))
    return Organisation(pk=number, slug=f"body-{number}", name=f"{name} {number}")


def pairs(links: Sequence[tuple[int, int, int]]) -> list[Pair]:
    """Make pairs of (one, other, letters), the strongest first."""
    ordered = sorted(links, key=lambda link: (-link[2], link))
    return [
        Pair(body(one), body(other), n, Address((("together", f"{one}"),)))
        for one, other, n in ordered
    ]


def at_random(organisations: int, ties: int) -> list[Pair]:
    rng = random.Random(organisations)  # noqa: S311
    every = list(combinations(range(1, organisations + 1), 2))
    return pairs([(*pair, rng.choice((1, 1, 2, 5, 40))) for pair in rng.sample(every, ties)])


SHAPES = {
    "two": pairs([(1, 2, 1)]),
    "a circle of all with all": pairs([(*pair, 1) for pair in combinations(range(1, 18), 2)]),
    "one in the middle": pairs([(1, other, 3) for other in range(2, 60)]),
    "a row": pairs([(number, number + 1, number) for number in range(1, 60)]),
    "many by twos": pairs([(2 * number, 2 * number + 1, 2) for number in range(1, 151)]),
    "at random": at_random(60, 150),
    "sparse": at_random(120, 150),
}


def boxes(drawing: Drawing) -> list[Box]:
    """The rooms that the names of a drawing take."""
    found = []
    for mark in drawing.marks:
        width = max(text_width(line, 13) for _, line in mark.rows)
        x = float(mark.text_x)
        left = {"start": x, "end": x - width, "middle": x - width / 2}[mark.anchor]
        ys = [float(y) for y, _ in mark.rows]
        found.append(Box(left, ys[0] - 11, left + width, ys[-1] + 3))
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_no_name_lies_over_another_or_over_a_mark(shape: str) -> None:
    drawn = network.network(SHAPES[shape], letters="/letters/")
    assert drawn is not None
    for drawing, width in zip(drawn.drawings, (WIDE, NARROW), strict=True):
        names = boxes(drawing)
        marks = [mark_box(Point(float(mark.x), float(mark.y))) for mark in drawing.marks]
        assert [pair for pair in combinations(names, 2) if pair[0].touches(pair[1])] == []
        assert [
            (place, other)
            for place, name in enumerate(names)
            for other, mark in enumerate(marks)
            if place != other and name.touches(mark)
        ] == []
        assert drawing.width == width
        assert all(box.is_within(width + 1, drawing.height + 1) for box in [*names, *marks])


def test_every_tie_that_is_drawn_has_its_line() -> None:
    drawn = network.network(SHAPES["at random"], letters="/letters/")
    assert drawn is not None
    for drawing in drawn.drawings:
        assert len(drawing.lines) == 150
        widths = [float(line.thickness) for line in drawing.lines]
        assert widths == sorted(widths)
        assert (widths[0], widths[-1]) == (1.0, 7.0)


@pytest.mark.parametrize(
    ("links", "count", "said"),
    [
        ([(1, 2, 1)], 1, "Drawn is the one tie there is."),
        ([(1, 2, 1), (2, 3, 1)], 2, "Drawn are all 2 ties."),
        (
            [(1, n, 5) for n in range(2, 22)] + [(2, n, 3) for n in range(3, 203)],
            20,
            "Drawn are the 20 strongest of the 220 ties listed: those of 5 letters or more.",
        ),
        (
            [(1, n, 1) for n in range(2, 202)],
            150,
            "Drawn are 150 of the ties of 1 letter, the first by name; no tie is stronger.",
        ),
    ],
)
def test_the_threshold_is_said_in_words(
    links: list[tuple[int, int, int]], count: int, said: str
) -> None:
    every = pairs(links)
    assert len(strongest(every)) == count
    drawn = network.network(every, letters="/letters/")
    assert drawn is not None
    assert drawn.threshold == said


def test_nothing_is_drawn_of_nothing() -> None:
    assert network.network([], letters="/letters/") is None


def test_names_break_between_words_and_after_hyphens() -> None:
    assert broken("World Federalist Movement-Institute for Global Policy", 110) == (
        "World Federalist",
        "Movement-",
        "Institute for",
        "Global Policy",
    )
    assert broken("Donaudampfschifffahrtsgesellschaft", 100)[0].endswith("…")
