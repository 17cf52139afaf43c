"""Comparison of two letters: what is an echo, and what is none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.echoes import Comparison, compare
from letters.text import read

SENTENCE = (
    "We call on your government to strengthen the mechanisms that protect populations from mass"
    " atrocities, and to report on them every year."
)
OTHER = (
    "Accountability and prevention are mutually reinforcing processes that deserve the attention"
    " of every member state at all times."
)
LEAD_IN = "We encourage you to consider the following points in your reply:"
PHRASES = [
    "the Responsibility to Protect",
    "Rt Hon William Hague MP, Secretary of State for Foreign and Commonwealth Affairs",
    "The Aegis Trust, Minority Rights Group and the United Nations Association of the United"
    " Kingdom (UNA-UK)",
    "We look forward to hearing from you.",
    "Thank you for your letter of 14 May 2014.",
]

vocabulary = st.sampled_from(SENTENCE.split() + OTHER.split())
passages = st.one_of(
    st.sampled_from([SENTENCE, OTHER, LEAD_IN, *PHRASES]),
    st.lists(vocabulary, min_size=1, max_size=30).map(" ".join),
)
letters = st.lists(passages, max_size=5).map("\n\n".join)


def compared(here: str, there: str) -> Comparison:
    return compare(read(here), read(there))


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def links(here: str, there: str) -> list[tuple[int, int]]:
    return [(echo.here, echo.there) for echo in compared(here, there).echoes]


def test_the_same_passage_is_an_echo_wherever_it_stands() -> None:
    assert links(f"{OTHER}\n\n{SENTENCE}", f"Dear all\n\n- {SENTENCE}\n- Yours") == [(2, 2)]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_name_or_a_formula_alone_is_no_echo(phrase: str) -> None:
    here = f"{phrase}\n\nWe write about the weather in the north."
    there = f"You may know that {phrase}\n\nNothing else is to be said of it today."
    assert links(here, there) == []


def test_a_short_passage_is_an_echo_beside_a_sure_one_only() -> None:
    there = LEAD_IN.replace("your reply", "a speech")
    assert links(LEAD_IN, there) == []
    assert links(f"{LEAD_IN}\n\n{SENTENCE}", f"{SENTENCE}\n\n{there}") == [(1, 2), (2, 1)]


def test_a_set_phrase_in_a_longer_passage_is_no_echo_beside_a_sure_one() -> None:
    here = f"{SENTENCE}\n\nIn closing, may I say that {PHRASES[3].lower()}"
    there = f"{SENTENCE}\n\nMinisters will note this, and {PHRASES[3].lower()}"
    assert links(here, there) == [(1, 1)]


def test_words_echo_what_they_are_most_like() -> None:
    nearly = SENTENCE.replace("mass atrocities", "great harm")
    assert links(SENTENCE, f"{nearly}\n\n{SENTENCE}") == [(1, 2)]


def test_the_words_of_a_passage_may_stand_in_two_there() -> None:
    assert links(f"{SENTENCE} {OTHER}", f"{OTHER}\n\n{SENTENCE}") == [(1, 1), (1, 2)]


def test_a_footnote_and_markup_are_not_compared() -> None:
    dressed = SENTENCE.replace("government", "*government*[^1]") + "\n\n[^1]: " + OTHER
    found = compared(dressed, f"{SENTENCE}\n\n{OTHER}")
    assert [(echo.here, echo.there, echo.shared) for echo in found.echoes] == [(1, 1, 22)]


def test_shared_words_are_those_spelled_the_same() -> None:
    found = compared("We organised the work of the twelve programmes that protect civilians "
                     "against every danger.", "We organized the work of the twelve programs that "
                     "protect civilians against every danger.")  # fmt: skip
    echo = found.echoes[0]
    assert (echo.shared, echo.of) == (12, 14)
    assert [(each.here, each.there) for each in echo.differences] == [
        ("organised", "organized"),
        ("programmes", "programs"),
    ]
    assert len(echo.spans) == 1


def test_case_and_apostrophes_are_no_differences() -> None:
    here = SENTENCE.replace("your", "the world's")
    found = compared(here, here.upper().replace("'", "’"))
    assert found.echoes[0].differences == ()


def test_the_different_words_are_marked_on_each_side() -> None:
    here = SENTENCE.replace("your government", "the UK").replace("strengthen", "strengthens")
    found = compared(here, SENTENCE)
    assert [here[slice(*span)] for span in found.different(1)] == ["the UK", "strengthens"]
    assert [SENTENCE[slice(*span)] for span in found.flipped().different(1)] == [
        "your government",
        "strengthen",
    ]


def test_a_letter_is_nearly_all_in_another_where_four_words_in_five_are() -> None:
    assert compared(SENTENCE, f"{SENTENCE}\n\n{OTHER}").is_nearly_all
    assert not compared(f"{SENTENCE}\n\n{OTHER}", SENTENCE).is_nearly_all
    assert not compared("", "").is_nearly_all


@given(letters, letters)
def test_comparison_is_symmetric(one: str, other: str) -> None:
    assert compared(one, other).flipped() == compared(other, one)


@given(letters, letters)
def test_every_marked_word_stands_in_both(one: str, other: str) -> None:
    here, there = read(one), read(other)
    found = compare(here, there)
    for passage, echoes in found.by_passage.items():
        words = words_of(" ".join(there.passages[echo.there - 1].plain for echo in echoes))
        text = here.passages[passage - 1].plain
        different = {place for span in found.different(passage) for place in range(*span)}
        same = (" " if place in different else sign for place, sign in enumerate(text))
        assert words.issuperset(words_of("".join(same)))


@given(letters, letters)
def test_shared_words_are_no_more_than_there_are(one: str, other: str) -> None:
    found = compared(one, other)
    assert found.shared <= found.words
    for echo in found.echoes:
        assert 0 < echo.shared <= echo.of


@given(letters, letters)
def test_no_word_is_shared_twice_for_the_most_part(one: str, other: str) -> None:
    counts: dict[tuple[int, int], int] = {}
    for echo in compared(one, other).echoes:
        for place in echo.same:
            counts[echo.here, place] = counts.get((echo.here, place), 0) + 1
    assert sum(counts.values()) <= 2 * len(counts)


def test_many_passages_alike_are_compared_in_no_time() -> None:
    text = "\n\n".join([SENTENCE] * 300)
    assert len(compared(text, f"{SENTENCE}\n\n{text}").echoes) <= 300
