"""The environment read into settings: what works, and one line for what does not."""

import runpy
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tests.processes import ROOT, free_port, manage

NAMES = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "PORT", "PGOPTIONS")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, Any]:
    """Read the settings anew, as a process does that starts with these values."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "r2p_archive" / "settings.py"))


def test_defaults_are_right_for_one_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = read(monkeypatch)
    assert found["DEBUG"] is False
    assert found["SITE_URL"] == "http://127.0.0.1:8000"
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "data" / "archive.sqlite3")
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SESSION_COOKIE_NAME"] == "sessionid"


def test_the_port_is_part_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, PORT="8123")["SITE_URL"] == "http://127.0.0.1:8123"


def test_https_brings_all_that_belongs_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, SITE_URL="https://letters.example.org/")
    assert found["SITE_URL"] == "https://letters.example.org"
    assert found["ALLOWED_HOSTS"] == ["letters.example.org"]
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 63072000
    assert found["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True


def test_allowed_hosts_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, ALLOWED_HOSTS="a.example.org,b.example.org")
    assert found["ALLOWED_HOSTS"] == ["a.example.org", "b.example.org"]


@pytest.mark.parametrize(
    "value", ["http://localhost:9000", "http://[::1]:9000", "http://127.0.0.2"]
)
def test_http_is_accepted_on_this_machine(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert read(monkeypatch, SITE_URL=value)["SITE_URL"] == value


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("On", True), ("0", False), ("", False)]
)
def test_debug_is_a_switch(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    assert read(monkeypatch, DEBUG=value)["DEBUG"] is expected


def test_sqlite_waits_for_locks_and_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    options = read(monkeypatch)["DATABASES"]["default"]["OPTIONS"]
    assert options == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }


def test_postgresql_address_is_read_with_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgres://reader:p%40ss@db.example.org:5433/letters?sslmode=require"
    default = read(monkeypatch, DATABASE_URL=address)["DATABASES"]["default"]
    assert default["ENGINE"] == "django.db.backends.postgresql"
    assert (default["USER"], default["PASSWORD"]) == ("reader", "p@ss")
    assert (default["HOST"], default["PORT"], default["NAME"]) == (
        "db.example.org",
        5433,
        "letters",
    )
    assert default["CONN_HEALTH_CHECKS"] is True
    assert default["OPTIONS"] == {
        "connect_timeout": 5,
        "options": "-c jit=off",
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DEBUG", "flase", "DEBUG=flase: write 1 to switch it on, or 0 to switch it off."),
        ("PORT", "http", "PORT=http: write the number of a free port, such as 8000."),
        ("PORT", "70000", "PORT=70000: write the number of a free port, such as 8000."),
        ("SITE_URL", "letters.example.org", "this is no web address; write it like https://"),
        ("SITE_URL", "https://[::1", "SITE_URL=https://[::1: this is no web address;"),
        ("SITE_URL", "https://x.org:port", "this is no web address;"),
        ("SITE_URL", "https://x.org/letters", "only scheme, host and port may stand in it;"),
        ("SITE_URL", "http://x.org", "SITE_URL=http://x.org: http is for this machine only"),
        ("ALLOWED_HOSTS", "a.org,https://b.org", "'https://b.org' is no host name; leave out"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS=*: '*' is no host name"),
        ("SECRET_KEY", "short", "SECRET_KEY=(5 characters): write at least 50 random ones"),
        ("DATA_DIR", "/dev/null/x", "DATA_DIR=/dev/null/x: this folder cannot be made (Not a dir"),
        ("DATABASE_URL", "letters.db", "DATABASE_URL=letters.db: this is no address of SQLite or"),
        ("DATABASE_URL", "mysql://u:key@h/x", "DATABASE_URL=mysql://u:***@h/x: this is no address"),
        ("DATABASE_URL", "postgres://u:k@h:x/y", "postgres://u:***@h:x/y: this address cannot be"),
        ("DATABASE_URL", "postgres://h/", "postgres://h/: the name of the database is missing"),
        ("DATABASE_URL", "sqlite://", "sqlite://: the name of the database is missing"),
        ("DATABASE_URL", "sqlite://:memory:", "the name of the database is missing"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        read(monkeypatch, **{name: value})
    assert message in str(error.value)
    assert str(error.value).startswith(f"{name}=")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("password", ["secret", "s@cret", "sec:ret", "s/e@c/ret"])
def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        read(monkeypatch, DATABASE_URL=f"mysql://u:{password}@host/x")
    assert str(error.value).startswith("DATABASE_URL=mysql://u:***@host/x: ")


def test_debug_is_refused_on_a_public_site(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG=1: it shows settings to strangers"):
        read(monkeypatch, DEBUG="1", SITE_URL="https://x.org")


def test_the_secret_key_is_made_once_and_kept_to_oneself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = read(monkeypatch)["SECRET_KEY"]
    assert len(first) >= 50
    file = tmp_path / "data" / "secret_key"
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(monkeypatch)["SECRET_KEY"] == first
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == ["secret_key"]


def test_a_damaged_secret_key_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY=\(0 characters\)"):
        read(monkeypatch)


@pytest.mark.parametrize("command", ["migrate", "prepare", "runserver"])
def test_a_command_says_which_setting_is_wrong(command: str) -> None:
    run = manage(command, SITE_URL="letters")
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr == (
        "SITE_URL=letters: this is no web address; write it like https://letters.example.org.\n"
    )


@pytest.mark.parametrize("command", ["migrate", "prepare", "runserver"])
@pytest.mark.parametrize(
    ("address", "shown", "reason"),
    [
        ("postgres://u:key@127.0.0.1:1/x", "postgres://u:***@127.0.0.1:1/x", "Connection refused"),
        ("sqlite:////no/x.sqlite3", "sqlite:////no/x.sqlite3", "unable to open database file"),
    ],
)
def test_a_command_says_that_the_database_cannot_be_reached(
    command: str, address: str, shown: str, reason: str
) -> None:
    run = manage(command, DATABASE_URL=address, PORT=str(free_port()))
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    # Older SQLite is remarked upon first.
    assert run.stderr.splitlines()[-1] == (
        f"DATABASE_URL={shown}: cannot be reached: {reason}. "
        "Mend the address, or start the database."
    )


@pytest.mark.postgresql
def test_a_command_says_why_postgresql_refuses() -> None:
    default = settings.DATABASES["default"]
    place = f"{default['HOST']}:{default['PORT']}"
    run = manage("migrate", DATABASE_URL=f"postgres://{default['USER']}:key@{place}/not_there")
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith(f"DATABASE_URL=postgres://{default['USER']}:***@{place}/not_there")
    assert 'database "not_there" does not exist' in run.stderr or "password" in run.stderr


def test_prepare_says_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run = manage("prepare", PORT=str(port))
    assert run.returncode == 1
    assert run.stderr == (
        f"CommandError: PORT={port}: Address already in use. "
        f"Name another: PORT={port + 1} make run\n"
    )
