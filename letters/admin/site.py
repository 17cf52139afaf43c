"""The curators' site: what they see first, how they log in, how records are labelled in choices."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from letters.admin import throttle
from letters.models import Letter

# As curators go about it: the letters, who is in them, what they ask, what helps to find them.
ORDER = [
    "Letter",
    "Recommendation",
    "Organisation",
    "Person",
    "Office",
    "Theme",
    "Synonym",
    "Source",
]
# What pages say, where the code says something else.
NAMES = {"Recommendation": "Asks"}
DRAFTS_SHOWN = 12


class CountedLogin(AdminAuthenticationForm):
    """The login form; it counts the failures, and after too many looks at no password."""

    is_blocked = False

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        request: Any = self.request
        self.is_blocked = throttle.is_blocked(request, name)
        if self.is_blocked:
            minutes = -(-throttle.seconds_left() // 60)
            raise ValidationError(f"Too many attempts. Please try again in {minutes} min.")
        try:
            return super().clean()
        except ValidationError:
            throttle.count_failure(request, name)
            raise


class LabelledResults(AutocompleteJsonView):
    """What a choice offers, with labels that say more than a name where a name is not enough."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        result: dict[str, str] = super().serialize_result(obj, to_field_name)
        return {**result, "text": label_in_choices(obj)}


def label_in_choices(obj: Model) -> str:
    """Return what stands for a record where it can be chosen."""
    label = getattr(admin.site.get_model_admin(type(obj)), "label_in_choices", str)
    return str(label(obj))


class ArchiveAdminSite(admin.AdminSite):
    """Django's admin in the archive's dress."""

    index_title = "Curators’ desk"
    login_form = CountedLogin
    enable_nav_sidebar = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer 429 to those who failed too often."""
        response = super().login(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if getattr(context.get("form"), "is_blocked", False):
            response.status_code = 429
            response.headers["Retry-After"] = str(throttle.seconds_left())
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the drafts that wait, before the list of what there is."""
        context = {
            "drafts": _drafts() if request.user.has_perm("letters.view_letter") else [],
            "may_add_letters": request.user.has_perm("letters.add_letter"),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the archive's records first, in the order in which they are worked on."""
        listed = super().get_app_list(request, app_label)
        for app in listed:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
            for model in app["models"]:
                model["name"] = NAMES.get(model["object_name"], model["name"])
        return sorted(listed, key=lambda app: app["app_label"] != "letters")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        view: Callable[[HttpRequest], Any] = LabelledResults.as_view(admin_site=self)
        response: HttpResponse = view(request)
        return response


@cache
def curators_site() -> ArchiveAdminSite:
    """Return the site, always the same one.

    Django asks for it twice: importing this module imports the package, whose records register
    with the site while Django still waits for it.
    """
    return ArchiveAdminSite()


def _drafts() -> list[Letter]:
    """Return the drafts touched last, one more than are shown."""
    drafts = Letter.objects.filter(status=Letter.Status.DRAFT).order_by("-modified_at", "-pk")
    return list(drafts.only("title", "date", "modified_at")[: DRAFTS_SHOWN + 1])


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
