"""From a name as it is printed to the record it means, or to a new one.

A curator types what stands under the letter. A record with that very name is taken; where only
similar ones exist she is asked; where there is none, one is made.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from letters import spelling
from letters.admin.slugs import free_slug
from letters.models import Organisation, Person

MOST_OFFERED = 6
# Titles before a name, as they are printed in letters.
HONORIFICS = {
    *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady"),
    *("rev", "reverend", "rt", "hon", "honourable", "right", "the", "he", "excellency", "his"),
    *("her", "ambassador", "senator", "general", "gen", "col", "colonel", "captain", "major"),
    *("baroness", "baron", "count", "countess", "prince", "princess", "judge", "justice", "fr"),
}  # fmt: skip
# Words that begin a surname: van der Berg, de Silva, bin Said.
PARTICLES = {
    *("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le"),
    *("ter", "ten", "zu", "zum", "bin", "ibn", "al", "el", "san", "st"),
}  # fmt: skip
SUFFIX = re.compile(r"(?:,\s*|\s+)((?:(?:[A-Z]{2,5}|PhD|Jr\.?|Sr\.?|[IVX]+)(?:,?\s+|$))+)\Z")


@dataclass(frozen=True)
class Parts:
    """A person's printed name, taken apart as well as rules can."""

    honorific: str
    forenames: str
    surname: str
    suffix: str

    @property
    def plain(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


def parts(printed: str) -> Parts:
    """Take a printed name apart: “Dr. Andrés Serbin” is Dr., Andrés, Serbin."""
    printed, suffix = _without_suffix(" ".join(printed.split()))
    words = printed.split(" ")
    titles = 0
    while titles < len(words) - 1 and _is_title(words[titles]):
        titles += 1
    honorific, names = " ".join(words[:titles]), words[titles:]
    first = len(names) - 1
    while first > 1 and names[first - 1].casefold() in PARTICLES:
        first -= 1
    return Parts(honorific, " ".join(names[:first]), " ".join(names[first:]), suffix)


def _without_suffix(printed: str) -> tuple[str, str]:
    found = SUFFIX.search(printed)
    # A name in capitals throughout is no row of degrees.
    if found is None or printed.isupper() or " " not in printed[: found.start()].strip():
        return printed, ""
    return printed[: found.start()].strip(), found[1].strip()


def _is_title(word: str) -> bool:
    return word.casefold().replace(".", "") in HONORIFICS


# Finding


def people(printed: str) -> tuple[list[Person], list[Person]]:
    """Return the people of that name, and the others who may be meant."""
    name = parts(printed)
    same = _named(Person, [printed, name.plain])
    initial = name.forenames[:1]
    alike = Person.objects.named_like(f"{initial} {name.surname}").exclude(pk__in=_keys(same))
    return same, list(alike[:MOST_OFFERED])


def organisations(printed: str) -> tuple[list[Organisation], list[Organisation]]:
    """Return the organisations of that name, and the others that may be meant."""
    bare = re.sub(r"\A(?:the|la|le|die|der|das)\s+", "", printed.strip(), flags=re.IGNORECASE)
    same = _named(Organisation, [printed, bare, f"the {bare}"])
    alike = Organisation.objects.named_like(bare).exclude(pk__in=_keys(same))
    return same, list(alike[:MOST_OFFERED])


def _named(model: type[Any], names: list[str]) -> list[Any]:
    """Return the records of which one form of the name is one of these, when folded."""
    query = Q()
    for name in {spelling.fold_text(name) for name in names} - {""}:
        # Each form stands between spaces in `folded`, so two spaces part it from the next.
        query |= Q(folded=f" {name} ") | Q(folded__contains=f"  {name}  ")
        query |= Q(folded__startswith=f" {name}  ") | Q(folded__endswith=f"  {name} ")
    return list(model.objects.filter(query)[: MOST_OFFERED + 1]) if query else []


def _keys(rows: list[Any]) -> list[int]:
    return [row.pk for row in rows]


# Making


def make_person(printed: str) -> Person:
    """Make and return the person of that printed name."""
    name = parts(printed)
    person = Person(
        slug=free_slug(Person, name.plain),
        honorific=name.honorific[:60],
        forenames=name.forenames[:120],
        surname=name.surname[:120],
        suffix=name.suffix[:60],
    )
    person.full_clean()
    person.save()
    return person


def make_organisation(printed: str) -> Organisation:
    """Make and return the organisation of that printed name."""
    name = " ".join(printed.split())
    organisation = Organisation(slug=free_slug(Organisation, name), name=name[:200])
    organisation.full_clean()
    organisation.save()
    return organisation
