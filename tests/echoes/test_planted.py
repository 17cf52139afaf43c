"""Echoes planted in an archive of made-up letters: are they found, and nothing else?"""

import itertools
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from letters import search
from letters.echoes import echoes_of
from letters.models import Letter

LETTERS, PLANTED = 160, 70
PASSAGES, LENGTHS = (4, 6), (25, 60)
# What letters have in common that are no echoes of each other: names and set phrases.
PHRASES = [
    "the Responsibility to Protect",
    "the United Nations Association of the United Kingdom",
    "we look forward to hearing from you",
    "the Secretary of State for Foreign and Commonwealth Affairs",
    "we would be grateful if you could",
    "genocide, war crimes and crimes against humanity",
    "in accordance with international law",
    "please do not hesitate to contact us",
]
SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en")]
COMMON = "the of and to in a that we for is on as are by with be this your our have it from"
Place = tuple[int, int]


@dataclass
class Archive:
    """Made-up letters, each a list of passages, and the passages that were planted twice."""

    rng: random.Random
    letters: list[list[str]] = field(default_factory=list)
    planted: set[frozenset[Place]] = field(default_factory=set)

    def __post_init__(self) -> None:
        invented = ("".join(self.rng.choices(SYLLABLES, k=3)) for _ in range(20_000))
        self.vocabulary = [*re.findall("[a-z]+", COMMON), *invented]
        self.weights = list(
            itertools.accumulate(1 / (rank + 2.7) for rank in range(len(self.vocabulary)))
        )

    def words(self, count: int) -> list[str]:
        return self.rng.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def passage(self) -> str:
        words = self.words(self.rng.randint(*LENGTHS))
        words.insert(self.rng.randrange(len(words)), self.rng.choice(PHRASES))
        return " ".join(words)

    def fill(self, one_in: int) -> None:
        """Write letters, then copy passages from some into others with changed words."""
        self.letters = [
            [self.passage() for _ in range(self.rng.randint(*PASSAGES))] for _ in range(LETTERS)
        ]
        places = [(letter, self.rng.randrange(4)) for letter in range(LETTERS)]
        self.rng.shuffle(places)
        for source, target in zip(places[:PLANTED], places[PLANTED : 2 * PLANTED], strict=True):
            text = self.letters[source[0]][source[1]]
            self.letters[target[0]][target[1]] = " ".join(self.changed(text.split(), one_in))
            self.planted.add(frozenset({source, target}))

    def changed(self, words: list[str], one_in: int) -> Iterator[str]:
        """Change, leave out or add words, one in so many of them."""
        count = len(words) // one_in if one_in else 0
        marked = set(self.rng.sample(range(len(words)), count))
        for place, word in enumerate(words):
            if place not in marked:
                yield word
            else:
                new = self.words(1)
                yield from self.rng.choice((new, new, [], [word, *new]))

    def save(self) -> list[Letter]:
        published = {"status": "published", "published_at": timezone.now()}
        rows = [
            Letter(slug=f"letter-{number}", title="A letter", text="\n\n".join(text), **published)
            for number, text in enumerate(self.letters)
        ]
        return Letter.objects.bulk_create(rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("one_in", [0, 16, 8])
def test_planted_echoes_are_found_and_nothing_else(
    one_in: int, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive(random.Random(one_in))  # noqa: S311 - made-up text is no secret
    archive.fill(one_in)
    rows = archive.save()
    search.rebuild()
    numbers = {row.pk: number for number, row in enumerate(rows)}
    found = [pair for row in rows for pair in echoes_found(row, numbers)]
    right = sum(pair in archive.planted for pair in found)
    # Each planted echo is to be found from both of its letters.
    recall, precision = right / (2 * PLANTED), right / len(found)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{2 * PLANTED} echoes planted in {LETTERS} letters, one word in {one_in or '∞'}"
            f" changed: recall {recall:.3f}, precision {precision:.3f}\n"
        )
    assert recall >= 0.95
    assert precision >= 0.95


def echoes_found(row: Letter, numbers: dict[int, int]) -> Iterator[frozenset[Place]]:
    """Yield the pairs of passages that echo each other, set phrases aside."""
    echoes = echoes_of(row)
    for other in echoes.counterparts:
        for echo in itertools.filterfalse(echoes.frequencies.is_common, other.comparison.echoes):
            here = numbers[row.pk], echo.here - 1
            there = numbers[other.letter.pk], echo.there - 1
            yield frozenset({here, there})
