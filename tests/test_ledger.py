"""The ledger as it stood: the first collection on chosen days, and any archive on any day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters import search
from letters.filters.recommendations import RecommendationFilter, RecommendationResults
from letters.filters.searched import ParametersError
from letters.models import Recommendation
from letters.views import figures
from tests.builders import (
    delete,
    make_answer,
    make_letter,
    make_recommendation,
    make_theme,
    withdraw,
)

LATER = '"role and responsibilities"'
ASK = "further information on the role of the focal point"


@pytest.fixture(autouse=True)
def index(data_dir: None, db: None) -> None:
    search.rebuild()


@pytest.fixture
def collection() -> None:
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


def ledger(**parameters: Any) -> Any:
    """Return what is found once the index has followed."""
    search.follow()
    return look(**parameters)


def look(**parameters: Any) -> Any:
    return RecommendationFilter(parameters).results()


def counts(results: RecommendationResults, facet: str) -> dict[str, int]:
    found = {each.name: each for each in results.facets}
    return {v.value: v.count for v in found[facet].values} if facet in found else {}


def standing(**parameters: Any) -> tuple[int, int, int]:
    """Return how many asks there are, how many answered, how many not."""
    results = ledger(**parameters)
    return _standing(results)


def _standing(results: RecommendationResults) -> tuple[int, int, int]:
    status = counts(results, "status")
    return results.count, status.get("answered", 0), status.get("unanswered", 0)


# The five documents, counted by hand. Asks: 8 of 16 August 2012, 10 of 4 September 2012, 2 of the
# meeting of 28 September 2012, 2 of a campaign of no later than 14 May 2014, 7 of 10 December 2018.
# The letter of 17 June 2014 answers three of the ten and both of the campaign.


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2012-08-15", (0, 0, 0)),
        ("2012-08-16", (8, 0, 8)),
        ("2012-09-01", (8, 0, 8)),
        ("2012-09-04", (18, 0, 18)),
        ("2014-01-01", (20, 0, 20)),
        ("2014-05-13", (20, 0, 20)),
        ("2014-05-14", (22, 0, 22)),
        ("2014-06-16", (22, 0, 22)),
        ("2014-06-17", (22, 5, 17)),
        ("2014-06", (22, 5, 17)),
        ("2013", (20, 0, 20)),
        ("2019-01-01", (29, 5, 24)),
    ],
)
@pytest.mark.usefixtures("collection")
def test_first_collection_as_it_stood(day: str, expected: tuple[int, int, int]) -> None:
    assert standing(as_of=day) == expected


@pytest.mark.usefixtures("collection")
def test_first_collection_now_and_by_chain() -> None:
    assert standing() == (29, 5, 24)
    # Six of the ten of September 2012 repeat asks of August, one of 2014 repeats one of the ten.
    assert standing(group="chain") == (22, 4, 18)
    assert standing(group="chain", as_of="2012-09-01") == (8, 0, 8)
    assert standing(group="chain", as_of="2014-01-01") == (14, 0, 14)
    assert standing(group="chain", as_of="2019-01-01") == (22, 4, 18)


@pytest.mark.usefixtures("collection")
def test_outstanding_on_new_year_2014_can_be_narrowed() -> None:
    results = ledger(as_of="2014-01-01", status="unanswered", asker="una-uk")
    assert results.count == 10
    assert counts(results, "letter") == {"2012-09-04-aegis-mrg-una-uk": 10}
    assert counts(results, "year") == {"2012": 10}
    # The campaign "of 14 May 2014 or earlier" may be of before or after.
    assert (ledger(as_of="2014-01-01").unsure, ledger(as_of="2014-05-14").unsure) == (2, 0)


@pytest.mark.usefixtures("collection")
def test_answers_of_later_are_not_shown() -> None:
    def stances(day: str) -> set[str]:
        hits = ledger(as_of=day, theme="focal-points").hits
        return {answer.stance for hit in hits for answer in hit.recommendation.answers.all()}

    assert stances("2014-06-16") == set()
    assert stances("2014-06-17") == {"information-given"}


@pytest.mark.usefixtures("collection")
def test_chain_on_the_focal_point_is_one_row() -> None:
    results = ledger(group="chain", restated="yes", theme="focal-points")
    [hit] = results.hits
    assert hit.recommendation.natural_key() == ("2012-09-04-aegis-mrg-una-uk", 10)
    assert hit.chain.size == 2
    assert hit.chain.last.natural_key() == ("2014-una-uk-campaign", 2)
    assert {answer.letter.slug for answer in hit.chain.answers} == {"2014-06-17-fco"}
    # Found by what its last asked, too, and by the years of both.
    assert ledger(group="chain", q=LATER, year="2014").hits[0].chain.size == 2
    assert ledger(group="chain", as_of="2014-01-01", q=LATER).count == 0
    [before] = ledger(group="chain", as_of="2014-01-01", q='"this focal point"').hits
    assert before.chain is None


@pytest.mark.usefixtures("collection")
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"as_of": "2014-06-17"},
        {"group": "chain"},
        {"group": "chain", "as_of": "2014-06-17"},
        {"q": "protect"},
        {"theme": "focal-points", "as_of": "2013"},
        {"after": "2012-09", "before": "2014"},
    ],
)
def test_facets_add_up_and_each_count_is_what_its_link_finds(parameters: dict[str, str]) -> None:
    results = ledger(**parameters)
    status, restated = counts(results, "status"), counts(results, "restated")
    assert status.get("answered", 0) + status.get("unanswered", 0) == results.count
    assert sum(restated.values()) == results.count
    for facet in results.facets:
        for value in facet.values:
            narrowed = look(**{**parameters, facet.name: value.value})
            assert (facet.name, value.value, narrowed.count) == (
                facet.name,
                value.value,
                value.count,
            )


# Answers of every kind


def test_mixed_answers_of_several_letters_count_from_their_own_days() -> None:
    ask = make_recommendation(make_letter(date="2012-01-01"), ASK)
    for day, stance in (
        ("2013-01-01", "accepted-in-part"),
        ("2014-01-01", "declined"),
        ("2015", "noted"),
    ):
        make_answer(ask, make_letter(date=day), stance=stance)
    assert [counts(ledger(as_of=day), "stance") for day in ("2012", "2013", "2014", "2015")] == [
        {},
        {"accepted-in-part": 1},
        {"accepted-in-part": 1, "declined": 1},
        {"accepted-in-part": 1, "declined": 1, "noted": 1},
    ]
    assert ledger(as_of="2013", status="declined").count == 0
    assert ledger(as_of="2014", status="declined").count == 1
    assert ledger(as_of="2014", status="-declined").count == 0
    assert ledger(as_of="2015-06-01", stance="noted").count == 0
    assert counts(ledger(), "status") == {"answered": 1, "declined": 1}


def test_one_passage_answers_several_asks() -> None:
    asking, reply = make_letter(date="2012-01-01"), make_letter(date="2013-01-01")
    for stance in ("accepted", "declined"):
        make_answer(make_recommendation(asking, ASK), reply, stance=stance)
    assert standing(as_of="2013-01-01") == (2, 2, 0)
    assert counts(ledger(), "stance") == {"accepted": 1, "declined": 1}


@pytest.mark.parametrize("written", ["", "2013-02-01/..", "2013/2015"])
def test_answer_of_no_certain_date_counts_now_and_not_before_it_is_certain(written: str) -> None:
    ask = make_recommendation(make_letter(date="2012-01-01"), ASK)
    make_answer(ask, make_letter(date=written))
    assert standing() == (1, 1, 0)
    assert standing(as_of="2014-12-31") == (1, 0, 1)
    assert standing(as_of="2015-12-31") == ((1, 1, 0) if written == "2013/2015" else (1, 0, 1))


def test_undated_ask_stands_in_no_ledger_of_a_day_and_is_told() -> None:
    make_recommendation(make_letter(date=""), ASK)
    results = ledger(as_of="2020")
    assert (ledger().count, results.count, results.unsure) == (1, 0, 1)


def test_longest_wait_on_a_day_is_that_of_those_without_answer_then() -> None:
    def asked(day: str, answered: str = "") -> Recommendation:
        ask = make_recommendation(make_letter(date=day), ASK)
        if answered:
            make_answer(ask, make_letter(date=answered))
        return ask

    late = asked("2010-01-01", "2016-01-01")
    never = asked("2011-01-01")
    soon = asked("2012-01-01", "2012-02-01")
    slow = asked("2012-01-01", "2013-01-01")

    def order(**parameters: str) -> list[int]:
        hits = ledger(sort="waiting", **parameters).hits
        return [hit.recommendation.pk for hit in hits]

    assert order() == [never.pk, late.pk, slow.pk, soon.pk]
    assert order(as_of="2014") == [late.pk, never.pk, slow.pk, soon.pk]
    assert order(as_of="2014", per_page="25", page="2") == order(as_of="2014")


# Chains


def chain_of(*days: str) -> list[Recommendation]:
    asks: list[Recommendation] = []
    for day in days:
        letter = make_letter(date=day, text=f"{ASK} {day}")
        asks.append(make_recommendation(letter, ASK, restates=asks[-1] if asks else None))
    return asks


def rows(**parameters: str) -> list[tuple[int, int]]:
    hits = ledger(group="chain", **parameters).hits
    return [(hit.recommendation.pk, hit.chain.size if hit.chain else 1) for hit in hits]


def test_chain_grows_in_time_and_an_answer_to_any_of_it_answers_it() -> None:
    first, second, third = chain_of("2012-01-01", "2013-01-01", "2014-01-01")
    make_answer(second, make_letter(date="2013-06-01"), stance="declined")
    sizes = [rows(as_of=day) for day in ("2011", "2012", "2013", "2014")]
    assert sizes == [[], [(first.pk, 1)], [(first.pk, 2)], [(first.pk, 3)]]
    assert [ledger(group="chain", as_of=day, status="declined").count for day in ("2012", "2013")]
    assert ledger(group="chain", as_of="2013-05-31", status="declined").count == 0
    assert ledger(group="chain", as_of="2013-06-01", status="declined").count == 1
    assert [counts(ledger(), "restated"), counts(ledger(group="chain"), "restated")] == [
        {"yes": 2, "no": 1},
        {"yes": 1},
    ]
    assert third.pk in [hit.recommendation.pk for hit in ledger(restated="no").hits]


def test_chain_follows_withdrawal_deletion_and_cutting() -> None:
    first, second, third = chain_of("2012-01-01", "2013-01-01", "2014-01-01")
    delete(third.letter)
    assert rows() == [(first.pk, 2)]
    withdraw(second.letter)
    assert rows() == [(first.pk, 1)]
    assert counts(ledger(), "restated") == {"no": 1}


def test_draft_between_two_asks_joins_nothing_and_shows_nowhere() -> None:
    first, second, third = chain_of("2012-01-01", "2013-01-01", "2014-01-01")
    withdraw(second.letter)
    make_answer(first, make_letter(date="2015", status="draft", title="Secret"))
    theme = make_theme("Secret theme")
    second.themes.add(theme)
    search.rebuild()
    assert sorted(rows()) == [(first.pk, 1), (third.pk, 1)]
    assert standing() == (2, 0, 2)
    assert "theme" in ledger(theme=theme.slug).errors


# Any archive


@st.composite
def archives(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    days = st.dates(date(2010, 1, 1), date(2012, 12, 31))
    written = st.one_of(
        days.map(lambda day: day.isoformat()),
        days.map(lambda day: f"{day:%Y-%m}"),
        st.sampled_from(["", "2011", "../2011-06-01", "2011-06-01/.."]),
    )
    later = days.map(lambda day: (day + timedelta(days=1200)).isoformat())
    return draw(st.lists(st.tuples(written, st.lists(later, max_size=2)), max_size=4))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(archives(), st.lists(st.dates(date(2009, 1, 1), date(2019, 1, 1)), min_size=3, max_size=3))
def test_ledger_only_grows_in_time(archive: list[Any], days: list[date]) -> None:
    Recommendation.objects.all().delete()
    for asked, answers in archive:
        ask = make_recommendation(make_letter(date=asked), ASK)
        for day in answers:
            make_answer(ask, make_letter(date=day))
    search.rebuild()

    def found(group: str) -> Iterator[tuple[int, int]]:
        for day in sorted(days):
            results = look(as_of=day.isoformat(), group=group)
            count, answered, unanswered = _standing(results)
            assert count == answered + unanswered
            assert count + results.unsure <= len(archive)
            yield count, answered

    for group in ("single", "chain"):
        stood = list(found(group))
        assert [count for count, _ in stood] == sorted(count for count, _ in stood)
        assert [answered for _, answered in stood] == sorted(answered for _, answered in stood)
        assert all(count <= look(group=group).count for count, _ in stood)


# What may be typed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2014-02-30", "“2014-02-30”: February 2014 has 28 days. Write the day as in 2014-02-28."),
        (
            "last spring",
            "“last spring” is not a date. Write a year, a month or a day, such as 2012, 2012-09 "
            "or 2012-09-04.",
        ),
        ("2999-01-01", "2999-01-01 is still to come. Write a day up to today, {today}."),
        ("{year}", "{year} is not over yet. Write a day up to today, {today}."),
    ],
)
def test_days_that_cannot_be_are_told_beside_their_field(typed: str, message: str) -> None:
    today = date.today()
    if today == date(today.year, 12, 31):
        pytest.skip("the year is over today")
    said = {"today": today.isoformat(), "year": today.year}
    results = ledger(as_of=typed.format(**said))
    assert results.errors == {"as_of": [message.format(**said)]}
    assert results.as_of is None


def test_odd_values_never_raise() -> None:
    make_recommendation(make_letter(), ASK)
    search.follow()
    odd = ["\0", "'", "9" * 400, "0000", "2012-13", "²", "-", "2012/2014"]
    for name in ("as_of", "group", "restated", "status", "letter", "after", "before", "sort"):
        for value in odd:
            assert look(**{name: value}).count == 1


def test_strict_refuses_what_cannot_be_and_names_it() -> None:
    with pytest.raises(ParametersError) as refused:
        RecommendationFilter({"as_of": "2999", "group": "letter", "x": "1"}, strict=True).results()
    assert sorted(refused.value.errors) == ["as_of", "group", "x"]


def test_figures_count_each_ask_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = chain_of("2012-01-01", "2013-01-01", "2014-01-01")
    make_answer(first, make_letter(date="2015"))
    search.follow()
    monkeypatch.setattr(figures, "SMALL", 0)
    counted = figures.figures()
    assert counted is not None
    assert (counted.asks, counted.answered) == (3, 1)
