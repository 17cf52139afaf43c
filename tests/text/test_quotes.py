"""Quotes: where they stand, and what is nearest to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.text import Nearest, Span, read

ROLE = (
    "The Aegis Trust would welcome further information on the role and activities of this "
    "focal point. It's a *point* of order[^1], made  \nin two lines, twice: a *point* of order."
)
READING = read(f"# Role\n\nDear Minister,\n\n{ROLE}\n\n- a point of order\n\n[^1]: See above.\n")


def quoted(quote: str, passage: int | None = None) -> str | None:
    span = READING.find(quote, passage)
    return span and READING.passages[span.passage - 1].plain[span.start : span.end]


def test_find_gives_passage_and_offsets() -> None:
    assert READING.find("would welcome") == Span(passage=2, start=16, end=29)


@pytest.mark.parametrize(
    ("quote", "wording"),
    [
        ("would  welcome\nfurther", "would welcome further"),
        ("role\u00a0and activities", "role and activities"),
        (" focal point. ", "focal point."),
        ("made in two lines", "made\nin two lines"),
        ("It's a *point* of", "It's a point of"),
        ("a **point** of [order](http://x.org)", "a point of order"),
        ("point of order[^1], made", "point of order, made"),
        ("- a point of order\n", "a point of order"),
    ],
)
def test_find_folds_white_space_and_ignores_markup(quote: str, wording: str) -> None:
    assert quoted(quote) == wording


@pytest.mark.parametrize(
    "quote",
    ["", " \n", "**", "It’s a point", "WOULD WELCOME", "Role", "See above", "Minister, The Aegis"],
)
def test_find_takes_nothing_else_for_the_quote(quote: str) -> None:
    assert READING.find(quote) is None


def test_find_takes_the_first_place_or_that_in_the_passage_asked_for() -> None:
    spans = [READING.find("point of order", number) for number in (None, 1, 2, 3, 4, 0, -1)]
    first, item = Span(2, 105, 119), Span(3, 2, 16)
    assert spans == [first, None, first, item, None, None, None]


def test_find_prefers_the_quote_as_it_is_to_the_quote_without_markup() -> None:
    assert read("4\\. May\n\n4. May").find("4. May") == Span(1, 0, 6)


def test_find_folds_odd_spaces_in_the_text_itself() -> None:
    reading = read("on\u00a010  \u00a0May,  as  agreed,\tthen")
    assert reading.find("10 May, as agreed, then") == Span(1, 3, 30)


@given(st.text(" \u00a0\t\nab*_[^1]", min_size=1), st.data())
def test_find_finds_every_slice_of_a_passage(text: str, data: st.DataObject) -> None:
    for block in read(text).passages:
        start = data.draw(st.integers(0, len(block.plain) - 1))
        quote = block.plain[start : data.draw(st.integers(start + 1, len(block.plain)))]
        span = read(text).find(quote, block.number)
        if quote.split():
            assert span is not None
            assert block.plain[span.start : span.end].split() == quote.split()


@pytest.mark.parametrize(
    ("quote", "wording"),
    [
        (
            "would welcome more information on the role",
            "would welcome further information on the role",
        ),
        ("Would welcome further information", "would welcome further information"),
        ("It’s a point of order", "It's a point of order"),
        (
            "role and the activities of this focal point.",
            "role and activities of this focal point.",
        ),
        (
            "The Trust would welcome further information",
            "The Aegis Trust would welcome further information",
        ),
        ("infromation", "information"),
        ("the *rôle* and activities", "the role and activities"),
    ],
)
def test_nearest_shows_the_wording_of_the_text(quote: str, wording: str) -> None:
    nearest = READING.nearest(quote)
    assert nearest is not None
    assert (nearest.passage, nearest.wording) == (2, wording)
    assert 0.8 < nearest.likeness < 1


def test_nearest_to_a_quote_that_stands_in_the_text_is_that_quote() -> None:
    assert READING.nearest("focal  point") == Nearest(2, "focal point", 1.0)


@pytest.mark.parametrize("quote", ["", "  ", "a recipe for apple cake with cinnamon and cream"])
def test_nearest_is_nothing_where_nothing_is_near(quote: str) -> None:
    assert READING.nearest(quote) is None


def test_nearest_in_an_empty_text_is_nothing() -> None:
    assert read("# Only a heading").nearest("Only a heading") is None


def test_nearest_looks_at_a_long_text_and_a_long_quote() -> None:
    words = [f"word{place}" for place in range(6000)]
    reading = read("\n\n".join(" ".join(words[at : at + 100]) for at in range(0, 6000, 100)))
    quote = " ".join([*words[3010:3040], "changed", *words[3041:3090]])
    nearest = reading.nearest(quote)
    assert nearest is not None
    assert (nearest.passage, nearest.wording) == (31, " ".join(words[3010:3090]))


@given(st.text(max_size=200), st.text(max_size=50))
def test_nearest_is_always_a_stretch_of_its_passage(text: str, quote: str) -> None:
    reading = read(text)
    nearest = reading.nearest(quote)
    if nearest is not None:
        assert nearest.wording in reading.passages[nearest.passage - 1].plain
        assert 0.5 <= nearest.likeness <= 1
