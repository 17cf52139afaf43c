"""Alignment of two passages, word by word."""

from hypothesis import example, given
from hypothesis import strategies as st

from letters.echoes.alignment import Chain, chains
from letters.echoes.wording import Wording, wording_of

LEAST = 3.0
NAMES = "the Secretary of State for Foreign and Commonwealth Affairs"

vocabulary = [
    "the",
    "of",
    "to",
    "we",
    "protect",
    "call",
    "mass",
    "risk",
    "crime",
    "state",
    "support",
    "point",
    "norm",
    "pillar",
]
passages = st.lists(st.sampled_from(vocabulary), max_size=60).map(" ".join)


def best(here: str, there: str) -> Chain:
    return chains(wording_of(here), wording_of(there), LEAST)[0]


def shared(here: str, there: str) -> list[str]:
    """Quote the runs of the best chain."""
    wording = wording_of(here)
    return [wording.quote(run.here, run.here_end) for run in best(here, there).runs]


def test_the_same_words_are_one_run() -> None:
    assert shared(
        "how best to operationalise the norm", "How best to operationalize the norm!"
    ) == ["how best to operationalise the norm"]


def test_a_changed_word_parts_two_runs() -> None:
    here = "the crisis in Sudan threatens international peace and security"
    there = "the crisis in Syria threatens international peace and security"
    assert shared(here, there) == [
        "the crisis in",
        "threatens international peace and security",
    ]


def test_other_words_for_the_same_part_two_runs() -> None:
    here = "we call upon the UK to speak in support of prevention"
    there = "We respectfully call upon your government to speak in support of prevention"
    assert shared(here, there) == ["call upon", "to speak in support of prevention"]


def test_a_dropped_clause_parts_two_runs() -> None:
    here = "the report is welcome and it examines the pillars of protection"
    there = (
        "the report is welcome, in light of the crises that we see in many places and of which"
        " we wrote in August, and it examines the pillars of protection"
    )
    assert shared(here, there) == [
        "the report is welcome",
        "and it examines the pillars of protection",
    ]


def test_a_single_word_of_meaning_is_found_in_a_gap() -> None:
    here = "to consider the following points in your intervention"
    there = "to consider the following key points in its intervention"
    assert shared(here, there) == ["to consider the following", "points in", "intervention"]


def test_a_small_word_alone_is_no_run() -> None:
    here = "reflect on the report of the council and on peace building measures"
    there = "reflect on the report the members made of peace building measures"
    assert shared(here, there) == ["reflect on the report", "peace building measures"]


def test_sentences_that_changed_places_are_two_chains() -> None:
    first = "the relationship between the pillars is mutually supportive."
    second = "military force should always remain a last resort."
    found = chains(wording_of(f"{first} {second}"), wording_of(f"{second} {first}"), LEAST)
    assert [len(chain.here) for chain in found] == [8, 8]


def test_short_passages_have_no_chain() -> None:
    assert chains(wording_of(""), wording_of("to protect"), LEAST) == []
    assert chains(wording_of("to protect"), wording_of("to protect"), LEAST) == []


def test_a_row_of_one_word_is_aligned_in_no_time() -> None:
    here, there = wording_of("xx " * 5000), wording_of("xx " * 4999)
    assert chains(here, there, LEAST) == []
    assert len(chains(here, here, LEAST)[0].here) == 5000


@given(passages, passages)
@example("the of to we protect call", "protect call the of to we")
def test_alignment_is_symmetric(one: str, other: str) -> None:
    here, there = wording_of(one), wording_of(other)
    assert [chain.flipped() for chain in chains(here, there, LEAST)] == chains(there, here, LEAST)


@given(passages, passages)
def test_every_aligned_word_stands_in_both(one: str, other: str) -> None:
    here, there = wording_of(one), wording_of(other)
    for chain in chains(here, there, LEAST):
        assert pairs_of(chain) == sorted(pairs_of(chain))
        for place, counterpart in pairs_of(chain):
            assert here.stems[place] == there.stems[counterpart]


@given(passages, passages)
def test_no_word_is_aligned_twice(one: str, other: str) -> None:
    found = chains(wording_of(one), wording_of(other), LEAST)
    here = [place for chain in found for place in chain.here]
    there = [place for chain in found for place in chain.there]
    assert len(here) == len(set(here))
    assert len(there) == len(set(there))


@given(passages)
def test_a_passage_is_aligned_with_itself_whole(text: str) -> None:
    wording = wording_of(text)
    found = chains(wording, wording, LEAST)
    assert [len(chain.here) for chain in found] == ([len(wording)] if found else [])


def pairs_of(chain: Chain) -> list[tuple[int, int]]:
    return [(run.here + step, run.there + step) for run in chain.runs for step in range(run.length)]


# The words of a passage


def test_words_joined_by_hyphens_count_as_one() -> None:
    wording = wording_of("sub-regional and regional non-coercive measures")
    assert (len(wording), wording.length) == (7, 5)


def test_a_word_counts_when_all_its_parts_do() -> None:
    wording = wording_of("sub-regional and regional bodies")
    assert [wording.count(places) for places in ([0], [0, 1], [1, 2, 3], [])] == [0, 1, 2, 0]


def test_names_and_small_words_are_not_plain() -> None:
    assert plain(NAMES) == []
    assert plain("Focal Points are appointed by sixteen governments") == [
        "appointed",
        "sixteen",
        "governments",
    ]


def test_capitals_throughout_are_no_names() -> None:
    assert plain("WE URGE RESTRAINT") == ["URGE", "RESTRAINT"]


def plain(text: str) -> list[str]:
    wording: Wording = wording_of(text)
    places = range(len(wording))
    return [wording.quote(place, place + 1) for place in places if wording.is_plain[place]]
