"""The rehearsal: a page of each kind is asked for, and what is wrong stops nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from letters.models import Letter
from r2p_archive import rehearsal
from tests import builders

LISTS = ["/", "/letters/", "/recommendations/", "/timeline/?q=a"]


class Stage:
    """The application, and what it answered to what it was asked for."""

    def __init__(self) -> None:
        self.application = WSGIHandler()
        self.asked: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        query = environ["QUERY_STRING"]
        path = environ["PATH_INFO"] + (query and f"?{query}")
        begin: Any = lambda status, _: self.asked.append((path, status))  # noqa: E731
        return self.application(environ, begin)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "https://letters.example.org"])
def test_a_page_of_each_kind_is_asked_for(settings: Any, site: str) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = site, ["127.0.0.1", "letters.example.org"]
    settings.SECURE_SSL_REDIRECT = site.startswith("https")
    letter = builders.make_letter(
        "Ωmega & more",
        senders=[builders.una_uk()],
        recipients=[builders.foreign_office()],
        signatories=[(builders.james_smith(), [("Head", builders.aegis_trust())])],
    )
    builders.make_recommendation(letter)
    builders.make_letter("Draft", status=Letter.Status.DRAFT, date="2020")
    stage = Stage()
    rehearsal.rehearse(stage)
    asked = dict(stage.asked)
    assert set(asked.values()) == {"200 OK"}
    assert list(asked)[:4] == LISTS
    assert sorted(list(asked)[4:]) == sorted(
        (
            "/letters/?q=%CE%A9mega",
            "/recommendations/?q=%CE%A9mega",
            f"/letters/{letter.slug}/",
            f"/recommendations/{letter.slug}/1/",
            builders.una_uk().get_absolute_url(),
            builders.james_smith().get_absolute_url(),
        )
    )


@pytest.mark.django_db(transaction=True)
def test_an_empty_archive_has_its_lists() -> None:
    stage = Stage()
    rehearsal.rehearse(stage)
    assert stage.asked == [(path, "200 OK") for path in LISTS]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError, LookupError])
def test_nothing_goes_wrong_beyond_the_rehearsal(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def pages() -> Iterator[str]:
        yield "/robots.txt"
        raise error

    monkeypatch.setattr(rehearsal, "pages", pages)
    stage = Stage()
    rehearsal.rehearse(stage)
    assert stage.asked == [("/robots.txt", "200 OK")]
    assert "has ended early" in caplog.text


def test_it_ends_where_a_page_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "pages", lambda: iter(("/", "/letters/")))
    asked: list[str] = []

    def broken(environ: dict[str, Any], start: Any) -> HttpResponse:
        asked.append(environ["PATH_INFO"])
        return HttpResponse(status=503)

    rehearsal.rehearse(broken)
    assert asked == ["/"]
