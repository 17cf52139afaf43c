"""Files of many letters: what comes back of what was written, and what goes wrong on the way."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from benchmarks.synthetic import Archive
from letters.exports import LIST_FORMATS, Edition, Tally
from letters.imports import many
from letters.imports.archive import ORDER
from letters.imports.jsonl import lines, read_batch
from letters.imports.many import Summary, import_file
from letters.imports.save import load_archive
from letters.models import (
    Answer,
    Awaited,
    Change,
    ImportedFile,
    Letter,
    Organisation,
    Recommendation,
    Source,
)
from tests import builders
from tests.processes import ROOT, environment

EDITION = Edition("Letters", "https://letters.example.org")
JSONL = next(each for each in LIST_FORMATS if each.name == "jsonl")
NOW = "2026-11-20T00:00:00+00:00"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines to a file of this test."""

    def write(*rows: dict[str, Any] | str, name: str = "letters.jsonl") -> Path:
        path = tmp_path / name
        told = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        path.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
        return path

    return write


def a_letter(slug: str = "one", **changed: Any) -> dict[str, Any]:
    return {"slug": slug, "title": "To whom", "text": "Please act now.\n\nYours.", **changed}


def an_ask(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {"number": number, "quote": "act now", "gist": "Act", "form": "request", **changed}


def run(path: Path, **options: Any) -> Summary:
    summary = Summary()
    for summary in import_file(path, **options):  # noqa: B007
        pass
    return summary


def exported() -> list[str]:
    """Return every published letter in the form of interchange."""
    keys = Letter.objects.published().by_date().values_list("pk", flat=True)
    return "".join(JSONL.write((Tally(key, 0, 0, 0) for key in keys), EDITION)).splitlines()


def empty() -> None:
    """Remove all records."""
    Letter.objects.update(replies_to=None, known_from=None)
    Recommendation.objects.update(restates=None, reported_in=None)
    Organisation.objects.update(parent=None)
    for model in reversed(ORDER):
        model._default_manager.all().delete()


def without_order(lines: list[str]) -> list[str]:
    return sorted(lines)


# Round trip


@pytest.mark.django_db
@pytest.mark.parametrize("size", [500, 2])
def test_the_first_collection_comes_back_as_it_was(
    write: Write, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """In one batch, and in batches of two, where letters wait for those that they speak of."""
    monkeypatch.setattr(many, "BATCH", size)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    load_archive(Path(settings.FIXTURE_DIRS[0]) / "archive.json")
    before = exported()
    empty()
    summary = run(write(*before))
    assert summary.problems == []
    assert summary.created == len(before)
    assert without_order(exported()) == without_order(before)
    assert Awaited.objects.count() == 0


@pytest.mark.django_db
def test_every_field_of_every_record_comes_back(write: Write) -> None:
    first, second = whole_letters()
    before, rows = exported(), values_of_all()
    empty()
    assert run(write(*before)).problems == []
    assert exported() == before
    assert values_of_all() == rows
    assert [first, second] == sorted(Letter.objects.values_list("slug", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\\N", "\\.", "a\\tb\\\\", "one\ttab\n\n\\x41\n", "“é” 日本 \\"])
def test_a_text_comes_back_whatever_the_database_could_read_in_it(write: Write, text: str) -> None:
    assert (
        run(write(a_letter(text=text, summary=text), a_letter("two", reference="R"))).created == 2
    )
    assert list(Letter.objects.order_by("slug").values_list("text", "summary", "reference")) == [
        (text, text, ""),
        ("Please act now.\n\nYours.", "", "R"),
    ]


@pytest.mark.django_db
def test_what_is_read_can_be_sent_from_process_to_process(write: Write) -> None:
    whole_letters()
    batch = read_batch([*lines(write(*exported()))])
    assert batch.of(Source) != []
    assert b"na\xc3\xafve\x00" in pickle.dumps(batch)


def whole_letters() -> tuple[str, str]:
    """Make two letters that use every field but those of letters that are not held."""
    trust, office = builders.una_uk(), builders.foreign_secretary()
    trust.authorities, trust.website = "https://viaf.org/viaf/1", "https://una.example.org"
    trust.parent, trust.description = builders.foreign_office(), "Says so."
    trust.save()
    theme = builders.make_theme("Focal Point", scope_note="Of it.")
    first = builders.make_letter(
        "One",
        slug="one",
        senders=[trust, (builders.james_smith(), trust)],
        recipients=[(builders.william_hague(), office), "Excellency"],
        signatories=[(builders.andres_serbin(), [("Chair", trust), ("Director", None)])],
        countries=["SY", "-GB"],
        source=builders.make_source("one.txt", "naïve\0".encode()),
        **LONG,
    )
    second = builders.make_letter("Two", slug="two", date="2013-01-02", replies_to=first)
    second.replies_to_inferred, second.replies_to_reason = True, "It says so nearly."
    second.save()
    ask = builders.make_recommendation(
        first, themes=[theme], askers=[trust], addressees=[office, "you"], note="So.", form="point"
    )
    builders.make_recommendation(second, restates=ask, restates_reason="The same words.")
    builders.make_answer(ask, second, note="Clear.", stance="noted")
    first.former_slugs.create(slug="eins")
    return first.slug, second.slug


LONG: dict[str, Any] = {
    "date": "2012-09~",
    "date_of": "sending",
    "date_as_printed": "September",
    "date_inferred": True,
    "date_reason": "By the reply.",
    "place": "London",
    "reference": "A/1",
    "language": "en-GB",
    "opener": "A house\n\nA street",
    "salutation": "Dear Sir,",
    "valediction": "Yours,",
    "closer": "Somebody\nof Ærø",
    "enclosures": "A leaf\nA book",
    "summary": "It asks.",
    "editorial_note": "Odd.",
    "rights": "Theirs.",
    "kind": "open-letter",
}


def values_of_all() -> dict[str, list[dict[str, Any]]]:
    """Return the values of every row, links as natural keys, without numbers and times."""
    left_out = {"id", "created_at", "modified_at", "version"}
    return {
        model._meta.label: sorted(
            (
                {
                    column.name: value_of(row, column)
                    for column in model._meta.concrete_fields
                    if column.name not in left_out
                }
                for row in model._default_manager.all()
            ),
            key=str,
        )
        for model in ORDER
    }


def value_of(row: models.Model, column: Any) -> Any:
    value = getattr(row, column.name)
    if isinstance(value, models.Model):
        return value.natural_key()  # type: ignore[attr-defined]
    return bytes(value) if isinstance(value, memoryview | bytes) else value


@pytest.mark.django_db
def test_reading_a_file_again_changes_nothing(write: Write) -> None:
    path = write(a_letter("one", recommendations=[an_ask()]), a_letter("two"))
    assert run(path).created == 2
    ImportedFile.objects.all().delete()
    changes = Change.objects.count()
    again = run(path)
    assert (again.created, again.already_here) == (0, 2)
    assert Change.objects.count() == changes
    assert Recommendation.objects.count() == 1


@pytest.mark.django_db
def test_what_is_here_stays_as_it_is(write: Write) -> None:
    body = {"slug": "aegis-trust", "name": "Another name", "kind": "other"}
    trust = builders.aegis_trust()
    run(write(a_letter(organisations=[body])))
    trust.refresh_from_db()
    assert trust.name == "Aegis Trust"


@pytest.mark.django_db
def test_only_what_is_public_gets_into_the_log(write: Write) -> None:
    run(write(a_letter("one"), a_letter("two", status="draft")))
    letter = Letter.objects.get(slug="one")
    changes = Change.objects.values_list("subject", "key")
    assert list(changes) == [("letter", letter.pk)]
    assert Letter.objects.get(slug="two").published_at is None


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_letters(
    write: Write, django_assert_max_num_queries: Any
) -> None:
    letters = list(Archive(200).lines())
    with django_assert_max_num_queries(60):
        run(write(*letters))
    assert Letter.objects.count() == 200


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(write: Write) -> None:
    path = write(a_letter())
    assert run(path, dry_run=True).created == 1
    left = [each.objects.count() for each in (Letter, Change, ImportedFile)]
    assert left == [0, 0, 0]
    assert run(path).created == 1


# Letters that speak of others


@pytest.mark.django_db
def test_an_answer_waits_for_its_letter(write: Write) -> None:
    answer = {"letter": "two", "quote": "Please act", "stance": "noted"}
    run(write(a_letter("one", recommendations=[an_ask(answers=[answer])])))
    assert (Answer.objects.count(), Awaited.objects.count()) == (0, 1)
    Change.objects.all().delete()
    run(write(a_letter("two"), name="later.jsonl"))
    assert [answer.letter.slug for answer in Answer.objects.all()] == ["two"]
    assert Awaited.objects.count() == 0
    changed = set(Change.objects.values_list("key", flat=True))
    assert changed == set(Letter.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_late_answer_that_is_wrong_names_its_own_line(write: Write) -> None:
    answer = {"letter": "two", "quote": "never said", "stance": "noted"}
    run(write("", a_letter("one", recommendations=[an_ask(answers=[answer])])))
    late = run(write(a_letter("two"), name="later.jsonl"))
    assert late.created == 1
    problem = late.problems[0]
    assert (problem.line, problem.field) == (2, "recommendations[0].answers[0].quote")
    assert "do not stand in" in problem.message


# What is wrong in a file


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("{", "", "This is not JSON"),
        ("[]", "", "A line must be an object"),
        ('{"slug": "x", "title": "\\ud800"}', "title", "A control character"),
        (a_letter("A b"), "slug", "A slug is made of"),
        (a_letter(title=""), "title", "cannot be blank"),
        (a_letter(title="x" * 301), "title", "at most 300 characters"),
        (a_letter(kind="song"), "kind", "not a valid choice"),
        (a_letter(held="yes"), "held", "Write true or false"),
        (a_letter(colour="red"), "colour", "means nothing"),
        (a_letter(date={"edtf": "soon"}), "date.edtf", "Write 2012"),
        (a_letter(date=7), "date", "Write an object"),
        (a_letter(text="a\0b"), "text", "A control character"),
        (a_letter(version=2), "version", "reads version 1"),
        (a_letter(status="withdrawn"), "status", "not brought in"),
        (a_letter(held=False, known_from="x"), "text", "has no text here"),
        (a_letter(correspondents=[{}]), "correspondents[0].part", "missing"),
        (a_letter(correspondents=[{"part": "sender"}]), "correspondents[0]", "Name an organ"),
        (a_letter(correspondents={}), "correspondents", "Write a list"),
        (a_letter(signatories=[{"person": "nobody"}]), "signatories", "There is no person"),
        (a_letter(published_at="now"), "published_at", "with its zone"),
        (a_letter(recommendations=[an_ask(quote="x y")]), "recommendations[0].quote", "do not"),
        (a_letter(recommendations=[an_ask(themes=7)]), "recommendations[0].themes", "Write a list"),
        (a_letter(organisations=[{"slug": "o"}]), "organisations[0].name", "missing"),
        (a_letter(source={"file_name": "a", "sha256": "0", "size": 1, "content": "?"}),
         "source.content", "base64"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_field(
    write: Write, line: Any, field: str, said: str
) -> None:
    summary = run(write(a_letter("good"), line))
    assert {(each.line, each.field) for each in summary.problems} == {(2, field)}
    assert any(said in each.message for each in summary.problems)
    assert (summary.created, summary.left_out) == (0, 2)
    assert Letter.objects.count() == Organisation.objects.count() == 0


@pytest.mark.django_db
def test_a_batch_with_a_mistake_is_left_out_and_the_others_are_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH", 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    bad = a_letter("d", kind="song")
    path = write(*map(a_letter, "abc"), bad, a_letter("e"))
    summary = run(path)
    assert sorted(Letter.objects.values_list("slug", flat=True)) == ["a", "b", "e"]
    assert (summary.created, summary.left_out) == (3, 2)
    mended = run(write(*map(a_letter, "abcde")))
    assert (mended.created, mended.already_here) == (2, 3)


@pytest.mark.django_db
def test_the_command_tells_of_mistakes_and_fails(write: Write, capsys: Any) -> None:
    path = write(a_letter("one"), a_letter("two", kind="song"))
    with pytest.raises(CommandError, match="There are mistakes in"):
        call_command("import_letters", path)
    told = capsys.readouterr()
    assert f"{path}: line 2, kind: " in told.err
    assert "0 letters created, 0 were here already, 2 left out for 1 mistakes." in told.out


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none.jsonl: No such file"):
        call_command("import_letters", tmp_path / "none.jsonl")


@pytest.mark.django_db
def test_an_address_that_another_letter_had_is_refused(write: Write) -> None:
    builders.make_letter(slug="here").former_slugs.create(slug="once")
    summary = run(write(a_letter("once")))
    assert [str(each) for each in summary.problems] == [
        "line 1, slug: “once” is or was the address of another letter."
    ]


@pytest.mark.django_db
def test_organisations_that_are_parts_of_each_other_are_refused(write: Write) -> None:
    bodies = [
        {"slug": "a", "name": "A", "kind": "other", "parent": "b"},
        {"slug": "b", "name": "B", "kind": "other", "parent": "a"},
    ]
    problems = run(write(a_letter(organisations=bodies))).problems
    assert "cannot be a part of itself" in problems[0].message


# Interruptions


@pytest.mark.django_db
def test_an_interrupted_import_goes_on_where_it_was(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "BATCH", 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    path = write(*Archive(64).lines())
    for summary in import_file(path):
        if summary.created == 20:
            break
    rest = run(path)
    assert (rest.created, rest.already_here) == (44, 0)
    assert Letter.objects.count() == 64


@pytest.mark.django_db
def test_the_database_counts_its_rows_after_any_import(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first batch is left out, so that reading would begin there again."""
    monkeypatch.setattr(many, "BATCH", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    path = write("{", *Archive(2).lines())
    with CaptureQueriesContext(connection) as queries:
        assert run(path).created == 2
    assert "ANALYZE" in [query["sql"] for query in queries]


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of an archive of its own, for processes that are killed."""
    values = environment(
        DATA_DIR=str(tmp_path / "data"), DATABASE_URL=f"sqlite:///{tmp_path / 'own.sqlite3'}"
    )
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=values, check=True
    )
    return values


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


@pytest.mark.sqlite
@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.5])
def test_a_killed_import_is_completed_by_the_next(
    elsewhere: dict[str, str], tmp_path: Path, seconds: float
) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f"{line}\n" for line in Archive(2000).lines()), encoding="utf-8")
    killed = subprocess.Popen(
        command("import_letters", str(path)), cwd=ROOT, env=elsewhere, stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(seconds)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    done = subprocess.run(
        command("import_letters", str(path)), cwd=ROOT, env=elsewhere, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert " 0 left out for 0 mistakes." in done.stdout
    counted = subprocess.run(
        command("shell", "-v0", "-c", COUNT), cwd=ROOT, env=elsewhere, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert counted.stdout.split() == expected_counts(path)


COUNT = """
from letters.models import *
print(Letter.objects.count(), Recommendation.objects.count(), Answer.objects.count(),
      Change.objects.values('key').distinct().count(),
      Letter.objects.filter(replies_to__isnull=False).count())
"""


def expected_counts(path: Path) -> list[str]:
    letters = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asks = [ask for letter in letters for ask in letter["recommendations"]]
    return [
        str(len(letters)),
        str(len(asks)),
        str(sum(len(ask["answers"]) for ask in asks)),
        str(sum(letter["status"] == "published" for letter in letters)),
        str(sum(letter["replies_to"] is not None for letter in letters)),
    ]


# Memory


@pytest.mark.sqlite
def test_memory_does_not_grow_with_the_file(elsewhere: dict[str, str], tmp_path: Path) -> None:
    """Three thousand letters more weigh sixteen million bytes, and as rows several times that."""
    most = [anonymous_memory(elsewhere, tmp_path, letters) for letters in (2000, 5000)]
    assert most[1] - most[0] < 16_000_000


def anonymous_memory(values: dict[str, str], folder: Path, letters: int) -> int:
    path = folder / f"{letters}.jsonl"
    path.write_text("".join(f"{line}\n" for line in Archive(letters, 7).lines()), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, env=values, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return int(told.stdout)


MEASURE = """
import re, sys, django
from pathlib import Path
if __name__ == "__main__":
    django.setup()
    from letters.imports.many import import_file
    most = 0
    for summary in import_file(Path(sys.argv[1])):
        found = re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())
        most = max(most, int(found[1]) * 1024)
    print(most)
"""


def test_the_same_seed_makes_the_same_archive() -> None:
    assert list(Archive(70).lines()) == list(Archive(70).lines())
    assert list(Archive(70, 2).lines()) != list(Archive(70).lines())
