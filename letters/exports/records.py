"""Records as formats take them: a letter with everything around it that is public."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from letters.models import (
    Addressee,
    Answer,
    Asker,
    Capacity,
    Correspondent,
    CountryMention,
    FormerSlug,
    Letter,
    Recommendation,
    Signatory,
)
from letters.models.prepared import Prepared, keep, keep_each

# An organisation is public for the sake of what is up to two steps below it.
ABOVE = "organisation__parent__parent"
# What names a letter, and says whether and when it is shown.
NAMED = ("slug", "status", "sort_date")
PARTY = (ABOVE, "person", f"office__{ABOVE}")


def complete(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Fetch with each letter what a format shows, and nothing that only drafts know.

    The number of queries does not depend on the number of letters. The source comes with its
    bytes. Asks that are not public are left out; answers and replies are taken through
    ``answers`` and ``replies``, which leave out those of drafts. (As a condition of the query,
    "published" tempts a database to begin with all letters that are.)
    """
    return letters.select_related("source", "replies_to", "known_from").prefetch_related(
        Prefetch("correspondents", Correspondent.objects.select_related(*PARTY)),
        Prefetch("signatories", Signatory.objects.select_related("person")),
        Prefetch("signatories__capacities", Capacity.objects.select_related(ABOVE)),
        Prefetch("recommendations", _recommendations()),
        Prefetch("replies", Letter.objects.only(*NAMED, "replies_to").order_by()),
        "former_slugs",
        "country_mentions",
    )


def _recommendations() -> Any:
    answers = Answer.objects.select_related("letter").only(
        *("recommendation", "order", "passage", "quote", "stance", "note"),
        *(f"letter__{field}" for field in NAMED),
    )
    return (
        Recommendation.objects.public()
        .select_related("reported_in", "restates__letter", "restates__reported_in")
        .prefetch_related(
            "themes",
            Prefetch("askers", Asker.objects.select_related(*PARTY)),
            Prefetch("addressees", Addressee.objects.select_related(*PARTY)),
            Prefetch("answers", answers),
        )
        .order_by("number")
    )


def _of_letters(rows: Any) -> "Prepared[Any]":
    return Prepared(lambda letters: rows.filter(letter__in=letters))


def _of_asks(rows: Any) -> "Prepared[Any]":
    return Prepared(lambda asks: rows.filter(recommendation__in=asks))


LETTERS = Prepared(
    lambda keys: (
        Letter.objects.published()
        .filter(pk__in=keys)
        .select_related("source", "replies_to", "known_from")
        .order_by()
    )
)
CORRESPONDENTS = _of_letters(Correspondent.objects.select_related(*PARTY))
SIGNATORIES = _of_letters(Signatory.objects.select_related("person"))
FORMER_SLUGS, MENTIONS = _of_letters(FormerSlug.objects), _of_letters(CountryMention.objects)
CAPACITIES = Prepared(
    lambda signing: Capacity.objects.select_related(ABOVE).filter(signatory__in=signing)
)
REPLIES = Prepared(
    lambda letters: (
        Letter.objects.only(*NAMED, "replies_to").filter(replies_to__in=letters).order_by()
    )
)
ASKS = _of_letters(
    Recommendation.objects.public()
    .select_related("reported_in", "restates__letter", "restates__reported_in")
    .order_by("number")
)
ASKERS = _of_asks(Asker.objects.select_related(*PARTY))
ADDRESSEES = _of_asks(Addressee.objects.select_related(*PARTY))
THEMES = _of_asks(
    Recommendation.themes.through.objects.select_related("theme").order_by("theme__name")
)
ANSWERS = _of_asks(
    Answer.objects.select_related("letter").only(
        *("recommendation", "order", "passage", "quote", "stance", "note"),
        *(f"letter__{field}" for field in NAMED),
    )
)


def fetch_complete(keys: Collection[int]) -> dict[int, Letter]:
    """Return published letters by key as ``complete()`` gives them, for very many of them.

    ``let_go()`` parts them again.
    """
    letters = LETTERS(keys)
    found = [letter.pk for letter in letters]
    if not found:
        return {}
    keep(letters, "correspondents", CORRESPONDENTS(found), "letter")
    keep(letters, "replies", REPLIES(found), "replies_to")
    keep(letters, "former_slugs", FORMER_SLUGS(found), "letter")
    keep(letters, "country_mentions", MENTIONS(found), "letter")
    signing = SIGNATORIES(found)
    keep(letters, "signatories", signing, "letter")
    if signing:
        keep(signing, "capacities", CAPACITIES([row.pk for row in signing]), "signatory")
    asks = ASKS(found)
    keep(letters, "recommendations", asks, "letter")
    if asks:
        _complete(asks)
    return {letter.pk: letter for letter in letters}


def _complete(asks: Collection[Recommendation]) -> None:
    found = [ask.pk for ask in asks]
    for name, query in (("askers", ASKERS), ("addressees", ADDRESSEES), ("answers", ANSWERS)):
        keep(asks, name, query(found), "recommendation")
    themes: dict[int, list[Model]] = defaultdict(list)
    for row in THEMES(found):
        themes[row.recommendation_id].append(row.theme)
    keep_each(asks, "themes", themes)


def let_go(letters: Iterable[Letter]) -> None:
    """Part letters from the rows around them, once they are written.

    A letter and its rows refer to each other. Of a long file, what waits for Python to find such
    circles takes hundreds of megabytes.
    """
    for letter in letters:
        for row in (*letter.recommendations.all(), *letter.signatories.all(), letter):
            row._prefetched_objects_cache.clear()


def answers(recommendation: Recommendation) -> list[Answer]:
    """Return the answers to an ask that stand in published letters, in their order."""
    return [answer for answer in recommendation.answers.all() if answer.letter.is_published]


def replies(letter: Letter) -> list[Letter]:
    """Return the published replies to a letter by date, with no more than their names."""
    published = [reply for reply in letter.replies.all() if reply.is_published]
    return sorted(published, key=lambda reply: (reply.sort_date, reply.pk))


def public(letter: Letter | None) -> Letter | None:
    """Return a letter that is linked to if it may be shown, and None otherwise."""
    return letter if letter and letter.is_published else None


def restated(recommendation: Recommendation) -> Recommendation | None:
    """Return the earlier ask that is repeated, if it may be shown."""
    earlier = recommendation.restates
    if earlier is None or not earlier.letter.is_published:
        return None
    if earlier.reported_in and not earlier.reported_in.is_published:
        return None
    return earlier
