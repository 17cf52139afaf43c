"""What surrounds a letter: its ledger, its replies, and the letters to turn to.

Rows are fetched bare, and all letters that they name in one query, which are then put in their
places: joined to each row, the same letters would be fetched many times over, and Django takes
longer to write such a query than a database to answer it. What the public may not see is dropped
here. The letter itself counts as shown, so that a preview of a draft reads as it will.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from letters.models import Answer, Asker, Letter, Recommendation
from letters.models.prepared import Prepared, keep
from letters.views import neighbours
from letters.views.ledger import Ledger
from letters.views.neighbours import Neighbours

# So many letters are looked at, of those that reply.
MOST_FETCHED = 600
NAMED = (
    *("slug", "title", "kind", "date", "earliest", "sort_date", "status", "held"),
    *("replies_to", "replies_to_inferred", "replies_to_reason"),
)

Letters = Mapping[int, Letter]


@dataclass(frozen=True)
class Surroundings:
    """A letter's ledger, and all letters around it that may be shown, itself among them."""

    ledger: Ledger
    letters: Letters
    by_date: Neighbours
    between: Neighbours

    def letter(self, pk: int | None) -> Letter | None:
        """Return a letter by its id, if there is one and it may be shown."""
        return self.letters.get(pk) if pk else None


def surroundings_of(letter: Letter) -> Surroundings:
    """Fetch what surrounds a letter; its correspondents are fetched already."""
    asks = _recommendations(letter)
    keys = [ask.pk for ask in asks]
    answers = ANSWERS(letter.pk, keys)
    again = RESTATEMENTS(keys) if keys else []
    near, between = neighbours.by_date(letter), neighbours.in_correspondence(letter)
    named = {
        *_named_in_ledger([*asks, *again], answers),
        *(letter.replies_to_id, letter.known_from_id),
        *(near.previous, near.next, between.previous, between.next),
    }
    letters = _letters(letter, named)
    ledger = Ledger(letter, _asks(asks, letters), _given(answers, letters), _asks(again, letters))
    return Surroundings(ledger, letters, near, between)


# Rows


RECOMMENDATIONS = Prepared(
    lambda letter: (
        Recommendation.objects.filter(Q(letter=letter) | Q(reported_in=letter))
        .select_related("restates")
        .order_by()
    )
)
ASKERS = Prepared(
    lambda asks: Asker.objects.filter(recommendation__in=asks).select_related(
        "organisation", "person", "office"
    )
)
# Those that the letter gives, and those to the asks that stand in it.
ANSWERS = Prepared(
    lambda letter, asks: (
        Answer.objects.filter(Q(letter=letter) | Q(recommendation__in=asks))
        .select_related("recommendation")
        .order_by()
    )
)
# The asks that repeat one of these.
RESTATEMENTS = Prepared(lambda asks: Recommendation.objects.filter(restates__in=asks).order_by())


def _recommendations(letter: Letter) -> list[Recommendation]:
    asks = RECOMMENDATIONS(letter.pk)
    if asks:
        keep(asks, "askers", ASKERS([ask.pk for ask in asks]), "recommendation")
    return asks


# Letters


# What names a letter, and no more. Whether they are published is asked of what was found: as a
# condition it would tempt a database to begin with all that are.
NAMED_OR_REPLYING = Prepared(
    lambda letters, letter: (
        Letter.objects.filter(Q(pk__in=letters) | Q(replies_to=letter))
        .only(*NAMED)
        .order_by()[:MOST_FETCHED]
    )
)
NAMED_ONLY = Prepared(lambda letters: Letter.objects.filter(pk__in=letters).only(*NAMED).order_by())


def _letters(letter: Letter, named: Iterable[int | None]) -> Letters:
    """Fetch these letters and all replies, and then what those that answer reply to."""
    known = {key for key in named if key}
    found = _published(NAMED_OR_REPLYING(known, letter.pk))
    further = {each.replies_to_id for each in found if each.replies_to_id} - {letter.pk, *known}
    found += _published(NAMED_ONLY(further)) if further else []
    return {each.pk: each for each in [*found, letter]}


def _published(letters: Iterable[Letter]) -> list[Letter]:
    return [letter for letter in letters if letter.is_published]


def _named_in_ledger(
    asks: Iterable[Recommendation], answers: Iterable[Answer]
) -> Iterator[int | None]:
    for ask in asks:
        yield from (ask.letter_id, ask.reported_in_id)
        if "restates" in ask._state.fields_cache and ask.restates:
            yield from (ask.restates.letter_id, ask.restates.reported_in_id)
    for answer in answers:
        yield from (answer.letter_id, answer.recommendation.letter_id)
        yield answer.recommendation.reported_in_id


# Putting letters in their places


def _asks(asks: Iterable[Recommendation], letters: Letters) -> list[Recommendation]:
    """Return the asks that may be shown, in the order of their letters and numbers."""
    shown = [ask for ask in asks if _is_placed(ask, letters)]
    for ask in shown:
        earlier = ask._state.fields_cache.get("restates")
        if earlier and not _is_placed(earlier, letters):
            ask.restates = None
    return sorted(shown, key=_place)


def _given(answers: Iterable[Answer], letters: Letters) -> list[Answer]:
    """Return the answers that may be shown, in the order of what they answer."""
    shown = []
    for answer in answers:
        letter = letters.get(answer.letter_id)
        if letter and _is_placed(answer.recommendation, letters):
            answer.letter = letter
            shown.append(answer)
    return sorted(shown, key=lambda answer: (*_place(answer.recommendation), answer.order))


def _is_placed(ask: Recommendation, letters: Letters) -> bool:
    """Give an ask its letters, and tell whether all of them may be shown."""
    letter, reported_in = letters.get(ask.letter_id), letters.get(ask.reported_in_id or 0)
    if letter is None or (ask.reported_in_id and reported_in is None):
        return False
    ask.letter, ask.reported_in = letter, reported_in
    return True


def _place(ask: Recommendation) -> tuple[object, ...]:
    return ask.letter.sort_date, ask.letter_id, ask.number
