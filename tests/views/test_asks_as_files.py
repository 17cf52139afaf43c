"""/recommendations.csv and .jsonl: every parameter of the ledger, all that it finds."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letters import search
from letters.exports import ASK_FORMATS
from letters.exports.asks import COLUMNS
from tests import builders
from tests.views.pages import page_of

pytestmark = pytest.mark.django_db

Follow = Callable[[], object]
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def collection(index: Follow, settings: Any) -> None:
    settings.SITE_URL = SITE
    call_command("loaddata", "fixtures/archive.json", verbosity=0)
    search.rebuild()


def taken(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    told = taken(client, f"/recommendations.csv{query}")
    return list(csv.DictReader(StringIO(told.removeprefix("\ufeff"))))


def objects(client: Client, query: str = "") -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in taken(client, f"/recommendations.jsonl{query}").splitlines()
    ]


def test_all_asks_of_the_first_collection_come_with_what_came_of_them(
    client: Client, collection: None
) -> None:
    found = rows(client)
    assert len(found) == 29
    assert list(found[0]) == list(COLUMNS)
    assert [row["answered"] for row in found].count("yes") == 5
    assert {row["days_at_least"] for row in found if row["answered"] == "yes"} == {"651", "34"}


def test_an_ask_is_told_whole(client: Client, collection: None) -> None:
    (told,) = objects(
        client, "?letter=2012-09-04-aegis-mrg-una-uk&form=request&stance=information-given"
    )
    answer = f"{SITE}/letters/2014-06-17-fco/#p8"
    assert told == {
        "url": f"{SITE}/recommendations/2012-09-04-aegis-mrg-una-uk/10/",
        "letter": f"{SITE}/letters/2012-09-04-aegis-mrg-una-uk/",
        "letter_title": "The Aegis Trust, Minority Rights Group and UNA-UK to the Foreign "
        "Secretary",
        "date": "2012-09-04",
        "number": 10,
        "form": "request",
        "gist": "Give further information on the role and activities of the UK’s national focal "
        "point.",
        "quote": "The Aegis Trust, Minority Rights Group and the UNA-UK would welcome further "
        "information on the role and activities of this focal point.",
        "quoted_from": f"{SITE}/letters/2012-09-04-aegis-mrg-una-uk/",
        "passage": 10,
        "asked_by": [
            "Aegis Trust",
            "Minority Rights Group",
            "United Nations Association of the United Kingdom",
        ],
        "asked_of": [
            "Rt Hon William Hague MP, Secretary of State for Foreign and Commonwealth Affairs"
        ],
        "themes": ["National focal points", "Openness and oversight"],
        "repeats": "",
        "times": 1,
        "last_asked": "",
        "answered": "yes",
        "stances": ["information-given", "information-given"],
        "answers": [answer, answer],
        "first_answer": "2014-06-17",
        "days_at_least": 651,
        "days_at_most": 651,
    }


@pytest.mark.parametrize(
    ("day", "asks", "answered"),
    [("2012-09-01", 8, 0), ("2014-01-01", 20, 0), ("2014-06-17", 22, 5)],
)
def test_files_stand_as_of_a_day(
    client: Client, collection: None, day: str, asks: int, answered: int
) -> None:
    found = rows(client, f"?as_of={day}")
    assert len(found) == asks
    assert [row["answered"] for row in found].count("yes") == answered
    assert len(rows(client, f"?as_of={day}&status=unanswered")) == asks - answered


def test_repeated_asks_are_one_row_with_all_answers(client: Client, collection: None) -> None:
    found = {row["url"]: row for row in objects(client, "?group=chain")}
    assert len(found) == 22
    told = found[f"{SITE}/recommendations/2012-09-04-aegis-mrg-una-uk/10/"]
    assert told["times"] == 2
    assert told["last_asked"] == f"{SITE}/recommendations/2014-una-uk-campaign/2/"
    assert len(told["answers"]) == 4


def test_an_ask_reported_elsewhere_names_the_document(client: Client, collection: None) -> None:
    (first, _) = objects(client, "?letter=2014-una-uk-campaign")
    assert first["quoted_from"] == f"{SITE}/letters/2014-06-17-fco/"
    assert (first["days_at_least"], first["days_at_most"]) == (34, None)


def test_pages_mean_nothing_and_the_ledger_leads_here(client: Client, collection: None) -> None:
    assert len(rows(client, "?page=2&per_page=25&sort=oldest")) == 29
    page = page_of(client.get("/recommendations/?as_of=2014-01-01&per_page=25"))
    assert page.one(".files").links() == {
        "CSV": "/recommendations.csv?as_of=2014-01-01",
        "JSON Lines": "/recommendations.jsonl?as_of=2014-01-01",
    }
    assert f"{SITE}/recommendations/?as_of=2014-01-01" in page.one(".notice").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=tomorrow", "as_of: “tomorrow” is not a date."),
        ("as_of=9999", "as_of: 9999 is still to come."),
        ("asker=nobody", "asker: “nobody” is not known here.\n"),
        ("colour=red", "colour: There is no parameter of this name.\n"),
    ],
)
@pytest.mark.parametrize("written", ASK_FORMATS, ids=lambda each: each.name)
def test_a_parameter_that_cannot_be_used_is_named(
    client: Client, index: Follow, written: Any, query: str, said: str
) -> None:
    response = client.get(f"/recommendations.{written.extension}?{query}")
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize("written", ASK_FORMATS, ids=lambda each: each.name)
def test_a_file_has_its_name_and_type(client: Client, index: Follow, written: Any) -> None:
    response = client.get(f"/recommendations.{written.extension}")
    assert response.headers["Content-Type"] == written.content_type
    wanted = f'attachment; filename="asks.{written.extension}"'
    assert response.headers["Content-Disposition"] == wanted


def test_without_an_index_no_file_says_more_than_was_asked_for(
    client: Client, collection: None, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    assert len(rows(client)) == 29
    assert len(rows(client, "?as_of=2012-09-01")) == 8
    for address in ("/recommendations.csv?status=answered", "/letters.csv?q=focal"):
        response = client.get(address)
        assert response.status_code == 503
        assert "these filters cannot be used" in response.content.decode()


def test_drafts_and_formulas_stay_out(client: Client, index: Follow) -> None:
    letter = builders.make_letter("=1+1", slug="sum", text="=2+2 is what we ask.")
    ask = builders.make_recommendation(letter, quote="=2+2 is what we ask", gist="+3")
    draft = builders.make_letter("Draft", date="2013", status="draft", text="We ask. No.")
    builders.make_recommendation(draft, quote="We ask")
    builders.make_answer(ask, draft, quote="No")
    index()
    (row,) = rows(client)
    assert (row["letter_title"], row["gist"]) == ("'=1+1", "'+3")
    assert (row["answered"], row["answers"], row["stances"]) == ("no", "", "")
    (told,) = objects(client)
    assert told["quote"] == "=2+2 is what we ask"


def test_queries_do_not_grow_with_the_asks(client: Client, index: Follow) -> None:
    counts = []
    for number in range(3):
        letter = builders.make_letter(f"Letter {number}", senders=[builders.aegis_trust()])
        ask = builders.make_recommendation(letter, themes=[builders.make_theme(f"Theme {number}")])
        reply = builders.make_letter(f"Reply {number}", date="2013", text="No.")
        builders.make_answer(ask, reply, quote="No")
        index()
        rows(client)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(client)) == number + 1
        counts.append(len(queries))
    assert counts[0] == counts[2]
