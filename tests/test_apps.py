"""What is checked when the archive starts."""

import sqlite3

import pytest
from django.core import checks

from letters.apps import check_sqlite


@pytest.mark.sqlite
@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_older_sqlite_is_remarked_upon_and_fails_no_check(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    (message,) = check_sqlite(databases=["default"])
    assert message.id == "letters.I001"
    assert message.hint
    assert "3.51.3" in message.hint
    assert message.level < checks.WARNING


@pytest.mark.sqlite
@pytest.mark.parametrize("version", [(3, 51, 3), (4, 0, 0)])
def test_a_mended_sqlite_is_not(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert check_sqlite(databases=["default"]) == []


@pytest.mark.postgresql
def test_nothing_is_said_of_sqlite_where_it_is_not_used() -> None:
    assert check_sqlite(databases=["default"]) == []


def test_a_command_without_a_database_says_nothing() -> None:
    assert check_sqlite(databases=None) == []
