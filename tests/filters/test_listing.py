"""Links of lists: addresses as values, and pages."""

import pytest

from letters.filters.address import Address
from letters.filters.listing import Listing, Slice

TYPED = Address((("q", "focal point"), ("kind", "letter"), ("kind", "reply"), ("page", "3")))


def test_an_address_is_written_as_a_query_string() -> None:
    assert TYPED.url == "?q=focal+point&kind=letter&kind=reply&page=3"
    assert Address().url == "./"
    assert Address((("q", "a&b=“ü”"),)).url == "?q=a%26b%3D%E2%80%9C%C3%BC%E2%80%9D"


def test_an_address_gains_and_loses_values() -> None:
    assert TYPED.without("kind", "letter").pairs[1:] == (("kind", "reply"), ("page", "3"))
    assert TYPED.without("kind").pairs == (("q", "focal point"), ("page", "3"))
    assert TYPED.adding("kind", "letter").pairs[-1] == ("kind", "letter")
    assert TYPED.adding("kind", "letter").pairs.count(("kind", "letter")) == 1
    assert TYPED.setting("kind", "other").without("q").without("page").pairs == (("kind", "other"),)
    assert TYPED.pairs[0] == ("q", "focal point")


def test_one_page_needs_no_links() -> None:
    page = Slice(1, 25, 25).links(Address())
    assert (page.first, page.last, page.pages) == (1, 25, 1)
    assert (page.previous, page.next, page.links) == (None, None, [])


def test_no_rows_have_no_first_one() -> None:
    page = Slice(1, 25, 0).links(Address())
    assert (page.number, page.first, page.last) == (1, 0, 0)


def test_the_first_page_goes_without_its_number() -> None:
    page = Slice(2, 10, 21).links(TYPED)
    assert page.previous == "?q=focal+point&kind=letter&kind=reply"
    assert page.next == "?q=focal+point&kind=letter&kind=reply&page=3"
    assert (page.first, page.last) == (11, 20)


@pytest.mark.parametrize(
    ("number", "numbers"),
    [
        (1, [1, 2, 3, None, 20]),
        (4, [1, 2, 3, 4, 5, 6, None, 20]),
        (5, [1, 2, 3, 4, 5, 6, 7, None, 20]),
        (6, [1, None, 4, 5, 6, 7, 8, None, 20]),
        (17, [1, None, 15, 16, 17, 18, 19, 20]),
        (20, [1, None, 18, 19, 20]),
    ],
)
def test_links_name_the_ends_and_the_neighbours(number: int, numbers: list[int | None]) -> None:
    links = Slice(number, 10, 200).links(Address()).links
    assert [link.number for link in links] == numbers
    assert [link.number for link in links if link.current] == [number]


def test_a_page_beyond_the_last_is_the_last() -> None:
    beyond = Slice(99, 10, 21)
    assert beyond.start == 20
    assert beyond.links(Address()).number == 3


def test_a_form_carries_on_everything_but_its_own_fields_and_the_page() -> None:
    page = Slice(1, 10, 0).links(TYPED)
    listing = Listing(count=0, total=0, page=page, address=TYPED)
    assert listing.hidden("q") == [("kind", "letter"), ("kind", "reply")]
    assert listing.hidden("q", "kind") == []
