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
from letters.search.analysis import stem
from letters.search.chains import letters_in_chains
from letters.search.snapshot import Part, Snapshot
from letters.search.synonyms import Form, forms_of

Subject = Change.Subject


def concerned(changes: Iterable[Change], snapshot: Snapshot) -> set[int]:
    """Return the keys of all letters whose entries these changes may alter."""
    letters = snapshot.letters
    keys: dict[str, set[int]] = {}
    forms: set[Form] = set()
    for change in changes:
        if change.indexed:
            keys.setdefault(change.subject, set()).add(change.key)
            forms.update(forms_of(change.words))
    found = set(keys.get(Subject.LETTER, ()))
    for subject, letters_of in LETTERS_OF.items():
        if subject in keys:
            found.update(letters_of(keys[subject]))
    found.update(_with_theme_indexed(keys.get(Subject.THEME, set()), letters))
    found.update(_with_forms(forms, letters))
    return found | _of_chains(found, snapshot.recommendations)


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


def _with_forms(forms: Iterable[Form], letters: Part) -> Iterator[int]:
    """Find letters that have all words of a form: some of them have it in its order."""
    for form in forms:
        stems = [stem(word.text) if word.is_acronym else word.text for word in form]
        terms = [matching.term(letters, "stems", each, "freq") for each in stems]
        yield from matching.keys(letters, matching.all_of(terms))


def _of_chains(letters: set[int], asks: Part) -> set[int]:
    """Return the letters whose asks stand in a chain with asks of these: as it is and as it was.

    The index alone knows a chain that was cut.
    """
    known = [matching.any_value(asks, "letter", sorted(letters))] if letters else []
    former: set[int] = set()
    for query in known:
        addresses = [address for _, address in asks.find(query, limit=asks.count(query))]
        chains = sorted(set(asks.numbers("chain", addresses)))
        of_chains = matching.any_value(asks, "chain", chains) if chains else None
        if of_chains is not None:
            found = asks.find(of_chains, limit=asks.count(of_chains))
            former |= set(asks.numbers("entry", [address for _, address in found]))
    return former | letters_in_chains(letters)
