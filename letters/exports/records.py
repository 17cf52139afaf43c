"""Records as formats take them: a letter with everything around it that is public."""

from collections.abc import Collection, Iterable
from typing import Any

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
)
from letters.models.fetching import SIGNATORIES, fetch_themes
from letters.models.prepared import Prepared, keep

# An organisation is public for the sake of what is up to two steps below it.
ABOVE = "organisation__parent__parent"
# What names a letter, and says whether and when it is shown.
NAMED = ("slug", "status", "sort_date")
PARTY = (ABOVE, "person", f"office__{ABOVE}")


# The source comes with its bytes.
LETTERS = Prepared(
    lambda keys: (
        Letter.objects.published()
        .filter(pk__in=keys)
        .select_related("source", "replies_to", "known_from")
        .order_by()
    )
)
CORRESPONDENTS = Prepared(
    lambda letters: Correspondent.objects.filter(letter__in=letters).select_related(*PARTY)
)
CAPACITIES = Prepared(
    lambda rows: Capacity.objects.filter(signatory__in=rows).select_related(ABOVE)
)
REPLIES = Prepared(
    lambda letters: (
        Letter.objects.filter(replies_to__in=letters).only(*NAMED, "replies_to").order_by()
    )
)
FORMER_SLUGS = Prepared(lambda letters: FormerSlug.objects.filter(letter__in=letters))
COUNTRIES = Prepared(lambda letters: CountryMention.objects.filter(letter__in=letters))
RECOMMENDATIONS = Prepared(
    lambda letters: (
        Recommendation.objects.public()
        .filter(letter__in=letters)
        .select_related("reported_in", "restates__letter", "restates__reported_in")
        .order_by("number")
    )
)
ASKERS = Prepared(lambda asks: Asker.objects.filter(recommendation__in=asks).select_related(*PARTY))
ADDRESSEES = Prepared(
    lambda asks: Addressee.objects.filter(recommendation__in=asks).select_related(*PARTY)
)
ANSWERS = Prepared(
    lambda asks: (
        Answer.objects.filter(recommendation__in=asks)
        .select_related("letter")
        .only(
            *("recommendation", "order", "passage", "quote", "stance", "note"),
            *(f"letter__{field}" for field in NAMED),
        )
    )
)


def complete(keys: Collection[int]) -> list[Letter]:
    """Fetch published letters with what a format shows, and nothing that only drafts know.

    They come in the order of their ids as given. The number of queries does not depend on the
    number of letters. Asks that are not public are left out; answers and replies are taken through
    ``answers`` and ``replies``, which leave out those of drafts. (As a condition of the query,
    "published" tempts a database to begin with all letters that are.)
    """
    letters = LETTERS.in_order(keys)
    if letters:
        found = [letter.pk for letter in letters]
        signatories = SIGNATORIES(found)
        keep(letters, "signatories", signatories, "letter")
        if signatories:
            keep(
                signatories, "capacities", CAPACITIES([row.pk for row in signatories]), "signatory"
            )
        keep(letters, "correspondents", CORRESPONDENTS(found), "letter")
        keep(letters, "recommendations", _recommendations(found), "letter")
        keep(letters, "replies", REPLIES(found), "replies_to")
        keep(letters, "former_slugs", FORMER_SLUGS(found), "letter")
        keep(letters, "country_mentions", COUNTRIES(found), "letter")
    return letters


def _recommendations(letters: Collection[int]) -> list[Recommendation]:
    asks = RECOMMENDATIONS(letters)
    if asks:
        found = [ask.pk for ask in asks]
        fetch_themes(asks)
        keep(asks, "askers", ASKERS(found), "recommendation")
        keep(asks, "addressees", ADDRESSEES(found), "recommendation")
        keep(asks, "answers", ANSWERS(found), "recommendation")
    return asks


def let_go(letters: Iterable[Any]) -> None:
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
