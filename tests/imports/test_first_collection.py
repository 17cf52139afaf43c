"""What a careful editor had to get right in the five documents, checked by hand against them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count, Q

from letters import text
from letters.imports.save import load_archive
from letters.models import (
    Answer,
    Capacity,
    Correspondent,
    Letter,
    Office,
    Organisation,
    Person,
    Recommendation,
    Source,
    Synonym,
    Theme,
)
from tests.imports.folders import FIXTURES

pytestmark = pytest.mark.django_db

ICRTOP = "2012-08-16-icrtop"
AEGIS = "2012-09-04-aegis-mrg-una-uk"
MEETING = "2012-09-28-ministerial-meeting"
COVER = "2014-05-14-una-uk"
CAMPAIGN = "2014-una-uk-campaign"
REPLY = "2014-06-17-fco"
TWELVE = "2018-12-10-twelve-organisations"


@pytest.fixture(scope="module", autouse=True)
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the archive once for all these tests, which only read it."""
    with django_db_blocker.unblock():
        load_archive(FIXTURES / "archive.json")
    yield
    with django_db_blocker.unblock(), transaction.atomic():
        for model in apps.get_app_config("letters").get_models(include_auto_created=True):
            model._base_manager.all()._raw_delete("default")


def letter(slug: str) -> Letter:
    found: Letter = Letter.objects.get(slug=slug)
    return found


def parties(slug: str, part: str) -> list[str]:
    return [str(each) for each in Correspondent.objects.filter(letter__slug=slug, part=part)]


def signed(slug: str) -> list[tuple[str, list[str]]]:
    return [
        (str(each), [str(capacity) for capacity in each.capacities.all()])
        for each in letter(slug).signatories.all()
    ]


def forms(slug: str) -> list[tuple[int, str, int | None]]:
    asks = Recommendation.objects.filter(letter__slug=slug).order_by("number")
    return list(asks.values_list("number", "form", "passage"))


def addressed(slug: str) -> Iterator[set[str]]:
    for ask in Recommendation.objects.filter(letter__slug=slug).order_by("number"):
        yield {str(each) for each in ask.addressees.all()}


# How much there is, counted by hand


def test_collection_has_seven_letters_of_which_two_are_not_held() -> None:
    assert dict(Letter.objects.values_list("slug", "held")) == {
        ICRTOP: True,
        AEGIS: True,
        MEETING: True,
        COVER: False,
        CAMPAIGN: False,
        REPLY: True,
        TWELVE: True,
    }
    assert set(Letter.objects.values_list("status", flat=True)) == {"published"}


def test_collection_has_as_many_of_each_as_the_documents_name() -> None:
    counts = {
        model.__name__: model.objects.count()
        for model in (Source, Organisation, Person, Office, Theme, Synonym, Recommendation, Answer)
    }
    assert counts == {
        "Source": 5,
        "Organisation": 28,
        "Person": 30,
        "Office": 9,
        "Theme": 11,
        "Synonym": 9,
        "Recommendation": 29,
        "Answer": 7,
    }


def test_every_name_is_shown_in_public() -> None:
    for model in (Organisation, Person, Office, Theme):
        assert model.objects.public().count() == model.objects.count(), model.__name__


def test_asks_and_answers_and_restatements_of_each_document() -> None:
    counted = Letter.objects.annotate(
        asks=Count("recommendations", distinct=True),
        given=Count("answers", distinct=True),
        again=Count("recommendations", filter=~Q(recommendations__restates=None), distinct=True),
    )
    assert {each.slug: (each.asks, each.given, each.again) for each in counted} == {
        ICRTOP: (8, 0, 0),
        AEGIS: (10, 0, 6),
        MEETING: (2, 0, 0),
        COVER: (0, 0, 0),
        CAMPAIGN: (2, 0, 1),
        REPLY: (0, 7, 0),
        TWELVE: (7, 0, 0),
    }


def test_five_asks_are_answered() -> None:
    answered = Recommendation.objects.public().answered().in_order()
    assert [ask.natural_key() for ask in answered] == [
        (AEGIS, 4),
        (AEGIS, 5),
        (AEGIS, 10),
        (CAMPAIGN, 1),
        (CAMPAIGN, 2),
    ]


# The letter of 4 September 2012


def test_broken_bullet_is_one_passage_and_one_recommendation() -> None:
    bullet = (
        "The United Kingdom should also make clear that it is committed to developing national "
        "capacity to implement the Responsibility to Protect through its national focal point on "
        "the Responsibility to Protect and should outline the measures being undertaken in "
        "relation to the role of the focal point."
    )
    passage = letter(AEGIS).reading().passage(5)
    assert passage is not None
    assert (passage.kind, passage.plain) == ("item", bullet)
    asks = Recommendation.objects.filter(letter__slug=AEGIS, passage=5)
    assert [ask.quote for ask in asks] == [bullet]


def test_aegis_letter_has_six_points_and_four_requests() -> None:
    assert forms(AEGIS) == [
        (1, "request", 2),
        (2, "request", 2),
        (3, "request", 2),
        (4, "point", 4),
        (5, "point", 5),
        (6, "point", 6),
        (7, "point", 7),
        (8, "point", 8),
        (9, "point", 9),
        (10, "request", 10),
    ]


def test_every_bullet_is_quoted_whole() -> None:
    for slug in (ICRTOP, AEGIS):
        bullets = [block.plain for block in letter(slug).reading().blocks if block.kind == "item"]
        points = Recommendation.objects.filter(letter__slug=slug, form="point").order_by("number")
        assert [point.quote for point in points] == bullets


def test_aegis_letter_keeps_its_italic_title_and_its_footnote() -> None:
    reading = letter(AEGIS).reading()
    first = reading.render()[0].html
    assert "<em>Responsibility to Protect: Timely and Decisive Response</em>." in first
    assert "(UNA-UK) ,we are writing" in first
    assert [(note.label, note.plain) for note in reading.footnotes] == [
        ("1", "See http://globalr2p.org")
    ]


def test_address_block_is_person_office_and_department() -> None:
    recipient = Correspondent.objects.get(letter__slug=AEGIS, part="recipient")
    assert str(recipient.person) == "William Hague"
    assert str(recipient.office) == "Secretary of State for Foreign and Commonwealth Affairs"
    assert str(recipient.organisation) == "Foreign and Commonwealth Office"
    assert letter(AEGIS).opener.split("\n")[:5] == [
        "Rt Hon William Hague MP",
        "Secretary of State for Foreign and Commonwealth Affairs",
        "Foreign and Commonwealth Office",
        "King Charles Street",
        "London SW1A 2AH",
    ]


def test_run_on_signatures_are_three_signatories() -> None:
    assert signed(AEGIS) == [
        ("Dr James Smith", ["Chief Executive Officer, The Aegis Trust"]),
        (
            "Mr Carl Soderbergh",
            ["Director of Policy and Communications, Minority Rights Group"],
        ),
        ("Mr Phil Mulligan", ["Executive Director, UNA-UK"]),
    ]


def test_aegis_letter_is_of_three_organisations() -> None:
    assert parties(AEGIS, "sender") == [
        "Aegis Trust",
        "Minority Rights Group",
        "United Nations Association of the United Kingdom",
    ]


def test_emendations_are_told_to_the_reader() -> None:
    note = letter(AEGIS).editorial_note
    assert "a page break splits the bullet after “focal point on the”" in note
    assert "The rule drawn with “_” above the footnote is left out." in note
    assert letter(ICRTOP).editorial_note.endswith("Nothing is mended.")


# The letter of 16 August 2012


def test_icrtop_letter_goes_to_governments_in_words_only() -> None:
    (recipient,) = Correspondent.objects.filter(letter__slug=ICRTOP, part="recipient")
    assert (recipient.words, recipient.person, recipient.organisation) == ("Excellency", None, None)
    assert letter(ICRTOP).date < letter(AEGIS).date


def test_serbin_and_pace_sign_in_two_capacities() -> None:
    assert signed(ICRTOP) == [
        (
            "Dr. Andrés Serbin",
            [
                "Chair, International Coalition for the Responsibility to Protect",
                "Executive Director, "
                "Coordinadora Regional de Investigaciones Económicas y Sociales",
            ],
        ),
        (
            "William R. Pace",
            [
                "Executive Director, World Federalist Movement-Institute for Global Policy",
                "Steering Committee Member, "
                "International Coalition for the Responsibility to Protect",
            ],
        ),
        (
            "Sapna Chhatpar Considine",
            ["Deputy-Director, International Coalition for the Responsibility to Protect"],
        ),
    ]


def test_icrtop_letter_has_an_enclosure_and_american_spelling() -> None:
    found = letter(ICRTOP)
    assert found.enclosures == "An overview of the Secretary-General's Report (not held)"
    assert found.language == "en-US"
    assert "operationalize" in found.text
    assert "also encourage your government reflect on" in found.text


def test_icrtop_letter_has_four_requests_and_four_points() -> None:
    assert [form for _, form, _ in forms(ICRTOP)] == ["request"] * 4 + ["point"] * 4
    assert list(addressed(ICRTOP)) == [{"“your government”"}] * 8


@pytest.mark.parametrize("slug", [ICRTOP, AEGIS, TWELVE])
def test_place_that_is_not_stated_stays_empty(slug: str) -> None:
    assert letter(slug).place == ""


# The reply of 2014


def test_reply_has_reference_letterhead_and_a_signatory_without_a_role() -> None:
    found = letter(REPLY)
    assert (found.reference, found.kind) == ("MIN/66425/2014", "reply")
    assert found.opener.startswith("Foreign &\nCommonwealth\nOffice\n\nMultilateral Policy")
    assert parties(REPLY, "sender") == [
        "Foreign and Commonwealth Office",
        "Multilateral Policy Directorate",
        "Chablise Stoner, Conflict Department",
    ]
    (capacity,) = Capacity.objects.filter(signatory__letter=found)
    assert (capacity.role, str(capacity.organisation)) == ("", "Conflict Department")


def test_reply_goes_to_greenstock_and_is_copied_in_words() -> None:
    assert parties(REPLY, "recipient") == [
        "Jeremy Greenstock, United Nations Association of the United Kingdom"
    ]
    assert parties(REPLY, "copied") == ["“your members who supported the UNA-UK campaign letter”"]


def test_sentence_broken_by_a_page_is_joined() -> None:
    passage = letter(REPLY).reading().passage(4)
    assert passage is not None
    assert "inclusive and equal societies, and effective judicial" in passage.plain
    assert len(letter(REPLY).reading().passages) == 11


def test_reply_answers_a_letter_that_is_not_held() -> None:
    replied_to = letter(REPLY).replies_to
    assert replied_to == letter(COVER)
    assert letter(COVER).known_from == letter(CAMPAIGN).known_from == letter(REPLY)
    assert letter(REPLY).replies_to_inferred is False
    assert letter(COVER).text == letter(CAMPAIGN).text == ""


def test_nothing_is_invented_about_mr_simmonds() -> None:
    (recipient,) = Correspondent.objects.filter(letter__slug=COVER, part="recipient")
    assert recipient.office is None
    assert recipient.organisation is None
    assert recipient.person is not None
    assert (recipient.person.forenames, recipient.person.full_name) == ("", "Mr Simmonds")


def test_date_of_the_campaign_letter_is_marked_as_inferred() -> None:
    found = letter(CAMPAIGN)
    assert (found.date, found.date_inferred, found.earliest) == ("../2014-05-14", True, None)
    assert "covering letter" in found.date_reason


def test_asks_of_the_campaign_are_those_the_reply_reports() -> None:
    asks = Recommendation.objects.filter(letter__slug=CAMPAIGN).order_by("number")
    assert [(ask.reported_in, ask.passage) for ask in asks] == [(letter(REPLY), 1)] * 2
    assert "increase its capacity to prevent atrocity crimes" in asks[0].quote
    assert asks[1].quote == "clarify the role and responsibilities of the UK's Focal Point"
    assert asks[1].restates == Recommendation.objects.get(letter__slug=AEGIS, number=10)


def test_answers_of_the_reply_with_their_stance() -> None:
    ask = ("recommendation__letter__slug", "recommendation__number")
    answers = Answer.objects.order_by(*ask, "order")
    assert [(*each.natural_key(), each.passage, each.stance) for each in answers] == [
        (AEGIS, 4, 1, 2, "already-doing"),
        (AEGIS, 5, 1, 8, "information-given"),
        (AEGIS, 10, 1, 8, "information-given"),
        (AEGIS, 10, 2, 8, "information-given"),
        (CAMPAIGN, 1, 1, 3, "already-doing"),
        (CAMPAIGN, 2, 1, 8, "information-given"),
        (CAMPAIGN, 2, 2, 8, "information-given"),
    ]
    assert {each.letter.slug for each in answers} == {REPLY}
    to_2012 = answers.filter(recommendation__letter__slug=AEGIS)
    assert all("does not mention that of 2012" in each.note for each in to_2012)
    assert all(each.note for each in answers)


# The meeting of 28 September 2012


def test_meeting_has_hosts_but_no_author() -> None:
    assert (letter(MEETING).kind, letter(MEETING).date_of) == ("meeting-summary", "event")
    assert parties(MEETING, "sender") == []
    assert parties(MEETING, "host") == [
        "Government of Botswana",
        "Government of Brazil",
        "Government of Denmark",
        "Government of the Netherlands",
    ]
    assert parties(MEETING, "associate") == ["Global Centre for the Responsibility to Protect"]
    assert letter(MEETING).place == "New York"


def test_people_at_the_meeting_are_named_with_their_offices() -> None:
    participants = Correspondent.objects.filter(letter__slug=MEETING, part="participant")
    assert [(each.as_printed, str(each.office)) for each in participants if each.person] == [
        (
            "H.E. Mr. Phandu T. C. Skelemani",
            "Minister for Foreign Affairs and International Cooperation"
            " of the Republic of Botswana",
        ),
        ("H.E. Mr. Villy Søvndal", "Minister for Foreign Affairs of Denmark"),
        (
            "H.E. Dr. U. Rosenthal",
            "Minister for Foreign Affairs of the Kingdom of the Netherlands",
        ),
        ("H.E. Ms. Vera Lúcia Barrouin Crivano Machado", "Vice-Minister for Political Affairs"),
        ("H.E. Mr. Janez Janša", "Prime Minister of Slovenia"),
        ("H.E. Mr. Jan Eliasson", "UN Deputy Secretary-General"),
        ("Mr. Adama Dieng", "Special Adviser on the Prevention of Genocide"),
    ]


def test_headings_run_in_and_set_apart() -> None:
    blocks = letter(MEETING).reading().render()
    assert [each.html for each in blocks if each.block.kind == "heading"] == [
        "Overview",
        "Key Themes of the Discussion",
        "Conclusion",
    ]
    run_in = [each.html.split("</strong>")[0] for each in blocks if "<strong>" in each.html]
    assert run_in == [
        "<strong>Improving Preventive Capacities.",
        "<strong>R2P Focal Points.",
        "<strong>When Prevention Fails.",
        "<strong>Ending impunity.",
    ]


def test_quotation_marks_of_the_meeting_stay_straight_and_curly() -> None:
    found = letter(MEETING).text
    assert 'participants that "no country is immune" from' in found
    assert "argued that, “R2P is basically a tool of prevention” and" in found
    assert "an international network of supportive governments" in found


def test_calls_of_the_meeting_say_who_made_them() -> None:
    calls = Recommendation.objects.filter(letter__slug=MEETING).order_by("number")
    assert [[str(each) for each in call.askers.all()] for call in calls] == [
        ["Jan Eliasson, UN Deputy Secretary-General"],
        [
            "Government of Botswana",
            "Government of Brazil",
            "Government of Denmark",
            "Government of the Netherlands",
        ],
    ]
    assert list(addressed(MEETING)) == [{"“all UN-member states”"}, {"“participants”"}]
    assert [call.passage for call in calls] == [5, 8]


# The letter of 10 December 2018


def test_twelve_sign_and_one_of_them_without_a_role() -> None:
    signatures = signed(TWELVE)
    assert len(signatures) == 12
    assert signatures[1] == ("Clara Connolly", ["Syria Solidarity UK"])
    without = Capacity.objects.filter(signatory__letter__slug=TWELVE, role="")
    assert [str(each.signatory) for each in without] == ["Clara Connolly"]
    assert letter(TWELVE).closer.split("\n") == [
        ", ".join([name, *capacities]) for name, capacities in signatures
    ]


def test_twelve_organisations_write_and_the_focal_point_is_copied() -> None:
    assert len(parties(TWELVE, "sender")) == 12
    assert parties(TWELVE, "copied") == [
        "James Kariuki, UK Focal Point for the Responsibility to Protect"
    ]
    assert "\n\nCopied to: James Kariuki, UK Focal Point" in letter(TWELVE).opener


def test_twelve_keep_their_emphasis_and_their_oddities() -> None:
    found = letter(TWELVE)
    assert "<em>before</em> violence begins" in found.reading().render()[8].html
    assert "In somber reflection" in found.text
    assert "disappointed — and indeed surprised — that" in found.text
    assert "atrocities - gross" in found.text
    assert "linked to identity – can" in found.text
    assert text.plain_lines(found.opener).endswith("Monday 10th December 2018")


def test_twelve_make_three_requests_and_imply_four() -> None:
    assert forms(TWELVE) == [
        (1, "request", 6),
        (2, "request", 7),
        (3, "request", 7),
        (4, "implied", 8),
        (5, "implied", 8),
        (6, "implied", 8),
        (7, "implied", 11),
    ]


# Across the documents


def test_points_and_appeal_of_september_restate_those_of_august() -> None:
    asks = Recommendation.objects.filter(letter__slug=AEGIS).exclude(restates=None)
    pairs = {ask.number: ask.restates.natural_key() for ask in asks if ask.restates}
    assert pairs == {
        2: (ICRTOP, 1),
        3: (ICRTOP, 3),
        6: (ICRTOP, 6),
        7: (ICRTOP, 5),
        8: (ICRTOP, 7),
        9: (ICRTOP, 8),
    }
    assert not Recommendation.objects.exclude(restates=None).filter(restates_reason="").exists()


@pytest.mark.parametrize(
    ("slug", "printed"),
    [
        ("aegis-trust", {"the Aegis Trust", "The Aegis Trust", "Aegis Trust"}),
        ("una-uk", {"United Nations Association of the United Kingdom (UNA-UK)", "UNA-UK"}),
        ("foreign-and-commonwealth-office", {"Foreign & Commonwealth Office"}),
    ],
)
def test_organisation_is_one_record_however_it_is_spelt(slug: str, printed: set[str]) -> None:
    organisation = Organisation.objects.get(slug=slug)
    senders = Correspondent.objects.filter(
        organisation=organisation, part="sender", letter__held=True
    )
    capacities = Capacity.objects.filter(organisation=organisation)
    found = {each.as_printed for each in senders if not each.person}
    found |= {each.organisation_as_printed for each in capacities}
    assert found == printed
    assert all(
        len(Organisation.objects.named_like(form.strip("()"))) >= 1 for form in sorted(printed)
    )


@pytest.mark.parametrize("form", ["UNA-UK", "UNA–UK", "United Nations Association – UK"])
def test_una_uk_is_found_by_every_form(form: str) -> None:
    assert [each.slug for each in Organisation.objects.named_like(form)] == ["una-uk"]


def test_james_smith_is_one_person_who_signs_twice() -> None:
    assert Person.objects.filter(surname="Smith").count() == 1
    signed_by = Letter.objects.signed_by(Person.objects.get(slug="james-smith"))
    assert [each.slug for each in signed_by] == [AEGIS, TWELVE]


def test_foreign_secretary_is_one_office_of_two_people() -> None:
    rows = Correspondent.objects.filter(office__slug="foreign-secretary").order_by("letter__date")
    assert [(str(row.person), row.letter.slug) for row in rows] == [
        ("William Hague", AEGIS),
        ("Jeremy Hunt", TWELVE),
    ]


def test_departments_are_parts_of_the_foreign_office() -> None:
    office = Organisation.objects.get(slug="foreign-and-commonwealth-office")
    assert {each.slug for each in office.children.all()} == {
        "conflict-department",
        "multilateral-policy-directorate",
    }


def test_nothing_is_added_from_elsewhere() -> None:
    for model in (Organisation, Person):
        assert not model.objects.exclude(authorities="").exists()
    assert not Organisation.objects.exclude(website="").exists()


def test_every_ask_is_quoted_verbatim_and_has_gist_themes_and_addressees() -> None:
    for ask in Recommendation.objects.all():
        span = ask.document.reading().find(ask.quote, ask.passage)
        assert span is not None, ask
        assert ask.gist
        assert 1 <= ask.themes.count() <= 2
        assert ask.addressees.exists()


def test_every_answer_is_quoted_verbatim() -> None:
    for answer in Answer.objects.all():
        assert answer.letter.reading().find(answer.quote, answer.passage) is not None


def test_every_theme_is_used() -> None:
    assert not Theme.objects.filter(recommendations=None).exists()


def test_every_synonym_occurs_in_the_documents() -> None:
    everything = " ".join(
        " ".join((each.opener + " " + each.text + " " + each.closer).split())
        for each in Letter.objects.all()
    )
    for synonym in Synonym.objects.all():
        for form in synonym.form_list():
            assert form in everything, form
