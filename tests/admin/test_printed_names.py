"""Names as they are printed, taken apart and found again."""

import pytest

from letters.admin import printed_names
from letters.admin.printed_names import parts
from letters.admin.slugs import free_slug
from letters.models import Organisation
from tests.builders import aegis_trust, andres_serbin, james_smith, make_person, una_uk


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Dr. Andrés Serbin", ("Dr.", "Andrés", "Serbin", "")),
        ("William R. Pace", ("", "William R.", "Pace", "")),
        ("Rt Hon William Hague MP", ("Rt Hon", "William", "Hague", "MP")),
        ("The Rt Hon. Jeremy Hunt MP", ("The Rt Hon.", "Jeremy", "Hunt", "MP")),
        ("Sir Jeremy Greenstock, GCMG", ("Sir", "Jeremy", "Greenstock", "GCMG")),
        ("Mr Simmonds", ("Mr", "", "Simmonds", "")),
        ("Ursula von der Leyen", ("", "Ursula", "von der Leyen", "")),
        ("H.E. Mr. Jan Eliasson", ("H.E. Mr.", "Jan", "Eliasson", "")),
        ("Madonna", ("", "", "Madonna", "")),
        ("JAMES SMITH", ("", "JAMES", "SMITH", "")),
        ("  Ada   Byron ", ("", "Ada", "Byron", "")),
    ],
)
def test_parts(printed: str, expected: tuple[str, str, str, str]) -> None:
    found = parts(printed)
    assert (found.honorific, found.forenames, found.surname, found.suffix) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "printed", ["James Smith", "Dr James Smith", "Mr. james smith", "JAMES SMITH"]
)
def test_a_person_is_found_by_name(printed: str) -> None:
    smith = james_smith()
    make_person("James Smithson")
    assert printed_names.people(printed)[0] == [smith]


@pytest.mark.django_db
def test_a_person_with_the_same_surname_and_initial_is_offered() -> None:
    smith = james_smith()
    make_person("Ada Smith")
    assert printed_names.people("J. Smith") == ([], [smith])
    assert printed_names.people("John Smith") == ([], [smith])


@pytest.mark.django_db
def test_diacritics_make_no_difference() -> None:
    serbin = andres_serbin()
    assert printed_names.people("Andres Serbin") == ([serbin], [])


@pytest.mark.django_db
@pytest.mark.parametrize("printed", ["Aegis Trust", "The Aegis Trust", "the aegis trust"])
def test_an_organisation_is_found_with_and_without_its_article(printed: str) -> None:
    trust = aegis_trust()
    assert printed_names.organisations(printed) == ([trust], [])


@pytest.mark.django_db
def test_an_organisation_is_found_by_any_form() -> None:
    una = una_uk()
    for printed in ("UNA-UK", "UNA–UK", "United Nations Association of the United Kingdom"):
        assert printed_names.organisations(printed)[0] == [una]


@pytest.mark.django_db
def test_an_organisation_with_a_longer_name_is_offered() -> None:
    una = una_uk()
    assert printed_names.organisations("United Nations Association") == ([], [una])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wording", "slug"),
    [
        ("Coordinadora Económica", "coordinadora-economica"),
        ("Søvndal & Straße", "sovndal-strasse"),
        ("UNA-UK’s letter", "una-uks-letter"),
        ("日本", "organisation"),
        ("", "organisation"),
        ("-- x --", "x"),
        ("x" * 200, "x" * 90),
    ],
)
def test_slugs(wording: str, slug: str) -> None:
    assert free_slug(Organisation, wording) == slug
    Organisation(name="x", slug=slug).full_clean()
