"""Openers and closers, whose lines stay lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.text import MAX_LENGTH, escape, plain_lines, render_lines
from tests.text.test_escape import HOSTILE
from tests.text.test_marks import Seen

OPENER = """\
Foreign &\x20\x20
*Commonwealth*
Office

[www.fco.gov.uk](http://www.fco.gov.uk)\\
London <SW1A 2AH>


4. September 2012
- a dash
# not a heading
"""


def test_render_lines_keeps_lines_and_blocks() -> None:
    assert render_lines(OPENER) == (
        "Foreign &amp;<br>\n<em>Commonwealth</em><br>\nOffice",
        '<a href="http://www.fco.gov.uk" rel="external nofollow">www.fco.gov.uk</a><br>\n'
        "London &lt;SW1A 2AH&gt;",
        "4. September 2012<br>\n- a dash<br>\n# not a heading",
    )


def test_plain_lines_takes_the_markup_out() -> None:
    assert plain_lines(OPENER) == (
        "Foreign &\nCommonwealth\nOffice\n\nwww.fco.gov.uk\nLondon <SW1A 2AH>\n\n"
        "4. September 2012\n- a dash\n# not a heading"
    )


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\r\n"])
def test_nothing_has_no_blocks(text: str) -> None:
    assert (render_lines(text), plain_lines(text)) == ((), "")


def test_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1,000,000"):
        plain_lines("a" * (MAX_LENGTH + 1))


@given(st.text() | HOSTILE)
def test_rendered_lines_are_the_plain_lines(text: str) -> None:
    assert "\n\n".join(Seen(block).text for block in render_lines(text)) == plain_lines(text)


@given(HOSTILE)
def test_escaped_lines_read_back(text: str) -> None:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    back = [" ".join(line.split()) for line in plain_lines(escape(text)).split("\n")]
    assert list(filter(None, back)) == list(filter(None, lines))
