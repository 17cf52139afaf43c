"""The reading text of a letter: numbered passages, quotes in them, marked HTML, snippets.

A letter's text is Markdown, a small subset of it (``markdown.py`` says which). ``read()`` turns it
into a ``ReadingText``, and the rest is asked of that. Passages are stored nowhere: they are the
paragraphs and list items of the text, counted from 1. All offsets are 0-based code points. May
import nothing else of this project.
"""

from letters.text.blocks import Block, Footnote
from letters.text.lines import plain_lines, render_lines
from letters.text.markdown import MAX_LENGTH, clean, escape
from letters.text.marks import Mark, MarkKind
from letters.text.quotes import Nearest, Span
from letters.text.reading import ReadingText, Rendered, RenderedFootnote, read
from letters.text.snippets import Snippet, snippet, snippet_of

__all__ = [
    "MAX_LENGTH",
    "Block",
    "Footnote",
    "Mark",
    "MarkKind",
    "Nearest",
    "ReadingText",
    "Rendered",
    "RenderedFootnote",
    "Snippet",
    "Span",
    "clean",
    "escape",
    "plain_lines",
    "read",
    "render_lines",
    "snippet",
    "snippet_of",
]
