"""Tables know where their keys stand."""

from pathlib import Path

import pytest

from letters.imports.tables import Mistakes, read_record, read_table

FILE = '''# A comment
letter = "a"

[[asks]]
number = 1
quote = """
number = 7
[[asks]]
"""
parties = [
  { person = "x" },
  { person = "y" },
]

[[asks]]
number = 2
'''


def test_table_knows_the_lines_of_its_keys(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FILE)
    table = read_table(tmp_path / "a.toml", "a.toml")
    asks = table.tables("asks")
    assert table.line_of("letter") == 2
    assert [(ask.line, ask.line_of("number"), ask.name) for ask in asks] == [
        (4, 5, "asks 1"),
        (15, 16, "asks 2"),
    ]
    assert [party.line for party in asks[0].tables("parties")] == [11, 12]


def test_table_points_at_the_value_below_its_key(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FILE)
    ask = read_table(tmp_path / "a.toml", "a.toml").tables("asks")[0]
    assert ask.line_of("parties", "y") == 12
    assert ask.line_of("missing") == 4


def test_table_refuses_a_value_in_place_of_tables(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("\nasks = 3\n")
    with pytest.raises(Mistakes) as mistakes:
        read_table(tmp_path / "a.toml", "a.toml").tables("asks")
    assert str(mistakes.value) == "a.toml:2: asks: Write each entry as a [[asks]] table."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = \n", "a.toml:2: TOML, column 5: Invalid value."),
        ('a = 1\na = "2"\n', "a.toml:2: TOML, column 8: Cannot overwrite a value."),
    ],
)
def test_broken_toml_names_its_line(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(Mistakes) as mistakes:
        read_table(tmp_path / "a.toml", "a.toml")
    assert str(mistakes.value) == expected


def test_broken_front_matter_names_its_line_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("+++\na = 1\nb = \n+++\n\nText\n")
    with pytest.raises(Mistakes) as mistakes:
        read_record(tmp_path / "a.md", "a.md")
    assert str(mistakes.value) == "a.md:3: TOML: Invalid value."


@pytest.mark.parametrize("text", ["", "Text", "+++\na = 1\n", "a = 1\n+++\n"])
def test_record_without_front_matter_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text)
    with pytest.raises(Mistakes, match="front matter between two lines"):
        read_record(tmp_path / "a.md", "a.md")


def test_file_that_is_not_utf_8_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"a = 1\nb = '\xe9'\n")
    with pytest.raises(Mistakes) as mistakes:
        read_table(tmp_path / "a.toml", "a.toml")
    assert str(mistakes.value) == "a.toml:2: encoding: This file is not UTF-8."


def test_record_has_its_text_and_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("+++\na = 1\n+++\n\nDear all\n")
    record = read_record(tmp_path / "a.md", "a.md")
    assert (record.text, record.text_line, record.table.values) == ("\nDear all\n", 4, {"a": 1})
