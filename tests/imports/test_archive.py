"""A mistake in a collection's files is named: file, line, field, and what to do."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from letters.imports.archive import fixture, read_collection
from letters.imports.fidelity import words_of_markup, words_of_source
from tests.imports.folders import AEGIS, CAMPAIGN, FIXTURES, ICRTOP, REPLY, TWELVE, Folder

ORGANISATIONS = "vocabulary/organisations.toml"
LEDGER = "ledger/2012-09-04-aegis-mrg-una-uk.toml"
ANSWERS = "ledger/2014-06-17-fco.toml"

# File, what stands there, what is put there, field and message.
MISTAKES = {
    "an unknown key": (
        ICRTOP,
        'salutation = "Excellency,"',
        'salutation = "Excellency,"\nplace_is = "x"',
        "place_is: There is no key “place_is”. Is “place” meant?",
    ),
    "an unknown kind": (
        ICRTOP,
        'kind = "letter"',
        'kind = "leter"',
        "kind: There is no kind “leter”. Is “letter” meant?",
    ),
    "a bad date": (
        ICRTOP,
        'date = "2012-08-16"',
        'date = "2012-13-16"',
        "date: “2012-13-16”: there is no month 13. Write the month as in 2012-09.",
    ),
    "a number for a text": (
        ICRTOP,
        'language = "en-US"',
        "language = 3",
        "language: Write a text in quotation marks, not 3.",
    ),
    "a time without a zone": (
        ICRTOP,
        "published_at = 2026-11-20T00:00:00Z",
        "published_at = 2026-11-20T00:00:00",
        "published_at: Write a date and time with its zone",
    ),
    "a text for a list": (
        ICRTOP,
        'enclosures = ["An overview of the Secretary-General\'s Report (not held)"]',
        'enclosures = "An overview"',
        'enclosures: Write a list of texts: ["…", "…"], not \'An overview\'.',
    ),
    "a missing title": (
        ICRTOP,
        'title = "The International Coalition for the Responsibility to Protect to governments"',
        "",
        "title: This is missing.",
    ),
    "a slug that is none": (
        ICRTOP,
        'slug = "2012-08-16-icrtop"',
        'slug = "-icrtop"',
        "slug: A slug is made of lower-case letters and digits",
    ),
    "a control character": (
        ICRTOP,
        'salutation = "Excellency,"',
        'salutation = "Excellency,\\u0000"',
        "salutation: A control character stands in this text.",
    ),
    "a source that is not there": (
        ICRTOP,
        'source = "001_8e3a5a53a677cdca.txt"',
        'source = "001.txt"',
        "source: There is no file “001.txt” in sources/",
    ),
    "a person nobody knows": (
        TWELVE,
        'person = "clara-connolly"',
        'person = "clara-conolly"',
        "signatories 2: person: There is no person “clara-conolly”. Is “clara-connolly” meant?",
    ),
    "a party that is nobody": (
        AEGIS,
        '[[correspondents]]\npart = "sender"\norganisation = "aegis-trust"\n',
        '[[correspondents]]\npart = "sender"\n',
        "correspondents 1: record: Name an organisation, a person or an office, or use words.",
    ),
    "a part that does not exist": (
        AEGIS,
        'part = "recipient"',
        'part = "receiver"',
        "correspondents 4: part: There is no part “receiver”.",
    ),
    "a name that was not printed so": (
        TWELVE,
        'as_printed = "Clara Connolly"',
        'as_printed = "Ms Clara Connolly"',
        "signatories 2: as_printed: “Ms Clara Connolly” does not stand so in the source.",
    ),
    "a role that was not printed so": (
        AEGIS,
        'role = "Chief Executive Officer"',
        'role = "CEO"',
        "signatories 1: capacities 1: role: “CEO” does not stand so in the source.",
    ),
    "a reference that was not printed so": (
        REPLY,
        'reference = "MIN/66425/2014"',
        'reference = "MIN/66426/2014"',
        "reference: “MIN/66426/2014” does not stand so in the source.",
    ),
    "a party of a letter that is not held, in words nobody printed": (
        CAMPAIGN,
        'as_printed = "the Government"',
        'as_printed = "HM Government"',
        "correspondents 3: as_printed: “HM Government” does not stand so in the source.",
    ),
    "an inference without a reason": (
        CAMPAIGN,
        "date_reason = ",
        "# date_reason = ",
        "date_reason: Say why the date is inferred.",
    ),
    "a source of a letter that is not held": (
        CAMPAIGN,
        "held = false",
        'held = false\nsource = "004_b353cc7e0a85bea9.txt"',
        "source: A letter that is not held has no text and no source.",
    ),
    "an organisation twice": (
        ORGANISATIONS,
        'slug = "minority-rights-group"',
        'slug = "aegis-trust"',
        "organisations 2: slug: “aegis-trust” is taken by another record.",
    ),
    "a parent below its part": (
        ORGANISATIONS,
        'name = "Aegis Trust"',
        'name = "Aegis Trust"\nparent = "united-nations"',
        "organisations 1: parent: There is no organisation “united-nations”.",
    ),
    "a quote that does not stand in the text": (
        LEDGER,
        'quote = "We call on you to speak in support of the Responsibility to Protect"',
        'quote = "We call upon you to speak in support of the Responsibility to Protect"',
        "recommendations 2: quote: These words do not stand in “The Aegis Trust, Minority Rights"
        " Group and UNA-UK to the Foreign Secretary”. The nearest wording, in passage 2:"
        " “We call on you to speak in support of the Responsibility to Protect”",
    ),
    "a quote in another passage": (
        LEDGER,
        "passage = 10",
        "passage = 9",
        "recommendations 10: passage: The quote stands in passage 10, not in 9.",
    ),
    "a number given twice": (
        LEDGER,
        "number = 10",
        "number = 9",
        "recommendations 10: number: “2012-09-04-aegis-mrg-una-uk#9” is taken by another record.",
    ),
    "no number": (
        LEDGER,
        "number = 10",
        "",
        "recommendations 10: number: This is missing: a number is never given twice.",
    ),
    "a theme nobody knows": (
        LEDGER,
        'themes = ["focal-points", "openness-and-oversight"]',
        'themes = ["focal-point", "openness-and-oversight"]',
        "recommendations 10: themes: There is no theme “focal-point”. Is “focal-points” meant?",
    ),
    "a restatement of nothing": (
        LEDGER,
        'restates = "2012-08-16-icrtop#1"',
        'restates = "2012-08-16-icrtop#11"',
        "recommendations 2: restates: There is no recommendation “2012-08-16-icrtop#11”.",
    ),
    "a restatement of a later ask": (
        LEDGER,
        'restates = "2012-08-16-icrtop#1"',
        'restates = "2018-12-10-twelve-organisations#1"',
        "recommendations 2: restates: A recommendation restates an earlier one.",
    ),
    "a restatement without a reason": (
        LEDGER,
        'restates_reason = "Word for word."',
        "",
        "recommendations 3: restates_reason: Say why it restates the earlier one.",
    ),
    "an answer to nothing": (
        ANSWERS,
        'recommendation = "2014-una-uk-campaign#1"',
        'recommendation = "2014-una-uk-campaign#3"',
        "answers 1: recommendation: There is no recommendation “2014-una-uk-campaign#3”.",
    ),
    "an answer without an ask": (
        ANSWERS,
        'recommendation = "2014-una-uk-campaign#1"',
        "",
        "answers 1: recommendation: This is missing: name the ask, slug#number.",
    ),
    "an answer older than the ask": (
        ANSWERS,
        'recommendation = "2014-una-uk-campaign#1"',
        'recommendation = "2018-12-10-twelve-organisations#1"',
        "answers 1: letter: This letter is older than the ask.",
    ),
    "a stance that does not exist": (
        ANSWERS,
        'stance = "already-doing"\nnote = "The campaign',
        'stance = "yes"\nnote = "The campaign',
        "answers 1: stance: There is no stance “yes”.",
    ),
    "a ledger of nothing": (
        LEDGER,
        'letter = "2012-09-04-aegis-mrg-una-uk"',
        'letter = "2012-09-04"',
        "letter: There is no letter “2012-09-04”.",
    ),
    "an entry that is no table": (
        LEDGER,
        'addressees = [{ person = "william-hague", office = "foreign-secretary" }]\n'
        'themes = ["focal-points"',
        'addressees = "the Foreign Secretary"\nthemes = ["focal-points"',
        "recommendations 10: addressees: Write each entry as a [[addressees]] table.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_named(mistake: str, folder: Folder) -> None:
    file, old, new, message = MISTAKES[mistake]
    folder.change(file, old, new)
    found = [problem for problem in folder.problems() if message in problem]
    assert len(found) == 1, "\n".join(folder.problems())
    assert re.match(rf"fixtures/{file}:\d+: {re.escape(message)}", found[0]), found[0]


@pytest.mark.parametrize(
    "mistake",
    [
        "an unknown kind",
        "a bad date",
        "a name that was not printed so",
        "a role that was not printed so",
        "a person nobody knows",
        "a quote that does not stand in the text",
        "a quote in another passage",
        "a theme nobody knows",
        "a restatement of nothing",
        "a stance that does not exist",
    ],
)
def test_mistake_is_found_on_its_very_line(mistake: str, folder: Folder) -> None:
    file, old, new, message = MISTAKES[mistake]
    line = folder.change(file, old, new)
    assert any(
        problem.startswith(f"fixtures/{file}:{line}: {message}") for problem in folder.problems()
    ), "\n".join(folder.problems())


def test_all_mistakes_are_named_at_once(folder: Folder) -> None:
    folder.change(ICRTOP, 'date = "2012-08-16"', 'date = "August"')
    folder.change(LEDGER, "passage = 10", "passage = 9")
    folder.change(TWELVE, "In somber", "In sombre")
    (folder.path / "vocabulary" / "themes.toml").write_text("[[themes]")
    files = [problem.split(":")[0] for problem in folder.problems()]
    assert {
        f"fixtures/{ICRTOP}",
        f"fixtures/{LEDGER}",
        f"fixtures/{TWELVE}",
        "fixtures/vocabulary/themes.toml",
    } <= set(files)


def test_source_without_a_record_is_a_mistake(folder: Folder) -> None:
    (folder.path / "sources" / "new.txt").write_text("Dear all")
    assert folder.problems() == [
        "fixtures/sources/new.txt:1: source: No record is made from this file."
    ]


def test_record_is_named_after_its_slug(folder: Folder) -> None:
    (folder.path / REPLY).rename(folder.path / "records" / "reply.md")
    assert folder.problems() == [
        "fixtures/records/reply.md:2: slug: The file of this record is to be named"
        " 2014-06-17-fco.md."
    ]


def test_unknown_vocabulary_is_a_mistake(folder: Folder) -> None:
    (folder.path / "vocabulary" / "places.toml").write_text("")
    assert folder.problems() == [
        "fixtures/vocabulary/places.toml:1: file: Unknown file; here are read organisations,"
        " people, offices, themes, synonyms."
    ]


def test_empty_folder_makes_an_empty_fixture(tmp_path: Path) -> None:
    assert fixture(read_collection(tmp_path)) == "[]\n"


def test_collection_of_one_letter_needs_no_vocabulary(small: Callable[..., Folder]) -> None:
    folder = small("Dear all\n\nHello, *world*.", 'salutation = "Dear all"', "Hello, *world*.")
    assert folder.problems() == []


def test_unpublished_letter_has_no_time(small: Callable[..., Folder]) -> None:
    folder = small("Hello.", "", "Hello.")
    fields = json.loads(fixture(read_collection(folder.path)))[1]["fields"]
    assert (fields["status"], fields["published_at"]) == ("draft", None)


def test_published_letter_says_since_when(small: Callable[..., Folder]) -> None:
    folder = small("Hello.", 'status = "published"', "Hello.")
    assert folder.problems() == [
        "fixtures/records/a.md:2: published_at: Say since when this letter is published."
    ]


def test_supplied_words_are_declared(small: Callable[..., Folder]) -> None:
    declared = """
[[emendations]]
kind = "supplied"
source = "We two"
text = "We [the] two"
reason = "The word is lost in a fold of the paper."
"""
    folder = small("We two agree.", declared, r"We \[the] two agree.")
    assert folder.problems() == []


def test_markup_of_the_source_may_stand_as_text(small: Callable[..., Folder]) -> None:
    source = "1. First\n\n2 * 3 < 7 & [sic]\n\n4. September 2012"
    folder = small(source, "", "1. First\n\n2 \\* 3 < 7 & [sic]\n\n4\\. September 2012")
    assert folder.problems() == []


def test_words_that_markdown_would_swallow_are_missed(small: Callable[..., Folder]) -> None:
    folder = small("A line.\n\n[1]: http://example.org", "", "A line.\n\n[^1]: http://example.org")
    assert len(folder.problems()) == 1


def test_same_files_make_the_same_bytes() -> None:
    assert fixture(read_collection(FIXTURES)) == fixture(read_collection(FIXTURES))


def test_fixture_carries_no_numbers_of_rows() -> None:
    rows = json.loads(fixture(read_collection(FIXTURES)))
    assert {tuple(row) for row in rows} == {("model", "fields")}


def test_words_of_a_source_keep_their_styles_and_places() -> None:
    words = words_of_source("- One *two*,\nthree  \nfour\n\n**five\nsix** [a b](http://c)")
    assert [(word.plain, word.gap) for word in words] == [
        ("One", "item"),
        ("two,", "space"),
        ("three", "wrap"),
        ("four", "line"),
        ("five", "paragraph"),
        ("six", "wrap"),
        ("a", "space"),
        ("b", "space"),
    ]
    assert words[1].pieces == (("two", "em"), (",", ""))
    assert words[5].pieces == (("six", "strong"),)
    assert words[7].pieces == (("b", "a http://c"),)


def test_backslash_keeps_a_mark_from_being_one() -> None:
    words = words_of_markup(r"\- \*not* \# 4\. a")
    assert [word.plain for word in words] == ["-", "*not*", "#", "4.", "a"]
    assert {word.gap for word in words} == {"paragraph", "space"}
