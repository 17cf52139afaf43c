"""JSON: whole, documented, and self-contained."""

import json
from typing import Any

import pytest

from letters.exports import Edition, complete
from letters.exports.json import KEYS, record, write
from letters.models import Letter
from tests import builders
from tests.exports.test_contract import make_whole_letter

pytestmark = pytest.mark.django_db

EDITION = Edition("Letters", "https://letters.example.org")
# What a curator types in, or an importer brings, has its place in the form ...
NOT_CARRIED = {
    # ... but for what the archive makes itself: keys, history, counts, and dates made from dates.
    *("id", "status", "withdrawn_reason", "created_at", "modified_at", "version"),
    *("earliest", "latest", "sort_date"),
    # A date's and a reply's fields stand together under one key.
    *("date_of", "date_as_printed", "date_inferred", "date_reason"),
    *("replies_to_inferred", "replies_to_reason"),
}


def told(letter: Letter) -> dict[str, Any]:
    [found] = complete([letter.pk])
    whole: dict[str, Any] = json.loads(write(found, EDITION))
    return whole


def test_keys_are_documented_and_in_order() -> None:
    assert list(told(builders.make_letter())) == list(KEYS)


def test_every_field_of_a_letter_is_carried() -> None:
    fields = {field.name for field in Letter._meta.concrete_fields} - NOT_CARRIED
    assert fields - set(KEYS) == set()


def test_nothing_is_left_out_where_it_is_empty() -> None:
    whole = told(builders.make_letter("Bare", text="", date=""))
    empty = {key: value for key, value in whole.items() if not value}
    assert set(empty) == {
        *("former_slugs", "known_from", "place", "reference", "correspondents", "opener"),
        *("salutation", "text", "valediction", "closer", "signatories", "enclosures", "summary"),
        *("editorial_note", "replies_to", "recommendations", "countries", "source", "rights"),
        *("organisations", "people", "offices", "themes"),
    }
    assert whole["date"] == {
        "edtf": "",
        "of": "writing",
        "as_printed": "",
        "inferred": False,
        "reason": "",
    }


def test_texts_are_those_that_were_typed() -> None:
    letter = builders.make_letter(
        text="# A *head*\n\nWords[^1].\n\n[^1]: Note.", closer="*J* S\nCEO"
    )
    whole = told(letter)
    assert (whole["text"], whole["closer"]) == (letter.text, letter.closer)
    assert whole["derived"]["passages"] == [{"number": 1, "text": "Words."}]


def test_what_is_named_stands_once_with_what_is_above_it() -> None:
    whole = told(make_whole_letter("One", 3))
    assert [each["slug"] for each in whole["organisations"]] == [
        "foreign-office",
        "multilateral-policy-directorate",
    ]
    assert [each["parent"] for each in whole["organisations"]] == [None, "foreign-office"]
    assert [each["slug"] for each in whole["people"]] == [
        *("one-p0", "one-p1", "one-p2"),
        "william-hague",
    ]
    assert whole["offices"][0]["organisation"] == "foreign-office"


def test_every_slug_that_is_referred_to_is_defined() -> None:
    whole = told(make_whole_letter("One", 2))
    parties = whole["correspondents"] + [
        party for ask in whole["recommendations"] for party in ask["askers"] + ask["addressees"]
    ]
    for kind, key in (
        ("organisations", "organisation"),
        ("people", "person"),
        ("offices", "office"),
    ):
        defined = {each["slug"] for each in whole[kind]}
        assert {party[key] for party in parties if party[key]} <= defined
    signed = {
        capacity["organisation"] for each in whole["signatories"] for capacity in each["capacities"]
    }
    assert signed <= {each["slug"] for each in whole["organisations"]}
    themes = {theme for ask in whole["recommendations"] for theme in ask["themes"]}
    assert themes == {each["slug"] for each in whole["themes"]}


def test_the_ledger_is_whole() -> None:
    letter = make_whole_letter("One", 1)
    ask = told(letter)["recommendations"][0]
    assert ask["quote"] == "speak in support of the Responsibility to Protect"
    assert (ask["number"], ask["passage"], ask["form"], ask["restates"]) == (1, 1, "request", None)
    assert ask["answers"] == [
        {
            "letter": "one-r0",
            "passage": 2,
            "quote": "further information on the role of the focal point",
            "stance": "accepted",
            "note": "",
        }
    ]
    reply = Letter.objects.get(slug="one-r0")
    assert told(reply)["recommendations"][0]["restates"] == {
        "letter": "one",
        "number": 1,
        "reason": "The same.",
    }
    assert told(reply)["replies_to"] == {"letter": "one", "inferred": False, "reason": ""}
    assert told(letter)["derived"]["replies"] == ["one-r0"]


def test_a_record_is_one_line_of_json_lines() -> None:
    [letter] = complete([make_whole_letter("One", 1).pk])
    line = json.dumps(record(letter, EDITION), ensure_ascii=False)
    assert "\n" not in line
    assert json.loads(line) == json.loads(write(letter, EDITION))
