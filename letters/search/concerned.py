"""Concerned: which letters a change touches."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q

from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Change,
    Correspondent,
    Organisation,
    Recommendation,
    Signatory,
)
from letters.search import matching
from letters.search.snapshot import Part
from letters.search.synonyms import folded

Subject = Change.Subject


def concerned(changes: Iterable[Change], letters: Part) -> set[int]:
    """Return the keys of all letters whose entries these changes may alter."""
    keys: dict[str, set[int]] = {}
    forms: set[tuple[str, ...]] = set()
    for change in changes:
        if change.indexed:
            keys.setdefault(change.subject, set()).add(change.key)
            forms.update(folded(change.words))
    found = set(keys.get(Subject.LETTER, ()))
    for subject, letters_of in LETTERS_OF.items():
        if subject in keys:
            found.update(letters_of(keys[subject]))
    found.update(_with_theme_indexed(keys.get(Subject.THEME, set()), letters))
    found.update(_with_forms(forms, letters))
    return _with_restatements(found)


def _of_organisations(keys: set[int]) -> Iterator[int]:
    below = {
        key
        for organisation in Organisation.objects.filter(pk__in=keys)
        for key in Organisation.objects.with_descendants(organisation)
    }
    yield from _of_parties(Q(organisation__in=below) | Q(office__organisation__in=below))
    yield from _keys(Capacity.objects.filter(organisation__in=below), "signatory__letter")


def _of_people(keys: set[int]) -> Iterator[int]:
    yield from _of_parties(Q(person__in=keys))
    yield from _keys(Signatory.objects.filter(person__in=keys), "letter")


def _of_offices(keys: set[int]) -> Iterator[int]:
    return _of_parties(Q(office__in=keys))


def _of_parties(named: Q) -> Iterator[int]:
    yield from _keys(Correspondent.objects.filter(named), "letter")
    yield from _keys(Asker.objects.filter(named), "recommendation__letter")
    yield from _keys(Addressee.objects.filter(named), "recommendation__letter")


def _of_themes(keys: set[int]) -> Iterator[int]:
    yield from _keys(Recommendation.objects.filter(themes__in=keys), "letter")
    yield from _keys(Answer.objects.filter(recommendation__themes__in=keys), "letter")


LETTERS_OF: dict[str, Callable[[set[int]], Iterator[int]]] = {
    Subject.ORGANISATION: _of_organisations,
    Subject.PERSON: _of_people,
    Subject.OFFICE: _of_offices,
    Subject.THEME: _of_themes,
}


def _keys(rows: Any, field: str) -> Iterable[int]:
    found: Iterable[int] = rows.values_list(field, flat=True).distinct()
    return found


def _with_theme_indexed(themes: set[int], letters: Part) -> Iterator[int]:
    """Find letters that had a theme: the rows that said so may be gone."""
    for theme in themes:
        yield from matching.keys(letters, matching.term(letters, "theme", theme))


def _with_forms(forms: Iterable[tuple[str, ...]], letters: Part) -> Iterator[int]:
    for form in forms:
        yield from matching.keys(letters, matching.phrase(letters, form))


def _with_restatements(letters: set[int]) -> set[int]:
    """Add the letters whose asks restate theirs, however remotely: the chain's first may change."""
    found, level = set(letters), letters
    while level:
        restating = Recommendation.objects.filter(restates__letter__in=level)
        level = set(_keys(restating, "letter")) - found
        found |= level
    return found
