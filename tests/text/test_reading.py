"""What the parts of a text are read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.text import MAX_LENGTH, Footnote, ReadingText, clean, read

LETTER = """\
# The Responsibility to Protect[^a]

We welcome the report,
*Timely and **Decisive** Response*.

- Affirm your support.
- Make clear:
  1. who leads;
  2. what is done.

  This is the second point.

Yours\x20\x20
faithfully[^b], and again[^a]

[^a]: See <http://globalr2p.org>
[^b]: As *printed*.

    And more.
[^c]: Nobody asks for this one.
"""


def outline(reading: ReadingText) -> list[tuple[str, int, str, int | None, str]]:
    return [
        (each.kind, each.level, each.marker, each.number, each.plain) for each in reading.blocks
    ]


def plains(markdown: str) -> list[str]:
    return [block.plain for block in read(markdown).blocks]


def test_read_numbers_paragraphs_and_items_but_not_headings() -> None:
    assert outline(read(LETTER)) == [
        ("heading", 1, "", None, "The Responsibility to Protect"),
        ("paragraph", 0, "", 1, "We welcome the report, Timely and Decisive Response."),
        ("item", 1, "•", 2, "Affirm your support."),
        ("item", 1, "•", 3, "Make clear:"),
        ("item", 2, "1.", 4, "who leads;"),
        ("item", 2, "2.", 5, "what is done."),
        ("item", 1, "", 6, "This is the second point."),
        ("paragraph", 0, "", 7, "Yours\nfaithfully, and again"),
    ]


def test_passage_is_found_by_number_only_in_range() -> None:
    reading = read(LETTER)
    found = [reading.passage(number) for number in (-1, 0, 1, 7, 8)]
    assert found == [None, None, reading.passages[0], reading.passages[6], None]


def test_footnotes_count_by_first_reference_and_the_unused_come_last() -> None:
    footnotes = read(LETTER).footnotes
    assert [(each.label, each.number, each.plain, each.is_referenced) for each in footnotes] == [
        ("a", 1, "See http://globalr2p.org", True),
        ("b", 2, "As printed.\nAnd more.", True),
        ("c", 3, "Nobody asks for this one.", False),
    ]


def test_footnotes_may_refer_to_footnotes_and_share_a_label() -> None:
    reading = read("Text[^x].\n\n[^y]: two\n\n[^x]: one[^y]\n\n[^x]: three\n")
    assert [(each.label, each.plain) for each in reading.footnotes] == [
        ("x", "one"),
        ("y", "two"),
        ("x", "three"),
    ]


def test_a_reference_without_words_beside_it_is_no_passage() -> None:
    reading = read("[^1]\n\n[^1]: a")
    assert reading.blocks == ()
    assert [(each.plain, each.is_referenced) for each in reading.footnotes] == [("a", False)]


def test_plain_is_the_whole_text_with_footnotes_last() -> None:
    assert read("# A\n\nb[^1] *c*\n\n- d\n\n[^1]: e\n").plain == "A\n\nb c\n\nd\n\ne"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("    four spaces are no code", ["four spaces are no code"]),
        ("```\nfence\n```", ["``` fence ```"]),
        ("a `code` b", ["a `code` b"]),
        ("<script>alert(1)</script>", ["<script>alert(1)</script>"]),
        ("<div>\n\n<!-- b -->", ["<div>", "<!-- b -->"]),
        ("&amp; &nbsp; &#0;", ["&amp; &nbsp; &#0;"]),
        ("![picture](http://a.org/b.png)", ["![picture](http://a.org/b.png)"]),
        ("| a | b |\n|---|---|\n| c | d |", ["| a | b | |---|---| | c | d |"]),
        ("~~struck~~", ["~~struck~~"]),
        ("[a]: http://b.org", ["[a]: http://b.org"]),
        ("a\n---\nb\n===", ["a", "---", "b ==="]),
        ("* * *", ["* * *"]),
        ("#\n\n## ##", ["#", "## ##"]),
        ("^[inline note]", ["^[inline note]"]),
        ("no such note[^9]", ["no such note[^9]"]),
        ("[away](/letters/) [run](javascript:x)", ["[away](/letters/) [run](javascript:x)"]),
        ("[](http://a.org)", ["http://a.org"]),
        ("- a\n-\n- b", ["a", "-", "b"]),
        ("12.\n\n7)", ["12.", "7)"]),
        ("\u00a0\n\na", ["a"]),
    ],
)
def test_what_is_not_in_the_subset_stays_as_text(markdown: str, plain: list[str]) -> None:
    assert plains(markdown) == plain


def test_numbers_of_a_list_are_those_typed() -> None:
    reading = read("4. a\n4. b\n9. c\n\n1) d\n")
    assert [block.marker for block in reading.blocks] == ["4.", "4.", "9.", "1)"]


def test_an_item_that_begins_with_a_list_keeps_both_markers() -> None:
    assert outline(read("1. - a")) == [("item", 2, "1. •", 1, "a")]


def test_quotation_is_flagged_and_numbered_like_any_paragraph() -> None:
    blocks = read("He writes:\n\n> We *agree*.\n\nDo you?").blocks
    assert [(block.number, block.quoted, block.plain) for block in blocks] == [
        (1, False, "He writes:"),
        (2, True, "We agree."),
        (3, False, "Do you?"),
    ]


def test_nesting_beyond_the_limit_is_text() -> None:
    deepest = read("- " * 30 + "end").blocks[-1]
    assert (deepest.level, deepest.plain) == (8, "- " * 22 + "end")


def test_empty_text_has_no_blocks() -> None:
    assert [read(text).blocks for text in ("", " \n\t\n", "\u00a0")] == [(), (), ()]


def test_clean_knows_one_line_end_and_no_controls() -> None:
    assert clean("\ufeffa\r\nb\rc\vd\fe\u2028f\x00\x1b\x85\ud800\t") == "a\nb\nc\nd\ne\nf��\n�\t"


def test_read_cleans_before_it_reads() -> None:
    assert plains("a\x0c\x0cb\x00c\r\n\r\nd") == ["a", "b�c", "d"]


def test_read_refuses_what_is_too_long() -> None:
    with pytest.raises(ValueError, match="1,000,001 characters long; at most 1,000,000"):
        read("a" * (MAX_LENGTH + 1))


def test_read_keeps_recent_texts_but_not_huge_ones() -> None:
    small, huge = "a " * 10, "a " * 40_000
    assert (read(small) is read(small), read(huge) is read(huge)) == (True, False)


MARKUP = [
    *["*", "**", "_", "[", "]", "(http://x.org)", "<", "http://x.org>", "!", "&amp;", "`", "\\"],
    *["\n", "\n\n", "  \n", "    ", "\t", "- ", "1. ", "2) ", "> ", "# ", "---\n", "|", " "],
    *["[^1]", "[^2]", "[^1]: ", "\n[^2]: ", "[a](http://x.org)", "\u00a0", "\x00", "\x0c"],
]
PIECES = st.lists(st.sampled_from(MARKUP) | st.just("w"), max_size=60)


@given(PIECES)
def test_no_word_is_lost_or_doubled(pieces: list[str]) -> None:
    words = [f"w{place}w" if piece == "w" else piece for place, piece in enumerate(pieces)]
    plain = read("".join(words)).plain
    assert [plain.count(word) for word in words if word.startswith("w")] == [1] * pieces.count("w")


@given(PIECES)
def test_passages_count_from_one_and_are_never_empty(pieces: list[str]) -> None:
    reading = read("".join(pieces))
    assert [each.number for each in reading.passages] == [*range(1, len(reading.passages) + 1)]
    assert all(block.plain.strip() for block in reading.blocks)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text)
    assert isinstance(reading.plain, str)
    assert all(isinstance(each, Footnote) for each in reading.footnotes)
