"""Organisations, people and offices: one record each, however often and however spelt."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letters.admin.base import ArchiveAdmin, ArchiveForm
from letters.admin.traces import Trace
from letters.models import Change, Office, Organisation, Person, lines


class NamedAdmin(ArchiveAdmin):
    """What has a name in several forms, by any of which it is found."""

    subject: ClassVar[Change.Subject]
    # Fields that the index knows; a new name alone changes pages only.
    indexed: ClassVar[frozenset[str]] = frozenset({"slug"})
    search_fields = ("folded",)
    search_help_text = "The beginnings of words of any form of the name."
    rows: ClassVar[dict[str, int]] = {"other_names": 3, "description": 3, "authorities": 2}

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Find by the beginnings of words of any form of the name."""
        return queryset.named_like(search_term) if search_term else queryset, False

    def traces(self, obj: Any, changed: Iterable[str] | None = None) -> set[Trace]:
        if (changed is not None and not set(changed)) or not self.is_public(obj):
            return set()
        is_indexed = changed is None or bool(self.indexed & set(changed))
        return {Trace(self.subject, obj.pk, is_indexed)}

    @admin.display(description="other names")
    def also(self, obj: Any) -> SafeString:
        return format_html("<small>{}</small>", "; ".join(lines(obj.other_names)))


class OrganisationForm(ArchiveForm):
    slug_from = ("name",)


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin):
    form = OrganisationForm
    subject = Change.Subject.ORGANISATION
    indexed = frozenset({"slug", "parent"})
    list_display = ("name", "acronym", "kind", "parent", "also")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "acronym"), "other_names", "slug", ("kind", "parent"))}),
        ("What is known of it", {"fields": ("description", "website", "authorities")}),
    )


class PersonForm(ArchiveForm):
    slug_from = ("forenames", "surname")


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    form = PersonForm
    subject = Change.Subject.PERSON
    list_display = ("listed", "honorific", "suffix", "also")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("forenames", "surname")}
    fieldsets = (
        (
            None,
            {"fields": (("honorific", "forenames", "surname", "suffix"), "other_names", "slug")},
        ),
        ("What is known of them", {"fields": ("description", "authorities")}),
    )

    @admin.display(description="name", ordering="sort_key")
    def listed(self, person: Person) -> str:
        return ", ".join(part for part in (person.surname, person.forenames) if part)

    @staticmethod
    def label_in_choices(person: Person) -> str:
        """Return the name with honorific and suffix."""
        return person.full_name


class OfficeForm(ArchiveForm):
    slug_from = ("title",)


@admin.register(Office)
class OfficeAdmin(NamedAdmin):
    form = OfficeForm
    subject = Change.Subject.OFFICE
    indexed = frozenset({"slug", "organisation"})
    list_display = ("title", "organisation", "also")
    list_select_related = ("organisation",)
    labelled_with = ("organisation",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "organisation", "other_names", "slug", "description")}),
    )

    @staticmethod
    def label_in_choices(office: Office) -> str:
        """Return the title, and whose office it is."""
        return ", ".join(str(part) for part in (office.title, office.organisation) if part)
