"""Every word of the five documents stands in the archive, in order, or is declared."""

import hashlib
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from letters import text
from letters.imports import fidelity
from letters.imports.archive import read_collection
from letters.imports.save import load_archive
from letters.models import Letter
from tests.imports.folders import AEGIS, FIXTURES, ICRTOP, MEETING, REPLY, TWELVE, Folder, folder

__all__ = ["folder"]

# What was received: name, hash, and how many words without bullets, drawn rule and note number.
SOURCES = {
    "2012-09-04-aegis-mrg-una-uk": (
        "000_921e6a96aaf9595a.txt",
        "cb4ae932b5d94dd498f30b17f62aac25a222fb9c9905e4d8c2dcbfe4aa65a70a",
        691,
    ),
    "2012-08-16-icrtop": (
        "001_8e3a5a53a677cdca.txt",
        "26326a08e8f512253aacec7afb5358cde76e82add976ca0ef954623731ce76c1",
        491,
    ),
    "2014-06-17-fco": (
        "002_104ed33cfa5889bf.txt",
        "3a4511a4fb0872ee07a1cb388c31b27101cd14b19e9e13507405dc881a785ef3",
        922,
    ),
    "2012-09-28-ministerial-meeting": (
        "003_4f09c21c5704b1e6.txt",
        "281840fde019134efe7ff7be3382cde7e49cc996860f9c0cf06dc3b549fbda38",
        958,
    ),
    "2018-12-10-twelve-organisations": (
        "004_b353cc7e0a85bea9.txt",
        "50f06dce75785080dad61a6e995100703416a44e1bb56b5affc180070c6ebfef",
        1275,
    ),
}
EACH = pytest.mark.parametrize("slug", SOURCES)


def received(slug: str) -> str:
    return (FIXTURES / "sources" / SOURCES[slug][0]).read_bytes().decode()


def words_received(slug: str) -> list[str]:
    """Read a source's words without any of the archive's code: no bullets, stars, links, rule."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", received(slug)).replace("*", "")
    plain = re.sub(r"^(- |_$)", "", plain, flags=re.MULTILINE)
    return plain.replace("points¹.", "points.").replace("¹ See", "See").split()


def words_shown(letter: Letter) -> list[str]:
    """Take the words from what the page shows, tags and footnote references aside."""
    reading = letter.reading()
    html = [
        *text.render_lines(letter.opener),
        letter.salutation,
        *(block.html for block in reading.render()),
        letter.valediction,
        *text.render_lines(letter.closer),
        *(note.html for note in reading.render_footnotes()),
    ]
    shown = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", " ".join(html))
    return shown.replace("&amp;", "&").split()


@EACH
def test_source_is_kept_byte_for_byte(slug: str) -> None:
    name, digest, _ = SOURCES[slug]
    assert hashlib.sha256((FIXTURES / "sources" / name).read_bytes()).hexdigest() == digest


@EACH
def test_source_is_the_one_received(slug: str, shared: Path) -> None:
    name = SOURCES[slug][0]
    kept = (FIXTURES / "sources" / name).read_bytes()
    assert kept == (shared / "sources" / name).read_bytes()


def test_every_source_has_a_record() -> None:
    names = {path.name for path in (FIXTURES / "sources").iterdir()}
    assert names == {name for name, _, _ in SOURCES.values()}


@EACH
def test_record_has_every_word_in_order(slug: str) -> None:
    letters = {letter.slug: letter for letter in read_collection(FIXTURES).of(Letter)}
    assert words_shown(letters[slug]) == words_received(slug)


@EACH
@pytest.mark.django_db
def test_database_has_every_word_in_order(slug: str) -> None:
    load_archive(FIXTURES / "archive.json")
    letter = Letter.objects.get(slug=slug)
    assert words_shown(letter) == words_received(slug)
    assert letter.source is not None
    assert bytes(letter.source.content) == received(slug).encode()


@EACH
@pytest.mark.django_db
def test_page_has_every_word_in_order(slug: str, client: Client) -> None:
    load_archive(FIXTURES / "archive.json")
    page = client.get(f"/letters/{slug}/").content.decode()
    page = re.sub(r"<sup>.*?</sup>|</?(?:a|em|mark|span|strong)\b[^>]*>", "", page)
    shown = iter(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    # Notes and numbers stand between the words; what is lost or swapped is not found.
    missing = next((word for word in words_received(slug) if word not in shown), None)
    assert missing is None


@EACH
def test_checker_reads_every_word(slug: str) -> None:
    letters = {letter.slug: letter for letter in read_collection(FIXTURES).of(Letter)}
    notes = len(letters[slug].reading().footnotes)
    assert len(words_received(slug)) == SOURCES[slug][2]
    assert len(fidelity.published_words(letters[slug])) == SOURCES[slug][2] + notes


def test_collection_has_no_mistakes() -> None:
    assert read_collection(FIXTURES).problems == []


# Planted losses: file, what stands there, what is put there, lines further down, field and message.
LOSSES = {
    "a word dropped from the text": (
        AEGIS,
        "We call on you to speak",
        "We call you to speak",
        0,
        "text: passage 2: “on” of the source is missing after “2012 dialogue. We call”.",
    ),
    "two words swapped": (
        ICRTOP,
        "regional, and international level",
        "regional, international and level",
        0,
        "text: passage 3: “international” does not stand in the source"
        " after “at the national, regional,”.",
    ),
    "a word added": (
        TWELVE,
        "an opportunity to develop",
        "an excellent opportunity to develop",
        0,
        "text: passage 12: “excellent” does not stand in the source after “major donor, has an”.",
    ),
    "a spelling corrected": (
        TWELVE,
        "In somber reflection",
        "In sombre reflection",
        0,
        "text: passage 1: The source has “somber”, not “sombre”"
        " after “mass atrocities worldwide. In”.",
    ),
    "an oddity corrected": (
        AEGIS,
        "(UNA-UK) ,we are",
        "(UNA-UK), we are",
        0,
        "text: passage 1: The source has “(UNA-UK) ,we”, not “(UNA-UK), we”"
        " after “of the United Kingdom”.",
    ),
    "a quotation mark straightened": (
        MEETING,
        "“distorted”",
        '"distorted"',
        0,
        'text: passage 6: The source has ““distorted””, not “"distorted"”'
        " after “intervention in Libya had”.",
    ),
    "emphasis lost": (
        TWELVE,
        "*before* violence",
        "before violence",
        0,
        "text: passage 9: “before” is “before” plain here and “before” emphasised in the source.",
    ),
    "emphasis made bold": (
        AEGIS,
        "*Responsibility to Protect: Timely and Decisive Response*",
        "*Responsibility to Protect: Timely and Decisive* **Response**",
        0,
        "text: passage 1: “Response.” is “Response” bold and “.” plain here and"
        " “Response” emphasised and “.” plain in the source.",
    ),
    "a paragraph divided": (
        TWELVE,
        "with regards to UK",
        "with\n\nregards to UK",
        2,
        "text: passage 2: “regards” begins a paragraph here and runs on in the source.",
    ),
    "a bullet made a paragraph": (
        ICRTOP,
        "\n- The risk and occurrence",
        "\n\nThe risk and occurrence",
        2,
        "text: passage 5: “The” begins a paragraph here and begins a list item in the source.",
    ),
    "a link lost": (
        REPLY,
        "[www.fco.gov.uk](http://www.fco.gov.uk)",
        "www.fco.gov.uk",
        0,
        "opener: “www.fco.gov.uk” is “www.fco.gov.uk” plain here and"
        " “www.fco.gov.uk” linked (a http://www.fco.gov.uk) in the source.",
    ),
    "a line of the address lost": (
        REPLY,
        "\nW3.115\n",
        "\n",
        1,
        "opener: “W3.115” of the source is missing after “Office Multilateral Policy Directorate”.",
    ),
    "lines of the signature block run together": (
        TWELVE,
        "Clara Connolly, Syria Solidarity UK\nMaddy",
        "Clara Connolly, Syria Solidarity UK Maddy",
        0,
        "closer: “Maddy” runs on here and begins a line in the source.",
    ),
    "a signature reworded": (
        ICRTOP,
        "Chair, International Coalition for the Responsibility to Protect\nExecutive",
        "Chair, ICRtoP\nExecutive",
        0,
        "closer: The source has “International Coalition for the Responsibility to Protect”,"
        " not “ICRtoP” after “Dr. Andrés Serbin Chair,”.",
    ),
    "the footnote reworded": (
        AEGIS,
        "[^1]: See http://globalr2p.org",
        "[^1]: Compare http://globalr2p.org",
        0,
        "footnotes: The source has “See”, not “Compare” after “Executive Director UNA-UK [^1]:”.",
    ),
    "the valediction changed": (
        TWELVE,
        'valediction = "Sincerely,"',
        'valediction = "Yours sincerely,"',
        0,
        "valediction: The source has “Sincerely,”, not “Yours sincerely,”"
        " after “will, lead by example.”.",
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_planted_loss_is_refused(loss: str, folder: Folder) -> None:
    file, old, new, further, message = LOSSES[loss]
    line = folder.change(file, old, new)
    reported = [problem for problem in folder.problems() if problem.startswith(f"fixtures/{file}")]
    assert f"fixtures/{file}:{line + further}: {message}" in reported, "\n".join(reported)


def test_lost_salutation_is_refused(folder: Folder) -> None:
    folder.change(ICRTOP, 'salutation = "Excellency,"\n', "")
    (problem,) = folder.problems()
    assert problem.endswith("“Excellency,” of the source is missing after “16 August 2012”.")


def test_lost_footnote_is_refused(folder: Folder) -> None:
    folder.change(AEGIS, "[^1]: See http://globalr2p.org", "")
    problems = folder.problems()
    assert any(
        problem.endswith(
            "“[^1]: See http://globalr2p.org” of the source is missing"
            " after “Mulligan Executive Director UNA-UK”."
        )
        for problem in problems
    ), "\n".join(problems)


def test_undeclared_page_break_is_refused(folder: Folder) -> None:
    path = folder.path / REPLY
    whole = path.read_text(encoding="utf-8")
    start, end = whole.index("[[emendations]]"), whole.index("+++", 3)
    path.write_text(whole[:start] + whole[end:], encoding="utf-8")
    (problem,) = folder.problems()
    assert problem.endswith(
        "text: passage 4: “societies,” runs on here and begins a paragraph in the source."
    )


EMENDATIONS = {
    "its words do not stand in the source": (
        REPLY,
        "good governance, the rule of law, inclusive and equal\n",
        "good governance, the rule of law, inclusive and just\n",
        "emendations 1: source: The words of “source” do not stand in the source,"
        " letter by letter: give them once.",
    ),
    "its words stand in several places": (
        AEGIS,
        'source = "points¹."',
        'source = "points"',
        "emendations 3: source: The words of “source” stand 3 times in the source,"
        " letter by letter: give them once.",
    ),
    "it changes nothing": (
        AEGIS,
        'text = "[^1]: See"',
        'text = "¹ See"',
        "emendations 6: source: It changes nothing: take it out.",
    ),
    "its kind is unknown": (
        AEGIS,
        'kind = "rule"',
        'kind = "ruler"',
        "emendations 5: kind: “ruler” is not one of page-break, line-breaks, heading, emphasis,"
        " footnote, rule, space, supplied.",
    ),
    "it changes a word under cover of a page break": (
        REPLY,
        'text = "good governance, the rule of law, inclusive and equal societies',
        'text = "good governance, the rule of law, inclusive and fair societies',
        "emendations 1: kind: An emendation of kind “page-break” joins what a page break divides,"
        " and changes nothing else.",
    ),
    "it drops words under cover of a rule": (
        AEGIS,
        'source = "_"',
        'source = "Yours respectfully,"',
        "emendations 5: kind: An emendation of kind “rule” leaves out a drawn rule,"
        " and changes nothing else.",
    ),
    "it gives no reason": (
        AEGIS,
        'reason = "The rule drawn with “_” above the footnote is left out."',
        "",
        "emendations 5: reason: Write a text in quotation marks.",
    ),
}


@pytest.mark.parametrize("mistake", EMENDATIONS)
def test_emendation_that_does_not_hold_is_refused(mistake: str, folder: Folder) -> None:
    file, old, new, message = EMENDATIONS[mistake]
    folder.change(file, old, new)
    reported = [problem for problem in folder.problems() if message in problem]
    assert len(reported) == 1, "\n".join(folder.problems())
    assert re.match(rf"fixtures/{re.escape(file)}:\d+: ", reported[0])


def test_overlapping_emendations_are_refused() -> None:
    source = "one two three"
    first = fidelity.Emendation("emphasis", "one two", "*one* two")
    second = fidelity.Emendation("emphasis", "two three", "two *three*")
    assert fidelity.emend(source, [first, second])[1] == [
        (1, "Its words overlap with those of another emendation.")
    ]


def test_fixtures_are_where_the_settings_say() -> None:
    assert Path(settings.BASE_DIR) / "fixtures" == FIXTURES
