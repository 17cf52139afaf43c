"""/letters.csv and /letters.jsonl: every parameter of /letters/, any number of letters."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from benchmarks.synthetic import Archive
from letters import search
from letters.exports import LIST_FORMATS
from letters.models import Letter
from tests import builders
from tests.processes import manage, python


@pytest.fixture(autouse=True)
def archive(db: None, data_dir: Path) -> None:
    for number in range(3):
        builders.make_letter(
            f"Letter {number}", date=f"201{number}", senders=[builders.aegis_trust()]
        )
    builders.make_letter("Xanthippe", status="draft")
    search.rebuild()


def taken(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def titles(told: str) -> list[str]:
    return [row["title"] for row in csv.DictReader(StringIO(told.removeprefix("\ufeff")))]


def test_all_letters_come_newest_first(client: Client) -> None:
    assert titles(taken(client, "/letters.csv")) == ["Letter 2", "Letter 1", "Letter 0"]
    assert titles(taken(client, "/letters.csv?sort=oldest"))[0] == "Letter 0"


def test_filters_are_those_of_the_list(client: Client) -> None:
    assert titles(taken(client, "/letters.csv?year=2011&sender=aegis-trust")) == ["Letter 1"]
    rows = taken(client, "/letters.jsonl?after=2011").splitlines()
    assert [json.loads(row)["title"] for row in rows] == ["Letter 2", "Letter 1"]


def test_pages_mean_nothing_to_a_file(client: Client) -> None:
    assert len(titles(taken(client, "/letters.csv?page=2&per_page=25"))) == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=song", "kind: “song” is not known here.\n"),
        ("colour=red", "colour: There is no parameter of this name.\n"),
        ("after=soon&x=1", "after: "),
    ],
)
@pytest.mark.parametrize("written", LIST_FORMATS, ids=lambda each: each.name)
def test_a_parameter_that_cannot_be_used_is_named(
    client: Client, written: Any, query: str, said: str
) -> None:
    response = client.get(f"/letters.{written.extension}?{query}")
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize("written", LIST_FORMATS, ids=lambda each: each.name)
def test_a_file_has_its_name_and_type(client: Client, written: Any) -> None:
    response = client.get(f"/letters.{written.extension}")
    assert response.streaming
    assert response.headers["Content-Type"] == written.content_type
    wanted = f'attachment; filename="letters.{written.extension}"'
    assert response.headers["Content-Disposition"] == wanted


def test_without_an_index_files_come_from_the_database(client: Client, data_dir: Path) -> None:
    (data_dir / "index" / "live").unlink()
    assert titles(taken(client, "/letters.csv")) == ["Letter 2", "Letter 1", "Letter 0"]


def test_the_list_leads_to_files_of_the_same_letters(client: Client) -> None:
    told = client.get("/letters/?q=letter&year=2011&page=1&per_page=50").content.decode()
    for each in LIST_FORMATS:
        assert f'href="/letters.{each.extension}?q=letter&amp;year=2011"' in told
    assert "has an apostrophe before it" in told


def test_the_command_writes_the_same(client: Client, tmp_path: Path) -> None:
    out = tmp_path / "letters.csv"
    call_command("export_letters", "year=2011", str(out), format="csv")
    assert out.read_bytes().decode() == taken(client, "/letters.csv?year=2011")
    assert list(tmp_path.glob("letters.csv*")) == [out]


def test_the_command_names_a_filter_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="kind: “song” is not known here"):
        call_command("export_letters", "kind=song", str(tmp_path / "x"), format="csv")
    with pytest.raises(CommandError, match="“song” is no filter: write NAME=VALUE"):
        call_command("export_letters", "song", str(tmp_path / "x"), format="jsonl")


def test_what_the_command_writes_is_read_back(tmp_path: Path) -> None:
    out = tmp_path / "letters.jsonl"
    call_command("export_letters", str(out), format="jsonl")
    Letter.objects.all().delete()
    call_command("import_letters", str(out))
    assert set(Letter.objects.values_list("title", flat=True)) == {
        "Letter 0",
        "Letter 1",
        "Letter 2",
    }


@pytest.mark.sqlite
@pytest.mark.parametrize("written", LIST_FORMATS, ids=lambda each: each.name)
def test_memory_does_not_grow_with_the_list(tmp_path: Path, written: Any) -> None:
    """Three thousand letters weigh sixteen million bytes; a piece of the file is there at once."""
    values = {
        "DATA_DIR": str(tmp_path / "own"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
    }
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f"{line}\n" for line in Archive(3000).lines()), encoding="utf-8")
    for command in (["migrate", "-v0"], ["import_letters", str(path)], ["index", "--rebuild"]):
        assert manage(*command, **values).returncode == 0
    rows, growth = map(int, python(MEASURE % written.extension, **values).split())
    assert rows > 2000
    # A batch of letters with all that hangs on them is in memory at a time: twelve million bytes.
    assert growth < 15_000_000


MEASURE = """
import re
import django
django.setup()
from pathlib import Path
from django.test import Client
def memory():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\\s+(\\d+)", status)[1]) * 1024
pieces = Client(headers={"host": "localhost"}).get("/letters.%s").streaming_content
rows = first = most = 0
for number, piece in enumerate(pieces):
    rows += piece.count(b"\\n")
    if number == 2:
        first = memory()
    most = max(most, memory())
print(rows, most - first)
"""
