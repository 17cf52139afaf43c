"""Counts and pages of what was found."""

import datetime
from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest

from letters import search
from letters.models import Correspondent, Letter, Organisation, Person
from letters.search import codes, commonest, counting, paging
from letters.search.beside import beside
from letters.search.codes import code, kind_and_key
from letters.search.results import Chosen, Results, Selection
from letters.search.schema import FACETS
from letters.search.snapshot import Cost, Part, forget
from tests.builders import (
    aegis_trust,
    foreign_office,
    foreign_secretary,
    james_smith,
    make_answer,
    make_letter,
    make_office,
    make_organisation,
    make_person,
    make_recommendation,
    make_theme,
    multilateral_policy,
    una_uk,
    william_hague,
)
from tests.search.conftest import Find, found

ALL = {facet.name: 10 for facet in FACETS["letters"]}


def counts(facet: str, text: str = "", **selection: object) -> dict[Any, int]:
    """Return the counts of one facet."""
    return dict(found(text, **selection).facets({facet: 10})[facet])


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


# Facets


def test_facets_count_letters(find: Find) -> None:
    make_letter("One", kind="letter", date="2012", text="Syria and Mali.")
    make_letter("Two", kind="reply", date="2012", text="Syria.")
    make_letter("Three", kind="reply", date="2014", text="Nothing.")
    find()
    assert counts("kind") == {"reply": 2, "letter": 1}
    assert counts("year") == {2012: 2, 2014: 1}
    assert counts("country") == {"SY": 2, "ML": 1}
    assert counts("held") == {"yes": 3}
    assert counts("kind", "syria") == {"letter": 1, "reply": 1}


def test_single_valued_facets_add_up(find: Find) -> None:
    for number in range(7):
        make_letter(f"L {number}", kind="reply" if number % 3 else "letter", date=f"201{number}")
    make_letter("Undated", date="")
    find()
    everything = found()
    for facet in ("kind", "held"):
        assert sum(counts(facet).values()) == everything.count == 8
    assert sum(counts("year").values()) + everything.undated == 8
    assert everything.undated == 1


def test_parties_count_in_their_part_and_organisations_in_any(find: Find) -> None:
    make_letter(
        "One",
        senders=[aegis_trust(), aegis_trust()],
        recipients=[(william_hague(), foreign_secretary())],
        copied=[una_uk()],
        signatories=[
            (james_smith(), [("Head", aegis_trust()), ("Adviser", multilateral_policy())])
        ],
    )
    find()
    organisation = type(aegis_trust())
    assert counts("sender") == {code(organisation, aegis_trust().pk): 1}
    assert counts("recipient") == {
        code(type(william_hague()), william_hague().pk): 1,
        code(type(foreign_secretary()), foreign_secretary().pk): 1,
        code(organisation, foreign_office().pk): 1,
    }
    assert counts("signatory") == {james_smith().pk: 1}
    assert counts("organisation") == {
        aegis_trust().pk: 1,
        una_uk().pk: 1,
        multilateral_policy().pk: 1,
        foreign_office().pk: 1,
    }


def test_department_counts_for_what_it_is_part_of(find: Find) -> None:
    unit = make_organisation("Conflict Unit", parent=multilateral_policy())
    make_letter("One", senders=[unit])
    find()
    assert {key // 3 for key in counts("sender")} == {
        unit.pk,
        multilateral_policy().pk,
        foreign_office().pk,
    }


def test_same_key_of_three_kinds_is_three_values(find: Find) -> None:
    organisation, person, office = (
        make(pk=700) for make in (make_organisation, make_person, make_office)
    )
    make_letter("One", senders=[organisation])
    make_letter("Two", senders=[person])
    make_letter("Three", senders=[office])
    find()
    assert sorted(counts("sender").values()) == [1, 1, 1]
    chosen = {"sender": Chosen((code(type(person), person.pk),))}
    assert find(chosen=chosen) == ["two"]


def test_asks_and_themes_come_from_the_ledger(find: Find) -> None:
    asking, reply = make_letter("Asking"), make_letter("Reply", date="2013")
    make_letter("Other")
    theme = make_theme()
    ask = make_recommendation(asking, themes=[theme])
    make_recommendation(asking, "role of the focal point")
    make_answer(ask, reply)
    find()
    assert counts("asks") == {"any": 1, "answered": 1, "unanswered": 1}
    assert counts("theme") == {theme.pk: 2}
    assert find(chosen={"asks": Chosen(("unanswered",))}) == ["asking"]
    assert sorted(find(chosen={"asks": Chosen((), ("any",))})) == ["other", "reply"]


def test_facet_ignores_its_own_selection(find: Find) -> None:
    make_letter("One", kind="letter", date="2012")
    make_letter("Two", kind="reply", date="2012")
    make_letter("Three", kind="reply", date="2013")
    find()
    chosen = {"kind": Chosen(("letter",))}
    assert counts("kind", chosen=chosen) == {"reply": 2, "letter": 1}
    assert counts("year", chosen=chosen) == {2012: 1}
    both = {"kind": Chosen(("reply",)), "year": Chosen((2013,))}
    assert counts("kind", chosen=both) == {"reply": 1}
    assert counts("year", chosen=both) == {2012: 1, 2013: 1}


def test_values_mean_or_and_facets_mean_and(find: Find) -> None:
    make_letter("One", kind="letter", date="2012")
    make_letter("Two", kind="reply", date="2013")
    make_letter("Three", kind="statement", date="2013")
    assert sorted(find(chosen={"kind": Chosen(("letter", "reply"))})) == ["one", "two"]
    both = {"kind": Chosen(("letter", "reply")), "year": Chosen((2013,))}
    assert find(chosen=both) == ["two"]


def test_excluded_values(find: Find) -> None:
    make_letter("One", kind="letter", text="Syria.")
    make_letter("Two", kind="reply", text="Syria and Mali.")
    make_letter("Three", kind="statement", text="None.")
    assert find(chosen={"country": Chosen((), ("ML",))}, sort="oldest") == ["one", "three"]
    assert find(chosen={"country": Chosen(("SY",), ("ML",))}) == ["one"]
    without = {"kind": Chosen((), ("letter", "reply"))}
    assert find(chosen=without) == ["three"]
    assert counts("kind", chosen=without) == {"letter": 1, "reply": 1, "statement": 1}


def test_selected_value_is_counted_however_rare(find: Find) -> None:
    make_letter("Rare", kind="statement")
    for number in range(3):
        make_letter(f"L {number}", kind="reply")
        make_letter(f"M {number}", kind="letter")
    find()
    kinds = found(chosen={"kind": Chosen(("statement", "other"))}).facets({"kind": 2})["kind"]
    assert kinds == [("letter", 3), ("reply", 3), ("statement", 1), ("other", 0)]


def test_countries_as_curators_have_it(find: Find) -> None:
    make_letter("One", text="Syria and Georgia.", countries=["-GE", "CF"])
    find()
    assert counts("country") == {"SY": 1, "CF": 1}


def test_names_of_organisations_mention_no_country(find: Find) -> None:
    burma = make_organisation("Burma Campaign UK")
    make_letter("One", text="Burma Campaign UK works on Syria.", senders=[burma])
    find()
    assert counts("country") == {"SY": 1}


def test_many_themes_are_counted_one_by_one(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    themes = [make_theme(f"Theme {number}") for number in range(4)]
    for number in range(1, 16):
        letter = make_letter(f"L {number}")
        make_recommendation(
            letter, themes=[theme for bit, theme in enumerate(themes) if number >> bit & 1]
        )
    find()
    joined = counts("theme")
    monkeypatch.setattr(counting, "MOST_SETS", 5)
    forget()
    assert counts("theme") == joined == {theme.pk: 8 for theme in themes}


@pytest.mark.parametrize("size", [1, 3, 8, 40])
def test_counting_value_by_value_agrees_with_the_engine(
    find: Find, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    organisations = [make_organisation(f"Body {number}") for number in range(30)]
    for number in range(60):
        senders = {organisations[number % 7], organisations[number * number % 30]}
        make_letter(f"L {number}", senders=senders, text="Peace." if number % 3 else "War.")
    find()
    for text in ("", "peace"):
        by_engine = found(text).facets({"sender": size})["sender"]
        monkeypatch.setattr(counting, "MANY_HITS", 0)
        forget()
        by_looking = found(text).facets({"sender": size})["sender"]
        monkeypatch.undo()
        assert [count for _, count in by_looking] == [count for _, count in by_engine]
        assert dict(found(text).facets({"sender": 100})["sender"]).items() >= set(by_looking)


def test_counts_do_not_depend_on_what_a_query_costs(find: Find) -> None:
    organisations = [make_organisation(f"Body {number}") for number in range(8)]
    for number in range(20):
        senders = [organisations[number % 3 and number % 8]]
        make_letter(f"L {number}", senders=senders, text="Peace." if number % 4 else "War.")
    find()
    results = found("peace")
    costs: tuple[Cost, ...] = ("low", "middling", "high")
    with patch.multiple(commonest, GIVEN=3, LOOKED_AT=3):
        counted = [results.part.counts(results.query(), {"sender": 1}, cost) for cost in costs]
    assert counted[0] == {"sender": [(code(Organisation, organisations[0].pk), 5)]}
    assert counted == 3 * counted[:1]


def test_counting_in_two_threads_agrees_with_one(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        make_letter(
            f"L {number}", kind="reply" if number % 3 else "letter", date=f"201{number % 4}",
            text="Syria." if number % 2 else "Mali.", senders=[aegis_trust()],
            recipients=[una_uk()] if number % 5 else [foreign_office()],
        )  # fmt: skip
    find()
    by_one = found("").facets(ALL)
    monkeypatch.setattr(counting, "WORTH_SHARING", 0)
    forget()
    with patch.object(counting, "beside", wraps=beside) as shared:
        assert found("").facets(ALL) == by_one
    shared.assert_called_once()


def test_facets_of_the_next_page_are_not_counted_again(find: Find) -> None:
    make_letter("One", kind="letter", date="2012", text="Peace.")
    find()
    first = found("peace").facets(ALL)
    with patch.object(Part, "_aggregate", side_effect=AssertionError):
        results = found("peace")
        assert results.facets(ALL) == first
        assert results.years == {2012: 1}
    assert found("peace").facets({"kind": 1}) == {"kind": [("letter", 1)]}
    make_letter("Two", kind="reply", date="2013", text="Peace.")
    find()
    assert counts("kind", "peace") == {"letter": 1, "reply": 1}


def test_facets_of_another_selection_are_counted(find: Find) -> None:
    make_letter("One", kind="letter", date="2012", text="Peace.", senders=[aegis_trust()])
    make_letter("Two", kind="reply", date="2013", text="Peace.", senders=[una_uk()])
    find()
    alike = [{"kind": Chosen(("letter", "reply"))}, {"kind": Chosen((), ("other",))}, {}]
    assert [counts("year", "peace", chosen=chosen) for chosen in alike] == 3 * [{2012: 1, 2013: 1}]
    assert counts("kind", "peace", after=day("2013-01-01")) == {"reply": 1}
    assert counts("kind", "from:aegis") == {"letter": 1}
    renamed = una_uk()
    renamed.name = "Aegis Association"
    renamed.save()
    assert counts("kind", "from:aegis") == {"letter": 1, "reply": 1}


def test_looking_knows_of_what_was_saved_meanwhile(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MANY_HITS", 0)
    bodies = [make_organisation(f"Body {number}") for number in range(6)]
    for number in range(12):
        make_letter(f"L {number}", senders=[bodies[min(number // 3, 2)]], text="Peace.")
    find()
    assert counts("sender", "peace") == {
        code(Organisation, bodies[n].pk): 3 + n // 2 * 3 for n in range(3)
    }
    known = dict(found().part._commonest)
    for number in range(20):
        make_letter(f"M {number}", senders=[bodies[3 + number % 3 // 2]], text="Peace.")
        find()
        ((sender, times),) = found("peace").facets({"sender": 1})["sender"]
        _, key = kind_and_key(sender)
        sent = Counter(Correspondent.objects.values_list("organisation", flat=True))
        assert times == sent[key] == max(sent.values())
    assert known
    assert found().part._commonest == known


def test_what_is_common_now_says_nothing_of_before(find: Find) -> None:
    make_letter("One", senders=[aegis_trust()])
    find()
    before = found().part
    make_letter("Two", senders=[aegis_trust()])
    find()
    sender = code(Organisation, aegis_trust().pk)
    assert found().part.commonest("sender", 5) == ([(sender, 2)], 0)
    assert before.commonest("sender", 5) == ([(sender, 1)], 0)
    (counts, more) = found().part.commonest("sender", 5)
    assert counts[0][1] + more >= 2


# Dates


@pytest.mark.parametrize(
    ("after", "before", "titles"),
    [
        ("2013-01-01", None, ["Day", "Span", "Since", "Month"]),
        (None, "2012-12-31", ["Span", "Until"]),
        ("2014-05-14", "2014-05-14", ["Day", "Since", "Month"]),
        ("2013-06-01", "2013-06-30", ["Span", "Since"]),
        ("2016-01-01", None, ["Since"]),
        (None, "2000-01-01", ["Until"]),
        ("1900-01-01", "2100-01-01", ["Day", "Span", "Until", "Since", "Month"]),
    ],
)
def test_date_range_matches_by_overlap(
    find: Find, after: str | None, before: str | None, titles: list[str]
) -> None:
    dates = {
        "Day": "2014-05-14",
        "Span": "2012/2014-04",
        "Until": "../2012-09-04",
        "Since": "2013-02-01/..",
        "Month": "2014-05",
        "Undated": "",
    }
    for title, date in dates.items():
        make_letter(title, date=date)
    bounds = {"after": after and day(after), "before": before and day(before)}
    assert sorted(find(**bounds)) == sorted(title.lower() for title in titles)


def test_year_is_the_one_a_letter_is_filed_under(find: Find) -> None:
    make_letter("Span", date="2012/2014")
    make_letter("Until", date="../2014-05-14")
    find()
    assert counts("year") == {2012: 1, 2014: 1}


# Pages


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_pages_have_every_letter_once(
    find: Find, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    for number in range(40):
        date = f"20{10 + number % 4}-0{1 + number % 3}" if number % 10 else ""
        make_letter(f"L {number}", date=date, text="Peace.")
    find()
    text = "peace" if sort == "relevance" else ""
    whole = [hit.key for hit in found(text).hits(sort, 0, 100)]
    assert len(set(whole)) == 40
    monkeypatch.setattr(paging, "DEEP", 5)
    monkeypatch.setattr(paging, "FEW", 1)
    monkeypatch.setattr(paging, "FIRST", 3)
    pages = [hit.key for start in range(0, 40, 7) for hit in found(text).hits(sort, start, 7)]
    assert sorted(pages) == sorted(whole)
    if sort != "relevance":
        assert pages == whole


def test_page_beyond_the_end_is_empty(find: Find) -> None:
    make_letter("One")
    find()
    assert found().hits("newest", 10**6, 25) == []
    assert found("focal").hits("relevance", 10**6, 25) == []


def test_no_letters_at_all(find: Find) -> None:
    find()
    assert (found().count, found().total, found().undated) == (0, 0, 0)
    assert found().hits("newest", 0, 25) == []
    assert found().facets(ALL) == {name: [] for name in ALL}
    assert list(found().scan("newest")) == []


def test_total_counts_published_letters(find: Find) -> None:
    make_letter("One")
    make_letter("Draft", status="draft")
    find()
    assert (found().total, found("nothing").total) == (1, 1)


# Recommendations


def ledger(**selection: object) -> Results:
    return Results(search.current(), "recommendations", Selection(**selection))  # type: ignore[arg-type]


def test_longest_wait_comes_first(find: Find) -> None:
    letters: list[Letter] = [
        make_letter(f"L {date}", date=date) for date in ("2010", "2012", "2014", "")
    ]
    asks = [make_recommendation(letter) for letter in letters]
    slow, fast = (
        make_recommendation(letters[0], number=2),
        make_recommendation(letters[1], number=2),
    )
    reply = make_letter("Reply", date="2015")
    make_answer(slow, reply)
    make_answer(fast, reply)
    find()
    waiting = [hit.key for hit in ledger().hits("waiting", 0, 10)]
    assert waiting == [*(ask.pk for ask in asks[:3]), slow.pk, fast.pk, asks[3].pk]


def test_asker_and_addressee_default_to_the_letters_own(find: Find) -> None:
    letter = make_letter("One", senders=[aegis_trust()], recipients=["Excellency"])
    make_recommendation(letter)
    make_recommendation(letter, number=2, askers=[una_uk()], addressees=[william_hague()])
    find()
    facets = ledger().facets({"asker": 5, "addressee": 5})
    kind = type(aegis_trust())
    assert dict(facets["asker"]) == {
        code(kind, aegis_trust().pk): 1,
        code(kind, una_uk().pk): 1,
    }
    assert facets["addressee"] == [(code(type(william_hague()), william_hague().pk), 1)]


def test_status_and_stances(find: Find) -> None:
    asking = make_letter("Asking")
    replies = [make_letter(f"Reply {year}", date=year) for year in ("2013", "2014")]
    mixed, silent = make_recommendation(asking), make_recommendation(asking, form="implied")
    make_answer(mixed, replies[0], stance="noted")
    make_answer(mixed, replies[1], stance="declined")
    find()
    facets = ledger().facets({"status": 5, "stance": 5, "form": 5})
    assert dict(facets["status"]) == {"answered": 1, "unanswered": 1, "declined": 1}
    assert dict(facets["stance"]) == {"noted": 1, "declined": 1}
    assert dict(facets["form"]) == {"request": 1, "implied": 1}
    unanswered = ledger(chosen={"status": Chosen(("unanswered",))})
    assert [hit.key for hit in unanswered.hits("newest", 0, 5)] == [silent.pk]


# Names


@pytest.mark.django_db
def test_of_very_many_names_those_entered_first_are_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    zoe, adam = (make_person(name) for name in ("Zoe Quagga", "Adam Quagga"))
    assert codes.named(["quagga"], [Person]) == [code(Person, each.pk) for each in (zoe, adam)]
    monkeypatch.setattr(codes, "MOST_NAMES", 1)
    assert codes.named(["quagga"], [Person]) == [code(Person, zoe.pk)]
