"""Marks over a text: what they look like, and that no mark can break the page."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.text import Mark, MarkKind, read
from tests.text.test_reading import LETTER, PIECES

KINDS: tuple[MarkKind, ...] = ("ask", "answer", "echo", "hit")
CSS = {"ask": "ask", "answer": "answer", "echo": "echoed", "hit": "hit"}


REFERENCE = '<sup><a href="#fn{0}" id="fnref{1}" aria-label="Footnote {0}">{0}</a></sup>'


def html(markdown: str, *marks: Mark) -> str:
    return read(markdown).render(marks)[0].html


def test_render_writes_the_inside_of_every_block() -> None:
    assert [each.html for each in read(LETTER).render()] == [
        "The Responsibility to Protect" + REFERENCE.format(1, 1),
        "We welcome the report, <em>Timely and <strong>Decisive</strong> Response</em>.",
        "Affirm your support.",
        "Make clear:",
        "who leads;",
        "what is done.",
        "This is the second point.",
        f"Yours<br>\nfaithfully{REFERENCE.format(2, 2)}, and again{REFERENCE.format(1, '1-2')}",
    ]


def test_render_footnotes_writes_their_inside() -> None:
    assert [(each.number, each.html) for each in read(LETTER).render_footnotes()] == [
        (1, 'See <a href="http://globalr2p.org" rel="external nofollow">http://globalr2p.org</a>'),
        (2, "As <em>printed</em>.<br>\nAnd more."),
        (3, "Nobody asks for this one."),
    ]


def test_prefix_keeps_the_footnotes_of_two_letters_apart() -> None:
    reading = read("a[^1]\n\n[^1]: b[^1]")
    ref = '<sup><a href="#fnx-1" id="fnrefx-1{}" aria-label="Footnote 1">1</a></sup>'
    assert reading.render(prefix="x-")[0].html == "a" + ref.format("")
    assert reading.render_footnotes(prefix="x-")[0].html == "b" + ref.format("-2")


def test_ask_carries_its_number_and_id() -> None:
    mark = Mark(1, 3, 10, "ask", label="4", id="ask-4")
    assert html("We urge you", mark) == (
        'We <mark class="ask" id="ask-4" data-n="4">urge yo</mark>u'
    )


def test_echo_is_no_mark_but_a_span() -> None:
    assert html("We urge you", Mark(1, 3, 7, "echo")) == 'We <span class="echoed">urge</span> you'
    assert html("We urge you", Mark(1, 3, 7, "phrase")) == (
        'We <span class="echoed phrase">urge</span> you'
    )


def test_what_differs_is_an_edit() -> None:
    assert html("We urge you", Mark(1, 3, 7, "dropped")) == "We <del>urge</del> you"
    assert html("We urge you", Mark(1, 3, 7, "added")) == "We <ins>urge</ins> you"


def test_marks_over_the_same_words_nest_in_a_fixed_order() -> None:
    marks = [Mark(1, 0, 1, kind) for kind in reversed(KINDS)]
    assert html("*a*", *marks) == (
        '<mark class="ask"><mark class="answer"><span class="echoed"><mark class="hit"><em>a</em>'
        "</mark></span></mark></mark>"
    )


def test_of_two_overlapping_marks_the_later_is_split_and_numbered_once() -> None:
    marks = Mark(1, 0, 4, "ask", "1", "ask-1"), Mark(1, 2, 6, "ask", "2", "ask-2")
    assert html("abcdef", *marks) == (
        '<mark class="ask" id="ask-1" data-n="1">ab<mark class="ask" id="ask-2" data-n="2">cd'
        '</mark></mark><mark class="ask">ef</mark>'
    )


def test_a_mark_across_emphasis_splits_the_emphasis() -> None:
    assert (
        html("ab*cd*ef", Mark(1, 1, 3, "hit"))
        == 'a<mark class="hit">b<em>c</em></mark><em>d</em>ef'
    )


def test_a_mark_across_a_link_leaves_the_link_whole() -> None:
    link = '<a href="http://x.org" rel="external nofollow">'
    first, last = Mark(1, 1, 3, "ask", "1"), Mark(1, 3, 5, "hit")
    assert html("ab[cd](http://x.org)ef", first, last) == (
        f'a<mark class="ask" data-n="1">b</mark>{link}<mark class="ask">c</mark>'
        f'<mark class="hit">d</mark></a><mark class="hit">e</mark>f'
    )


def test_a_footnote_within_a_link_leaves_the_link_as_text() -> None:
    assert (
        html("[a[^1]b](http://x.org)\n\n[^1]: c") == f"[a{REFERENCE.format(1, 1)}b](http://x.org)"
    )


def test_a_footnote_stands_outside_of_what_ends_before_it() -> None:
    mark = Mark(1, 0, 1, "hit"), Mark(1, 1, 2, "hit")
    assert html("*a*[^1]b\n\n[^1]: c", *mark) == (
        f'<mark class="hit"><em>a</em></mark>{REFERENCE.format(1, 1)}<mark class="hit">b</mark>'
    )


@pytest.mark.parametrize(
    "mark",
    [
        Mark(1, 2, 2, "ask"),
        Mark(1, 3, 2, "ask"),
        Mark(1, 4, 9, "ask"),
        Mark(1, -5, 0, "ask"),
        Mark(0, 0, 4, "ask"),
        Mark(2, 0, 4, "ask"),
        Mark(-1, 0, 4, "ask"),
    ],
)
def test_marks_on_nothing_are_left_out(mark: Mark) -> None:
    assert html("abcd", mark) == "abcd"


def test_marks_are_cut_to_the_passage() -> None:
    assert html("abcd", Mark(1, -9, 99, "hit")) == '<mark class="hit">abcd</mark>'


def test_headings_are_never_marked() -> None:
    marks = [Mark(number, 0, 9, "hit") for number in range(-1, 3)]
    assert [each.html for each in read("# a\n\nb").render(marks)] == [
        "a",
        '<mark class="hit">b</mark>',
    ]


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        (
            "[a](HTTPS://x.org 'T \"&')",
            '<a href="HTTPS://x.org" title="T &quot;&amp;" rel="external nofollow">a</a>',
        ),
        ("[a](mailto:a@b.org)", '<a href="mailto:a@b.org">a</a>'),
        ("<a@b.org>", '<a href="mailto:a@b.org">a@b.org</a>'),
        ("[a](http://x.org/?a&b)", '<a href="http://x.org/?a&amp;b" rel="external nofollow">a</a>'),
        (
            "<http://x.org/%C3%A9>",
            '<a href="http://x.org/%C3%A9" rel="external nofollow">http://x.org/%C3%A9</a>',
        ),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        ("[a](//x.org)", "[a](//x.org)"),
        ("[a](java\tscript:x)", "[a](java\tscript:x)"),
        ("<javascript:x>", "&lt;javascript:x&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        (
            '[a](http://x.org/"onclick="x)',
            '<a href="http://x.org/%22onclick=%22x" rel="external nofollow">a</a>',
        ),
    ],
)
def test_only_web_and_mail_links_and_no_html(markdown: str, written: str) -> None:
    assert html(markdown) == written


def test_labels_ids_and_prefixes_are_escaped() -> None:
    assert html("a", Mark(1, 0, 1, "ask", '"<', '">')) == (
        '<mark class="ask" id="&quot;&gt;" data-n="&quot;&lt;">a</mark>'
    )
    assert '"><' not in read("a[^1]\n\n[^1]: b").render(prefix='"><')[0].html


class Seen(HTMLParser):
    """Read HTML back: its text, and over each character the classes of the marks.

    Fails on anything that is not well-formed, not allowed, empty, or a link within a link.
    """

    ALLOWED = {"mark", "span", "em", "strong", "a", "sup", "br"}
    ATTRIBUTES = {"class", "data-n", "id", "href", "rel", "title", "aria-label"}

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.text = ""
        self.marked: list[Counter[str]] = []
        self.ids: list[str] = []
        self.emptiness = False
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert tag in self.ALLOWED
        assert values.keys() <= self.ATTRIBUTES
        assert tag != "a" or all(name != "a" for name, _ in self.open)
        self.ids += filter(None, [values.get("id")])
        if tag != "br":
            self.open.append((tag, values.get("class") or ""))
            self.emptiness = True

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag
        assert not self.emptiness

    def handle_data(self, data: str) -> None:
        self.emptiness = False
        if all(tag != "sup" for tag, _ in self.open):
            self.text += data
            classes = Counter(css for tag, css in self.open if tag in ("mark", "span"))
            self.marked += [classes] * len(data)


MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(1, 3),
        st.integers(-2, 30),
        st.integers(-2, 30),
        st.sampled_from(KINDS),
        label=st.just(""),
        id=st.just(""),
    ),
    max_size=8,
)
RICH = st.lists(
    st.sampled_from(
        ["*", "**", "[", "](http://x.org)", "[^1]", "ab", " ", "c*", "\\\n", "\n\n", "_"]
    ),
    max_size=30,
).map(lambda pieces: "".join(pieces) + "\n\n[^1]: note *a* [b](http://y.org)[^1]")


@given(PIECES.map("".join) | RICH, MARKS)
def test_render_is_well_formed_and_keeps_every_character(markdown: str, marks: list[Mark]) -> None:
    reading = read(markdown)
    ids = []
    for rendered in reading.render(marks):
        seen = Seen(rendered.html)
        assert seen.text == rendered.block.plain
        ids += seen.ids
    for note, footnote in zip(reading.render_footnotes(), reading.footnotes, strict=True):
        seen = Seen(note.html)
        assert seen.text == footnote.plain
        ids += seen.ids
    assert len(ids) == len(set(ids))


@given(RICH, MARKS)
def test_every_character_carries_its_marks_and_no_others(markdown: str, marks: list[Mark]) -> None:
    for rendered in read(markdown).render(marks):
        mine = [mark for mark in marks if mark.passage == rendered.block.number]
        assert Seen(rendered.html).marked == [
            Counter(CSS[mark.kind] for mark in mine if mark.start <= at < mark.end)
            for at in range(len(rendered.block.plain))
        ]
