"""Sources: taken in once, as text, and never served as anything else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from letters.models import Source
from tests.admin.forms import Filled, errors
from tests.builders import make_letter, make_source

pytestmark = pytest.mark.django_db


def upload(browser: Client, name: str, content: bytes) -> Filled:
    page = Filled(browser, "/admin/letters/source/add/", "source_form")
    page.send(file=SimpleUploadedFile(name, content, content_type="text/html"))
    return page


def test_a_text_is_kept_byte_for_byte(curator: Client) -> None:
    content = "\ufeffDear Sir,\r\nvéry\n".encode()
    assert upload(curator, "2012-letter.txt", content).response.status_code == 302
    source = Source.objects.get()
    assert (source.file_name, source.size, bytes(source.content)) == (
        "2012-letter.txt",
        len(content),
        content,
    )
    assert source.sha256 == Source.of("x", content).sha256


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("letter.html", b"<p>", "the name must end in .txt or .md"),
        ("letter.svg", b"<svg/>", "the name must end in .txt or .md"),
        ("letter.txt.php", b"x", "the name must end in .txt or .md"),
        (".txt", b"x", "the name must end in .txt or .md"),
        ("a letter.txt", b"x", "the name must end in .txt or .md"),
        ("x" * 160 + ".txt", b"x", "the name must end in .txt or .md"),
        ("letter.txt", b"%PDF\0", "The file is no text in UTF-8."),
        ("letter.txt", b"\xff\xfe", "The file is no text in UTF-8."),
        ("letter.txt", b"", "The submitted file is empty."),
        ("letter.txt", b"x" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB."),
        ("there.txt", b"x", "There is a source of the name “there.txt” already."),
    ],
)
def test_what_is_no_text_is_refused(
    curator: Client, name: str, content: bytes, message: str
) -> None:
    make_source("there.txt")
    page = upload(curator, name, content)
    assert len(errors(page.response)) == 1
    assert message in errors(page.response)[0]
    assert Source.objects.count() == 1


def test_a_source_is_not_changed(editor: Client) -> None:
    source = make_source()
    assert editor.post(f"/admin/letters/source/{source.pk}/change/", {}).status_code == 403


def test_a_source_in_use_is_not_deleted(editor: Client) -> None:
    source = make_source()
    make_letter(source=source)
    editor.post(f"/admin/letters/source/{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.exists()


def test_a_file_is_served_as_text(editor: Client) -> None:
    source = make_source("letter.txt", b"<script>alert(1)</script>")
    answer = editor.get(f"/admin/letters/source/{source.pk}/file/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
