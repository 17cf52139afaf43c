"""The curators' vocabulary: themes for asks, synonyms for search."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letters.admin import publishing
from letters.admin.base import ArchiveAdmin, ArchiveForm
from letters.admin.traces import Trace, of_letters
from letters.models import Change, Recommendation, Synonym, Theme


class ThemeForm(ArchiveForm):
    slug_from = ("name",)


@admin.register(Theme)
class ThemeAdmin(ArchiveAdmin):
    form = ThemeForm
    list_display = ("name", "scope_note", "asks")
    search_fields = ("name", "scope_note")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    fieldsets = ((None, {"fields": ("name", "slug", "scope_note")}),)

    @admin.display(description="asks")
    def asks(self, theme: Theme) -> SafeString:
        """Lead to the asks of a theme."""
        address = reverse("admin:letters_recommendation_changelist")
        return format_html('<a href="{}?themes__id__exact={}">Asks</a>', address, theme.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave themes of public asks to editors: deleting one takes it from those asks."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (
            obj is None or publishing.may_publish(request) or not self.is_public(obj)
        )

    def traces(self, obj: Any, changed: Iterable[str] | None = None) -> set[Trace]:
        if changed is None:
            asks = Recommendation.objects.public().filter(themes=obj)
            return of_letters(asks.values_list("letter", flat=True).distinct())
        if not set(changed) or not self.is_public(obj):
            return set()
        return {Trace(Change.Subject.THEME, obj.pk, "slug" in changed)}


class SynonymForm(ArchiveForm):
    slug_from = ("forms",)


@admin.register(Synonym)
class SynonymAdmin(ArchiveAdmin):
    """Synonyms are public at once: they change what every search finds."""

    form = SynonymForm
    list_display = ("__str__",)
    search_fields = ("forms",)
    fieldsets = ((None, {"fields": ("forms", "slug")}),)

    def traces(self, obj: Any, changed: Iterable[str] | None = None) -> set[Trace]:
        if changed is not None and not set(changed):
            return set()
        return {Trace(Change.Subject.SYNONYM, obj.pk, words="\n".join(obj.form_list()))}
