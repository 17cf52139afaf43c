"""Attempts to log in: ten failures, then a pause; nobody is locked out for good."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from letters.admin import throttle
from tests.admin.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


def attempt(client: Client, password: str, name: str = "clara", **extra: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def test_the_eleventh_attempt_waits(client: Client, data_dir: Path) -> None:
    make_user("clara", "Curator")
    for _ in range(10):
        assert attempt(client, "wrong").status_code == 200
    answer = attempt(client, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 301
    assert "Too many attempts." in answer.content.decode()


def test_the_same_person_gets_in_from_elsewhere(client: Client, data_dir: Path) -> None:
    make_user("clara", "Curator")
    for _ in range(10):
        attempt(client, "wrong")
    assert attempt(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_another_name_gets_in_from_there(client: Client, data_dir: Path) -> None:
    make_user("clara", "Curator")
    for _ in range(10):
        attempt(client, "wrong", name="other")
    assert attempt(client, PASSWORD).status_code == 302


def test_the_pause_ends(client: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("clara", "Curator")
    for _ in range(10):
        attempt(client, "wrong")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 5 * 60)
    assert attempt(client, PASSWORD).status_code == 302


def test_earlier_counts_are_forgotten(
    client: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(client, "wrong")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 5 * 60)
    attempt(client, "wrong")
    assert len(list((data_dir / "logins").iterdir())) == 1


def test_trying_many_names_from_one_address_waits_too(client: Client, data_dir: Path) -> None:
    make_user("clara", "Curator")
    request = RequestFactory().get(LOGIN)
    for number in range(100):
        throttle.count_failure(request, f"name {number}")
    assert attempt(client, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("direct", "forwarded", "expected"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "spoofed, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_proxy_here_is_believed(direct: str, forwarded: str, expected: str) -> None:
    request = RequestFactory().get(LOGIN, REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.address(request) == expected


def test_a_success_counts_for_nothing(client: Client, data_dir: Path) -> None:
    make_user("clara", "Curator")
    for _ in range(12):
        assert attempt(client, PASSWORD).status_code == 302
    assert not (data_dir / "logins").exists()
