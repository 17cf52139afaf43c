"""Entering and changing a letter: one form for everything that stands in it."""

from django.test import Client

from letters.models import Capacity, Change, Letter, Organisation, Person
from tests.admin.forms import Filled, errors
from tests.builders import (
    aegis_trust,
    foreign_office,
    foreign_secretary,
    james_smith,
    make_answer,
    make_letter,
    make_recommendation,
    make_theme,
    una_uk,
    william_hague,
)

ADD = "/admin/letters/letter/add/"
TEXT = """On behalf of three bodies we write to you.

We call on you to speak in support of the doctrine.

- Affirm the support of the United Kingdom.
- Outline what the *focal point* does.
"""


def change(letter: Letter) -> str:
    return f"/admin/letters/letter/{letter.pk}/change/"


def test_one_form_enters_a_letter_with_three_signatories_and_two_asks(curator: Client) -> None:
    speak, role = make_theme("Speaking"), make_theme("Focal points")
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "Three bodies to the Foreign Secretary"
    page["date"] = "2012-09-04"
    page["text"] = TEXT
    page["correspondents-0-organisation"] = aegis_trust()
    page["correspondents-1-person"] = william_hague()
    page["correspondents-1-office"] = foreign_secretary()
    page["correspondents-1-organisation"] = foreign_office()
    page.add_row(
        "signatories",
        as_printed="Dr James Smith",
        role_0="Chief Executive Officer",
        printed_0="The Aegis Trust",
    )
    page.add_row(
        "signatories",
        as_printed="Dr. Andrés Serbin",
        role_0="Chair",
        printed_0="Coalition for Protection",
        role_1="Executive Director",
        printed_1="CRIES",
    )
    page.add_row(
        "signatories", as_printed="Mr Phil Mulligan", role_0="Director", organisation_0=una_uk()
    )
    page.add_row(
        "recommendations",
        quote="speak in support of the doctrine",
        gist="Speak in support",
        themes=[speak],
    )
    page.add_row(
        "recommendations",
        quote="Outline what the focal point does.",
        gist="Say what the focal point does",
        form="point",
        themes=[speak, role],
    )
    page.save()

    letter = Letter.objects.get()
    assert (letter.slug, letter.status, letter.version) == (
        "2012-09-04-three-bodies-to-the-foreign-secretary",
        "draft",
        1,
    )
    assert letter.text == TEXT.strip()
    assert [(c.part, c.order, str(c)) for c in letter.correspondents.all()] == [
        ("sender", 1, "Aegis Trust"),
        (
            "recipient",
            1,
            "William Hague, Secretary of State for Foreign and Commonwealth Affairs, "
            "Foreign and Commonwealth Office",
        ),
    ]
    signed = [
        (s.order, s.as_printed, s.person.full_name, [str(c) for c in s.capacities.all()])
        for s in letter.signatories.all()
    ]
    assert signed == [
        (1, "Dr James Smith", "Dr James Smith", ["Chief Executive Officer, The Aegis Trust"]),
        (
            2,
            "Dr. Andrés Serbin",
            "Dr. Andrés Serbin",
            ["Chair, Coalition for Protection", "Executive Director, CRIES"],
        ),
        (
            3,
            "Mr Phil Mulligan",
            "Mr Phil Mulligan",
            ["Director, United Nations Association of the United Kingdom"],
        ),
    ]
    asks = [
        (r.number, r.passage, r.form, sorted(t.name for t in r.themes.all()))
        for r in letter.recommendations.all()
    ]
    assert asks == [(1, 2, "request", ["Speaking"]), (2, 4, "point", ["Focal points", "Speaking"])]
    assert Change.objects.count() == 0


def test_a_printed_name_finds_the_organisation_by_any_form_of_its_name(curator: Client) -> None:
    trust = aegis_trust()
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    page.add_row("signatories", as_printed="Ada Byron", role_0="Chair", printed_0="The Aegis Trust")
    page.save()
    assert Capacity.objects.get().organisation == trust
    assert Organisation.objects.count() == 1


def test_a_similar_name_is_asked_about_and_taken_or_made(curator: Client) -> None:
    smith = Person.objects.create(slug="james-smith", forenames="James", surname="Smith")
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    row = page.add_row("signatories", as_printed="Mr J. Smith")
    page.send()
    assert errors(page.response) == [
        f"signatories-{row}-as_printed: There is a similar name already. Which is “Mr J. Smith”?"
    ]
    page.again()
    page[f"signatories-{row}-which_person"] = smith.pk
    page.save()
    assert Letter.objects.get().signatories.get().person == smith
    assert Person.objects.count() == 1


def test_a_quote_that_is_not_in_the_text_is_refused_with_the_nearest_wording(
    curator: Client,
) -> None:
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    page["text"] = TEXT
    row = page.add_row(
        "recommendations", quote="speak in support of the doctrines", gist="Speak in support"
    )
    page.send()
    assert errors(page.response) == [
        f"recommendations-{row}-quote: These words do not stand in “A letter”. "
        "The nearest wording, in passage 2: “speak in support of the doctrine”"
    ]
    assert Letter.objects.count() == 0


def test_saving_without_a_change_writes_nothing(curator: Client) -> None:
    letter = make_letter(status="draft", text="One line.\n\nAnother.\n")
    make_recommendation(letter, "Another.")
    page = Filled(curator, change(letter), "letter_form")
    page.save()
    letter.refresh_from_db()
    assert (letter.version, letter.text) == (1, "One line.\n\nAnother.\n")


def test_changing_the_text_finds_quotes_again(editor: Client) -> None:
    letter = make_letter(text="One passage.\n\nPlease act.\n\nPlease act.")
    first = make_recommendation(letter, "Please act.", passage=2)
    second = make_recommendation(letter, "Please act.", passage=3)
    page = Filled(editor, change(letter), "letter_form")
    page["text"] = "A new beginning.\n\n" + letter.text
    page.save()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.passage, second.passage) == (3, 4)


def test_asks_that_are_quoted_from_a_letter_follow_its_text(editor: Client) -> None:
    reply = make_letter("The reply", text="You asked us to act. We shall.")
    campaign = make_letter("The campaign", held=False, text="", known_from=reply, date="2012")
    ask = make_recommendation(campaign, "asked us to act", reported_in=reply)
    page = Filled(editor, change(reply), "letter_form")
    assert "These asks of other letters are quoted from this one" in page.response.content.decode()
    page["text"] = "Dear all.\n\n" + reply.text
    page.save()
    ask.refresh_from_db()
    assert ask.passage == 2
    page = Filled(editor, change(reply), "letter_form")
    page["text"] = "You asked us to react. We shall."
    page.send()
    assert errors(page.response) == [
        "text: Ask 1 of “The campaign” is quoted from this letter: “asked us to act” "
        "These words do not stand in “The reply”. "
        "The nearest wording, in passage 1: “asked us to react”"
    ]


def test_rows_change_places(curator: Client) -> None:
    letter = make_letter(status="draft", signatories=[james_smith(), william_hague()])
    page = Filled(curator, change(letter), "letter_form")
    page["signatories-0-order"], page["signatories-1-order"] = 2, 1
    page.save()
    assert [s.person.surname for s in letter.signatories.all()] == ["Hague", "Smith"]
    page = Filled(curator, change(letter), "letter_form")
    page.add_row("signatories", as_printed="Ada Byron", order=2)
    page.save()
    assert [(s.order, s.person.surname) for s in letter.signatories.all()] == [
        (1, "Hague"),
        (2, "Smith"),
        (3, "Byron"),
    ]


def test_numbers_of_asks_are_never_given_twice(curator: Client) -> None:
    letter = make_letter(status="draft")
    for quote in ("speak in support", "further information"):
        page = Filled(curator, change(letter), "letter_form")
        page.add_row("recommendations", quote=quote, gist=quote)
        page.save()
    page = Filled(curator, change(letter), "letter_form")
    page.tick("recommendations-1-DELETE")
    page.save()
    page = Filled(curator, change(letter), "letter_form")
    page.add_row("recommendations", quote="the focal point", gist="Inform")
    page.save()
    assert [ask.number for ask in letter.recommendations.all()] == [1, 3]


def test_answers_take_the_next_place_among_those_to_their_ask(editor: Client) -> None:
    ask = make_recommendation(make_letter("Asking"))
    make_answer(ask, make_letter("First answer", date="2013"))
    second = make_letter("Second answer", date="2014")
    page = Filled(editor, change(second), "letter_form")
    page.add_row("answers", recommendation=ask, quote="further information", stance="noted")
    page.save()
    assert [(answer.order, answer.letter.title) for answer in ask.answers.all()] == [
        (1, "First answer"),
        (2, "Second answer"),
    ]


def test_capacities_are_added_changed_and_removed(curator: Client) -> None:
    capacities = [("Chair", aegis_trust()), ("Director", una_uk())]
    letter = make_letter(status="draft", signatories=[(james_smith(), capacities)])
    page = Filled(curator, change(letter), "letter_form")
    page["signatories-0-role_0"] = "President"
    page["signatories-0-role_1"] = page["signatories-0-organisation_1"] = ""
    page["signatories-0-role_2"] = "Fellow"
    page["signatories-0-organisation_2"] = foreign_office()
    page.save()
    assert [(c.order, str(c)) for c in Capacity.objects.all()] == [
        (1, "President, Aegis Trust"),
        (2, "Fellow, Foreign and Commonwealth Office"),
    ]


def test_a_letter_that_is_not_held_says_from_where_it_is_known(curator: Client) -> None:
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    page.tick("held", on=False)
    page["text"] = "Words"
    page.send()
    assert errors(page.response) == [
        "text: A letter that is not held has no text here. Tick “held” or empty the text.",
        "known_from: Name the document that speaks of this letter, which is not held.",
    ]


def test_a_text_that_is_too_long_is_refused(curator: Client) -> None:
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    page["text"] = "x" * 1_000_001
    page.add_row("recommendations", quote="x", gist="x")
    page.send()
    assert any(
        error.startswith("text: Ensure this value has at most") for error in errors(page.response)
    )


def test_a_bad_date_is_explained(curator: Client) -> None:
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A letter"
    page["date"] = "4 September 2012"
    page.send()
    [error] = errors(page.response)
    assert error.startswith("date: ")


def test_hundreds_of_signatories_fit_in_one_form(curator: Client) -> None:
    page = Filled(curator, ADD, "letter_form")
    page["title"] = "A joint appeal"
    for number in range(200):
        page.add_row("signatories", as_printed=f"Person{number} Name{number}", role_0="Member")
    page.save()
    assert Letter.objects.get().signatories.count() == 200


def test_changing_the_text_is_refused_where_a_quote_is_lost(editor: Client) -> None:
    letter = make_letter("The campaign", text="Please act at once.")
    make_recommendation(letter, "Please act")
    page = Filled(editor, change(letter), "letter_form")
    page["text"] = "Please react at once."
    page.send()
    assert errors(page.response) == [
        "recommendations-0-quote: These words do not stand in “The campaign”. "
        "The nearest wording, in passage 1: “Please react”"
    ]
