from pathlib import Path

import pytest

from letters.collection import Collection, Search, read

WORDS = """
name = "Letters of a Glassworks"
short_name = "Glassworks"
description = "Letters of a glassworks."
heading = "Sand and fire"
lead = "Read them."
rights = "All rights reserved."
scope = "Two letters."
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "collection.toml"


def test_read_takes_every_word(file: Path) -> None:
    file.write_text(WORDS + '[[searches]]\nlabel = "sand"\naddress = "/letters/?q=sand"\n')
    assert read(file) == Collection(
        name="Letters of a Glassworks",
        short_name="Glassworks",
        description="Letters of a glassworks.",
        heading="Sand and fire",
        lead="Read them.",
        rights="All rights reserved.",
        scope="Two letters.",
        searches=(Search("sand", "/letters/?q=sand"),),
        period="",
        contact="",
    )


def test_title_is_name_and_period(file: Path) -> None:
    file.write_text(WORDS)
    assert read(file).title == "Letters of a Glassworks"
    file.write_text(WORDS + 'period = "1720–1731"')
    assert read(file).title == "Letters of a Glassworks, 1720–1731"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("name = ", "Invalid value (at end of document)"),
        ('name = "x"', "short_name: this text is missing."),
        (WORDS.replace('"Two letters."', '" "'), "scope: this text is missing."),
        (WORDS.replace('"Read them."', "7"), "lead: write a text in quotation marks, not 7."),
        (WORDS + 'colour = "red"', "colour: unknown key; the keys are name, short_name, "),
        (WORDS.replace('"Glassworks"', '"The Glassworks Letters"'), "is longer than 16 characters"),
        (WORDS + 'contact = "http://x.org"', "begins neither with https:// nor mailto:"),
        (WORDS + 'searches = ["sand"]', "searches: write each as a [[searches]] table"),
        (WORDS + '[[searches]]\nlabel = "x"', "searches 1: address: this text is missing."),
        (
            WORDS + '[[searches]]\nlabel = "x"\naddress = "//evil.org"',
            "searches: '//evil.org' is no address on this site",
        ),
    ],
)
def test_read_names_file_and_key(file: Path, words: str, message: str) -> None:
    file.write_text(words)
    with pytest.raises(ValueError, match="collection.toml: ") as error:
        read(file)
    assert message in str(error.value)


def test_read_says_that_the_file_is_missing(file: Path) -> None:
    with pytest.raises(ValueError, match="this file is missing; it names the collection"):
        read(file)


def test_read_says_that_a_file_is_not_text(file: Path) -> None:
    file.write_bytes(b'name = "\xff"')
    with pytest.raises(ValueError, match="collection.toml: 'utf-8' codec can't decode"):
        read(file)
