import re
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from letters.dates import Date, Days, bounds, days_between, display, parse

# EDTF, earliest, latest, precision, in words
DATES = [
    ("2012-09-04", "2012-09-04", "2012-09-04", "day", "4 September 2012"),
    ("2018-12-10", "2018-12-10", "2018-12-10", "day", "10 December 2018"),
    ("0800-01-01", "0800-01-01", "0800-01-01", "day", "1 January 0800"),
    ("2012-02-29", "2012-02-29", "2012-02-29", "day", "29 February 2012"),
    ("2012-02", "2012-02-01", "2012-02-29", "month", "February 2012"),
    ("2012", "2012-01-01", "2012-12-31", "year", "2012"),
    ("0001", "0001-01-01", "0001-12-31", "year", "0001"),
    ("9999", "9999-01-01", "9999-12-31", "year", "9999"),
    ("2012-09~", "2012-09-01", "2012-09-30", "month", "about September 2012"),
    ("2014-07-01~", "2014-07-01", "2014-07-01", "day", "about 1 July 2014"),
    ("2014?", "2014-01-01", "2014-12-31", "year", "perhaps 2014"),
    ("2014-07-01%", "2014-07-01", "2014-07-01", "day", "perhaps about 1 July 2014"),
    ("201X", "2010-01-01", "2019-12-31", "decade", "2010s"),
    ("201X~", "2010-01-01", "2019-12-31", "decade", "about 2010s"),
    ("190X", "1900-01-01", "1909-12-31", "decade", "1900–1909"),
    ("20XX", "2000-01-01", "2099-12-31", "century", "2000–2099"),
    ("1XXX", "1000-01-01", "1999-12-31", "millennium", "1000–1999"),
    ("2014-XX", "2014-01-01", "2014-12-31", "year", "2014"),
    ("2014-XX-XX", "2014-01-01", "2014-12-31", "year", "2014"),
    ("2014-07-XX", "2014-07-01", "2014-07-31", "month", "July 2014"),
    ("2014-02-XX?", "2014-02-01", "2014-02-28", "month", "perhaps February 2014"),
    ("2014-21", "2014-03-01", "2014-05-31", "season", "spring 2014"),
    ("2014-22", "2014-06-01", "2014-08-31", "season", "summer 2014"),
    ("2014-23~", "2014-09-01", "2014-11-30", "season", "about autumn 2014"),
    ("2015-24", "2015-12-01", "2016-02-29", "season", "winter 2015"),
    ("9999-24", "9999-12-01", "9999-12-31", "season", "winter 9999"),
    ("2012/2014", "2012-01-01", "2014-12-31", "interval", "2012–2014"),
    ("2012~/2014~", "2012-01-01", "2014-12-31", "interval", "about 2012–2014"),
    ("2012/2014~", "2012-01-01", "2014-12-31", "interval", "2012 – about 2014"),
    ("2012/2012", "2012-01-01", "2012-12-31", "interval", "2012"),
    ("2012-07/2012-09", "2012-07-01", "2012-09-30", "interval", "July–September 2012"),
    ("2012-11/2013-01", "2012-11-01", "2013-01-31", "interval", "November 2012 – January 2013"),
    ("2012-09-04/2012-09-06", "2012-09-04", "2012-09-06", "interval", "4–6 September 2012"),
    (
        "2012-09-04/2012-10-04",
        "2012-09-04",
        "2012-10-04",
        "interval",
        "4 September – 4 October 2012",
    ),
    (
        "2012-09-04/2013-09-04",
        "2012-09-04",
        "2013-09-04",
        "interval",
        "4 September 2012 – 4 September 2013",
    ),
    (
        "2012-09-04?/2012-09-06?",
        "2012-09-04",
        "2012-09-06",
        "interval",
        "perhaps 4–6 September 2012",
    ),
    ("2012-09/2014", "2012-09-01", "2014-12-31", "interval", "September 2012 – 2014"),
    ("2014-22/2014-23", "2014-06-01", "2014-11-30", "interval", "summer–autumn 2014"),
    ("201X/202X", "2010-01-01", "2029-12-31", "interval", "2010s–2020s"),
    ("18XX/19XX", "1800-01-01", "1999-12-31", "interval", "1800–1899 – 1900–1999"),
]

# EDTF, earliest, latest, in words
HALF_OPEN = [
    ("../2014-05-14", None, "2014-05-14", "14 May 2014 or earlier"),
    ("../2014-05-14~", None, "2014-05-14", "about 14 May 2014 or earlier"),
    ("../2014-05", None, "2014-05-31", "May 2014 or earlier"),
    ("../2014", None, "2014-12-31", "2014 or earlier"),
    ("2014-05-14/..", "2014-05-14", None, "14 May 2014 or later"),
    ("2014/..", "2014-01-01", None, "2014 or later"),
    ("2014-21?/..", "2014-03-01", None, "perhaps spring 2014 or later"),
    ("2014/", "2014-01-01", None, "from 2014 (end not known)"),
    ("/2014-05-14", None, "2014-05-14", "until 14 May 2014 (start not known)"),
]

NOT_DATES = [
    *("2014-13", "2014-00", "2014-02-30", "2015-02-29", "2014-02-00", "2014-25", "2014-21-05"),
    *("0000", "0000-01-01", "00XX", "0XXX", "0000-XX", "-2014", "-201X", "12", "12345", "Y20140"),
    *("2X1X", "20X4", "XXXX", "2014-1X", "2014-X", "2014-XX-05", "20XX-XX", "2014-13-XX", "201x"),
    *("2014~~", "2014?~", "~2014", "?", "~", "..", "/", "../..", "../", "2014..", "..2014"),
    *("2012/2013/2014", "2014/2012", "2014/2014-02-30", "2014-05-15/2014-05-14", "[2014,2015]"),
    *("2014-09-04T10:00:00", "2014-09-04T10:00:00Z", "2014S2", "1950-05/1950-13", "04/09/2012"),
    *(" 2014", "2014 ", "2014\n", "2014-9-4", "4 September 2012", "circa 2012", "1e9", "nan"),
    *("２０１４", "٢٠١٤", "2014-0९", "2014−09", "2014–09", "\ud800", "2014\0", "9" * 10_000),
]


@pytest.mark.parametrize(("edtf", "earliest", "latest", "precision", "words"), DATES)
def test_date_has_bounds_precision_and_words(
    edtf: str, earliest: str, latest: str, precision: str, words: str
) -> None:
    when = parse(edtf)

    assert (str(when.earliest), str(when.latest), when.precision) == (earliest, latest, precision)
    assert display(edtf) == words


@pytest.mark.parametrize(("edtf", "earliest", "latest", "words"), HALF_OPEN)
def test_half_open_date_has_one_bound(
    edtf: str, earliest: str | None, latest: str | None, words: str
) -> None:
    when = parse(edtf)

    assert when.earliest == (date.fromisoformat(earliest) if earliest else None)
    assert when.latest == (date.fromisoformat(latest) if latest else None)
    assert when.precision == "interval"
    assert display(edtf) == words


def test_empty_date_is_undated() -> None:
    assert parse("") == Date("", None, None, "unknown")
    assert display("") == "undated"


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain"),
    [
        ("2012", False, False),
        ("2012~", True, False),
        ("2012?", False, True),
        ("2012%", True, True),
        ("2012~/2014?", True, True),
        ("../2014%", True, True),
        ("2012/..", False, False),
    ],
)
def test_date_knows_whether_it_is_approximate_or_uncertain(
    edtf: str, approximate: bool, uncertain: bool
) -> None:
    when = parse(edtf)

    assert (when.approximate, when.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize("text", NOT_DATES)
def test_bad_date_is_refused_with_the_value_and_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="“") as refused:
        parse(text)

    sentence = str(refused.value)
    named = sentence.split("“")[1].split("”")[0].rstrip("…")
    assert text[:4].isprintable() is False or text.startswith(named[:4])
    assert re.search(r"\b\d{4}", sentence)
    assert len(sentence) < 350
    assert sentence.isprintable()


def test_bad_day_is_told_how_long_the_month_is() -> None:
    with pytest.raises(ValueError, match="February 2015 has 28 days") as refused:
        parse("2015-02-29")

    assert str(refused.value) == (
        "“2015-02-29”: February 2015 has 28 days. Write the day as in 2015-02-28."
    )


def test_bad_end_of_an_interval_is_named() -> None:
    with pytest.raises(ValueError, match="In “2012/2014-13”: “2014-13”: there is no month 13"):
        parse("2012/2014-13")


@pytest.mark.parametrize("text", NOT_DATES)
def test_bad_date_is_not_displayed_either(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        display(text)


@given(st.text(max_size=30) | st.text("0123456789X?~%./-", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = parse(text)
    except ValueError:
        return
    assert when.edtf == text
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest
    assert display(text)


@given(st.dates(), st.sampled_from(["", "?", "~", "%"]))
def test_calendar_agrees_with_the_edtf_library(day: date, qualifier: str) -> None:
    for edtf in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        theirs = parse_edtf(edtf + qualifier)
        ours = parse(edtf + qualifier)

        assert ours.earliest == date(*theirs.lower_strict()[:3])
        assert ours.latest == date(*theirs.upper_strict()[:3])


@given(st.dates(), st.dates())
def test_interval_of_days_is_its_two_days(one: date, other: date) -> None:
    first, last = sorted((one, other))

    when = parse(f"{first}/{last}")

    assert (when.earliest, when.latest) == (first, last)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-09", "2012-09-01", "2012-09-30"),
        ("2012-02-29", "2012-02-29", "2012-02-29"),
        (" 2012 ", "2012-01-01", "2012-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
    ],
)
def test_bounds_of_what_a_reader_types(typed: str, first: str, last: str) -> None:
    assert bounds(typed) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "201X", "2012~", "2012/2014", "..", "2012-21", "2012-13", "2012-9", "-1"),
        *("0000", "1e9", "２０１２", "٢٠١٢", "20120", "nan", "\ud800", "\0", "2012-09-31"),
        "9" * 10_000,
    ],
)
def test_bounds_of_anything_else_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"“.*2012-\d\d|“.*as in 2012") as refused:
        bounds(typed)

    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("earlier", "later", "least", "most", "words"),
    [
        ("2012-09-04", "2014-06-17", 651, 651, "651 days"),
        ("2012-09-04", "2012-09-05", 1, 1, "1 day"),
        ("2012-09-04", "2012-09-04", 0, 0, "0 days"),
        ("2000-01-01", "2018-12-10", 6918, 6918, "6,918 days"),
        ("../2014-05-14", "2014-06-17", 34, None, "at least 34 days"),
        ("2014-05-14", "2014-06-17/..", 34, None, "at least 34 days"),
        ("2014-05", "2014-06-17", 17, 47, "between 17 and 47 days"),
        ("2014-05", "2014-05-20", 0, 19, "at most 19 days"),
        ("2014-05-14/..", "2014-06-17", 0, 34, "at most 34 days"),
        ("2014-05-14~", "2014-06-17", 34, 34, "about 34 days"),
        ("2014-05", "2014-06-17?", 17, 47, "between about 17 and 47 days"),
        ("../2014-05-14~", "2014-06-17", 34, None, "at least about 34 days"),
    ],
)
def test_days_between_dates(
    earlier: str, later: str, least: int, most: int | None, words: str
) -> None:
    days = days_between(parse(earlier), parse(later))

    assert days is not None
    assert (days.least, days.most, str(days)) == (least, most, words)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("", "2014-06-17"),
        ("2014-05-14", ""),
        ("", ""),
        ("2014-06-17", "2014-05-14"),
        ("../2014-05-14", "../2014-06-17"),
        ("../2014-05-14", "2014-05-14"),
    ],
)
def test_days_between_dates_that_tell_nothing(earlier: str, later: str) -> None:
    assert days_between(parse(earlier), parse(later)) is None


@given(st.dates(max_value=date(9999, 1, 1)), st.integers(min_value=0, max_value=300))
def test_days_between_two_days_are_exact(day: date, number: int) -> None:
    later = day + timedelta(days=number)

    assert days_between(parse(str(day)), parse(str(later))) == Days(number, number)
