"""Generations: made beside the live one, put in place at once, and what a damaged one does."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from letters import search
from letters.search import following, generation, schema, snapshot
from letters.search.results import Results, Selection
from letters.search.verifying import verify
from tests.builders import make_letter, make_recommendation
from tests.search.conftest import Find, found


def live(index: Path) -> Path:
    """Return the folder of the live generation."""
    return index / (index / "live").read_text()


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir() if path.is_dir())


# Rebuilding


def test_rebuild_replaces_the_generation(index: Path) -> None:
    make_letter("One")
    old = live(index)
    assert search.rebuild() == 1
    assert live(index) != old
    assert generations(index) == [live(index).name]
    assert found().count == 1


def test_rebuild_gives_a_new_version(index: Path) -> None:
    before = search.current().version
    search.rebuild()
    assert search.current().version != before


def test_rebuild_removes_what_a_killed_one_left(index: Path) -> None:
    left = index / "20200101T000000-0"
    (left / "letters").mkdir(parents=True)
    search.rebuild()
    assert generations(index) == [live(index).name]


def test_failed_rebuild_leaves_the_old_generation(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letter("One")
    search.follow()
    old = live(index)

    def fail(*args: object) -> None:
        raise search.NotWrittenError("The search index could not be written: disk full")

    monkeypatch.setattr(following, "_entries", fail)
    with pytest.raises(search.NotWrittenError):
        search.rebuild()
    assert live(index) == old
    assert found().count == 1


@pytest.mark.django_db(transaction=True)
def test_rebuild_on_every_core(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FEW", 0)
    monkeypatch.setattr(following, "BATCH", 2)
    for number in range(5):
        make_letter(f"L {number}", text="Words of each letter.")
    search.rebuild()
    assert found("words").count == 5


def test_save_during_a_rebuild_is_followed_in_both(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letter("One")
    finish = generation.Generation.finish

    def save_meanwhile(self: generation.Generation) -> None:
        make_letter("Two")
        search.follow()
        assert found().count == 2
        make_letter("Three")
        finish(self)

    monkeypatch.setattr(generation.Generation, "finish", save_meanwhile)
    search.rebuild()
    assert found().count == 3


def test_second_rebuild_leaves(index: Path) -> None:
    with generation.locked("rebuilding", 0), pytest.raises(search.BusyError):
        search.rebuild()


def test_rebuild_reports_progress(index: Path) -> None:
    for number in range(3):
        make_letter(f"L {number}")
    seen: list[tuple[int, int]] = []
    search.rebuild(lambda done, total: seen.append((done, total)))
    assert seen == [(3, 3)]


@pytest.mark.parametrize("letters", [14, 16])
def test_new_index_has_few_segments(
    index: Path, monkeypatch: pytest.MonkeyPatch, letters: int
) -> None:
    monkeypatch.setattr(following, "LEAST_SEGMENT", 1)
    monkeypatch.setattr(following, "BATCH", 1)
    for number in range(letters):
        make_letter(f"L {number}")
    search.rebuild()
    assert search.current().letters.searcher.num_segments <= following.SEGMENTS
    assert found().count == letters


def test_recommendations_are_rebuilt_too(index: Path) -> None:
    make_recommendation(make_letter("One"))
    search.rebuild()
    assert Results(search.current(), "recommendations", Selection()).count == 1


def test_live_reader_survives_the_swap(index: Path) -> None:
    for number in range(5):
        make_letter(f"L {number}", text="Peace.")
    search.rebuild()
    held = found("peace")
    assert held.count == 5
    search.rebuild()
    # What was found in the old generation can still be read, though its files are gone.
    assert len(held.hits("newest", 0, 10)) == 5
    assert held.facets({"kind": 5})["kind"] == [("letter", 5)]


def test_readers_never_notice_a_swap(index: Path) -> None:
    for number in range(5):
        make_letter(f"L {number}", text="Peace.")
    search.rebuild()
    counts: set[int] = set()
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                part = search.current().letters
                counts.add(part.count(part.everything()))
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(10):
        search.rebuild()
    stop.set()
    for reader in readers:
        reader.join(timeout=30)
    assert failures == []
    assert counts == {5}


# From Python 3.12 on: the engine's threads make the process multi-threaded.
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_reader_that_was_opened_before_a_fork_sees_the_next_save(index: Path) -> None:
    part = search.current().letters
    assert part.count(part.everything()) == 0
    saved, wait = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.read(wait[0], 1)
        part = search.current().letters
        os.write(saved[1], bytes([part.count(part.everything())]))
        os._exit(0)
    make_letter("One")
    search.follow()
    os.write(wait[1], b"!")
    assert os.read(saved[0], 1) == bytes([1])
    os.waitpid(child, 0)


def test_pointer_is_replaced_whole(index: Path) -> None:
    before = (index / "live").stat().st_ino
    search.rebuild()
    assert (index / "live").stat().st_ino != before
    assert [path.name for path in index.iterdir() if path.name.endswith(".new")] == []


# Damage


def reads(index: Path) -> str:
    """Return why the index cannot be used, or that it can."""
    try:
        results = found("peace")
        results.hits("relevance", 0, 10)
        results.facets({facet.name: 5 for facet in schema.FACETS["letters"]})
    except search.UnusableError as error:
        return str(error).split(".")[0]
    return "usable"


@pytest.fixture
def letters(index: Path) -> Path:
    """The folder of an index of letters that nobody holds open."""
    for number in range(20):
        make_letter(f"L {number}", text=f"Peace number {number} between the nations.")
    search.rebuild()
    search.forget()
    return live(index) / "letters"


def test_missing_index(index: Path) -> None:
    shutil.rmtree(index)
    assert reads(index) == "There is no search index"


@pytest.mark.parametrize("text", ["", "../..", "20990101T000000-0", "\0", "ü"])
def test_pointer_to_nothing(letters: Path, text: str) -> None:
    pointer = letters.parent.parent / "live"
    pointer.unlink()
    pointer.write_text(text)
    assert reads(letters) == "There is no search index"


def test_generation_without_a_stamp(letters: Path) -> None:
    (letters.parent / "stamp").unlink()
    assert reads(letters) == "There is no search index"


def test_index_of_another_version(letters: Path) -> None:
    (letters.parent / "stamp").write_text("0123456789abcdef")
    assert reads(letters) == "The search index is of another version of this program"


def test_stamp_tells_another_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    before = schema.stamp()
    monkeypatch.setattr("letters.search.analysis.spelling.fold_text", str.lower)
    assert schema.stamp.__wrapped__() != before


def test_missing_index_of_recommendations(letters: Path) -> None:
    shutil.rmtree(letters.parent / "recommendations")
    assert reads(letters) == "There is no search index"


def files(letters: Path) -> list[Path]:
    """Return the files of an index that hold data."""
    return sorted(path for path in letters.iterdir() if not path.name.startswith("."))


def test_every_file_missing(letters: Path) -> None:
    for path in files(letters):
        data = path.read_bytes()
        path.unlink()
        assert reads(letters) in {"The search index is damaged", "There is no search index"}, path
        path.write_bytes(data)
    assert reads(letters) == "usable"


@pytest.mark.parametrize("keep", [0, 1, 7, 0.5, 0.99])
def test_every_file_truncated(letters: Path, keep: float) -> None:
    for path in files(letters):
        if path.name == ".managed.json":
            continue
        data = path.read_bytes()
        # Replaced, as a restore or a copy would: truncating a file under a reader kills it.
        path.unlink()
        path.write_bytes(data[: keep if isinstance(keep, int) else int(len(data) * keep)])
        assert reads(letters) == "The search index is damaged", path
        path.unlink()
        path.write_bytes(data)
        search.forget()
    assert reads(letters) == "usable"


def test_every_file_garbled(letters: Path) -> None:
    for path in files(letters):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(bytes(byte ^ 0x5A for byte in data))
        assert reads(letters) == "The search index is damaged", path
        path.unlink()
        path.write_bytes(data)
        search.forget()
    assert reads(letters) == "usable"


def test_damage_under_a_live_reader_is_noticed(letters: Path) -> None:
    assert reads(letters) == "usable"
    meta = letters / "meta.json"
    meta.unlink()
    meta.write_text("{}")
    assert reads(letters) == "The search index is damaged"


def test_damaged_index_of_a_small_archive_is_made_anew_by_a_save(letters: Path) -> None:
    (letters / "meta.json").unlink()
    make_letter("New")
    search.follow()
    assert found("new").count == 1


def test_opening_again_takes_three_looks(letters: Path) -> None:
    first = search.current()
    assert search.current() is first
    snapshot.forget()
    assert search.current() is not first


# Comparing


def test_verify_agrees(find: Find) -> None:
    make_recommendation(make_letter("One"))
    make_letter("Draft", status="draft")
    find()
    assert list(verify()) == []


def test_verify_finds_planted_differences(find: Find) -> None:
    letters = {name: make_letter(name) for name in ("Same", "Changed", "Removed", "Asking")}
    ask = make_recommendation(letters["Asking"])
    find()
    letters["Changed"].text = "Something else."
    letters["Changed"].save()
    removed = letters["Removed"].pk
    letters["Removed"].delete()
    added = make_letter("Added")
    ask.gist = "Something else"
    ask.save()
    assert sorted(verify()) == sorted(
        [
            f"Letter {letters['Changed'].pk} has changed since it was indexed.",
            f"Letter {removed} is in the index alone.",
            f"Letter {added.pk} is not in the index.",
            f"Recommendation {ask.pk} has changed since it was indexed.",
        ]
    )


def test_verify_finds_what_is_in_the_index_alone(find: Find) -> None:
    ask = make_recommendation(make_letter("One"))
    find()
    key = ask.pk
    ask.delete()
    assert f"Recommendation {key} is in the index alone." in list(verify())
