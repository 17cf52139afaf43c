"""Addresses of the public pages."""

from django.urls import path

from letters.exports import FORMATS, LIST_FORMATS
from letters.views.about import about
from letters.views.coalition import coalition, coalition_file
from letters.views.compare import letter_compare
from letters.views.delays import recommendation_delays
from letters.views.echo_list import echo_list
from letters.views.exchange import letter_thread
from letters.views.home import home
from letters.views.letter import letter_detail, letter_export, letter_source
from letters.views.letter_echoes import letter_echoes
from letters.views.letter_files import letter_file
from letters.views.letters import letter_list
from letters.views.organisations import organisation_detail, organisation_list
from letters.views.people import person_detail, person_list
from letters.views.recommendations import recommendation_detail, recommendation_list
from letters.views.themes import theme_detail, theme_list

urlpatterns = [
    path("", home, name="home"),
    path("letters/", letter_list, name="letter-list"),
    *(
        path(
            f"letters.{each.extension}",
            letter_file,
            {"written": each},
            name=f"letter-list-{each.name}",
        )
        for each in LIST_FORMATS
    ),
    path("letters/<slug:slug>/", letter_detail, name="letter"),
    path("letters/<slug:slug>/source/", letter_source, name="letter-source"),
    path("letters/<slug:slug>/echoes/", letter_echoes, name="letter-echoes"),
    path("letters/<slug:slug>/thread/", letter_thread, name="letter-thread"),
    path("letters/<slug:slug>/compare/<slug:other>/", letter_compare, name="letter-compare"),
    *(
        path(
            f"letters/<slug:slug>.{each.extension}",
            letter_export,
            {"written": each},
            name=f"letter-{each.name}",
        )
        for each in FORMATS
    ),
    path("echoes/", echo_list, name="echo-list"),
    path("recommendations/", recommendation_list, name="recommendation-list"),
    path("recommendations/delays/", recommendation_delays, name="recommendation-delays"),
    path(
        "recommendations/<slug:letter>/<int:number>/", recommendation_detail, name="recommendation"
    ),
    path("organisations/", organisation_list, name="organisation-list"),
    path("organisations/<slug:slug>/", organisation_detail, name="organisation"),
    path("people/", person_list, name="person-list"),
    path("people/<slug:slug>/", person_detail, name="person"),
    path("themes/", theme_list, name="theme-list"),
    path("themes/<slug:slug>/", theme_detail, name="theme"),
    path("coalition/", coalition, name="coalition"),
    path("coalition.csv", coalition_file, name="coalition-csv"),
    path("about/", about, name="about"),
]
