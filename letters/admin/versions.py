"""Two curators, one letter: the second is told what the first changed, and overwrites nothing.

A form carries the version of the letter that it shows. Saving takes the next version, which only
one can. Whoever comes second sees who saved what; what she typed stays in the form, and when she
saves again, having said that she read it, only the fields that she changed herself are written.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from letters.admin import history
from letters.admin.base import ArchiveAdmin, ArchiveForm
from letters.admin.fields import shown
from letters.admin.saving import LETTER_PARTS, saving
from letters.models import Letter

READ = "rebase"


class SavedMeanwhileError(Exception):
    """Somebody saved the letter between the check of the form and its writing."""


@dataclass
class Conflict:
    """What somebody else saved since the form was opened."""

    version: int
    saves: list[history.Save]
    # Labels of the fields that both changed.
    both: list[str]

    @property
    def who(self) -> str:
        """Who saved last."""
        return next((save.user for save in self.saves if save.user), "") or "Somebody"


def claim(letter: Letter) -> None:
    """Take the letter's next version, once in a save."""
    if saving(letter).is_claimed:
        return
    if not Letter.objects.claim(letter):
        raise SavedMeanwhileError
    saving(letter).is_claimed = True


class VersionedForm(ArchiveForm):
    """A form that writes into a letter."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.letter.pk is None:
            return
        self.initial["version"] = self.letter.version
        if not self.is_bound:
            moment = history.latest_moment(self.letter, LETTER_PARTS)
            self.initial["seen"] = moment.isoformat() if moment else ""

    @property
    def letter(self) -> Letter:
        """The letter that is written into."""
        found: Letter = self.instance
        return found

    @property
    def changed_data(self) -> list[str]:
        """The fields that the curator changed: not those that only carry what she saw."""
        return [name for name in super().changed_data if name not in ("version", "seen")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.letter.pk is not None:
            self._check_version()
        return cleaned

    def _check_version(self) -> None:
        standing = Letter.objects.values_list("version", flat=True).get(pk=self.letter.pk)
        if standing not in (self.cleaned_data.get("version"), self._read_version()):
            self.conflict = self._conflict(standing)
            raise ValidationError(
                f"{self.conflict.who} saved this letter while you had it open. "
                "Nothing of yours is lost, and nothing is saved yet: see above."
            )
        self.letter.version = standing

    def _read_version(self) -> int | None:
        """Return the version whose changes the curator says she has read."""
        read = str(self.data.get(READ, ""))
        return int(read) if read.isdecimal() and len(read) < 10 else None

    def _conflict(self, standing: int) -> Conflict:
        saves = history.since(self.letter, LETTER_PARTS, _moment(self.cleaned_data.get("seen")))
        told = [save for save in saves if save.reason != history.LOADED]
        return Conflict(standing, told, [str(self[name].label) for name in self._changed_by_both()])

    def _changed_by_both(self) -> list[str]:
        return [
            name
            for name in self.changed_data
            if name in self.initial
            and self.fields[name].show_hidden_initial
            and self.fields[name].has_changed(shown(self, name), self._stands(name))
        ]

    def _stands(self, name: str) -> Any:
        """Return what a field says in the database, as a form would send it."""
        return self.fields[name].prepare_value(self.initial[name])


def _moment(written: Any) -> datetime.datetime:
    """Return the moment that the form carries; without one, everything was saved since."""
    try:
        moment = datetime.datetime.fromisoformat(str(written or ""))
    except ValueError:
        moment = datetime.datetime.min
    return moment if moment.tzinfo else datetime.datetime.min.replace(tzinfo=datetime.UTC)


class VersionedAdmin(ArchiveAdmin):
    """The form of something that is written into a letter."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SavedMeanwhileError:
            # Somebody was faster by a moment. Asked again, the form says who.
            return super().changeform_view(request, object_id, form_url, extra_context)
