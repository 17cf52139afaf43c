"""The ledger files: what a document asks, and what it answers; one file a document."""

from collections import Counter

from letters.imports.draft import Draft
from letters.imports.tables import Table
from letters.models import Addressee, Answer, Asker, Letter, Recommendation

_FILE = ["letter", "recommendations", "answers"]
_RECOMMENDATION = [
    "number",
    "reported_in",
    "passage",
    "quote",
    "gist",
    "form",
    "themes",
    "restates_reason",
    "note",
]
_PARTY = ["organisation", "person", "office", "words"]
_ANSWER = ["recommendation", "passage", "quote", "stance", "note"]


def read_recommendations(draft: Draft, file: Table) -> None:
    """Read what a document asks. Others refer to an ask as "slug#number"."""
    draft.expect(file, _FILE)
    letter = _letter(draft, file)
    if letter is None:
        return
    for table in draft.tables(file, "recommendations"):
        draft.expect(table, [*_RECOMMENDATION, "restates", "asked_by", "addressees"])
        ask = draft.add(Recommendation, table, _RECOMMENDATION, letter=letter)
        if "number" not in table.values:
            draft.wrong(table, "number", "This is missing: a number is never given twice.")
            continue
        draft.name(ask, f"{letter.slug}#{ask.number}", table, "number")
        _read_parties(draft, table, ask)


def _letter(draft: Draft, file: Table) -> Letter | None:
    if "letter" not in file.values:
        draft.wrong(file, "letter", "This is missing.")
        return None
    return draft.find(Letter, file.values["letter"], file, "letter")


def _read_parties(draft: Draft, table: Table, ask: Recommendation) -> None:
    for key, model in (("asked_by", Asker), ("addressees", Addressee)):
        for order, entry in enumerate(draft.tables(table, key), start=1):
            draft.expect(entry, _PARTY)
            draft.add(model, entry, _PARTY, recommendation=ask, order=order)


def read_restatements(draft: Draft, file: Table) -> None:
    """Read which asks repeat which; the earlier one may stand in a later file."""
    for table in draft.tables(file, "recommendations"):
        name = f"{file.values.get('letter')}#{table.values.get('number')}"
        if "restates" in table.values and (ask := draft.known(Recommendation, name)):
            earlier = table.values["restates"]
            ask.restates = draft.find(Recommendation, earlier, table, "restates")
            if not ask.restates_reason:
                draft.wrong(table, "restates_reason", "Say why it restates the earlier one.")


def read_answers(draft: Draft, file: Table) -> None:
    """Read what a document answers."""
    letter = draft.known(Letter, str(file.values.get("letter")))
    orders: Counter[int] = Counter(each.recommendation_id for each in draft.of(Answer))
    for table in draft.tables(file, "answers") if letter else []:
        draft.expect(table, _ANSWER)
        if "recommendation" not in table.values:
            draft.wrong(table, "recommendation", "This is missing: name the ask, slug#number.")
            continue
        ask = draft.find(Recommendation, table.values["recommendation"], table, "recommendation")
        if ask is not None:
            orders[ask.pk] += 1
            keys = [key for key in _ANSWER if key != "recommendation"]
            draft.add(Answer, table, keys, letter=letter, recommendation=ask, order=orders[ask.pk])
