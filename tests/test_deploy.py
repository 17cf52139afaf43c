"""What every answer carries, what the public site never does, and the server that serves it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from r2p_archive.errors import WORDS
from tests.processes import ROOT, environment, free_port, manage, python

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def wait(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Good morning.</p>" * 100)


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.COOKIES} {getattr(request, 'user', None)}")


urlpatterns = [
    path("hello", hello),
    path("crash", crash),
    path("wait", wait),
    path("who", who),
    path("", include("r2p_archive.urls")),
]
handler404 = "letters.views.errors.not_found"
handler500 = "r2p_archive.errors.server_error"

pytestmark = [pytest.mark.urls("tests.test_deploy"), pytest.mark.django_db]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def policy(response: Any) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    ("method", "address", "host", "status", "kept"),
    [
        ("GET", "/hello", "localhost", 200, "public, max-age=60"),
        ("HEAD", "/hello", "localhost", 200, "public, max-age=60"),
        ("GET", "/healthz", "localhost", 200, "no-store"),
        ("GET", "/robots.txt", "localhost", 200, "public, max-age=60"),
        ("GET", "/nowhere/", "localhost", 404, "no-store"),
        ("POST", "/hello", "localhost", 405, "no-store"),
        ("DELETE", "/nowhere/", "localhost", 405, "no-store"),
        ("GET", "/crash", "localhost", 500, "no-store"),
        ("GET", "/wait", "localhost", 503, "no-store"),
        ("GET", "/hello", "evil.example.org", 400, "no-store"),
        ("GET", "/hello", "a@localhost", 400, "no-store"),
    ],
)
def test_every_public_answer_carries_the_headers(
    client: Client, method: str, address: str, host: str, status: int, kept: str
) -> None:
    response = client.generic(method, address, headers={"host": host})
    assert response.status_code == status
    assert policy(response) == POLICY
    names = (
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Cache-Control",
    )
    assert {name: response.headers[name] for name in names} == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": kept,
    }
    assert "charset=utf-8" in response.headers["Content-Type"] or address == "/healthz"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_public_site_reads_no_cookies(client: Client) -> None:
    client.force_login(User.objects.create_user("mara", is_staff=True))
    client.cookies["csrftoken"] = "garbage"
    response = client.get("/who")
    assert response.content == b"{} AnonymousUser"
    assert not response.cookies


def test_pages_are_compressed_and_asked_for_again_with_their_tag(client: Client) -> None:
    first = client.get("/hello", headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get("/hello", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert policy(again) == POLICY
    assert again.headers["Cache-Control"] == "public, max-age=60"


def test_a_busy_database_is_a_reason_to_come_back(client: Client) -> None:
    response = client.get("/wait")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert b"busy" in response.content
    assert b"locked" not in response.content


def test_a_crash_tells_nothing_but_where_one_is(client: Client) -> None:
    content = client.get("/crash").content.decode()
    assert "ZeroDivisionError" not in content
    assert str(ROOT) not in content
    assert settings.COLLECTION.name in content


@pytest.mark.parametrize(("address", "status"), [("/crash", 500), ("/wait", 503)])
def test_a_page_about_an_error_never_fails(
    client: Client, settings: Any, address: str, status: int
) -> None:
    broken = {"OPTIONS": {"context_processors": ["tests.test_deploy.crash"]}}
    settings.TEMPLATES = [settings.TEMPLATES[0] | broken]
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == WORDS[status]


def test_curators_pages_are_kept_by_nobody(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert policy(response) == POLICY - {"style-src 'self'"} | {"style-src 'self' 'unsafe-inline'"}
    assert client.get("/admin/").headers["Cache-Control"] == "no-store"


def test_a_curators_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    User.objects.create_user("mara", password="sand and fire", is_staff=True)
    client.get("/admin/login/")
    response = client.post("/admin/login/", {"username": "mara", "password": "sand and fire"})
    assert response.status_code == 302
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"


def test_only_the_curators_own_folder_is_theirs(client: Client) -> None:
    for address in ("/administration/", "/letters/admin/", "//admin/"):
        response = client.get(address)
        assert policy(response) == POLICY
        assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


def test_a_form_of_the_curators_needs_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "mara", "password": "x"})
    assert response.status_code == 403


def test_https_is_the_only_way_to_a_public_site(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63072000
    response = client.get("/hello")
    assert (response.status_code, response.headers["Location"]) == (301, "https://testserver/hello")
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert policy(response) == POLICY
    secure = client.get("/hello", secure=True)
    assert secure.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert client.get("/healthz").status_code == 200


def test_robots_keep_out_of_admin_and_searches(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.content.decode() == "User-agent: *\nDisallow: /admin/\nDisallow: /*?\n"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_icon_is_found_where_no_page_names_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/favicon.svg")


def test_health_is_good_where_letters_can_be_read(client: Client, data_dir: Path) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "index": "There is no search index. manage.py index --rebuild makes a new one.",
    }


ASK = """
import r2p_archive.wsgi
from django.test import Client
response = Client(headers={"host": "localhost"}).get("/healthz")
print(response.status_code, response.content.decode())
"""


@pytest.mark.parametrize(
    "address", ["postgres://u:secret@127.0.0.1:1/x", "sqlite:////no/x.sqlite3"]
)
def test_health_is_bad_where_they_cannot(address: str) -> None:
    assert python(ASK, DATABASE_URL=address) == '503 {"database": "unreachable"}'


@pytest.mark.postgresql
def test_the_web_server_alone_waits_no_longer_than_five_seconds() -> None:
    ask = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(cursor.fetchone()[0])
"""
    default = connection.settings_dict
    place = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(default)
    assert python("import r2p_archive.wsgi" + ask, DATABASE_URL=f"postgres://{place}") == "5s"
    assert python(ask, DATABASE_URL=f"postgres://{place}") == "0"


@pytest.mark.sqlite
def test_sqlite_writes_ahead_and_to_the_disk(tmp_path: Path) -> None:
    ask = """
import django; django.setup()
from django.db import connection
for pragma in ("journal_mode", "synchronous"):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        print(cursor.fetchone()[0])
"""
    assert python(ask, DATA_DIR=str(tmp_path)) == "wal\n2"


def test_a_public_site_is_set_up_as_django_advises(tmp_path: Path) -> None:
    run = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        DATA_DIR=str(tmp_path),
        SITE_URL="https://letters.example.org",
    )
    assert (run.returncode, run.stdout) == (
        0,
        "System check identified no issues (2 silenced).\n",
    ), run.stderr


class Server:
    """The archive as `make run` starts it, with data of its own."""

    def __init__(self, data: Path, **values: str) -> None:
        self.port = free_port()
        self.values = {
            **values,
            "DATA_DIR": str(data),
            "DATABASE_URL": f"sqlite:///{data / 'archive.sqlite3'}",
        }

    def prepare(self) -> str:
        run = manage("prepare", PORT=str(free_port()), **self.values)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def start(self) -> None:
        gunicorn = Path(sys.executable).parent / "gunicorn"
        self.process = subprocess.Popen(
            [gunicorn, "--config", "r2p_archive/gunicorn_conf.py", "r2p_archive.wsgi"],
            cwd=ROOT,
            env=environment(PORT=str(self.port), **self.values),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert f"http://127.0.0.1:{self.port}/" in self.process.stdout.readline()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.stdout.close()  # type: ignore[union-attr]
        return self.process.wait(timeout=10)

    def get(self, address: str, **headers: str) -> Any:
        url = f"http://127.0.0.1:{self.port}{address}"
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    server.told = server.prepare()  # type: ignore[attr-defined]
    server.start()
    yield server
    assert server.stop() == 0


def test_a_curator_gets_one_password_once(server: Any) -> None:
    assert re.search(r"name +curator\n +password +\S{16} ", server.told)
    assert "/admin/" in server.told


def test_the_server_serves_static_files_for_ever(server: Server) -> None:
    page = server.get("/admin/login/").read().decode()
    address = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    assert address
    with server.get(address[1], **{"Accept-Encoding": "br"}) as answer:
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_server_is_well(server: Server) -> None:
    with server.get("/healthz") as answer:
        assert answer.status == 200
        assert json.load(answer) == {"database": "ok", "index": "ok"}
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_an_unknown_address_is_no_crash(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as error:
        server.get("/no/such/page/")
    error.value.close()


def test_the_second_start_is_quick_and_keeps_the_account(server: Any) -> None:
    before = os.times()
    told = server.prepare()
    after = os.times()
    # The work alone is measured: how long it takes depends on what else the machine does.
    assert after.children_user + after.children_system - sum(before[2:4]) < 4
    assert "password" not in told


def test_a_proxy_on_this_machine_says_what_was_secure(tmp_path: Path) -> None:
    server = Server(tmp_path, SITE_URL="https://letters.example.org")
    server.prepare()
    server.start()
    try:
        with server.get(
            "/robots.txt", **{"Host": "letters.example.org", "X-Forwarded-Proto": "https"}
        ) as answer:
            assert answer.status == 200
            assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
        direct = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        direct.request("GET", "/robots.txt", headers={"Host": "letters.example.org"})
        answer = direct.getresponse()
        assert answer.status == 301
        assert answer.headers["Location"] == "https://letters.example.org/robots.txt"
        direct.close()
    finally:
        server.stop()
