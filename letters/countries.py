"""Countries that a text mentions.

Codes are those of ISO 3166-1 (alpha-2) with the names that pycountry gives them, and the forms of
`data/countries.toml`, which also says what counts as a mention. The longest form wins: "South
Sudan" is not Sudan, "Lake Chad" no country. Names are compared with their capitals, so that "a
turkey" and "china" mean nothing; a word after "Mr" or "Dr" is somebody's name.

What this cannot tell: a country from a person or a place of the same name ("Jordan", "Georgia").
Curators correct such mentions.

Imports nothing of this project.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pycountry

FORMS: Final = Path(__file__).parent / "data" / "countries.toml"


class Mention(NamedTuple):
    """A country by its code, and where its name stands (code points, end excluded)."""

    code: str
    start: int
    end: int


def find(text: str, *, not_inside: Iterable[str] = ()) -> list[Mention]:
    """Find the countries that a text names, in order, once for each time.

    `not_inside` are names of organisations: "Burma Campaign UK" mentions no country where it is
    one of them. The name of a state or of its government ("Republic of Botswana") hides nothing.
    """
    found = list(_mentions(text))
    return list(_outside(found, sorted(_places(text, not_inside)))) if found else []


def name(code: str) -> str:
    """Give the common English name of a country; `ValueError` for what is no code."""
    try:
        return _table().names[code]
    except KeyError:
        raise ValueError(
            f"“{code[:20]}” is not a country code of ISO 3166, such as GB or SY."
        ) from None


# The table of forms


@dataclass(frozen=True)
class _Table:
    names: Mapping[str, str]
    # Form in capitals -> the countries it can mean: none, one, or those the text must also name.
    codes: Mapping[str, tuple[str, ...]]
    if_named: frozenset[str]
    # First word of a form -> the forms that begin with it, longest first.
    by_first_word: Mapping[str, tuple[str, ...]]


@cache
def _table() -> _Table:
    own = tomllib.loads(FORMS.read_text(encoding="utf-8"))
    names = {country.alpha_2: country.name for country in pycountry.countries}
    names |= {code: forms[0] for code, forms in own["names"].items()}
    forms: dict[str, tuple[str, ...]] = dict.fromkeys(own["not_countries"]["forms"], ())
    for code in names:
        listed = [*_iso_forms(code), *own["names"].get(code, ())]
        forms |= {variant: (code,) for form in listed for variant in _variants(form)}
    unsure: dict[str, tuple[str, ...]] = {}
    for code, listed in own["if_named"].items():
        unsure |= {form: (*unsure.get(form, ()), code) for form in listed}
    forms |= unsure
    return _Table(
        names=names,
        codes={_normal(form): codes for form, codes in forms.items()},
        if_named=frozenset(_normal(form) for form in unsure),
        by_first_word=_by_first_word(forms),
    )


def _iso_forms(code: str) -> Iterator[str]:
    country: Any = pycountry.countries.get(alpha_2=code)
    for field in ("name", "common_name", "official_name"):
        form = getattr(country, field, None)
        # "Iran, Islamic Republic of" is for lists; nobody writes so in a letter.
        if form and "," not in form and "(" not in form:
            yield form.removeprefix("the ")


def _variants(form: str) -> Iterator[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))
    # Without its accent the island is an English word.
    spellings = {form, bare} - {"Reunion"}
    for spelling in spellings:
        yield spelling
        if spelling.startswith("Saint "):
            yield spelling.replace("Saint ", "St ", 1)
            yield spelling.replace("Saint ", "St. ", 1)


def _by_first_word(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, set[str]] = {}
    for form in forms:
        for written in (form, form.upper()):
            grouped.setdefault(_first_word(written), set()).add(written)
    return {word: tuple(sorted(group, key=len, reverse=True)) for word, group in grouped.items()}


def _first_word(form: str) -> str:
    found = re.match(r"\w+", form)
    return found.group() if found else form


def _normal(form: str) -> str:
    words = ("AND" if word == "&" else word for word in _words(form.upper()))
    return " ".join(words).replace("’", "'")


# Finding

# Every word with a capital: the forms of a country are tried only where one of their first words
# stands, which one look into a table tells.
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]\w*")
_HONORIFIC = re.compile(
    r"\b(?:Mrs?|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Prof|Professor|Senator|Judge)\.?\s{1,3}$"
)


def _mentions(text: str) -> Iterator[Mention]:
    found = list(_forms_in(text))
    named = {codes[0] for codes, is_sure, _, _ in found if is_sure and codes}
    for codes, is_sure, start, end in found:
        meant = codes if is_sure else tuple(code for code in codes if code in named)
        if len(meant) == 1:
            yield Mention(meant[0], start, end)


def _forms_in(text: str) -> Iterator[tuple[tuple[str, ...], bool, int, int]]:
    table = _table()
    after = 0
    for word in _CAPITALISED.finditer(text):
        start = word.start()
        if start < after or word.group() not in table.by_first_word:
            continue
        form = _pattern(word.group()).match(text, start)
        if form and _is_name(text, form):
            after = form.end()
            normal = _normal(form.group())
            yield table.codes[normal], normal not in table.if_named, start, after


@lru_cache(maxsize=1024)
def _pattern(first_word: str) -> re.Pattern[str]:
    forms = _table().by_first_word[first_word]
    return re.compile(rf"(?:{'|'.join(map(_written, forms))})(?!\w)")


def _written(form: str) -> str:
    """Make a pattern of a name: white space, dashes, apostrophes and "&" as people vary them."""
    words = [_AND if word in ("and", "AND", "&") else re.escape(word) for word in _words(form)]
    # The gap is bounded, so that a text of nothing but spaces costs no more than others.
    return re.sub("['’]", "['’]", r"[\s‐‑–-]{1,9}".join(words))


def _words(form: str) -> list[str]:
    return re.split(r"[\s‐‑–-]+", form)


_AND = "(?:and|AND|&)"


def _is_name(text: str, form: re.Match[str]) -> bool:
    start, written = form.start(), form.group()
    before = text[start - 1] if start else " "
    if before.isalnum() or before == "_":
        return False
    if written.isupper() and before in "-‐‑–.@":
        # "UNA-UK" is one name, "example.UK" an address.
        return False
    if written == "US":
        return not text.startswith("$", form.end()) and not _is_in_capitals(text, start)
    return " " in written or not _HONORIFIC.search(text, max(0, start - 14), start)


def _is_in_capitals(text: str, place: int) -> bool:
    # "CONTACT US" in a heading. Looked at from near, since a text may be one long line.
    before = text[max(0, place - 30) : place].rpartition("\n")[2]
    after = text[place + 2 : place + 32].partition("\n")[0]
    return (before + after).isupper()


# Names that hide countries

_STATE_WORDS = frozenset(
    {
        *("the", "of", "and", "to", "for", "government", "governments", "republic", "kingdom"),
        *("state", "federal", "democratic", "parliament", "ministry", "ministries", "foreign"),
        *("affairs", "embassy", "mission", "permanent", "representation", "united", "nations"),
    }
)


def _places(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for organisation in names:
        pattern = _hiding(organisation)
        for found in pattern.finditer(text) if pattern else ():
            if not found.start() or not text[found.start() - 1].isalnum():
                yield found.span()


def _outside(found: list[Mention], places: list[tuple[int, int]]) -> Iterator[Mention]:
    # Both are in order: one walk, since a text may be one name a hundred thousand times.
    reach = following = 0
    for mention in found:
        while following < len(places) and places[following][0] <= mention.start:
            reach = max(reach, places[following][1])
            following += 1
        if mention.end > reach:
            yield mention


@lru_cache(maxsize=16_384)
def _hiding(organisation: str) -> re.Pattern[str] | None:
    mentions = find(organisation)
    if not mentions:
        return None
    rest = organisation
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    if _STATE_WORDS.issuperset(re.findall(r"\w+", rest.lower())):
        return None
    return re.compile(rf"{_written(organisation.removeprefix('The '))}(?!\w)")
