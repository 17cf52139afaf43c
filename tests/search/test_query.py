"""What a reader types becomes a tree, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.search.query import (
    MAX_LENGTH,
    MAX_WORDS,
    Name,
    Phrase,
    Prefix,
    Query,
    Reference,
    Term,
    Word,
    parse,
)


def wanted(text: str) -> tuple[tuple[Term, ...], ...]:
    return parse(text).wanted


def words(*texts: str) -> tuple[tuple[Term, ...], ...]:
    return tuple((Word(text),) for text in texts)


def test_words_are_all_wanted() -> None:
    assert wanted("focal  Point\tRÔLE") == words("focal", "point", "role")


def test_phrase_takes_any_quotation_marks() -> None:
    for text in ('"focal point"', "“focal point”", "„focal point“", "«focal point»"):
        assert wanted(text) == ((Phrase(("focal", "point")),),)


def test_phrase_of_one_word_stays_a_phrase() -> None:
    assert wanted('"point"') == ((Phrase(("point",)),),)


def test_compound_is_a_phrase() -> None:
    assert wanted("UNA–UK") == wanted("UNA-UK") == ((Phrase(("una", "uk")),),)


def test_slash_parts_words() -> None:
    assert wanted("Ghana/Mali") == words("ghana", "mali")


def test_minus_excludes() -> None:
    query = parse('support -syria -"focal point" –mali -his/her')
    assert query.wanted == words("support")
    assert query.unwanted == (
        Word("syria"),
        Phrase(("focal", "point")),
        Word("mali"),
        Phrase(("his", "her")),
    )


def test_or_joins_its_neighbours() -> None:
    assert wanted("a OR b OR c d") == ((Word("a"), Word("b"), Word("c")), (Word("d"),))


@pytest.mark.parametrize("text", ["syria OR", "OR syria", "OR OR syria OR"])
def test_or_beside_nothing_is_left_out(text: str) -> None:
    assert wanted(text) == words("syria")


def test_or_alone_is_a_word() -> None:
    assert wanted("OR") == words("or")
    assert wanted("or") == words("or")


def test_prefix_has_every_form_of_its_beginning() -> None:
    ((prefix,),) = wanted("Organiz*")
    assert isinstance(prefix, Prefix)
    assert "organis" in prefix.beginnings


def test_prefix_may_end_a_compound() -> None:
    assert wanted("self-def*") == ((Word("self"),), (Prefix(("def",)),))


def test_fields_take_a_word_or_a_phrase() -> None:
    assert wanted('from:"Foreign Office" To:hague signed:Serbin') == (
        (Name("from", ("foreign", "office")),),
        (Name("to", ("hague",)),),
        (Name("signed", ("serbin",)),),
    )


def test_reference_is_whole() -> None:
    assert wanted("ref:MIN/66425/2014") == ((Reference("min/66425/2014"),),)
    assert wanted('ref:"Our  Ref 4"') == ((Reference("our ref 4"),),)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("from:", ["from"]),
        ("ref: x", ["ref", "x"]),
        ("subject:peace", ["subject", "peace"]),
        ('"unbalanced phrase', ["unbalanced", "phrase"]),
        ("(a AND b)", ["a", "and", "b"]),
        ("[a TO b]^2~", ["a", "to", "b", "2"]),
    ],
)
def test_odd_input_is_read_as_plain_words(text: str, plain: list[str]) -> None:
    assert wanted(text) == words(*plain)


@pytest.mark.parametrize("text", ["", "  ", "-", '"', '""', "*", "((((", "…", "-*"])
def test_nothing_to_search_for(text: str) -> None:
    assert not parse(text)


def test_words_beyond_the_limit_are_left_out_with_a_notice() -> None:
    query = parse(" ".join(f"w{number}" for number in range(50)))
    assert len(query.wanted) == MAX_WORDS
    assert query.notices == (
        f"Only the first {MAX_WORDS} words are searched; the rest is ignored.",
    )


def test_long_phrase_is_cut() -> None:
    query = parse(f'"{"word " * 40}"')
    assert query.wanted == ((Phrase(("word",) * MAX_WORDS),),)
    assert len(query.notices) == 1


def test_spans_are_those_of_the_words_typed() -> None:
    text = "of “focal point” UNA-UK operation*"
    spans = [text[slice(*term.span)] for term in parse(text).terms]
    assert spans == ["of", "“focal point”", "UNA-UK", "operation*"]


def test_long_text_is_cut_with_a_notice() -> None:
    query = parse("x" * 10_000)
    assert query.wanted == words("x" * MAX_LENGTH)
    assert query.notices == (f"Only the first {MAX_LENGTH:,} characters are searched.",)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert len(query.terms) + len(query.unwanted) <= MAX_WORDS
    assert all(len(text[slice(*term.span)]) > 0 for term in query.terms)


@given(st.text(alphabet='ab"-*:() ORfromtsigned', max_size=60))
def test_any_text_of_operators_is_read(text: str) -> None:
    assert len(parse(text).terms) <= MAX_WORDS
