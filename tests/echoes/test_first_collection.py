"""The echoes of the first collection, as a careful reader finds them by hand."""

import pytest

from letters.echoes import Echo, compare, echoes_of
from letters.models import Letter

COALITION = "2012-08-16-icrtop"
THREE = "2012-09-04-aegis-mrg-una-uk"
OTHERS = [
    "2012-09-28-ministerial-meeting",
    "2014-05-14-una-uk",
    "2014-06-17-fco",
    "2014-una-uk-campaign",
    "2018-12-10-twelve-organisations",
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]

# Passage of the three organisations, passage of the coalition, words shared, words in all.
BY_HAND = [
    (1, 1, 72, 135),  # the opening
    (2, 2, 29, 62),  # the appeal
    (3, 2, 9, 14),  # the lead-in to the points
    (6, 4, 48, 72),  # the last two sentences of a longer bullet
    (7, 3, 32, 33),  # a whole bullet
    (8, 5, 54, 55),  # a whole bullet
    (9, 6, 43, 45),  # a whole bullet
    (11, 7, 18, 27),  # the closing
]
# What a reader would underline in the letter of the three organisations.
UNDERLINED = {
    1: [
        "the 5 September 2012 informal interactive dialogue",
        "on the Responsibility to Protect (RtoP",
        "the dialogue provides for Member States, regional organisations, and civil society to"
        " reflect on the",
        "Report of the Secretary-General",
        "examines the various dimensions of the third pillar of the Responsibility to Protect,"
        " timely and decisive response and the role of local, national",
        "regional and international actors in the protection of populations from genocide, war"
        " crimes, crimes against humanity and ethnic cleansing",
    ],
    2: [
        "call on",
        "to speak in support of the Responsibility to Protect, to convey the need for the UN to"
        " strengthen the mechanisms available to protect populations from mass atrocities",
    ],
    3: ["We encourage", "to consider the following", "points in", "intervention"],
    6: [
        "In the initial articulation of the three pillar framework, the Secretary-General did not"
        " call for the chronological sequencing of the pillars, but rather established them"
        " together as representative of the full range of measures necessary to protect. The"
        " relationship between the three pillars is interactive and mutually supportive"
    ],
    7: [
        "The third pillar of the Responsibility to Protect includes a broad range of non-coercive"
        " and coercive measures that actors at the national, regional and international level can"
        " utilise for the protection of populations"
    ],
    8: [
        "The risk and occurrence of RtoP crimes are in their very nature threats to international"
        " peace and security. There are never situations in which states do not have a"
        " responsibility to protect their populations from these crimes. Therefore, the question"
        " is not whether RtoP applies to a situation, rather, how best to operationalise the norm"
    ],
    9: [
        "Governments, sub-regional and regional organisations and UN bodies should continue to"
        " engage in dialogue as well as collaborative efforts, including with civil society"
        " organisations, to more fully establish and deepen their mutual commitments and to agree"
        " upon viable strategies to protect populations from RtoP crimes"
    ],
    11: [
        "thank you for your consideration",
        "as the General Assembly continues to make critically important contributions in the"
        " pursuit of",
    ],
}
DIFFERENCES = {
    1: [
        ("", "General Assembly"),
        ("of the United Nations General Assembly", ""),
        ("We welcome the opportunity", ""),
        ("", "will"),
        ("provides", "provide"),
        ("", "an opportunity"),
        ("organisations", "organizations"),
        ("recent", ""),
        (
            "Responsibility to Protect: Timely and Decisive Response. In light of ongoing"
            " protection crises in Sudan and Syria, the report is welcome in that it",
            "which",
        ),
        ("and", ""),
    ],
    2: [
        ("you", "your government"),
        (
            "",
            "relate your experiences of the importance of responding in a timely and decisive"
            " manner, and",
        ),
    ],
    3: [("Her Majesty's Government", "you"), ("key", ""), ("its", "your")],
    6: [],
    7: [("utilise", "utilize")],
    8: [("", "but"), ("operationalise", "operationalize")],
    9: [("organisations", "organizations"), ("organisations", "organizations")],
    11: [("thank", "thanks"), ("of these suggested points", ""), ("", "to progress")],
}


def letter(slug: str) -> Letter:
    return Letter.objects.get(slug=slug)


def echoes(slug: str) -> dict[str, list[Echo]]:
    """Return the echoes of a letter by the letters that it shares them with."""
    return {
        each.letter.slug: [*each.comparison.echoes] for each in echoes_of(letter(slug)).counterparts
    }


def test_the_letters_of_2012_share_what_a_careful_reader_finds() -> None:
    found = echoes(THREE)
    assert list(found) == [COALITION]
    assert [(echo.here, echo.there, echo.shared, echo.of) for echo in found[COALITION]] == BY_HAND


def test_the_letters_of_2012_share_it_from_the_other_side() -> None:
    found = echoes(COALITION)
    assert list(found) == [THREE]
    assert sorted((echo.there, echo.here) for echo in found[THREE]) == [
        (here, there) for here, there, *__ in BY_HAND
    ]


def test_the_shared_words_are_those_that_a_reader_underlines() -> None:
    reading = letter(THREE).reading()
    found = {
        echo.here: [reading.passages[echo.here - 1].plain[slice(*span)] for span in echo.spans]
        for echo in echoes(THREE)[COALITION]
    }
    assert found == UNDERLINED


def test_the_differences_are_those_that_a_reader_notes() -> None:
    found = {
        echo.here: [(each.here, each.there) for each in echo.differences]
        for echo in echoes(THREE)[COALITION]
    }
    assert found == DIFFERENCES


def test_unrelated_letters_share_nothing() -> None:
    others = Letter.objects.exclude(slug__in=[COALITION, THREE])
    assert {each.slug: echoes(each.slug) for each in others} == {slug: {} for slug in OTHERS}
    related = {
        (one.slug, other.slug)
        for one in Letter.objects.all()
        for other in Letter.objects.exclude(pk=one.pk)
        if compare(one.reading(), other.reading())
    }
    assert related == {(COALITION, THREE), (THREE, COALITION)}


def test_nothing_of_five_documents_is_a_set_phrase() -> None:
    found = echoes_of(letter(THREE))
    standings = {
        found.frequencies.standing(echo) for echo in found.counterparts[0].comparison.echoes
    }
    assert standings == {2}
