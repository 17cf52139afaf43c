"""Plain text written as Markdown reads back as the same text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from letters.text import clean, escape, read


def paragraphs(text: str) -> list[str]:
    """Split as Markdown does: only spaces and tabs make a line blank; then fold white space."""
    parts = re.split(r"\n[ \t]*(?=\n)", clean(text))
    return [folded for part in parts if (folded := " ".join(part.split()))]


def read_back(text: str) -> list[str]:
    return [" ".join(block.plain.split()) for block in read(escape(text)).blocks]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("4. September 2012", "4\\. September 2012"),
        ("1) first", "1\\) first"),
        ("2012.", "2012\\."),
        ("in 2012. Then", "in 2012. Then"),
        ("4.5 per cent", "4.5 per cent"),
        ("- x", "\\- x"),
        ("+", "\\+"),
        ("-5 degrees", "-5 degrees"),
        ("# y", "\\# y"),
        ("#1", "#1"),
        ("> z", "\\> z"),
        ("*", "\\*"),
        ("a\n---", "a\n\\---"),
        ("a\n===", "a\n\\==="),
        ("_____", "\\_\\_\\_\\_\\_"),
        ("snake_case _x_", "snake_case \\_x\\_"),
        ("[sic]", "[sic]"),
        ("[a](b) [c]: [^1] [[d]]", "\\[a](b) \\[c]: \\[^1] \\[[d]]"),
        ("<b> 3 < 4", "\\<b> 3 < 4"),
        ("R&D &amp; &#65;", "R&D \\&amp; \\&#65;"),
        ("`a` C:\\b", "\\`a\\` C:\\\\b"),
        ("~~~", "\\~~~"),
        ("a  \nb\\\nc", "a\nb\\\\\nc"),
        ("    a   b\t c  ", "a b c"),
        ("a\r\n \t\r\n\n\nb", "a\n\nb"),
        ("10\u00a0May", "10\u00a0May"),
        ("", ""),
    ],
)
def test_escape_escapes_what_would_be_misread_and_no_more(text: str, markdown: str) -> None:
    assert escape(text) == markdown
    assert read_back(text) == paragraphs(text)


HOSTILE = st.text(" \n\t\u00a0a1.)-+*_#>=~`[]()<>!&;:\\^|/\"'’", max_size=40)


@given(st.text() | HOSTILE)
def test_escaped_text_reads_back(text: str) -> None:
    assert read_back(text) == paragraphs(text)
    assert all(block.kind == "paragraph" for block in read(escape(text)).blocks)


class Words(HTMLParser):
    """Collect the text of HTML, and the tags that are not paragraphs."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text() | HOSTILE)
def test_escaped_text_is_plain_to_any_commonmark_parser(text: str) -> None:
    words = Words(MarkdownIt("commonmark").render(escape(text)))
    assert words.text.split() == clean(text).split()
    assert words.tags <= {"p"}
