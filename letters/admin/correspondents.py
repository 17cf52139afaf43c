"""Correspondents: who writes, receives, is copied, hosts."""

from typing import Any

from django.http import HttpRequest

from letters.admin.rows import ArchiveInline, RowsFormSet
from letters.models import Correspondent

PARTIES = ("organisation", "person", "office")


class CorrespondentRows(RowsFormSet):
    """Correspondents, counted within their part."""

    placed_within = ("part",)


class CorrespondentInline(ArchiveInline):
    model = Correspondent
    formset = CorrespondentRows
    fieldsets = (
        (None, {"fields": (("part", "organisation", "person", "office"),)}),
        (
            "As printed, in words only, inferred, order",
            {
                "fields": (("as_printed", "words"), ("inferred", "reason", "order")),
                "classes": ("collapse",),
            },
        ),
    )
    hint = (
        "A post that somebody holds is one row: Foreign Secretary, its holder and the ministry. "
        "Who signs is entered below, and need not be repeated here."
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*PARTIES)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer a new letter one row for a sender and one for a recipient."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None and obj.pk is not None:
            return formset

        class BeginsWithTwo(formset):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                parts = [{"part": part} for part in ("sender", "recipient")]
                super().__init__(*args, initial=parts, **kwargs)

        return BeginsWithTwo

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 2 if obj is None or obj.pk is None else 1
