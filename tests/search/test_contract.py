"""What a query finds: the promises of the search help, one by one."""

from typing import Any

import pytest

from letters.search import query
from tests.builders import (
    aegis_trust,
    andres_serbin,
    foreign_office,
    foreign_secretary,
    james_smith,
    make_letter,
    make_organisation,
    make_recommendation,
    make_synonym,
    multilateral_policy,
    william_hague,
)
from tests.search.conftest import Find, found


def test_words_must_all_match(find: Find) -> None:
    make_letter("One", text="Atrocity prevention is a duty.")
    make_letter("Two", text="Prevention alone.")
    assert find("duty prevention") == ["one"]
    assert find("duty syria") == []


def test_words_may_stand_in_different_parts(find: Find) -> None:
    make_letter("To Mr Simmonds", text="Prevention.", summary="About a campaign.")
    assert find("simmonds campaign prevention") == ["to-mr-simmonds"]


@pytest.mark.parametrize("typed", ["preventing", "prevents", "PREVENTION", "prevented"])
def test_inflections_match(find: Find, typed: str) -> None:
    make_letter("One", text="The prevention of atrocities.")
    assert find(typed) == ["one"]


@pytest.mark.parametrize("typed", ["Sovndal", "Søvndal", "søvndal", "SØVNDAL’S"])
@pytest.mark.parametrize("printed", ["Villy Søvndal", "Villy Sovndal"])
def test_diacritics_make_no_difference(find: Find, typed: str, printed: str) -> None:
    make_letter("One", text=f"{printed} opened the meeting.")
    assert find(typed) == ["one"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("operationalise", "operationalize"),
        ("organisations", "organizations"),
        ("utilise", "utilize"),
        ("honour", "honor"),
        ("centre", "center"),
        ("programme", "program"),
        ("dialogue", "dialog"),
        ("spiralling", "spiraling"),
        ("defence", "defense"),
    ],
)
def test_spellings_match_both_ways(find: Find, british: str, american: str) -> None:
    make_letter("British", text=f"How to {british} it.")
    make_letter("American", text=f"How to {american} it.")
    assert sorted(find(british)) == sorted(find(american)) == ["american", "british"]
    assert sorted(find(f'"to {american} it"')) == ["american", "british"]


def test_operationalise_is_not_operation(find: Find) -> None:
    make_letter("One", text="How to operationalise the norm.")
    make_letter("Two", text="An operation.")
    assert find("operationalize") == ["one"]


# Synonyms


@pytest.mark.parametrize(
    "typed", ["R2P", "rtop", "responsibility to protect", '"Responsibility to Protect"', '"R2P"']
)
def test_synonym_finds_every_form(find: Find, typed: str) -> None:
    make_synonym()
    make_letter("Acronym", text="Support R2P.")
    make_letter("Other acronym", text="Support RtoP.")
    make_letter("In full", text="Support the Responsibility to Protect.")
    make_letter("None", text="Protect populations, and take responsibility.")
    assert set(find(typed)) == {"acronym", "other-acronym", "in-full"}


def test_synonym_finds_inflections_of_its_forms(find: Find) -> None:
    make_synonym("focal point", "contact person")
    make_letter("One", text="National focal points.")
    make_letter("Two", text="Contact persons.")
    make_letter("Three", text="A point that is focal.")
    assert sorted(find("focal point")) == sorted(find('"contact person"')) == ["one", "two"]
    assert sorted(find("point focal")) == ["one", "three"]


def test_acronym_is_no_other_word(find: Find) -> None:
    make_synonym("AIDS", "acquired immune deficiency syndrome")
    make_synonym("NGO", "non-governmental organisation")
    make_letter("Aid", text="Humanitarian aid.")
    make_letter("Disease", text="Acquired Immune Deficiency Syndrome.")
    make_letter("Bodies", text="Many NGOs.")
    make_letter("Body", text="A non-governmental organization.")
    assert find("AIDS") == ["disease"]
    assert find("aid") == ["aid"]
    assert sorted(find("ngo")) == sorted(find("NGOs")) == ["bodies", "body"]


def test_synonym_and_other_words(find: Find) -> None:
    make_synonym()
    make_letter("One", text="R2P in Syria.")
    make_letter("Two", text="R2P in Mali.")
    assert find("responsibility to protect syria") == ["one"]
    assert find("rtop -syria") == ["two"]


def test_excluded_synonym_excludes_every_form(find: Find) -> None:
    make_synonym()
    make_letter("One", text="R2P.")
    make_letter("Two", text="The Responsibility to Protect.")
    make_letter("Three", text="Neither.")
    assert find("-rtop") == ["three"]


def test_prefix_finds_the_form_itself(find: Find) -> None:
    make_synonym()
    make_letter("One", text="R2P.")
    make_letter("Two", text="RtoP.")
    assert find("rtop*") == ["two"]


# Phrases


def test_phrase_keeps_order_and_form(find: Find) -> None:
    make_letter("One", text="The national focal point reports.")
    make_letter("Two", text="A point that is focal.")
    make_letter("Three", text="National focal points report.")
    assert find('"focal point"') == ["one"]
    assert sorted(find("focal point")) == ["one", "three", "two"]


def test_phrase_ignores_markup_and_punctuation(find: Find) -> None:
    make_letter("One", text="It arises *before* violence, begins.")
    assert find('"before violence begins"') == ["one"]


def test_phrase_stays_within_a_passage(find: Find) -> None:
    make_letter("One", text="It ends with peace.\n\nSecurity begins here.")
    assert find('"peace security"') == []
    assert find("peace security") == ["one"]


def test_phrase_of_one_word_is_that_word(find: Find) -> None:
    make_letter("One", text="A point.")
    make_letter("Two", text="Points.")
    assert find('"point"') == ["one"]


def test_compound_is_found_however_it_is_joined(find: Find) -> None:
    make_letter("One", text="Sub-regional bodies.")
    make_letter("Two", text="Regional bodies.")
    assert find("sub–regional") == find("sub-regional") == ["one"]


# Operators


def test_exclusion(find: Find) -> None:
    make_letter("One", text="Syria and Mali.")
    make_letter("Two", text="Syria.")
    assert find("syria -mali") == ["two"]
    assert find("-mali") == ["two"]
    assert find("-syria") == []
    assert find('syria -"and mali"') == ["two"]


def test_or(find: Find) -> None:
    make_letter("One", text="Syria now.")
    make_letter("Two", text="Mali now.")
    make_letter("Three", text="Ghana now.")
    assert sorted(find("syria OR mali now")) == ["one", "two"]
    assert sorted(find('"ghana now" OR syr*')) == ["one", "three"]


def test_prefix(find: Find) -> None:
    make_letter("One", text="Operationalise it.")
    make_letter("Two", text="An operation.")
    make_letter("Three", text="Opera.")
    assert sorted(find("operation*")) == ["one", "two"]
    assert find("operationaliz*") == ["one"]
    assert sorted(find("o*")) == ["one", "three", "two"]


def test_prefix_sees_spellings_that_part_later(find: Find) -> None:
    make_letter("One", text="The labor of peace.")
    make_letter("Two", text="Organization.")
    assert find("labou*") == ["one"]
    assert find("organis*") == find("organiz*") == ["two"]


# Names


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("from:aegis", ["from-aegis"]),
        ('from:"Aegis Trust"', ["from-aegis"]),
        ("from:foreign", ["from-department"]),
        ("from:fco", ["from-department"]),
        ("to:hague", ["from-aegis"]),
        ('to:"foreign secretary"', ["from-aegis"]),
        ("to:excellency", ["from-department"]),
        ("signed:smith", ["from-aegis"]),
        ("signed:Andres", ["from-department"]),
        ("signed:hague", []),
        ("from:hague", []),
        ("from:aegis to:excellency", []),
        ("-from:aegis", ["from-department"]),
        ("from:nobody", []),
    ],
)
def test_names_of_correspondents(find: Find, typed: str, slugs: list[str]) -> None:
    make_letter(
        "From Aegis",
        senders=[aegis_trust()],
        recipients=[(william_hague(), foreign_secretary(), foreign_office())],
        signatories=[james_smith()],
    )
    make_letter(
        "From department",
        senders=[multilateral_policy()],
        recipients=["Excellency"],
        signatories=[andres_serbin()],
    )
    assert find(typed) == slugs


def test_renamed_organisation_is_found_without_indexing(find: Find) -> None:
    organisation = make_organisation("Coalition for Peace")
    make_letter("One", senders=[organisation])
    assert find("from:coalition") == ["one"]
    organisation.name = "Alliance for Peace"
    organisation.save()
    assert [hit.key for hit in found("from:alliance").hits("newest", 0, 10)] != []
    assert found("from:coalition").count == 0


def test_reference_is_exact(find: Find) -> None:
    make_letter("One", reference="MIN/66425/2014")
    make_letter("Two", reference="MIN/66425/2015")
    assert find("ref:min/66425/2014") == ["one"]
    assert find("ref:MIN/66425") == []
    assert find("66425 2015") == ["two"]


# What is searched


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "opener",
        "salutation",
        "text",
        "valediction",
        "closer",
        "enclosures",
        "summary",
        "editorial_note",
        "place",
    ],
)
def test_every_part_of_a_letter_is_searched(find: Find, field: str) -> None:
    fields: dict[str, Any] = {"title": "One", "slug": "one", field: "About Zanzibar"}
    make_letter(**fields)
    assert find("zanzibar") == ["one"]


def test_footnotes_are_searched(find: Find) -> None:
    make_letter("One", text="A claim.[^1]\n\n[^1]: See Zanzibar.")
    assert find("zanzibar") == ["one"]


def test_letter_that_is_not_held_is_found_by_what_is_reported(find: Find) -> None:
    reply = make_letter("Reply", text="You ask us to clarify the role of the envoy.")
    lost = make_letter("Lost", text="", held=False, known_from=reply)
    make_recommendation(
        lost, "clarify the role of the envoy", reported_in=reply, gist="Explain the mandate"
    )
    assert sorted(find("envoy")) == ["lost", "reply"]
    assert find("mandate") == ["lost"]


# Order


def test_title_counts_more(find: Find) -> None:
    make_letter("In text", text="The envoy met the ministers and spoke about it at length.")
    make_letter("The envoy", text="The minister met the ministers and spoke about it at length.")
    assert find("envoy") == ["the-envoy", "in-text"]


def test_more_often_counts_more(find: Find) -> None:
    filler = "ministers spoke about many other things at length in the city "
    make_letter("Once", date="2013", text=f"{filler} envoy {filler}")
    make_letter("Thrice", date="2012", text=f"{filler} envoy envoy envoy {filler}")
    assert find("envoy") == ["thrice", "once"]


def test_rarer_word_counts_more(find: Find) -> None:
    for number in range(5):
        make_letter(f"Common {number}", text="Peace and other words.")
    make_letter("Rare", text="Envoys and other words.")
    assert find("peace OR envoy")[0] == "rare"


def test_equal_matches_are_newest_first(find: Find) -> None:
    for title, date in (("B", "2013"), ("D", ""), ("A", "2014"), ("C", "2012")):
        make_letter(title, text="The envoy.", date=date)
    assert find("envoy") == ["a", "b", "c", "d"]


def test_orders_are_total_with_undated_letters_last(find: Find) -> None:
    for title, date in (("B", "2013"), ("A", "2014"), ("B2", "2013"), ("C", "2012/2015")):
        make_letter(title, date=date)
    make_letter("Undated", date="")
    assert find(sort="newest") == ["a", "b2", "b", "c", "undated"]
    assert find(sort="oldest") == ["c", "b", "b2", "a", "undated"]


def test_scan_gives_every_letter_in_order(find: Find) -> None:
    letters = {str(day): make_letter(f"L {day}", date=f"2012-01-{day:02}") for day in range(1, 8)}
    letters["undated"] = make_letter("Undated", date="")
    find()
    oldest = [letter.pk for letter in letters.values()]
    newest = [*reversed(oldest[:-1]), oldest[-1]]
    assert list(found().scan("oldest")) == oldest
    assert list(found().scan("newest")) == newest


def test_long_word_does_no_harm(find: Find) -> None:
    make_letter("One", text=f"{'x' * 100_000} envoy")
    assert find("envoy") == ["one"]
    assert find("x" * 1_000) == []


def test_at_most_so_many_words(find: Find) -> None:
    make_letter("One", text="The envoy.")
    assert find("envoy " * 1_000) == ["one"]
    assert query.parse("envoy " * 1_000).notices
