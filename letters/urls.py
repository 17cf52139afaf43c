"""Addresses of the public pages."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpResponse
from django.urls import path

from letters.exports import FORMATS


def _view(dotted: str) -> Callable[..., HttpResponse]:
    """Import a view when it is first called, while pages are still being written."""
    module, name = dotted.split(".")

    def view(*args: Any, **kwargs: Any) -> HttpResponse:
        found: HttpResponse = getattr(import_module(f"letters.views.{module}"), name)(
            *args, **kwargs
        )
        return found

    return view


urlpatterns = [
    path("", _view("home.home"), name="home"),
    path("letters/", _view("letters.letter_list"), name="letter-list"),
    *(
        path(
            f"letters/<slug:slug>.{each.extension}",
            _view("letter.letter_export"),
            {"written": each},
            name=f"letter-{each.name}",
        )
        for each in FORMATS
    ),
    path("letters/<slug:slug>/", _view("letter.letter_detail"), name="letter"),
    path("letters/<slug:slug>/source/", _view("letter.letter_source"), name="letter-source"),
    path(
        "recommendations/", _view("recommendations.recommendation_list"), name="recommendation-list"
    ),
    path(
        "recommendations/<slug:letter>/<int:number>/",
        _view("recommendations.recommendation_detail"),
        name="recommendation",
    ),
    path("organisations/", _view("organisations.organisation_list"), name="organisation-list"),
    path(
        "organisations/<slug:slug>/",
        _view("organisations.organisation_detail"),
        name="organisation",
    ),
    path("people/", _view("people.person_list"), name="person-list"),
    path("people/<slug:slug>/", _view("people.person_detail"), name="person"),
    path("themes/", _view("themes.theme_list"), name="theme-list"),
    path("themes/<slug:slug>/", _view("themes.theme_detail"), name="theme"),
    path("about/", _view("about.about"), name="about"),
]
