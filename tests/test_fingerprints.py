"""Fingerprints: what two passages share where they share words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import fingerprints, spelling
from letters.fingerprints import K, W, of_texts, of_words, stem, terms

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "The relationship between the three pillars is interactive and mutually supportive."

PROBED = ["092a20c9", "37382cac", "5deea4a2"]

words = st.lists(st.text("abcde", min_size=1, max_size=3), max_size=40)


@pytest.mark.parametrize(
    "forms",
    [
        "commitment commitments",
        "agree agrees agreed agreeing",
        "provide provides provided providing",
        "apply applies applied applying",
        "commit commits committed committing",
        "address addresses addressed addressing",
        "country countries",
        "strategy strategies",
        "process processes processed",
        "need needs needed needing",
        "play plays played playing",
    ],
)
def test_stem_is_the_same_for_the_forms_of_a_word(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "others",
    [
        "prevention preventive prevented",
        "protect protection protector",
        "nation national",
        "thing the",
        "string strange",
        "analysis analyst",
        "his hi",
        "red r",
        "speed spe",
        "bus bu",
    ],
)
def test_stem_keeps_words_apart(others: str) -> None:
    forms = others.split()
    assert len({stem(form) for form in forms}) == len(forms)


@pytest.mark.parametrize("word", ["", "a", "ß", "日本語", "Ⅳ", "9", "we'll", "eeeee", "sss", "ing"])
def test_stem_takes_any_word(word: str) -> None:
    assert isinstance(stem(word), str)


def test_fingerprints_are_those_of_the_words_not_of_their_dress() -> None:
    dressed = (
        "the RELATIONSHIPS  between – the *three* Pillars is interactive: and mutually supportive"
    )
    assert terms([dressed]) == terms([SENTENCE])


def test_fingerprints_fold_british_and_american_spelling() -> None:
    british = "how best to operationalise the programme in the centre"
    american = "How best to operationalize the program in the center?"
    assert terms([british]) == terms([american]) != []


def test_fingerprints_are_the_same_for_ever() -> None:
    # What is stored in an index is compared with what a later program computes.
    assert terms([fingerprints.PROBE]) == PROBED


def test_fingerprints_are_the_same_in_every_process() -> None:
    program = "from letters import fingerprints as f; print(*f.terms([f.PROBE]))"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[0]
        for seed in ("0", "1", "2")
    }
    assert found == {PROBED[0]}


@pytest.mark.parametrize("length", range(K))
def test_a_passage_of_few_words_has_none(length: int) -> None:
    assert of_words(SENTENCE.split()[:length]) == set()


@pytest.mark.parametrize("length", range(K, K + W))
def test_a_short_passage_has_one(length: int) -> None:
    assert len(of_words(list("abcdefgh"[:length]))) == 1


def test_no_fingerprint_reaches_from_passage_to_passage() -> None:
    apart = of_texts(["one two three four", "five six seven eight"])
    assert apart == set()


def test_order_counts() -> None:
    assert of_words(["a", "b", "c", "d", "e"]) != of_words(["e", "d", "c", "b", "a"])


@given(words, words, words, st.lists(st.sampled_from("fghij"), min_size=K + W - 1))
def test_whoever_shares_enough_words_shares_a_fingerprint(
    before: list[str], here: list[str], there: list[str], shared: list[str]
) -> None:
    one, other = [*before, *shared, *here], [*there, *shared, *before]
    assert of_words(one) & of_words(other) & of_words(shared)


@given(words)
def test_fingerprints_are_fewer_than_words(found: list[str]) -> None:
    assert len(of_words(found)) <= max(0, len(found) - K + 1)


@given(st.text())
def test_fingerprints_take_any_text(text: str) -> None:
    assert terms([text]) == sorted(set(terms([text])))


def test_the_memory_of_words_is_bounded() -> None:
    many = (f"word{number}" for number in range(spelling.WordTable.most + 100))
    for word in many:
        of_words([word] * K)
    assert len(fingerprints._HASHES) <= spelling.WordTable.most
