"""What is done with whole letters: look at it as readers will, publish, withdraw, delete.

Each is asked about on a page that carries the version of the letter: what somebody saved meanwhile
is looked at first.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, strip_tags

from letters.admin import history, publishing
from letters.admin.base import ArchiveAdmin
from letters.admin.fields import PlainText
from letters.admin.letter_list import LetterListing
from letters.admin.saving import LETTER_PARTS
from letters.admin.versions import SavedMeanwhileError, claim
from letters.models import Answer, Letter
from letters.views.letter import edition
from letters.views.reading import for_reading, reading_page

# More at once is no longer looked through by anybody.
MOST = 200
CONFIRMED = "confirmed"
MEANWHILE = "{} was saved by somebody else while you had it open. Nothing was done with it."


class WithdrawalForm(forms.Form):
    """Why a letter is withdrawn."""

    withdrawn_reason = PlainText(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=Letter._meta.get_field("withdrawn_reason").help_text,
        error_messages={"required": "Say why: the reason is shown in the letter’s place."},
    )


class LetterActions(LetterListing):
    """Pages and actions of whole letters."""

    actions = ("publish_selected", "withdraw_selected", "delete_selected")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(self.preview), name="letters_letter_preview"),
            path("<int:pk>/withdraw/", wrap(self.withdraw), name="letters_letter_withdraw"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a letter as its readers will see it, whatever its state."""
        letter = for_reading(Letter.objects.filter(pk=pk)).first()
        if not self.has_view_or_change_permission(request, letter):
            raise PermissionDenied
        if letter is None:
            return self._gone(request)
        context = {
            "page": reading_page(letter, edition()),
            "letter": letter,
            "formats": (),
            "may_change": self.has_change_permission(request, letter),
        }
        return render(request, "letters/letter_preview.html", context)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._next(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._next(request, obj) or super().response_post_save_change(request, obj)

    def _next(self, request: HttpRequest, letter: Letter) -> HttpResponseRedirect | None:
        """Lead to where the button says, after a save."""
        if "_preview" in request.POST:
            address = reverse("admin:letters_letter_preview", args=[letter.pk])
            return HttpResponseRedirect(address)
        return HttpResponseRedirect(_address(letter)) if "_publish" in request.POST else None

    def _gone(self, request: HttpRequest) -> HttpResponse:
        self.message_user(request, "There is no such letter any more.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:letters_letter_changelist"))

    # Withdrawing one

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, and withdraw the letter."""
        letter = self.get_object(request, str(pk))
        if letter is None:
            return self._gone(request)
        if not (publishing.may_publish(request) and self.has_change_permission(request, letter)):
            raise PermissionDenied
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        if not letter.is_published:
            self.message_user(request, f"“{letter}” is not published.", messages.WARNING)
            return HttpResponseRedirect(_address(letter))
        if form.is_valid():
            reason = form.cleaned_data["withdrawn_reason"]
            if self._one_by_one(request, [letter], lambda one: publishing.withdraw(one, reason)):
                self.message_user(request, f"“{letter}” is withdrawn.", messages.SUCCESS)
            return HttpResponseRedirect(_address(letter))
        return self._ask(request, "Withdraw", [letter], form=form)

    # Several

    @admin.action(description="Publish…", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def publish(letter: Letter) -> None:
            if found := publishing.problems(letter):
                raise CannotError(" ".join(found))
            publishing.publish(letter)

        chosen = queryset.exclude(status=Letter.Status.PUBLISHED)
        return self._confirmed(request, chosen, "Publish", "published", publish)

    @admin.action(description="Withdraw…", permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        form = WithdrawalForm(request.POST if CONFIRMED in request.POST else None)
        chosen = queryset.filter(status=Letter.Status.PUBLISHED)
        if CONFIRMED in request.POST and not form.is_valid():
            return self._ask(request, "Withdraw", list(chosen[:MOST]), form=form)

        def withdraw(letter: Letter) -> None:
            publishing.withdraw(letter, form.cleaned_data["withdrawn_reason"])

        return self._confirmed(request, chosen, "Withdraw", "withdrawn", withdraw, form=form)

    @admin.action(description="Delete…", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def delete(letter: Letter) -> None:
            self._check_deletable(request, letter)
            self.log_deletions(request, Letter.objects.filter(pk=letter.pk))
            ArchiveAdmin.delete_model(self, request, letter)

        return self._confirmed(request, queryset, "Delete", "deleted", delete)

    def _confirmed(
        self,
        request: HttpRequest,
        queryset: Any,
        verb: str,
        done: str,
        act: Callable[[Letter], None],
        *,
        form: forms.Form | None = None,
    ) -> HttpResponse | None:
        """Ask first; then act on each letter, and say of how many that was possible."""
        chosen = list(queryset[: MOST + 1])
        if not chosen:
            self.message_user(request, "There is nothing to do with these letters.", messages.INFO)
        elif len(chosen) > MOST:
            told = f"Choose at most {MOST} letters at once."
            self.message_user(request, told, messages.WARNING)
        elif CONFIRMED not in request.POST:
            return self._ask(request, verb, chosen, form=form)
        elif number := self._one_by_one(request, chosen, act):
            noun = "letter" if number == 1 else "letters"
            self.message_user(request, f"{number} {noun} {done}.", messages.SUCCESS)
        return None

    def _one_by_one(
        self, request: HttpRequest, chosen: list[Letter], act: Callable[[Letter], None]
    ) -> int:
        """Act on each letter in a transaction of its own; return on how many."""
        number = 0
        for letter in chosen:
            try:
                with transaction.atomic():
                    self._act(request, letter, act)
                number += 1
            except SavedMeanwhileError:
                told = format_html(MEANWHILE, f"“{letter}”")
                self.message_user(request, told, messages.ERROR)
            except CannotError as error:
                self.message_user(request, f"“{letter}”: {error}", messages.ERROR)
        return number

    def _act(self, request: HttpRequest, letter: Letter, act: Callable[[Letter], None]) -> None:
        left = self.traces(letter)
        letter.version = _posted_version(request, letter)
        history.remember(letter, LETTER_PARTS)
        claim(letter)
        key = letter.pk
        act(letter)
        if letter.pk is not None:
            self.log_change(request, letter, letter.get_status_display())
            left |= self.traces(letter)
            self.leave(request, left)
        letter.pk = letter.pk or key

    def _ask(
        self, request: HttpRequest, verb: str, chosen: list[Letter], *, form: forms.Form | None
    ) -> HttpResponse:
        """Show what is about to be done, and to which letters."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {len(chosen)} letters" if len(chosen) > 1 else f"{verb} this letter",
            "opts": self.opts,
            "verb": verb,
            "chosen": chosen,
            "form": form,
            "action": request.POST.get("action", ""),
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, "admin/letters/letter/confirm.html", context)

    # Deleting one

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except SavedMeanwhileError:
            told = format_html(MEANWHILE, "This letter")
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.version = _posted_version(request, obj)
        claim(obj)
        super().delete_model(request, obj)

    def _check_deletable(self, request: HttpRequest, letter: Letter) -> None:
        _, _, lacking, protected = self.get_deleted_objects([letter], request)
        if lacking:
            raise CannotError("you may not delete all that would go with it.")
        if protected:
            named = "; ".join(str(row) for row in protected)
            raise CannotError(f"it is needed by {strip_tags(named)}.")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Keep curators from taking answers out of published letters with a draft's asks."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if not publishing.may_publish(request) and _answered_in_public(objs):
            lacking = {*lacking, "answer in a published letter"}
        return listed, counts, lacking, protected


class CannotError(Exception):
    """Something cannot be done with a letter; the message says why."""


def _answered_in_public(letters: Any) -> bool:
    answers = Answer.objects.filter(recommendation__letter__in=list(letters))
    return bool(answers.exclude(letter__status=Letter.Status.DRAFT).exists())


def _posted_version(request: HttpRequest, letter: Letter) -> int:
    """Return the version that the page showed; without one nothing may be done."""
    posted = request.POST.get(f"version_{letter.pk}", "")
    return int(posted) if posted.isdecimal() and len(posted) < 10 else -1


def _address(letter: Letter) -> str:
    return reverse("admin:letters_letter_change", args=[letter.pk])
