"""The echoes of a letter in the archive: whom they name, and whom they never do."""

from typing import Any

import pytest

from letters import search
from letters.echoes import COMMON, archive, echoes_of
from letters.echoes.archive import MOST_CANDIDATES
from letters.models import Letter
from tests import builders
from tests.echoes.test_comparison import OTHER, SENTENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def make(title: str, text: str = SENTENCE, **fields: Any) -> Letter:
    letter = builders.make_letter(title, text=text, **fields)
    search.follow()
    return letter


def titles(letter: Letter) -> list[str]:
    return [each.letter.title for each in echoes_of(letter).counterparts]


def test_a_letter_never_echoes_itself() -> None:
    letter = make("One", f"{SENTENCE}\n\n{SENTENCE}")
    assert titles(letter) == []


def test_those_that_share_most_come_first() -> None:
    letter = make("One", f"{SENTENCE}\n\n{OTHER}")
    make("Less", SENTENCE)
    make("All", f"{OTHER}\n\n{SENTENCE}")
    make("Nothing", "Words that stand nowhere else, and tell of nothing that anybody asked.")
    assert titles(letter) == ["All", "Less"]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_echoes_name_no_letter_that_is_not_public(status: str) -> None:
    letter = make("One")
    make("Hidden", status=status, withdrawn_reason="Asked for." if status == "withdrawn" else "")
    assert titles(letter) == []


def test_a_letter_withdrawn_since_is_named_no_more_at_once() -> None:
    letter, other = make("One"), make("Other")
    assert titles(letter) == ["Other"]
    Letter.objects.filter(pk=other.pk).update(status="withdrawn", withdrawn_reason="Asked for.")
    assert titles(letter) == []


def test_the_echoes_of_a_draft_are_found_for_its_preview() -> None:
    make("Public")
    assert titles(make("Draft", status="draft")) == ["Public"]


def test_address_blocks_are_not_compared() -> None:
    block = "\n".join(SENTENCE.split(", ") + OTHER.split(" that "))
    letter = make("One", "A first text.", opener=block, closer=block)
    make("Other", "Another text.", opener=block, closer=block)
    assert titles(letter) == []


def test_a_letter_without_text_has_no_echoes() -> None:
    held = make("Held")
    letter = make("Not held", "", held=False, known_from=held)
    assert not echoes_of(letter)


def test_words_that_stand_in_many_letters_are_a_set_phrase() -> None:
    letter = make("One", f"{SENTENCE}\n\n{OTHER}")
    for number in range(COMMON + 4):
        builders.make_letter(f"Copy {number}", text=SENTENCE)
    make("Other", OTHER)
    echoes = echoes_of(letter)
    found = [echo for each in echoes.counterparts for echo in each.comparison.echoes]
    assert {
        (echo.here, echoes.frequencies.standing(echo), echoes.frequencies.is_common(echo))
        for echo in found
    } == {
        (1, COMMON + 5, True),
        (2, 2, False),
    }
    assert len(echoes.counterparts) == MOST_CANDIDATES
    assert not echoes.are_all


def test_of_very_long_letters_the_likeliest_are_aligned(monkeypatch: Any) -> None:
    letter = make("One", f"{SENTENCE}\n\n{OTHER}")
    make("Less", OTHER)
    make("All", f"{SENTENCE}\n\n{OTHER}")
    monkeypatch.setattr(archive, "MOST_WORDS", 50)
    echoes = echoes_of(letter)
    assert [each.letter.title for each in echoes.counterparts] == ["All"]
    assert not echoes.are_all


def test_echoes_take_one_query_however_many_there_are(django_assert_num_queries: Any) -> None:
    letter = make("One")
    make("Other")
    with django_assert_num_queries(1):
        assert len(echoes_of(letter).counterparts) == 1
    make("A third")
    make("A fourth")
    with django_assert_num_queries(1):
        assert len(echoes_of(letter).counterparts) == 3


def test_without_an_index_echoes_say_so(settings: Any, tmp_path: Any) -> None:
    letter = make("One")
    settings.DATA_DIR = tmp_path / "nowhere"
    with pytest.raises(search.UnusableError):
        echoes_of(letter)
