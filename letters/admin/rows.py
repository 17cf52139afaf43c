"""The rows of a form: correspondents, signatories, asks, answers, in their order.

Nothing here writes what the curator did not change: a row that somebody else changed meanwhile, and
she did not, stays as it is now in the database.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.http import HttpRequest

from letters.admin.base import CuratorsFields, StackedInline, keep_what_stands
from letters.admin.choices import expect_labels
from letters.admin.fields import remember_shown
from letters.admin.saving import LETTER_PARTS, saving

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm, InlineFormSet = forms.ModelForm, BaseInlineFormSet

# Beyond every place in use, within what the column holds.
OUT_OF_THE_WAY = 20_000
REMOVED = "This row was removed by somebody else meanwhile. Add it anew if it is still needed."


class RowForm(ModelForm):
    """One row."""

    # Set by the formset: a row that was shown as stored, but is no longer in the database.
    is_gone = False
    # Set by the formset: the row goes to another place, or its quote to another passage.
    is_moved = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = False
            if not self.is_stored:
                self.initial["order"] = None
        self.add_fields()
        remember_shown(self)
        expect_labels(self)

    def add_fields(self) -> None:
        """Add what is entered in this row but is no field of its model."""

    @property
    def is_stored(self) -> bool:
        return self.instance.pk is not None

    def full_clean(self) -> None:
        """Check what the curator changed; leave the rest as it stands in the database."""
        is_known = self.is_stored or self.is_gone
        if not self.is_bound or not is_known or self.has_changed():
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = dict(self.initial)

    def clean(self) -> dict[str, Any]:
        if self.is_gone:
            raise ValidationError(REMOVED)
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        keep_what_stands(self, cleaned)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # Places are given out by the formset, which alone knows all rows.
        return {*super()._get_validation_exclusions(), "order"}  # type: ignore[misc]


class RowsFormSet(InlineFormSet):
    """The rows of one kind."""

    # The fields within whose values places are counted; None where rows have no place.
    placed_within: ClassVar[tuple[str, ...] | None] = None

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound and i < self.initial_form_count() and not form.is_stored:
            form.is_gone = True
            form.fields["id"].required, form.fields["id"].disabled = False, True
        return form

    # Checking

    def clean(self) -> None:
        super().clean()
        if self.placed_within is not None:
            self._give_places(self.placed_within)

    def rows(self) -> Iterator[Any]:
        """Yield the forms of the rows that there will be, in the order of the page."""
        deleted = self.deleted_forms
        for form in self.forms:
            if form not in deleted and not form.is_gone and (form.is_stored or form.has_changed()):
                yield form

    def absent(self) -> list[Any]:
        """Return the rows in the database that this page does not show: somebody added them."""
        shown = {form.instance.pk for form in self.forms}
        return [row for row in self.get_queryset() if row.pk not in shown]

    def _give_places(self, within: tuple[str, ...]) -> None:
        """Number the rows: a place that is taken moves the next one on; no place is the last."""
        taken = {(*_group(row, within), row.order) for row in self.absent()}
        last: dict[tuple[Any, ...], int] = {}
        for form in sorted(self.rows(), key=_wished_place):
            group = _group(form.instance, within)
            place = max(_given_place(form) or 0, last.get(group, 0) + 1)
            while (*group, place) in taken:
                place += 1
            last[group] = place
            form.is_moved = form.is_moved or place != form.initial.get("order")
            form.instance.order = place

    # Saving

    def has_changed(self) -> bool:
        return any(form.has_changed() or form.is_moved for form in self.forms if not form.is_gone)

    def save(self, commit: bool = True) -> list[Any]:
        """Write what changed; all of it carries the moment of the letter's save."""
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        for form in self.deleted_forms:
            if form.is_stored:
                self._delete(form.instance)
                self.deleted_objects.append(form.instance)
        changed = [form for form in self.rows() if form.has_changed() or form.is_moved]
        self._make_room([form.instance.pk for form in changed if form.is_stored])
        for form in changed:
            self._save_row(form)
        return [form.instance for form in changed]

    def _save_row(self, form: Any) -> None:
        is_new = not form.is_stored
        setattr(form.instance, self.fk.name, self.instance)
        self._at_this_moment(form.instance)
        if is_new or form.has_changed():
            form.save()
        else:
            form.instance.save()
        if is_new:
            self.new_objects.append(form.instance)
        else:
            self.changed_objects.append((form.instance, form.changed_data))

    def _delete(self, row: Any) -> None:
        """Delete a row; what belongs to it goes first, so that it carries the moment too."""
        for part in LETTER_PARTS:
            if part.of is not None and part.of.model is self.model:
                for below in part.model._default_manager.filter(**{part.field: row}):
                    self._at_this_moment(below).delete()
        self._at_this_moment(row).delete()

    def _at_this_moment(self, row: Any) -> Any:
        row._history_date = saving(self.owner).moment
        return row

    @property
    def owner(self) -> Any:
        """The letter whose save this is."""
        return self.instance

    def _make_room(self, keys: list[int]) -> None:
        """Move the rows out of the way, so that two may change places under the constraint."""
        if self.placed_within is not None and keys:
            rows = self.get_queryset().model._default_manager.filter(pk__in=keys)
            rows.update(order=F("order") + OUT_OF_THE_WAY)


def _group(row: Any, within: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in within)


def _given_place(form: Any) -> int | None:
    place = form.cleaned_data.get("order")
    return int(place) if place else None


def _wished_place(form: Any) -> float:
    return _given_place(form) or float("inf")


class ArchiveInline(CuratorsFields, StackedInline):
    """The rows of a form, as curators see them."""

    form = RowForm
    formset = RowsFormSet
    template = "admin/archive_rows.html"
    extra = 1
    # What is said where there is no row yet.
    hint: ClassVar[str] = ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the record may change its rows; else nobody may."""
        return self._may_edit(request, obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request, obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request, obj) and super().has_delete_permission(request, obj)

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        owner = self.admin_site.get_model_admin(self.parent_model)
        is_new = obj is None or obj.pk is None
        return (
            owner.has_add_permission(request)
            if is_new
            else owner.has_change_permission(request, obj)
        )
