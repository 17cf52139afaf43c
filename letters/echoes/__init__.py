"""Echoes: passages that stand in two letters, exactly or nearly.

Candidates come from the index, through the fingerprints of their passages; only those are aligned
word by word. Nothing is stored: what is shown is what the texts say at that moment.
"""

from letters.echoes.archive import (
    COMMON,
    Counterpart,
    Echoes,
    Frequencies,
    echoes_of,
    frequencies_of,
)
from letters.echoes.comparison import compare
from letters.echoes.echo import Comparison, Difference, Echo
from letters.echoes.strongest import Strongest, strongest
from letters.echoes.wording import stretches

__all__ = [
    "COMMON",
    "Comparison",
    "Counterpart",
    "Difference",
    "Echo",
    "Echoes",
    "Frequencies",
    "Strongest",
    "compare",
    "echoes_of",
    "frequencies_of",
    "stretches",
    "strongest",
]
