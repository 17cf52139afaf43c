"""Snippets: the passage chosen, the words shown, the hits in them."""

import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from letters.text import Snippet, read, snippet, snippet_of

LETTER = read(
    "# The focal point\n\nOne focal point here.\n\n"
    "A focal point and its focal point.\n\nPrevention by a focal point.\n\nNothing at all."
)


def finder(pattern: str) -> Callable[[str], list[tuple[int, int]]]:
    return lambda plain: [match.span() for match in re.finditer(pattern, plain, re.IGNORECASE)]


def shown(found: Snippet) -> str:
    return "".join(text for text, _ in found.pieces)


def test_snippet_takes_the_passage_with_most_different_hits() -> None:
    assert snippet(LETTER, finder("focal point|prevention")) == Snippet(
        passage=3,
        pieces=[("Prevention", True), (" by a ", False), ("focal point", True), (".", False)],
        leading=False,
        trailing=False,
        more=2,
        more_hits=3,
    )


def test_snippet_then_takes_the_passage_with_most_hits() -> None:
    found = snippet(LETTER, finder("focal point"))
    assert found is not None
    assert (found.passage, found.more, found.more_hits) == (2, 2, 2)


def test_snippet_then_takes_the_first_passage() -> None:
    found = snippet(LETTER, finder("one|nothing"))
    assert found is not None
    assert (found.passage, found.pieces[0]) == (1, ("One", True))


def test_no_hits_no_snippet() -> None:
    assert snippet(LETTER, finder("elsewhere")) is None
    assert snippet(read(""), finder("a")) is None


def test_snippet_of_a_long_text_begins_and_ends_between_words() -> None:
    text = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
    found = snippet_of(text, [(31, 35)], 20)
    assert found == Snippet(
        passage=None,
        pieces=[("epsilon ", False), ("zeta", True), (" eta", False)],
        leading=True,
        trailing=True,
    )


def test_snippet_shows_the_beginning_where_it_reaches_the_hits() -> None:
    found = snippet_of("alpha beta gamma delta", [(6, 10)], 12)
    assert (shown(found), found.leading, found.trailing) == ("alpha beta", False, True)


def test_snippet_shows_the_end_where_the_hits_are_there() -> None:
    found = snippet_of("alpha beta gamma delta", [(17, 22)], 12)
    assert (shown(found), found.leading, found.trailing) == ("gamma delta", True, False)


def test_snippet_prefers_different_hits_to_many() -> None:
    text = "aa aa aa aa . . . . . . . . . . . . . . . . aa bb"
    hits = finder("aa|bb")(text)
    found = snippet_of(text, hits, 12)
    assert (shown(found).endswith("aa bb"), found.more_hits) == (True, 4)


def test_a_hit_longer_than_the_snippet_is_cut() -> None:
    text = "before " + "long hit of many words " * 5 + "after"
    found = snippet_of(text, [(7, 120)], 30)
    assert found.pieces == [("long hit of many words long", True)]
    assert (found.leading, found.trailing) == (True, True)


def test_overlapping_and_outlying_hits_are_mended() -> None:
    found = snippet_of("alpha beta", [(3, 8), (-4, 2), (0, 5), (6, 6), (9, 99), (50, 60)])
    assert found.pieces == [("alpha be", True), ("t", False), ("a", True)]


def test_line_breaks_are_shown_as_spaces() -> None:
    assert snippet_of("Yours\nsincerely", []).pieces == [("Yours sincerely", False)]


def test_a_snippet_without_hits_is_the_beginning() -> None:
    found = snippet_of("A summary of some length, cut", [], 20)
    assert found == Snippet(None, [("A summary of some", False)], leading=False, trailing=True)


def test_a_word_longer_than_the_snippet_is_cut() -> None:
    assert shown(snippet_of("a" * 50, [(20, 22)], 10)) == "a" * 10


HITS = st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=6)


@given(st.text("ab \u00a0\n", max_size=80), HITS, st.integers(1, 40))
def test_snippet_is_a_stretch_of_the_text_no_longer_than_asked(
    text: str, hits: list[tuple[int, int]], length: int
) -> None:
    found = snippet_of(text, hits, length)
    assert shown(found) in text.replace("\n", " ")
    assert len(shown(found)) <= length
    assert all(piece for piece, _ in found.pieces)
    assert (found.leading or found.trailing) == (len(shown(found)) < len(text))
    real = any(max(start, 0) < min(end, len(text)) for start, end in hits)
    assert any(is_hit for _, is_hit in found.pieces) == real
