"""A letter's files: its source as received, and the forms it can be taken away in."""

import json

import pytest
from django.test import Client

from letters.exports import FORMATS, Format
from tests import builders

pytestmark = pytest.mark.django_db


def test_source_is_given_byte_for_byte(client: Client) -> None:
    content = "Dear Sir,\r\n\r\n<script>alert(1)</script> Ærø\n".encode()
    letter = builders.make_letter(source=builders.make_source("000.txt", content))
    response = client.get(f"{letter.get_absolute_url()}source/")
    assert response.content == content
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="000.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert set(response["Content-Security-Policy"].split("; ")) == {
        *("default-src 'none'", "frame-ancestors 'none'", "sandbox"),
    }
    assert response.cookies == {}


@pytest.mark.parametrize("content", [b"%PDF-1.7\xff\xfe", b"text\x00with a null"])
def test_a_source_that_is_no_text_is_a_download(client: Client, content: bytes) -> None:
    letter = builders.make_letter(source=builders.make_source("scan.pdf", content))
    response = client.get(f"{letter.get_absolute_url()}source/")
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="scan.pdf"'


@pytest.mark.parametrize("name", ['a"b.txt', "a\r\nSet-Cookie: x.txt", "Ærø.txt", "../../x.txt"])
def test_a_file_name_cannot_break_the_header(client: Client, name: str) -> None:
    letter = builders.make_letter(source=builders.make_source(name))
    response = client.get(f"{letter.get_absolute_url()}source/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("inline; filename")
    assert "Set-Cookie" not in response.headers


def test_a_letter_without_a_source_has_none(client: Client) -> None:
    assert client.get(f"{builders.make_letter().get_absolute_url()}source/").status_code == 404


@pytest.mark.parametrize("written", FORMATS, ids=lambda written: written.name)
def test_a_letter_can_be_taken_away(client: Client, written: Format) -> None:
    letter = builders.make_letter(slug="one-letter")
    path = f"/letters/one-letter.{written.extension}"
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == written.content_type
    assert response["Content-Disposition"] == f'inline; filename="{path.rpartition("/")[2]}"'
    assert letter.title in response.content.decode()
    assert response.cookies == {}
    assert client.post(path).status_code == 405


def test_json_carries_the_permanent_address(client: Client) -> None:
    letter = builders.make_letter()
    record = json.loads(client.get(f"/letters/{letter.slug}.json").content)
    assert record["derived"]["url"] == f"http://127.0.0.1:8000{letter.get_absolute_url()}"
