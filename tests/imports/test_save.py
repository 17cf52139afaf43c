"""The one writer: what the files have comes in, what curators did stays."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import models

from letters.imports.archive import ORDER
from letters.imports.save import REASON, Summary, load_archive
from letters.models import (
    Addressee,
    Answer,
    Capacity,
    Change,
    Correspondent,
    FormerSlug,
    Letter,
    LoadedRecord,
    Organisation,
    Person,
    Recommendation,
    Signatory,
    Synonym,
    Theme,
)
from tests.imports.folders import FIXTURES

pytestmark = pytest.mark.django_db

ARCHIVE = FIXTURES / "archive.json"
AEGIS = "2012-09-04-aegis-mrg-una-uk"
REPLY = "2014-06-17-fco"
EVERYTHING = 135


class Files:
    """The archive's fixture, to be changed as its editors would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = json.loads(ARCHIVE.read_text(encoding="utf-8"))

    def fields(self, model: str, **wanted: Any) -> dict[str, Any]:
        """Return the fields of the only row that has these values."""
        (row,) = self.matching(model, **wanted)
        fields: dict[str, Any] = row["fields"]
        return fields

    def matching(self, model: str, **wanted: Any) -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows
            if row["model"] == f"letters.{model}"
            and all(row["fields"][key] == value for key, value in wanted.items())
        ]

    def drop(self, model: str, **wanted: Any) -> None:
        gone = self.matching(model, **wanted)
        self.rows = [row for row in self.rows if row not in gone]

    def add(self, model: str, like: dict[str, Any], **fields: Any) -> None:
        self.rows.append({"model": f"letters.{model}", "fields": {**like, **fields}})

    def load(self) -> Summary:
        self.path.write_text(json.dumps(self.rows), encoding="utf-8")
        return load_archive(self.path)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The archive's files, loaded once."""
    load_archive(ARCHIVE)
    return Files(tmp_path / "archive.json")


def histories() -> Iterator[tuple[str, int]]:
    for model in apps.get_app_config("letters").get_models():
        if hasattr(model, "history") and not hasattr(model, "history_id"):
            yield model.__name__, model.history.count()


def everything() -> list[dict[str, Any]]:
    """Serialise what the database has, times of saving aside."""
    rows = []
    for model in ORDER:
        objects = model._default_manager.order_by("pk")
        for row in serializers.serialize(
            "python", objects, use_natural_foreign_keys=True, use_natural_primary_keys=True
        ):
            for name in ("created_at", "modified_at"):
                row["fields"].pop(name, None)
            rows.append(json.loads(json.dumps(row, default=_plain)))
    return sorted(rows, key=str)


def _plain(value: Any) -> str:
    return str(value.isoformat())


def letter(slug: str = AEGIS) -> Letter:
    found: Letter = Letter.objects.get(slug=slug)
    return found


# Loading


def test_empty_database_gets_everything() -> None:
    summary = load_archive(ARCHIVE)
    assert (len(summary.created), summary.updated, summary.kept) == (EVERYTHING, [], {})
    assert LoadedRecord.objects.count() == EVERYTHING


def test_loading_twice_writes_nothing(files: Files) -> None:
    before = everything(), dict(histories()), Change.objects.count()
    summary = load_archive(ARCHIVE)
    assert summary == Summary(unchanged=EVERYTHING)
    assert (everything(), dict(histories()), Change.objects.count()) == before


def test_loading_again_takes_few_queries(
    files: Files, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(25):
        load_archive(ARCHIVE)


def test_load_is_told_to_the_change_log() -> None:
    load_archive(ARCHIVE)
    changes = Change.objects.filter(subject=Change.Subject.LETTER)
    assert sorted(change.key for change in changes) == sorted(
        Letter.objects.values_list("pk", flat=True)
    )
    assert Change.objects.filter(subject=Change.Subject.SYNONYM).count() == Synonym.objects.count()
    assert Change.objects.count() == 7 + Synonym.objects.count()


def test_load_has_its_reason_in_the_history() -> None:
    load_archive(ARCHIVE)
    history = letter().history.all()
    assert [each.history_change_reason for each in history] == [REASON]


def test_loaddata_comes_to_the_same() -> None:
    load_archive(ARCHIVE)
    loaded = everything()
    for model in apps.get_app_config("letters").get_models(include_auto_created=True):
        model._base_manager.all()._raw_delete("default")
    call_command("loaddata", str(ARCHIVE), verbosity=0)
    assert everything() == loaded


def test_load_after_loaddata_finds_nothing_to_do() -> None:
    call_command("loaddata", str(ARCHIVE), verbosity=0)
    assert load_archive(ARCHIVE) == Summary(unchanged=EVERYTHING)
    assert Change.objects.count() == 0
    assert load_archive(ARCHIVE) == Summary(unchanged=EVERYTHING)


def test_fields_that_follow_are_those_that_saving_computes() -> None:
    call_command("loaddata", str(ARCHIVE), verbosity=0)
    loaded = everything()
    for model in ORDER:
        for row in model._default_manager.all():
            row.save()
    assert everything() == loaded


# What the files' editors change


def test_untouched_record_follows_the_files(files: Files) -> None:
    Change.objects.all().delete()
    files.fields("letter", slug=AEGIS)["summary"] = "Another summary."
    summary = files.load()
    assert (summary.updated, summary.unchanged) == ([f"letter {AEGIS}"], EVERYTHING - 1)
    found = letter()
    assert (found.summary, found.version, found.history.count()) == ("Another summary.", 2, 2)
    assert letter().pk in Change.objects.values_list("key", flat=True)


def test_updated_record_may_be_updated_again(files: Files) -> None:
    for text in ("Once.", "Twice."):
        files.fields("letter", slug=AEGIS)["summary"] = text
        assert files.load().updated == [f"letter {AEGIS}"]
    assert letter().summary == "Twice."


def test_parts_of_a_letter_follow_the_files(files: Files) -> None:
    before = dict(histories())
    files.fields("capacity", signatory=[AEGIS, 1], order=1)["role"] = "CEO"
    files.drop("signatory", letter=[AEGIS], order=3)
    files.drop("capacity", signatory=[AEGIS, 3])
    like = files.fields("correspondent", letter=[AEGIS], part="recipient")
    files.add("correspondent", like, part="copied", order=1, as_printed="")
    assert files.load().updated == [f"letter {AEGIS}"]
    assert [str(each) for each in Capacity.objects.filter(signatory__letter__slug=AEGIS)] == [
        "CEO, The Aegis Trust",
        "Director of Policy and Communications, Minority Rights Group",
    ]
    assert Signatory.objects.filter(letter__slug=AEGIS).count() == 2
    assert Correspondent.objects.filter(letter__slug=AEGIS, part="copied").count() == 1
    after = dict(histories())
    # A change of one, and the end of the other.
    assert after["Capacity"] - before["Capacity"] == 2
    assert after["Correspondent"] - before["Correspondent"] == 1


def test_parties_and_themes_of_an_ask_follow_the_files(files: Files) -> None:
    ask = files.fields("recommendation", letter=[AEGIS], number=10)
    ask["themes"] = [["civil-society"]]
    files.drop("addressee", recommendation=[AEGIS, 10])
    assert files.load().updated == [f"recommendation {AEGIS}#10"]
    found = Recommendation.objects.get(letter__slug=AEGIS, number=10)
    assert [theme.slug for theme in found.themes.all()] == ["civil-society"]
    assert not Addressee.objects.filter(recommendation=found).exists()


def test_new_record_comes_with_what_it_refers_to(files: Files) -> None:
    like = files.fields("organisation", slug="una-uk")
    files.add("organisation", like, slug="below", name="Below", parent=["above"], acronym="")
    files.add("organisation", like, slug="above", name="Above", acronym="", other_names="")
    assert sorted(files.load().created) == ["organisation above", "organisation below"]
    assert str(Organisation.objects.get(slug="below").parent) == "Above"


def test_letters_that_refer_to_each_other_both_come() -> None:
    load_archive(ARCHIVE)
    assert letter("2014-05-14-una-uk").known_from == letter(REPLY)
    assert letter(REPLY).replies_to == letter("2014-05-14-una-uk")


def test_changed_name_is_told_to_the_change_log(files: Files) -> None:
    Change.objects.all().delete()
    files.fields("organisation", slug="una-uk")["description"] = "An association."
    files.load()
    una_uk = Organisation.objects.get(slug="una-uk")
    assert [(each.subject, each.key) for each in Change.objects.all()] == [
        ("organisation", una_uk.pk)
    ]


def test_changed_synonym_tells_old_and_new_forms(files: Files) -> None:
    Change.objects.all().delete()
    files.fields("synonym", slug="un")["forms"] = "UN\nUNO"
    files.load()
    (change,) = Change.objects.all()
    assert (change.subject, change.words) == ("synonym", "UN\nUNO\nUnited Nations")


def test_draft_leaves_no_trace_in_the_change_log(files: Files) -> None:
    like = files.fields("letter", slug="2012-08-16-icrtop")
    files.add("letter", like, slug="draft", status="draft", published_at=None, source=None)
    Change.objects.all().delete()
    assert files.load().created == ["letter draft"]
    assert not Change.objects.exists()


def test_withdrawal_in_the_files_is_told_to_the_change_log(files: Files) -> None:
    Change.objects.all().delete()
    fields = files.fields("letter", slug=AEGIS)
    fields.update(status="withdrawn", withdrawn_reason="Asked for.")
    files.load()
    keys = set(Change.objects.values_list("key", flat=True))
    # The reply answers its asks, and shows so.
    assert keys == {letter().pk, letter(REPLY).pk}


def test_answer_that_the_files_drop_goes(files: Files) -> None:
    Change.objects.all().delete()
    files.drop("answer", recommendation=[AEGIS, 10], order=2)
    assert files.load().removed == [f"answer {AEGIS}#10#2"]
    assert Answer.objects.filter(recommendation__letter__slug=AEGIS).count() == 3
    assert letter().pk in Change.objects.values_list("key", flat=True)
    assert files.load() == Summary(unchanged=EVERYTHING - 1)


def test_other_records_that_the_files_drop_stay(files: Files) -> None:
    files.drop("synonym", slug="un")
    assert files.load().kept == {"synonym un": "no longer in the files, left in place"}
    assert Synonym.objects.filter(slug="un").exists()


# What curators do


def test_edit_is_kept_and_named(files: Files) -> None:
    found = letter()
    found.summary = "A curator's summary."
    found.save()
    summary = files.load()
    assert summary.kept == {f"letter {AEGIS}": "edited here: summary"}
    assert (letter().summary, summary.unchanged) == ("A curator's summary.", EVERYTHING - 1)


def test_edit_is_kept_when_the_files_change_too(files: Files) -> None:
    Letter.objects.filter(slug=AEGIS).update(summary="A curator's summary.")
    files.fields("letter", slug=AEGIS)["title"] = "Another title"
    assert files.load().kept == {f"letter {AEGIS}": "edited here: title, summary"}
    assert letter().summary == "A curator's summary."
    assert letter().title != "Another title"


def test_edit_that_the_files_take_over_is_no_longer_one(files: Files) -> None:
    Letter.objects.filter(slug=AEGIS).update(summary="Agreed.")
    files.fields("letter", slug=AEGIS)["summary"] = "Agreed."
    assert files.load() == Summary(unchanged=EVERYTHING)
    files.fields("letter", slug=AEGIS)["summary"] = "Better."
    assert files.load().updated == [f"letter {AEGIS}"]


def test_edit_of_a_part_keeps_the_whole_letter(files: Files) -> None:
    Capacity.objects.filter(signatory__letter__slug=AEGIS, order=1).update(role="Director")
    Correspondent.objects.create(letter=letter(), part="copied", words="all members")
    files.fields("letter", slug=AEGIS)["summary"] = "Another."
    assert files.load().kept == {
        f"letter {AEGIS}": "edited here: summary, correspondents, capacities"
    }
    assert Correspondent.objects.filter(letter=letter(), part="copied").exists()


def test_edit_of_an_ask_is_kept(files: Files) -> None:
    ask = Recommendation.objects.get(letter__slug=AEGIS, number=1)
    ask.themes.set([Theme.objects.get(slug="civil-society")])
    Addressee.objects.create(recommendation=ask, order=3, words="everybody")
    assert files.load().kept == {f"recommendation {AEGIS}#1": "edited here: themes, addressees"}


def test_withdrawn_letter_stays_withdrawn(files: Files) -> None:
    Letter.objects.filter(slug=AEGIS).update(status="withdrawn", withdrawn_reason="Asked for.")
    files.fields("letter", slug=AEGIS)["summary"] = "Another."
    assert list(files.load().kept) == [f"letter {AEGIS}"]
    assert letter().status == "withdrawn"


@pytest.mark.parametrize(
    ("model", "wanted", "name"),
    [
        (Answer, {"recommendation__number": 4}, f"answer {AEGIS}#4#1"),
        (Synonym, {"slug": "un"}, "synonym un"),
    ],
)
def test_deleted_record_is_not_brought_back(
    model: type[models.Model], wanted: dict[str, Any], name: str, files: Files
) -> None:
    model._default_manager.get(**wanted).delete()
    assert files.load().kept == {name: "deleted by a curator, not brought back"}
    assert not model._default_manager.filter(**wanted).exists()
    assert files.load().kept == {name: "deleted by a curator, not brought back"}


def test_letter_under_a_new_slug_is_not_loaded_again(files: Files) -> None:
    found = letter()
    found.slug = "2012-09-04-three-organisations"
    found.save()
    FormerSlug.objects.create(slug=AEGIS, letter=found)
    summary = files.load()
    assert summary.kept == {f"letter {AEGIS}": "edited here: slug"}
    assert Letter.objects.count() == 7
    files.fields("recommendation", letter=[AEGIS], number=1)["note"] = "New."
    assert files.load().updated == [f"recommendation {AEGIS}#1"]
    assert Recommendation.objects.get(letter=found, number=1).note == "New."


def test_record_of_curators_under_the_same_key_is_kept(files: Files) -> None:
    Person.objects.create(slug="new", surname="Curator")
    like = files.fields("person", slug="simmonds")
    files.add("person", like, slug="new", surname="Editor", description="")
    summary = files.load()
    assert summary.kept == {"person new": "edited here: surname, honorific"}
    assert Person.objects.get(slug="new").surname == "Curator"


def test_ask_whose_words_a_curator_took_out_is_left_out(files: Files) -> None:
    found = letter()
    found.text = found.text.replace("We thank you for your consideration", "Thank you")
    found.save()
    like = files.fields("recommendation", letter=[AEGIS], number=10)
    files.add(
        "recommendation", like, number=11, passage=11, quote="We thank you for your consideration"
    )
    kept = files.load().kept
    assert set(kept) == {f"letter {AEGIS}", f"recommendation {AEGIS}#11"}
    assert kept[f"recommendation {AEGIS}#11"].startswith(
        "left out: These words do not stand in “The Aegis Trust"
    )
    assert not Recommendation.objects.filter(number=11).exists()


def test_record_that_refers_to_a_deleted_one_is_left_out(files: Files) -> None:
    Theme.objects.get(slug="early-warning").delete()
    like = files.fields("recommendation", letter=[AEGIS], number=10)
    files.add("recommendation", like, number=11, themes=[["early-warning"]])
    assert files.load().kept == {
        "theme early-warning": "deleted by a curator, not brought back",
        "recommendation 2018-12-10-twelve-organisations#7": "edited here: themes",
        f"recommendation {AEGIS}#11": (
            "left out: it refers to theme early-warning, which is not here"
        ),
    }


# All or nothing


def test_load_that_the_database_refuses_changes_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path / "archive.json")
    ask = files.fields("recommendation", letter=[AEGIS], number=10)
    ask["restates"] = [AEGIS, 10]
    with pytest.raises(ValueError, match=r"archive\.json: .* Nothing was loaded"):
        files.load()
    assert not Letter.objects.exists()
    assert not LoadedRecord.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"archive\.json: Expecting value: line 1 column 1 \(char 0\)\. Run build_fixtures"),
        ("{}", r"not a fixture of this archive"),
        ('[{"model": "letters.letters", "fields": {}}]', r"KeyError\('letters\.letters'\)"),
        ('[{"model": "letters.theme", "fields": {"name": "A"}}]', r"KeyError\('slug'\)"),
        ('[{"model": "letters.theme", "fields": {"slug": "a", "x": 1}}]', r"theme has no x"),
        ('[{"model": "letters.asker", "fields": {"recommendation": ["a", 1], "order": 1}}]', "Key"),
    ],
)
def test_damaged_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "archive.json").write_text(text)
    with pytest.raises(ValueError, match=message):
        load_archive(tmp_path / "archive.json")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"archive\.json is missing: run build_fixtures\."):
        load_archive(tmp_path / "archive.json")


def test_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive.json").write_bytes(b'["\xe9"]')
    with pytest.raises(ValueError, match="Run build_fixtures"):
        load_archive(tmp_path / "archive.json")
