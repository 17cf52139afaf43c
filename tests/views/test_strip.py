"""The time strip: nothing covers a label, and every letter is where its date says."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from letters.models import Letter
from letters.views.lettering import shortened, text_width
from letters.views.links import Link
from letters.views.strip import TALL_ROW, WIDTH, Drawing, Mark, Strip, in_two, spread, strip

FIRST = date(2012, 1, 1).toordinal()


def letter(
    day: int, number: int, title: str = "Aegis Trust and others to the Foreign Secretary"
) -> Letter:
    """Make a letter in memory, with no correspondents: its label is its title."""
    when = date.fromordinal(FIRST) + timedelta(days=day)
    row = Letter(pk=number, title=title, slug=f"l{number}", date=when.isoformat())
    row.earliest = row.latest = row.sort_date = when
    row._prefetched_objects_cache = {"correspondents": []}  # type: ignore[attr-defined]
    return row


def drawn(days: Sequence[int], links: Sequence[tuple[int, int]] = ()) -> Strip:
    letters = [letter(day, number) for number, day in enumerate(days, 1)]
    joined = [Link(letters[a], letters[b], a % 2 == 0, b % 3) for a, b in links]
    found = strip(letters, joined)
    assert found is not None
    return found


def box(mark: Mark) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of a label."""
    left, top = float(mark.target_x), float(mark.top)
    if not mark.is_left:
        left += 22  # the target begins at the stem's own mark
    width = float(mark.target_width) - 22
    return left, left + width, top, top + float(mark.target_height)


def crossings(drawing: Drawing) -> list[str]:
    found = []
    for one, other in combinations(drawing.marks, 2):
        a, b = box(one), box(other)
        if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]:
            found.append(f"{one.letter.slug} covers {other.letter.slug}")
        for mark, label in ((one, b), (other, a)):
            if label[0] <= mark.x <= label[1] and mark.y < label[3]:
                found.append(f"the stem of {mark.letter.slug} crosses a label")
    return found


DAYS = st.lists(st.integers(0, 20_000), min_size=2, max_size=20)


@settings(max_examples=150, deadline=None)
@given(DAYS)
@example([0] * 20)
@example(list(range(20)))
@example([day * 120 for day in range(20)])
@example([0, 1, 2, 6000, 6001, 6002])
def test_no_label_is_covered(days: list[int]) -> None:
    wide = drawn(days).wide
    assert crossings(wide) == []
    assert all(box(mark)[0] >= 0 and box(mark)[1] <= WIDTH for mark in wide.marks)
    assert all(0 < mark.y < float(wide.axis) < wide.height for mark in wide.marks)


@settings(max_examples=100, deadline=None)
@given(DAYS)
@example([0] * 20)
def test_the_tall_drawing_keeps_labels_apart(days: list[int]) -> None:
    tall = drawn(days).tall
    places = [mark.y for mark in tall.marks]
    assert all(b - a >= TALL_ROW - 0.01 for a, b in pairwise(places))
    assert places[-1] < tall.height
    assert all(0 <= mark.at <= float(tall.axis) for mark in tall.marks)


def test_letters_stand_in_the_order_of_their_dates() -> None:
    wide = drawn([900, 0, 400]).wide
    assert [mark.letter.pk for mark in wide.marks] == [2, 3, 1]
    assert wide.marks[0].x < wide.marks[1].x < wide.marks[2].x


def test_days_are_drawn_to_scale() -> None:
    marks = drawn([0, 1000, 2000]).wide.marks
    assert round(marks[1].x - marks[0].x) == round(marks[2].x - marks[1].x)


def test_a_few_days_do_not_look_like_years() -> None:
    assert [tick.label for tick in drawn([0, 3]).wide.ticks] == ["2012"]


def test_years_are_named_without_crowding() -> None:
    ticks = drawn([0, 365 * 400]).wide.ticks
    assert 3 <= len(ticks) <= WIDTH // 60
    assert all(int(tick.label) % 25 == 0 for tick in ticks)


def test_arcs_join_what_is_linked() -> None:
    wide = drawn([0, 100, 900], [(0, 2), (1, 2)]).wide
    assert [(arc.is_reply, arc.label) for arc in wide.arcs] == [
        (False, "answers 2 asks, after 800 days"),
        (True, "a reply, answers 2 asks, after 900 days"),
    ]
    assert all(float(arc.label_y) < wide.height for arc in wide.arcs)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=4, max_size=8))
def test_no_label_of_an_arc_covers_another(days: list[int]) -> None:
    links = [(number, number + 1) for number in range(len(days) - 1)]
    boxes = []
    for arc in drawn(days, links).wide.arcs:
        width, x = text_width(arc.label, 13), float(arc.label_x)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[arc.anchor]
        boxes.append((left, left + width, float(arc.label_y)))
    for a, b in combinations(boxes, 2):
        assert a[1] <= b[0] or b[1] <= a[0] or abs(a[2] - b[2]) >= 9


def test_fewer_than_two_dated_letters_are_no_strip() -> None:
    undated = Letter(pk=2, title="Undated")
    assert strip([letter(0, 1), undated], []) is None


def test_undated_letters_are_left_out() -> None:
    found = strip([letter(0, 1), letter(9, 2), Letter(pk=3, title="Undated")], [])
    assert found is not None
    assert len(found.wide.marks) == 2


@given(st.text(max_size=80), st.integers(20, 400))
def test_texts_are_cut_to_the_room_there_is(text: str, room: int) -> None:
    cut = shortened(text, 14, room)
    assert cut == text or text_width(cut, 14) <= room
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_a_title_breaks_between_words() -> None:
    assert in_two("Deepening our Commitment to Mass Atrocity Prevention", 208) == (
        "Deepening our Commitment to",
        "Mass Atrocity Prevention",
    )
    assert in_two("Word", 200) == ("Word", "")


@given(st.lists(st.floats(0, 1000), max_size=30), st.integers(1, 40))
def test_places_are_spread_as_little_as_it_takes(ideal: list[float], apart: int) -> None:
    ideal.sort()
    places = spread(ideal, apart, 0, 2000)
    assert all(b - a >= apart - 1e-6 for a, b in pairwise(places))
    if all(b - a >= apart for a, b in pairwise(ideal)):
        assert all(abs(a - b) < 1e-6 for a, b in zip(ideal, places, strict=True))
