"""What holds for every form of a list, and what CSV and JSON Lines are."""

import csv
import gc
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from letters.exports import LIST_FORMATS, Edition, ListFormat, Tally, jsonl
from letters.exports import csv as csv_form
from letters.exports import json as json_form
from letters.exports.columns import Columns
from letters.exports.csv import COLUMNS, harmless
from letters.exports.records import complete
from letters.models import Letter
from tests import builders

EDITION = Edition("Letters", "https://letters.example.org")


@pytest.fixture(params=LIST_FORMATS, ids=lambda written: written.name)
def written(request: Any) -> ListFormat:
    found: ListFormat = request.param
    return found


def write(written: ListFormat, letters: Iterable[Letter]) -> str:
    return "".join(written.write((Tally(each.pk, 3, 2, 1) for each in letters), EDITION))


def cells(letters: Iterable[Letter]) -> list[dict[str, str]]:
    told = write(csv_form.FORMAT, letters)
    assert told.startswith("\ufeff")
    return list(csv.DictReader(StringIO(told.removeprefix("\ufeff"))))


def test_names_are_unique() -> None:
    assert len({each.name for each in LIST_FORMATS}) == len(LIST_FORMATS)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3])
def test_letters_come_in_the_order_given(written: ListFormat, count: int) -> None:
    letters = [builders.make_letter(f"Letter {n}") for n in range(count)][::-1]
    told = write(written, letters)
    places = [told.index(each.slug) for each in letters]
    assert places == sorted(places)
    assert write(written, letters) == told


@pytest.mark.django_db
def test_a_letter_that_is_public_no_more_is_left_out(written: ListFormat) -> None:
    letters = [builders.make_letter("Kept"), builders.make_letter("Xanthippe")]
    letters[1].status = Letter.Status.DRAFT
    letters[1].save()
    assert "anthippe" not in write(written, letters)


@pytest.mark.django_db
def test_queries_do_not_depend_on_the_letters(written: ListFormat) -> None:
    letters = [builders.make_letter(senders=[builders.aegis_trust()]) for _ in range(3)]
    counts = []
    for some in (letters[:1], letters):
        with CaptureQueriesContext(connection) as queries:
            write(written, some)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_nothing_is_fetched_before_it_is_asked_for(written: ListFormat) -> None:
    """However many letters there are, no more than a few hundred are looked at for one piece."""
    looked_at = 0

    def tallies() -> Iterable[Tally]:
        nonlocal looked_at
        for key in range(1_000_000):
            looked_at += 1
            yield Tally(key, 0, 0, 0)

    pieces = iter(written.write(tallies(), EDITION))
    next(pieces)
    next(pieces)
    assert looked_at <= 2000


@pytest.mark.django_db
def test_lines_say_what_the_letter_alone_says() -> None:
    james, office = builders.james_smith(), builders.foreign_secretary()
    letter = builders.make_letter(
        senders=[builders.aegis_trust()],
        recipients=[(builders.william_hague(), office)],
        signatories=[(james, [("Chair", builders.una_uk()), ("Director", None)])],
        date="2012",
    )
    themes = [builders.make_theme("Prevention"), builders.make_theme("Atrocities")]
    ask = builders.make_recommendation(letter, themes=themes, askers=[james], addressees=[office])
    reply = builders.make_letter(replies_to=letter, date="2013")
    builders.make_answer(ask, reply)
    builders.make_recommendation(reply, restates=ask)
    draft = builders.make_letter(status="draft", replies_to=letter, date="2014")
    builders.make_answer(ask, draft)
    letters = sorted(complete([letter.pk, reply.pk, draft.pk]), key=lambda each: each.pk)
    tallies = [Tally(each.pk, 0, 0, 0) for each in letters]
    lines = "".join(jsonl.FORMAT.write(tallies, EDITION)).splitlines()
    assert lines == [
        json.dumps(json_form.record(each, EDITION), ensure_ascii=False) for each in letters
    ]


@pytest.mark.django_db
def test_nothing_waits_for_python_to_find_circles(written: ListFormat) -> None:
    def those_in_memory() -> int:
        return sum(isinstance(each, Letter) for each in gc.get_objects())

    keys = []
    for _ in range(3):
        letter = builders.make_letter(signatories=[builders.james_smith()])
        builders.make_recommendation(letter)
        keys.append(letter.pk)
    del letter
    gc.collect()
    gc.disable()
    try:
        before = those_in_memory()
        "".join(written.write([Tally(key, 0, 0, 0) for key in keys], EDITION))
        assert those_in_memory() <= before
    finally:
        gc.enable()


@pytest.mark.django_db
def test_columns_are_asked_for_with_one_statement() -> None:
    keys = [builders.make_letter(f"Letter {n}").pk for n in range(5)]
    titles = Columns(lambda keys: Letter.objects.filter(pk__in=keys).values_list("pk"))
    asked = set()

    def listen(execute: Any, sql: str, *given: Any) -> Any:
        asked.add(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(listen):
        for number in (1, 2, 5):
            assert sorted(pk for (pk,) in titles(keys[:number])) == keys[:number]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda keys: Letter.objects.order_by().values_list("pk"),
        lambda keys: Letter.objects.filter(pk__in=keys).exclude(source__in=keys).values_list("pk"),
    ],
)
@pytest.mark.django_db
def test_columns_want_a_query_that_uses_the_keys_once(write: Any) -> None:
    with pytest.raises(ValueError, match="does not use its keys once"):
        Columns(write)([1])


@pytest.mark.django_db
def test_csv_has_what_a_reader_sees() -> None:
    letter = builders.make_letter(
        "Søvndal to all",
        senders=[builders.aegis_trust(), builders.james_smith()],
        recipients=[(builders.william_hague(), builders.foreign_secretary()), "=cmd"],
        signatories=[builders.andres_serbin()],
        date="2012-09~",
        place="London",
        summary="Two\nlines",
    )
    assert cells([letter]) == [
        {
            "url": f"https://letters.example.org/letters/{letter.slug}/",
            "date": "2012-09~",
            "earliest": "2012-09-01",
            "latest": "2012-09-30",
            "title": "Søvndal to all",
            "from": "Aegis Trust; James Smith",
            "to": "William Hague, Secretary of State for Foreign and Commonwealth Affairs; =cmd",
            "copied": "",
            "signed": "Andrés Serbin",
            "kind": "letter",
            "place": "London",
            "reference": "",
            "language": "en",
            "held": "yes",
            "asks": "3",
            "answered": "2",
            "answers": "1",
            "summary": "Two\nlines",
        }
    ]
    assert list(cells([letter])[0]) == list(COLUMNS)


@pytest.mark.django_db
def test_a_formula_in_a_letter_is_text_in_a_spreadsheet() -> None:
    letter = builders.make_letter('=HYPERLINK("https://example.org")', reference="+1")
    row = cells([letter])[0]
    assert (row["title"], row["reference"]) == ("'" + letter.title, "'+1")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\r=1", "\n@", "＝1", "'x", "\0x", "\u00a0-1"],
)
def test_what_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", "2012-09~", "“=”", " x", "Ærø"])
def test_everything_else_stays(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text())
def test_the_apostrophe_can_be_taken_away_again(cell: str) -> None:
    assert harmless(cell).removeprefix("'") == cell or not cell.startswith("'")
    assert harmless(cell) in (cell, f"'{cell}")
    assert harmless(cell).startswith("'") == (harmless(cell) != cell)


@pytest.mark.django_db
def test_json_lines_are_whole_letters() -> None:
    letters = [builders.make_letter(f"Letter {n}") for n in range(3)]
    told = write(next(each for each in LIST_FORMATS if each.name == "jsonl"), letters)
    rows = [json.loads(line) for line in told.splitlines()]
    assert [row["slug"] for row in rows] == [each.slug for each in letters]
    assert {tuple(row) for row in rows} == {tuple(json_form.KEYS)}
