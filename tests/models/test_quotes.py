"""A quote stands in the document it is quoted from, or is refused with the nearest wording."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from letters.models import Answer, Letter, Recommendation

pytestmark = pytest.mark.django_db

TEXT = """Dear all,

We ask you to *publish* the work on prevention,
and to do so soon.

- Say which minister has oversight.
"""


def letter(slug: str, **fields: Any) -> Letter:
    return Letter.objects.create(slug=slug, title=slug, text=fields.pop("text", TEXT), **fields)


def ask(asking: Letter, quote: str, **fields: Any) -> Recommendation:
    return Recommendation(letter=asking, number=1, quote=quote, gist="Do it.", **fields)


def test_clean_finds_the_passage_of_a_quote_across_markup_and_lines() -> None:
    recommendation = ask(letter("asking"), "publish the work on prevention, and to do so soon")
    recommendation.clean()
    assert recommendation.passage == 2


def test_clean_refuses_words_that_do_not_stand_with_the_nearest_wording() -> None:
    with pytest.raises(ValidationError) as refused:
        ask(letter("asking"), "Say which ministers have oversight").clean()
    message = refused.value.message_dict["quote"][0]
    assert message.startswith("These words do not stand in “asking”.")
    assert "in passage 3: “Say which minister has oversight" in message


def test_clean_refuses_a_passage_that_does_not_hold_the_quote() -> None:
    with pytest.raises(ValidationError) as refused:
        ask(letter("asking"), "Say which minister has oversight.", passage=2).clean()
    assert refused.value.message_dict == {"passage": ["The quote stands in passage 3, not in 2."]}


def test_clean_looks_for_a_reported_ask_in_the_document_that_reports_it() -> None:
    reply = letter("reply")
    asking = letter("asking", text="", held=False, known_from=reply)
    recommendation = ask(asking, "Say which minister has oversight.", reported_in=reply)
    recommendation.clean()
    assert (recommendation.passage, recommendation.document) == (3, reply)


def test_clean_wants_the_reporting_document_of_a_letter_not_held() -> None:
    asking = letter("asking", text="", held=False, known_from=letter("reply"))
    with pytest.raises(ValidationError) as refused:
        ask(asking, "Say which minister has oversight.").clean()
    assert list(refused.value.message_dict) == ["reported_in"]


def test_clean_refuses_to_restate_a_later_ask() -> None:
    earlier = ask(letter("early", date="2012-08-16"), "publish")
    later = ask(letter("late", date="2012-09-04"), "publish")
    earlier.save()
    later.save()
    later.restates = earlier
    later.clean()
    earlier.restates = later
    with pytest.raises(ValidationError, match="restates an earlier one"):
        earlier.clean()


def test_clean_refuses_a_circle_of_restatements() -> None:
    same_day = letter("one", date="2012-08-16"), letter("two", date="2012-08-16")
    first, second = (ask(each, "publish") for each in same_day)
    first.save()
    second.restates = first
    second.save()
    first.restates = second
    with pytest.raises(ValidationError, match="circle"):
        first.clean()


def test_an_answer_is_quoted_from_a_later_letter() -> None:
    recommendation = ask(letter("asking", date="2012-09-04"), "publish")
    recommendation.save()
    reply = letter("reply", date="2014-06-17")
    answer = Answer(
        recommendation=recommendation, letter=reply, quote="to do so soon", stance="noted"
    )
    answer.clean()
    waited = answer.waited()
    assert (answer.passage, waited and (waited.least, waited.most)) == (2, (651, 651))


def test_an_answer_does_not_come_before_its_ask() -> None:
    recommendation = ask(letter("asking", date="2014"), "publish")
    recommendation.save()
    older = letter("older", date="2013-12-31")
    answer = Answer(recommendation=recommendation, letter=older, quote="soon", stance="noted")
    with pytest.raises(ValidationError) as refused:
        answer.clean()
    assert refused.value.message_dict == {"letter": ["This letter is older than the ask."]}


def test_a_letter_does_not_answer_its_own_asks() -> None:
    asking = letter("asking")
    recommendation = ask(asking, "publish")
    recommendation.save()
    answer = Answer(recommendation=recommendation, letter=asking, quote="soon", stance="noted")
    with pytest.raises(ValidationError, match="its own asks"):
        answer.clean()
