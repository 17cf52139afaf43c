"""Signatories, each with the capacities in which they sign, in one row of the form.

Whoever is printed under a letter is typed as printed. The person and the organisations are found
by that name, or made.
"""

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import HttpRequest

from letters.admin import printed_names
from letters.admin.fields import PlainLine
from letters.admin.rows import ArchiveInline, RowForm, RowsFormSet
from letters.admin.saving import saving
from letters.models import Capacity, Organisation, Person, Signatory

# So many capacities can be entered at once; empty ones beyond the first are folded away.
SPARE = 3
MOST = 12
NEW = "new"


@dataclass(frozen=True)
class Line:
    """The fields of one capacity, and whether anything is in them."""

    role: BoundField
    organisation: BoundField
    printed: BoundField
    which: BoundField | None
    is_used: bool

    @property
    def fields(self) -> tuple[BoundField, ...]:
        """The fields that are filled in."""
        return (self.role, self.organisation, self.printed)


class SignatoryForm(RowForm):
    """A signatory with capacities: role, organisation, and the organisation as printed."""

    # Set by the inline, which knows the site and the curator.
    organisation_field: forms.Field
    may_make: ClassVar[frozenset[type[Any]]] = frozenset()

    def add_fields(self) -> None:
        self.fields["person"].required = False
        # Names that belong to nobody yet: the field they stand in, and how they are printed.
        self.to_make: dict[str, str] = {}
        self.standing = list(self.instance.capacities.all()) if self.is_stored else []
        for number in range(self._number_of_lines()):
            self._add_line(number)

    def _number_of_lines(self) -> int:
        if not self.is_bound:
            return max(SPARE, len(self.standing) + 1)
        posted = (n for n in range(MOST) if self.add_prefix(f"role_{n}") not in self.data)
        return max(next(posted, MOST), len(self.standing))

    def _add_line(self, number: int) -> None:
        organisation = copy.deepcopy(self.organisation_field)
        organisation.required, organisation.label = False, "Organisation"
        self.fields[f"role_{number}"] = _line("Role", 200)
        self.fields[f"organisation_{number}"] = organisation
        self.fields[f"printed_{number}"] = _line("Organisation as printed", 200)
        if number < len(self.standing):
            capacity = self.standing[number]
            self.initial[f"role_{number}"] = capacity.role
            self.initial[f"organisation_{number}"] = capacity.organisation_id
            self.initial[f"printed_{number}"] = capacity.organisation_as_printed

    @property
    def capacity_lines(self) -> Iterator[Line]:
        """The fields of the capacities, for the template."""
        for number in itertools.takewhile(self._has_line, itertools.count()):
            names = [f"{field}_{number}" for field in ("role", "organisation", "printed")]
            role, organisation, printed = (self[name] for name in names)
            which = self[f"which_{number}"] if f"which_{number}" in self.fields else None
            is_used = number == 0 or any(self[name].value() for name in names)
            yield Line(role, organisation, printed, which, is_used)

    def _has_line(self, number: int) -> bool:
        return f"role_{number}" in self.fields

    # Checking

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("person") and cleaned.get("as_printed"):
            cleaned["person"] = self._named("person", "as_printed", "which_person")
        elif not cleaned.get("person") and "as_printed" not in self.errors:
            self.add_error("as_printed", "Type the name as it is printed, or choose a person.")
        for number in itertools.takewhile(self._has_line, itertools.count()):
            name, printed = f"organisation_{number}", f"printed_{number}"
            if not cleaned.get(name) and cleaned.get(printed):
                cleaned[name] = self._named(name, printed, f"which_{number}")
        return cleaned

    def _named(self, field: str, printed_in: str, which: str) -> Any:
        """Return the record that a printed name means; None where it has to be made or asked."""
        printed = self.cleaned_data.get(printed_in)
        if not printed:
            return None
        find = printed_names.people if field == "person" else printed_names.organisations
        same, alike = find(printed)
        if len(same) == 1:
            return same[0]
        if not same and not alike:
            self._will_make(field, printed, printed_in)
            return None
        return self._asked(field, printed_in, which, [*same, *alike])

    def _asked(self, field: str, printed_in: str, which: str, offered: list[Any]) -> Any:
        """Return the record that the curator chose of those offered, or ask her which it is."""
        printed = self.cleaned_data[printed_in]
        self.fields[which] = forms.ChoiceField(
            label="Which is it?",
            choices=[*((str(one.pk), _known_as(one)) for one in offered), (NEW, f"New: {printed}")],
            widget=forms.RadioSelect,
            required=False,
        )
        answer = self.data.get(self.add_prefix(which))
        if answer == NEW:
            self._will_make(field, printed, printed_in)
            return None
        chosen = next((one for one in offered if str(one.pk) == answer), None)
        if chosen is None:
            self.add_error(printed_in, f"There is a similar name already. Which is “{printed}”?")
        return chosen

    def _will_make(self, field: str, printed: str, printed_in: str) -> None:
        kind = Person if field == "person" else Organisation
        if kind in self.may_make:
            self.to_make[field] = printed
        else:
            self.add_error(printed_in, f"“{printed}” is not in the archive yet.")

    # Saving

    def save(self, commit: bool = True) -> Any:
        for field, printed in self.to_make.items():
            self.cleaned_data[field] = self._made(field, printed)
        if self.cleaned_data.get("person"):
            self.instance.person = self.cleaned_data["person"]
        signatory = super().save(commit)
        if any(
            name.startswith(("role_", "organisation_", "printed_")) for name in self.cleaned_data
        ):
            self._save_capacities()
        return signatory

    def _made(self, field: str, printed: str) -> Any:
        """Make the record, unless a row above has just made it."""
        is_person = field == "person"
        made = saving(self.instance.letter).made
        known = next((one for name, one in made if name == (is_person, printed)), None)
        if known is None:
            make = printed_names.make_person if is_person else printed_names.make_organisation
            known = make(printed)
            made.append(((is_person, printed), known))
        return known

    def _save_capacities(self) -> None:
        lines = [line for line in self._lines() if any(line)]
        for order, (role, organisation, printed) in enumerate(lines, start=1):
            capacity = self.standing[order - 1] if order <= len(self.standing) else Capacity()
            said = (role, organisation and organisation.pk, printed, order)
            if said != _says(capacity):
                capacity.role, capacity.organisation = role, organisation
                capacity.organisation_as_printed, capacity.order = printed, order
                capacity.signatory = self.instance
                self._at_this_moment(capacity).save()
        for capacity in self.standing[len(lines) :]:
            self._at_this_moment(capacity).delete()

    def _lines(self) -> Iterator[tuple[str, Any, str]]:
        said = self.cleaned_data.get
        for number in itertools.takewhile(self._has_line, itertools.count()):
            yield (
                said(f"role_{number}") or "",
                said(f"organisation_{number}"),
                said(f"printed_{number}") or "",
            )

    def _at_this_moment(self, capacity: Capacity) -> Any:
        row: Any = capacity
        row._history_date = saving(self.instance.letter).moment
        return row


def _line(label: str, longest: int) -> PlainLine:
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return PlainLine(label=label, required=False, max_length=longest, widget=widget)


def _says(capacity: Capacity) -> tuple[Any, ...]:
    return (
        capacity.role,
        capacity.organisation_id,
        capacity.organisation_as_printed,
        capacity.order if capacity.pk else None,
    )


def _known_as(one: Any) -> str:
    """Return what tells a record from others of its name: in what capacity a person signed last."""
    if not isinstance(one, Person):
        return str(one)
    signed = Capacity.objects.filter(signatory__person=one).select_related("organisation")
    last = signed.order_by("signatory__letter__sort_date").last()
    return f"{one.full_name} ({last})" if last else one.full_name


class PlacedRows(RowsFormSet):
    """Rows counted from one within their letter."""

    placed_within = ()


class SignatoryInline(ArchiveInline):
    model = Signatory
    form = SignatoryForm
    formset = PlacedRows
    verbose_name_plural = "signatories"
    fields = (("as_printed", "person", "order"),)
    hint = (
        "Everybody who signs, in the order in which they stand. Type the name as it is printed: "
        "the person is found by it, or made; the same with the organisation."
    )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        field = Capacity._meta.get_field("organisation")
        formset.form.organisation_field = self.formfield_for_dbfield(field, request)
        formset.form.may_make = frozenset(
            model
            for model in (Person, Organisation)
            if request.user.has_perm(f"letters.add_{model._meta.model_name}")
        )
        return formset

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("person")
        return rows.prefetch_related("capacities__organisation")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 3 if obj is None or obj.pk is None else 1
