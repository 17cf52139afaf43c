"""Text in which lines stay lines: the opener and the closer of a letter.

Blocks are separated by blank lines. Within them emphasis and links are understood, and nothing
else: a line that begins with "4." or "-" is a line.
"""

import re
from collections.abc import Iterator

from django.utils.safestring import SafeString

from letters.text.assembly import wording_of
from letters.text.blocks import Wording
from letters.text.markdown import clean, parse_inline
from letters.text.marks import render

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def render_lines(text: str) -> tuple[SafeString, ...]:
    """Write each block of such a text as HTML, its lines separated by "<br>"."""
    return tuple(render(wording) for wording in _wordings(text))


def plain_lines(text: str) -> str:
    """Take the markup out of such a text; its lines and blank lines stay."""
    return "\n\n".join(wording.plain for wording in _wordings(text)) if text else ""


def _wordings(text: str) -> Iterator[Wording]:
    for block in _BLANK_LINES.split(clean(text).strip()):
        if block:
            yield wording_of(parse_inline(block.strip()), line_break="\n")
