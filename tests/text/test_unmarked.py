"""What is read without the parser is read as the parser would read it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.text import unmarked
from letters.text.assembly import assemble
from letters.text.markdown import parse

PIECES = (
    *("\n", "\n\n", "\n- ", "\n\n- ", "- ", " - ", "-", "  ", " ", "\t", "\xa0", "\u2028", "\x85"),
    *("word", "a line of words.", "4 September", "1. ", "12) ", "2012", "#", "# ", "> ", "+ ", "="),
    *("===", "---", "—", "“quoted”", "*", "**", "_", "`", "~~~", "[", "]", "[^1]", "(x)", "!", "<"),
    *("<http://a.org>", "http://a.org", "\\", "&amp;", "|", ":", "é", "ﬁ", "日本", "\r\n", "\x00"),
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "One.",
        "One.\n\n\n\nTwo.\n",
        "One,\nand still one.\n\nTwo",
        "We ask:\n- for this;\n- for that,\nplease.\n\nYours",
        "- this\n\n- that\n\nAnd more.",
        "“Quoted” – at http://a.org & 2012 (twice): 50 %",
    ],
)
def test_texts_without_markup_are_read_as_the_parser_reads_them(text: str) -> None:
    assert unmarked.is_unmarked(text)
    assert (unmarked.blocks(text), ()) == assemble(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        *("# Title", "*so*", "a_b", "[a](b)", "<http://a.org>", "a\\\nb", "1. one", "4. September"),
        *("> quoted", "+ point", "-point", "- - point", "- # point", "- 1. point", "---", "a \nb"),
        *(" a", "a\n  b", "- a\n  - b", "a\tb", "a\r\nb", "a\x0cb", "\ufeffa", "\xa0a", "Note[^1]"),
    ],
)
def test_a_text_with_any_markup_goes_to_the_parser(text: str) -> None:
    assert not unmarked.is_unmarked(text)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_read_without_the_parser_is_the_same(text: str) -> None:
    if unmarked.is_unmarked(text):
        assert (unmarked.blocks(text), ()) == assemble(parse(text))
