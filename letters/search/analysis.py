"""Analysis: what becomes of the words of a text, and of those a reader types.

Texts reach the engine as folded words with a space between them (``letters/spelling.py``); the
engine only splits them and, in some fields, stems them. The stemmer is the engine's own, so that
marks in a text agree with what was found.
"""

from collections.abc import Iterable

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from letters import spelling

# A stored index is only of use to a program that would analyse these as it did.
PROBE = "Operationalize the organisations’ honour; Søvndal’s préventive labour, UNA–UK, ½ R2P"

WORDS: TextAnalyzer = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
STEMS: TextAnalyzer = (
    TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()
)
TOKENIZERS = {"words": WORDS, "stems": STEMS}


def stem(word: str) -> str:
    """Return the stem of a folded word."""
    return _STEMS[word]


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of folded words, one for each."""
    return list(map(_STEMS.__getitem__, words))


def _stem(word: str) -> str:
    found: str = STEMS.analyze(word)[0]
    return found


_STEMS = spelling.WordTable(_stem)


def fingerprint() -> str:
    """Return how this program analyses a text that has something of everything."""
    return " ".join(stems(spelling.fold_text(PROBE).split()))
