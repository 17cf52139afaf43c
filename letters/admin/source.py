"""Sources: the files that letters are transcribed from, taken in once and never changed."""

import re
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from letters.admin.base import ArchiveAdmin, ModelForm
from letters.models import Source
from letters.views.letter import source_file

LARGEST = 2 * 1024 * 1024
ENDINGS = (".txt", ".md")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\Z")
SHOWN = 20_000


class SourceForm(ModelForm):
    """The upload of a source."""

    file = forms.FileField(
        help_text="A text file (.txt or .md, UTF-8) of at most 2 MB, as it was received. "
        "Its name may consist of letters, digits, dots, hyphens and underscores."
    )

    def clean_file(self) -> Any:
        file: Any = self.cleaned_data["file"]
        name = str(file.name)
        if not NAME.match(name) or PurePath(name).suffix.lower() not in ENDINGS:
            raise ValidationError(
                f"“{name}”: the name must end in .txt or .md, and may consist of letters, "
                "digits, dots, hyphens and underscores."
            )
        if (file.size or 0) > LARGEST:
            raise ValidationError("The file is larger than 2 MB.")
        if Source.objects.filter(file_name=name).exists():
            raise ValidationError(f"There is a source of the name “{name}” already.")
        self.content = file.read()
        try:
            is_text = "\0" not in self.content.decode()
        except UnicodeDecodeError:
            is_text = False
        if not is_text:
            raise ValidationError("The file is no text in UTF-8.")
        return file

    def _post_clean(self) -> None:
        file = self.cleaned_data.get("file")
        if file is not None:
            made = Source.of(str(file.name), self.content)
            for field in ("file_name", "sha256", "size", "content"):
                setattr(self.instance, field, getattr(made, field))
        super()._post_clean()  # type: ignore[misc]


@admin.register(Source)
class SourceAdmin(ArchiveAdmin):
    form = SourceForm  # type: ignore[assignment]
    list_display = ("file_name", "size", "used_by")
    search_fields = ("file_name",)
    readonly_fields = ("file_name", "size", "sha256", "used_by", "words")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content").prefetch_related("letters")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ("file",) if obj is None else self.readonly_fields
        return ((None, {"fields": fields}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change what was received."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Leave nothing behind: a source is public through its letter alone."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/file/", wrap(self.file), name="letters_source_file"),
            *super().get_urls(),
        ]

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the file byte for byte: as plain text, or as a download, never as a page."""
        source = self.get_object(request, str(pk))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        if source is None:
            raise Http404
        return source_file(source)

    @admin.display(description="letters")
    def used_by(self, source: Source) -> SafeString:
        links = (
            (reverse("admin:letters_letter_change", args=[letter.pk]), letter)
            for letter in source.letters.all()
        )
        return format_html_join(", ", '<a href="{}">{}</a>', links)

    @admin.display(description="words")
    def words(self, source: Source) -> SafeString:
        """Return the beginning of the text, and where the whole of it is."""
        address = reverse("admin:letters_source_file", args=[source.pk])
        written = bytes(source.content).decode("utf-8", "replace")
        return format_html(
            '<pre class="words">{}{}</pre><a href="{}">The whole file</a>',
            written[:SHOWN],
            "…" if len(written) > SHOWN else "",
            address,
        )
