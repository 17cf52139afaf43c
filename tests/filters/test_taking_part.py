"""The letters in which somebody takes part, a tab for each part."""

from typing import Any

import pytest
from django.http import QueryDict

from letters.filters import taking_part as module
from letters.filters.taking_part import Taker, TakingPart, newest_letters, taking_part
from letters.models import Correspondent, Organisation
from tests import builders

pytestmark = pytest.mark.django_db


def parts(organisation: Organisation, query: str = "") -> TakingPart:
    ids = Organisation.objects.with_descendants(organisation)
    return taking_part(QueryDict(query), Taker.organisation(ids))


def counts(found: TakingPart) -> dict[str, int]:
    return {tab.value: tab.count for tab in found.tabs}


def test_tabs_are_the_parts_that_have_letters() -> None:
    office = builders.foreign_office()
    builders.make_letter("To it", recipients=[office], date="2012")
    builders.make_letter("Meeting", parties=[("host", office), ("observer", office)], date="2013")
    builders.make_letter("Associate", parties=[("associate", office)], date="2014")
    found = parts(office)
    assert counts(found) == {"received": 1, "hosted": 2, "attended": 1}
    assert [(tab.label, tab.selected) for tab in found.tabs] == [
        ("Received", True),
        ("Hosted", False),
        ("Took part", False),
    ]
    assert [letter.title for letter in found.letters] == ["To it"]
    hosted = parts(office, "part=hosted")
    assert [letter.title for letter in hosted.letters] == ["Associate", "Meeting"]


def test_whoever_signs_for_it_makes_it_sign() -> None:
    capacities = [("Chair", builders.una_uk()), ("Director", builders.aegis_trust())]
    builders.make_letter(signatories=[(builders.james_smith(), capacities)])
    assert counts(parts(builders.una_uk())) == {"signed": 1}
    person = taking_part(QueryDict(), Taker.person(builders.james_smith()))
    assert counts(person) == {"signed": 1}


def test_letters_of_departments_and_offices_count_once() -> None:
    office, department = builders.foreign_office(), builders.multilateral_policy()
    builders.make_letter("Both", senders=[office, department], date="2012")
    builders.make_letter("Department", senders=[department], date="2013")
    builders.make_letter("Post", copied=[builders.foreign_secretary()], date="2014")
    found = parts(office)
    assert counts(found) == {"sent": 2, "copied": 1}
    assert [letter.title for letter in found.letters] == ["Department", "Both"]
    assert counts(parts(department)) == {"sent": 2}


def test_drafts_and_withdrawn_letters_count_nowhere() -> None:
    builders.make_letter("Shown", senders=[builders.una_uk()])
    builders.make_letter("Draft", senders=[builders.una_uk()], status="draft")
    builders.withdraw(builders.make_letter("Gone", senders=[builders.una_uk()]))
    found = parts(builders.una_uk())
    assert counts(found) == {"sent": 1}
    assert [letter.title for letter in found.letters] == ["Shown"]


def test_letters_are_paged_within_their_part(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PER_PAGE", 2)
    for year in range(2001, 2006):
        builders.make_letter(f"Of {year}", senders=[builders.una_uk()], date=str(year))
    found = parts(builders.una_uk(), "part=sent&page=2")
    assert [letter.title for letter in found.letters] == ["Of 2003", "Of 2002"]
    assert (found.page.previous, found.page.next) == ("?part=sent", "?part=sent&page=3")
    last = parts(builders.una_uk(), "page=99")
    assert [letter.title for letter in last.letters] == ["Of 2001"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("part=nonsense", "“nonsense” is no part in a letter. Shown is: Sent."),
        ("part=%00", "“\ufffd” is no part in a letter. Shown is: Sent."),
        ("page=x", "Write a whole number."),
        ("page=-1", "Write a whole number."),
        ("page=0", "Counting starts at 1."),
        ("page=²", "Write a whole number."),
    ],
)
def test_a_bad_value_is_said_and_the_first_page_shown(query: str, message: str) -> None:
    builders.make_letter(senders=[builders.una_uk()])
    found = parts(builders.una_uk(), query)
    assert found.errors == {query.split("=")[0]: [message]}
    assert len(found.letters) == 1


def test_a_part_without_letters_is_empty() -> None:
    builders.make_letter(senders=[builders.una_uk()])
    found = parts(builders.una_uk(), "part=copied")
    assert found.letters == []
    assert found.errors == {}


@pytest.mark.parametrize("count", [0, 1_000_000])
def test_few_and_many_letters_are_found_alike(count: int) -> None:
    """Both ways of going about it, whatever the numbers suggest."""
    office = builders.foreign_office()
    builders.make_letter("Undated", recipients=[office], date="")
    builders.make_letter("Second", recipients=[office], date="2013")
    builders.make_letter("First", recipients=[(office, builders.foreign_secretary())], date="2012")
    builders.make_letter("Draft", recipients=[office], date="2014", status="draft")
    builders.make_letter("Not to it", recipients=[builders.una_uk()], date="2015")
    ways = [
        Correspondent.objects.filter(organisation=office),
        Correspondent.objects.filter(office=builders.foreign_secretary()),
    ]
    found = newest_letters(ways, count, 25)
    assert [letter.title for letter in found] == ["Second", "First", "Undated"]
