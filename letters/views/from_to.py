"""Who wrote to whom, on one line of a list of letters.

Wants letters from ``for_list()``, whose correspondents and signatories are fetched already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from letters.models import Correspondent, Letter
from letters.models.party import Party
from letters.views.parties import in_part, short_name

Part = Correspondent.Part
SHOWN = 3


@dataclass(frozen=True)
class FromTo:
    """The parties of a letter in words; a part that nobody is named in is empty."""

    senders: str
    recipients: str
    copied: str
    hosts: str

    @property
    def lacks(self) -> str:
        """What the document does not say."""
        if not self.senders and not self.recipients:
            return "no author or addressee named"
        if not self.senders:
            return "no author named"
        return "" if self.recipients else "no addressee named"


def from_to(letter: Letter) -> FromTo:
    """Return the parties of a letter, the first few of each part by name."""
    return FromTo(
        senders=some(_signed(letter)),
        recipients=some(map(party_label, in_part(letter, Part.RECIPIENT))),
        copied=some(map(party_label, in_part(letter, Part.COPIED))),
        hosts=some(row.as_printed or party_label(row) for row in in_part(letter, Part.HOST)),
    )


def _signed(letter: Letter) -> list[str]:
    """Name those who sign, else the senders; of a single signatory say for whom."""
    senders, signatories = in_part(letter, Part.SENDER), list(letter.signatories.all())
    if not signatories:
        return list(map(party_label, senders))
    if len(signatories) == 1:
        own = [row for row in senders if row.person_id == signatories[0].person_id]
        return [party_label(row) for row in own[:1]] or [str(signatories[0])]
    return [str(signatory) for signatory in signatories]


def party_label(party: Party) -> str:
    """Name a party shortly: a person, with the organisation unless an office says it."""
    if party.person and party.organisation and not party.office:
        return f"{party.person}, {short_name(party.organisation)}"
    if party.person or party.office:
        return str(party.person or party.office)
    return short_name(party.organisation) if party.organisation else f"“{party.words}”"


def some(names: Iterable[str], shown: int = SHOWN) -> str:
    """Join names as a sentence does, all of them or the first few and how many more."""
    listed: Sequence[str] = list(dict.fromkeys(names))
    if len(listed) > shown + 1:
        listed = [*listed[:shown], f"{len(listed) - shown:,} more"]
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"
