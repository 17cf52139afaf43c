from collections import Counter
from pathlib import Path

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.countries import Mention, find, name

SOURCES = Path(__file__).parent.parent / "fixtures" / "sources"

ORGANISATIONS = [
    "The Aegis Trust",
    "Burma Campaign UK",
    "Foreign and Commonwealth Office",
    "International Coalition for the Responsibility to Protect",
    "STAND UK",
    "Sri Lanka Campaign for Peace and Justice",
    "Syria Solidarity UK",
    "UNA-UK",
    "United Nations Association – UK",
    "United Nations Association of the United Kingdom",
]

# What a careful reader finds in each document, and how often, outside the names above.
MENTIONED = {
    "000_921e6a96aaf9595a.txt": {"GB": 4, "SD": 1, "SY": 1},
    "001_8e3a5a53a677cdca.txt": {},
    "002_104ed33cfa5889bf.txt": {"CF": 3, "GB": 18, "GH": 1, "ML": 1, "SO": 1, "SS": 1, "SY": 2},
    "003_4f09c21c5704b1e6.txt": {"BR": 2, "BW": 2, "DK": 2, "LY": 1, "NL": 2, "SI": 1, "SY": 3},
    "004_b353cc7e0a85bea9.txt": {
        "CD": 1,
        "CM": 1,
        "EG": 1,
        "GB": 19,
        "KP": 1,
        "MM": 2,
        "NG": 1,
        "SY": 1,
        "VE": 1,
        "YE": 1,
    },
}

PIECES = ["Congo", "UK", "-", "US", "Korea", "&", "of the", "Republic of", "'", "North", "\n"]


def found(text: str, *not_inside: str) -> list[tuple[str, str]]:
    mentions = find(text, not_inside=not_inside)
    return [(mention.code, text[mention.start : mention.end]) for mention in mentions]


def codes(text: str, *not_inside: str) -> list[str]:
    return [code for code, _ in found(text, *not_inside)]


@pytest.mark.parametrize("document", MENTIONED)
def test_documents_mention_what_a_reader_finds(document: str) -> None:
    text = (SOURCES / document).read_text(encoding="utf-8")

    assert Counter(codes(text, *ORGANISATIONS)) == MENTIONED[document]


def test_documents_mention_more_in_the_names_of_organisations() -> None:
    text = (SOURCES / "004_b353cc7e0a85bea9.txt").read_text(encoding="utf-8")

    assert Counter(codes(text)) - Counter(codes(text, *ORGANISATIONS)) == {
        "GB": 3,
        "LK": 1,
        "MM": 1,
        "SY": 1,
    }


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("in Syria and Yemen", [("SY", "Syria"), ("YE", "Yemen")]),
        ("SITUATION IN SYRIA", [("SY", "SYRIA")]),
        ("Syria’s and Myanmar's", [("SY", "Syria"), ("MM", "Myanmar")]),
        ("Sudan, South Sudan", [("SD", "Sudan"), ("SS", "South Sudan")]),
        ("South-Sudan", [("SS", "South-Sudan")]),
        ("Niger and Nigeria", [("NE", "Niger"), ("NG", "Nigeria")]),
        ("Guinea, Guinea-Bissau", [("GN", "Guinea"), ("GW", "Guinea-Bissau")]),
        ("Guinea–Bissau, Guinea Bissau", [("GW", "Guinea–Bissau"), ("GW", "Guinea Bissau")]),
        (
            "Papua New Guinea and Equatorial Guinea",
            [("PG", "Papua New Guinea"), ("GQ", "Equatorial Guinea")],
        ),
        ("the Republic of Botswana", [("BW", "Republic of Botswana")]),
        ("Kingdom of the Netherlands", [("NL", "Kingdom of the Netherlands")]),
        ("Federative Republic of Brazil", [("BR", "Federative Republic of Brazil")]),
        ("Burma, now Myanmar", [("MM", "Burma"), ("MM", "Myanmar")]),
        ("Ivory Coast (Côte d’Ivoire)", [("CI", "Ivory Coast"), ("CI", "Côte d’Ivoire")]),
        ("Cote d'Ivoire", [("CI", "Cote d'Ivoire")]),
        ("Türkiye, Turkiye, Turkey", [("TR", "Türkiye"), ("TR", "Turkiye"), ("TR", "Turkey")]),
        ("Russia, the Russian Federation", [("RU", "Russia"), ("RU", "Russian Federation")]),
        ("Iran and Venezuela", [("IR", "Iran"), ("VE", "Venezuela")]),
        ("Islamic Republic of Iran", [("IR", "Islamic Republic of Iran")]),
        ("Syrian Arab Republic", [("SY", "Syrian Arab Republic")]),
        ("North Korea and the DPRK", [("KP", "North Korea"), ("KP", "DPRK")]),
        ("Republic of Korea", [("KR", "Republic of Korea")]),
        (
            "Democratic People’s Republic of Korea",
            [("KP", "Democratic People’s Republic of Korea")],
        ),
        ("People's Republic of China", [("CN", "People's Republic of China")]),
        ("Republic of China", [("TW", "Republic of China")]),
        ("Democratic Republic of Congo", [("CD", "Democratic Republic of Congo")]),
        ("DRC, DR Congo", [("CD", "DRC"), ("CD", "DR Congo")]),
        ("Republic of the Congo", [("CG", "Republic of the Congo")]),
        ("Bosnia & Herzegovina", [("BA", "Bosnia & Herzegovina")]),
        ("St Kitts and Nevis, St. Lucia", [("KN", "St Kitts and Nevis"), ("LC", "St. Lucia")]),
        ("the UK, the U.K., UK-based", [("GB", "UK"), ("GB", "U.K."), ("GB", "UK")]),
        ("Britain and Great Britain", [("GB", "Britain"), ("GB", "Great Britain")]),
        (
            "United Kingdom of Great Britain and Northern Ireland",
            [("GB", "United Kingdom of Great Britain and Northern Ireland")],
        ),
        ("the US, USA, U.S. and UAE", [("US", "US"), ("US", "USA"), ("US", "U.S."), ("AE", "UAE")]),
        ("US-China relations", [("US", "US"), ("CN", "China")]),
        ("Kosovo", [("XK", "Kosovo")]),
        ("Vietnam, Viet Nam", [("VN", "Vietnam"), ("VN", "Viet Nam")]),
        ("Georgia, Jordan", [("GE", "Georgia"), ("JO", "Jordan")]),
        ("Chad, Mali, Oman", [("TD", "Chad"), ("ML", "Mali"), ("OM", "Oman")]),
        ("Réunion", [("RE", "Réunion")]),
    ],
)
def test_countries_are_found(text: str, mentions: list[tuple[str, str]]) -> None:
    assert found(text) == mentions


def test_mention_stands_at_its_place() -> None:
    assert find("In the Democratic\n Republic of\u00a0the Congo.") == [Mention("CD", 7, 40)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Hague is the final link",
        "Brazilian, British, Malian, Syrian and Nigerian troops",
        "a turkey, fine china and a guinea pig",
        "Nigerian, Omani and Chadian neighbours",
        "Lake Chad, the Niger Delta, the Gulf of Guinea and the South China Sea",
        "New Mexico, New Jersey, Northern Ireland and Mexico City",
        "Islamic State of Iraq and the Levant",
        "Islamic State in Iraq and Syria",
        "Austria-Hungary and Austria–Hungary",
        "Mr Jordan, Dr. Chad, Ms  Georgia and Lord Holland",
        "JOIN US NOW",
        "US$5 million",
        "the U.S.S.R.",
        "UNA-UK, UNA–UK",
        "parliament.UK and someone@UK",
        "a family Reunion",
        "McChad, iSyria, Syria2, _Syria_",
        "the CAR, the PNG and the Congo",
        "Korea",
        "\ud800\0\u200f",
    ],
)
def test_nothing_is_found_in_other_names_and_words(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Central African Republic (CAR) and CAR", ["CF", "CF", "CF"]),
        ("CAR, the Central African Republic", ["CF", "CF"]),
        ("CAR and Chad", ["TD"]),
        ("the Democratic Republic of Congo; eastern Congo", ["CD", "CD"]),
        ("Congo-Brazzaville; the Congo", ["CG", "CG"]),
        ("the DRC, the Republic of the Congo, the Congo", ["CD", "CG"]),
        ("North Korea; Korea", ["KP", "KP"]),
        ("South Korea, North Korea; Korea", ["KR", "KP"]),
    ],
)
def test_short_forms_count_beside_the_full_name_only(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "organisation", "expected"),
    [
        ("Burma Campaign UK on Burma", "Burma Campaign UK", ["MM"]),
        ("Burma\nCampaign  UK", "Burma Campaign UK", []),
        ("United Nations Association-UK’s", "United Nations Association – UK", []),
        ("the Syria Trust & Fund", "The Syria Trust and Fund", []),
        ("Syria Trusts", "Syria Trust", ["SY"]),
        ("Republic of Botswana", "Republic of Botswana", ["BW"]),
        ("Botswana", "Botswana", ["BW"]),
        ("the Government of Denmark", "Government of Denmark", ["DK"]),
        ("UK Mission to the United Nations", "UK Mission to the United Nations", ["GB"]),
        ("Syria", "", ["SY"]),
        ("Syria", "Aegis Trust", ["SY"]),
        ("Friends of Syria of Yemen", "Friends of Syria", ["YE"]),
    ],
)
def test_names_of_organisations_hide_the_countries_in_them(
    text: str, organisation: str, expected: list[str]
) -> None:
    assert codes(text, organisation) == expected


def test_overlapping_names_of_organisations_hide_together() -> None:
    text = "Friends of Syria Campaign Lebanon; Syria Campaign; Lebanon"

    assert found(text, "Syria Campaign", "Friends of Syria Campaign Lebanon") == [("LB", "Lebanon")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("GB", "United Kingdom"),
        ("US", "United States"),
        ("CD", "Democratic Republic of the Congo"),
        ("CG", "Republic of the Congo"),
        ("CF", "Central African Republic"),
        ("IR", "Iran"),
        ("KP", "North Korea"),
        ("KR", "South Korea"),
        ("MM", "Myanmar"),
        ("SY", "Syria"),
        ("RU", "Russia"),
        ("VE", "Venezuela"),
        ("XK", "Kosovo"),
    ],
)
def test_name_is_the_common_one(code: str, expected: str) -> None:
    assert name(code) == expected


@pytest.mark.parametrize("code", ["", "gb", "ZZ", "GBR", "UK", "\ud800", "G" * 10_000])
def test_name_of_no_code_is_refused(code: str) -> None:
    with pytest.raises(
        ValueError, match="is not a country code of ISO 3166, such as GB"
    ) as refused:
        name(code)

    assert len(str(refused.value)) < 100


def test_every_country_is_found_by_its_own_name() -> None:
    listed = [*(country.alpha_2 for country in pycountry.countries), "XK"]

    assert [code for code in listed if code not in codes(name(code))] == []
    assert [code for code in listed if set(codes(name(code).upper())) != {code}] == []


@given(st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_gives_mentions_in_order(text: str) -> None:
    mentions = find(text, not_inside=["UK of the Republic", "Korea UK"])

    assert all(mention.start < mention.end <= len(text) for mention in mentions)
    assert all(name(mention.code) for mention in mentions)
    ends = [place for mention in mentions for place in (mention.start, mention.end)]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    "unit",
    [
        "UK ",
        "United ",
        "United" + " " * 99,
        "Burma Campaign UK and UK ",
        "Congo ",
        "U.",
        "US ",
        "A",
    ],
)
def test_hostile_text_takes_time_in_proportion(unit: str) -> None:
    # Half a megabyte takes half a second; anything that goes back would take minutes.
    text = unit * (500_000 // len(unit))

    mentions = find(text, not_inside=["Burma Campaign UK"])

    assert len(mentions) == (len(text) // len(unit) if "UK " in unit else 0)
