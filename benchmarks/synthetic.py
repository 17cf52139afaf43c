"""A synthetic archive of any size, as JSON Lines in the archive's own form of interchange.

    python -m benchmarks.synthetic LETTERS [--seed 1] > letters.jsonl

The same number and seed give the same bytes. What it is made of, and why:

- *Words.* About 250 a letter, drawn from a Zipf distribution over the words of the collection's
  own records (by their frequency there) followed by invented ones, 200,000 in all: the commonest
  stand in nine letters of ten, the rarest in one of a hundred thousand. "Responsibility to
  Protect" stands in three letters of ten and "R2P" in two, so that synonyms have work to do.
- *Correspondents.* Organisations (one for twenty letters) and people (one for ten) are drawn by a
  power law; the first organisation takes part in every tenth letter.
- *Dates.* Over 30 years; of a hundred letters two are undated, eight know the month or the year
  only, five are "about" or "perhaps".
- *The ledger.* Three recommendations a letter on average, quoted from its text; letters reply to
  earlier ones and answer some of what these ask, quoting themselves; some asks restate others.
- *Drafts* are five of a hundred, and two of a hundred are not held.

Letters come in blocks of 64 that refer to each other only, and the blocks are spread over the
years at random, so that the order of the file tells an index nothing. Memory does not grow with
the number of letters.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).resolve().parent.parent / "fixtures" / "records"
BLOCK = 64
VOCABULARY = 200_000
FIRST_DAY = date(1990, 1, 1)
DAYS = 30 * 365
PUBLISHED_AT = "2026-01-01T00:00:00+00:00"
THEMES = (
    *("Support", "Prevention", "Focal points", "Funding", "Reporting", "Training", "Mediation"),
    *("Justice", "Arms", "Refugees", "Women and peace", "Early warning"),
)
ASKING = (
    "We call on your government to",
    "We urge you to",
    "We would be grateful if you could",
    "We also encourage your government to",
    "May we ask you to",
)
ANSWERING = {
    "accepted": "We agree that we should",
    "already-doing": "My department already works to",
    "information-given": "You may wish to know that we",
    "noted": "I have noted what you say about",
    "declined": "We are not in a position to",
    "deferred": "We shall return next year to",
}
FIRST_NAMES = (
    *("Ada", "Ben", "Carla", "David", "Esther", "Femi", "Grace", "Hugo", "Ines", "James", "Kofi"),
    *("Lena", "Maria", "Noor", "Oscar", "Priya", "Rosa", "Simon", "Tanya", "Victor", "Yusuf"),
)
BODIES = ("Institute", "Trust", "Network", "Coalition", "Ministry", "Association", "Centre")
KINDS = (
    *("letter", "letter", "letter", "letter", "joint-letter", "open-letter", "statement"),
    *("campaign-letter", "letter", "letter"),
)
PLACES = ("London", "New York", "Geneva", "Nairobi", "", "", "", "")
COUNTRIES = ("Syria", "Kenya", "South Sudan", "Central African Republic", "Libya", "Myanmar")
_SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en")]


@dataclass
class Made:
    """A letter being made, with what others of its block need of it."""

    record: dict[str, Any]
    day: date
    exact: bool
    published: bool
    paragraphs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Archive:
    """An archive of so many letters; ``seed`` makes another one of the same kind."""

    letters: int
    seed: int = 1

    def lines(self) -> Iterator[str]:
        """Yield the letters, one a line."""
        for record in self.records():
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the letters in the form of interchange."""
        blocks = -(-self.letters // BLOCK)
        order = list(range(blocks))
        random.Random(self.seed).shuffle(order)
        for block, place in enumerate(order):
            rng = random.Random(f"{self.seed} {block}")
            numbers = range(block * BLOCK, min((block + 1) * BLOCK, self.letters))
            start = FIRST_DAY + timedelta(days=DAYS * place // blocks)
            yield from self._block(rng, numbers, start)

    # Letters

    def _block(self, rng: random.Random, numbers: range, start: date) -> Iterator[dict[str, Any]]:
        made: list[Made] = []
        spread = max(1, min(60, DAYS * BLOCK // max(self.letters, 1)))
        for place, number in enumerate(numbers):
            day = start + timedelta(days=place * spread // BLOCK)
            letter = self._letter(rng, number, day)
            self._refer(rng, letter, made)
            made.append(letter)
        for letter in made:
            letter.record["text"] = "\n\n".join(letter.paragraphs)
            yield letter.record

    def _letter(self, rng: random.Random, number: int, day: date) -> Made:
        edtf, exact = self._date(rng, day)
        published = rng.random() >= 0.05
        record = self._head(rng, number, edtf)
        record["status"] = "published" if published else "draft"
        record["published_at"] = PUBLISHED_AT if published else None
        letter = Made(record, day, exact, published)
        self._parties(rng, record)
        if published and number and rng.random() < 0.02:
            record["held"] = False
            return letter
        letter.paragraphs = self._paragraphs(rng)
        self._asks(rng, letter)
        return letter

    def _head(self, rng: random.Random, number: int, edtf: str) -> dict[str, Any]:
        words = self._words(rng, 5)
        return {
            "version": 1,
            "slug": f"letter-{number:07d}",
            "status": "",
            "former_slugs": [],
            "title": f"On {' '.join(words)}",
            "kind": rng.choice(KINDS),
            "held": True,
            "known_from": None,
            "date": {"edtf": edtf, "of": "writing", "as_printed": "", **_NOT_INFERRED},
            "place": rng.choice(PLACES),
            "reference": f"REF/{number}/{rng.randrange(100)}" if number % 5 == 0 else "",
            "language": "en",
            "correspondents": [],
            "opener": "",
            "salutation": "Excellency,",
            "text": "",
            "valediction": "Yours sincerely,",
            "closer": "",
            "signatories": [],
            "enclosures": "",
            "summary": f"A letter about {words[0]} and {words[-1]}." if number % 10 == 0 else "",
            "editorial_note": "",
            "replies_to": None,
            "recommendations": [],
            "countries": [],
            "source": None,
            "rights": "",
            "published_at": None,
            "organisations": [],
            "people": [],
            "offices": [],
            "themes": [],
        }

    def _date(self, rng: random.Random, day: date) -> tuple[str, bool]:
        chance = rng.random()
        if chance < 0.02:
            return "", False
        if chance < 0.08:
            return f"{day:%Y-%m}", False
        if chance < 0.10:
            return f"{day:%Y}", False
        if chance < 0.15:
            return f"{day:%Y-%m-%d}{rng.choice('~?')}", True
        return f"{day:%Y-%m-%d}", True

    def _paragraphs(self, rng: random.Random) -> list[str]:
        """Return four to eight paragraphs, one time in ten a list of points among them."""
        lengths = [rng.randrange(20, 60) for _ in range(rng.randrange(4, 7))]
        made = [self._sentence(rng, length) for length in lengths]
        if rng.random() < 0.3:
            made[0] += " We write about the Responsibility to Protect."
        if rng.random() < 0.2:
            made[-1] += " The norm of R2P is at stake."
        if rng.random() < 0.2:
            made[1] += f" The people of {rng.choice(COUNTRIES)} suffer."
        if rng.random() < 0.1:
            points = (f"- {self._sentence(rng, 8)}" for _ in range(3))
            made.append("\n".join(points))
        return made

    # Who

    def _parties(self, rng: random.Random, record: dict[str, Any]) -> None:
        organisations: dict[int, None] = {}
        people: dict[int, None] = {}
        parts = ["sender", "recipient", *["sender"] * rng.choice((0, 0, 0, 0, 1, 3))]
        parts += ["copied"] * (rng.random() < 0.1)
        first = rng.randrange(len(parts)) if rng.random() < 0.1 else -1
        for place, part in enumerate(parts):
            body = 0 if place == first else self._organisation(rng)
            record["correspondents"].append(self._correspondent(rng, part, body))
            organisations[body] = None
        for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
            person, body = _by_power(rng, self.people), self._organisation(rng)
            record["signatories"].append(_signatory(person, body))
            people[person] = None
            organisations[body] = None
        record["organisations"] = [self._organisation_record(n) for n in organisations]
        record["people"] = [_person_record(n) for n in people]
        offices = {row["office"] for row in record["correspondents"] if row["office"]}
        record["offices"] = [_office_record(slug) for slug in sorted(offices)]

    def _organisation(self, rng: random.Random) -> int:
        return 1 + _by_power(rng, self.organisations)

    def _correspondent(self, rng: random.Random, part: str, body: int) -> dict[str, Any]:
        office = f"office-{body}" if part == "recipient" and rng.random() < 0.3 else None
        return {
            "part": part,
            "organisation": None if office else _organisation_slug(body),
            "person": None,
            "office": office,
            "words": "",
            "as_printed": "",
            "inferred": False,
            "reason": "",
        }

    def _organisation_record(self, number: int) -> dict[str, Any]:
        return {
            "slug": _organisation_slug(number),
            "name": _organisation_name(number),
            "acronym": "",
            "other_names": [],
            "kind": "civil-society",
            "parent": None,
            "description": "",
            "website": "",
            "authorities": [],
        }

    # The ledger

    def _asks(self, rng: random.Random, letter: Made) -> None:
        themes: set[int] = set()
        for number in range(1, 1 + rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))):
            gist = " ".join(self._words(rng, 7))
            quote = f"{rng.choice(ASKING)} {gist}."
            place = rng.randrange(4)
            letter.paragraphs[place] += f" {quote}"
            marked = rng.sample(range(len(THEMES)), rng.choice((1, 1, 2)))
            themes.update(marked)
            letter.record["recommendations"].append(_ask(number, quote, place + 1, gist, marked))
        letter.record["themes"] = [_theme_record(each) for each in sorted(themes)]

    def _refer(self, rng: random.Random, letter: Made, earlier: list[Made]) -> None:
        """Reply to an earlier letter of the block and answer some of its asks, or restate one."""
        known = [each for each in earlier if each.published and each.paragraphs]
        if not letter.record["held"]:
            if known:
                letter.record["known_from"] = rng.choice(known).record["slug"]
            else:
                letter.record["held"] = True
                letter.paragraphs = [self._sentence(rng, 40)]
            return
        if not known or not letter.paragraphs:
            return
        other = rng.choice(known)
        if rng.random() < 0.35:
            letter.record["kind"] = "reply"
            to = {"letter": other.record["slug"], "inferred": False, "reason": ""}
            letter.record["replies_to"] = to
            if asks := other.record["recommendations"]:
                self._answer(rng, letter, rng.choice(asks))
        elif rng.random() < 0.1 and letter.exact and other.exact:
            self._restate(letter, other)

    def _restate(self, letter: Made, other: Made) -> None:
        if letter.record["recommendations"] and other.record["recommendations"]:
            ask = letter.record["recommendations"][0]
            ask["restates"] = {"letter": other.record["slug"], "number": 1, "reason": ""}

    def _answer(self, rng: random.Random, letter: Made, ask: dict[str, Any]) -> None:
        stance = rng.choice(list(ANSWERING))
        quote = f"{ANSWERING[stance]} {' '.join(self._words(rng, 8))}."
        letter.paragraphs[0] += f" {quote}"
        slug = letter.record["slug"]
        answer = {"letter": slug, "passage": 1, "quote": quote, "stance": stance, "note": ""}
        ask["answers"].append(answer)

    # Words

    def _words(self, rng: random.Random, count: int) -> list[str]:
        return rng.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def _sentence(self, rng: random.Random, length: int) -> str:
        return f"{' '.join(self._words(rng, length)).capitalize()}."

    @cached_property
    def vocabulary(self) -> list[str]:
        """The words, the commonest first: those of the records, then invented ones."""
        texts = (path.read_text(encoding="utf-8") for path in sorted(RECORDS.glob("*.md")))
        found = Counter(re.findall(r"[a-z]{2,}", "\n".join(map(_body, texts)).lower()))
        real = [word for word, _ in found.most_common()]
        return [*real, *_invented(VOCABULARY - len(real), set(real))]

    @cached_property
    def weights(self) -> list[float]:
        """The sums of the weights of Zipf and Mandelbrot, one a word."""
        return list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self.vocabulary) + 1)))

    @property
    def organisations(self) -> int:
        return max(5, self.letters // 20)

    @property
    def people(self) -> int:
        return max(5, self.letters // 10)


_NOT_INFERRED = {"inferred": False, "reason": ""}


def _body(record: str) -> str:
    return record.split("+++")[2]


def _by_power(rng: random.Random, count: int) -> int:
    """Draw a number below ``count``; the first ones come far more often than the last."""
    return int(count * rng.random() ** 1.8)


def _invented(count: int, known: set[str]) -> Iterator[str]:
    rng = random.Random(0)
    made = 0
    while made < count:
        word = "".join(rng.choices(_SYLLABLES, k=rng.randrange(2, 5)))
        if word not in known:
            known.add(word)
            made += 1
            yield word


def _word_of(number: int) -> str:
    """Return a name-like word that stands for a number."""
    made = ""
    for _ in range(3):
        number, place = divmod(number, len(_SYLLABLES))
        made += _SYLLABLES[place]
    return made.capitalize()


def _organisation_slug(number: int) -> str:
    return f"organisation-{number}"


def _organisation_name(number: int) -> str:
    return f"{_word_of(number * 7919)} {BODIES[number % len(BODIES)]} {number}"


def _person_record(number: int) -> dict[str, Any]:
    return {
        "slug": f"person-{number}",
        "forenames": FIRST_NAMES[number % len(FIRST_NAMES)],
        "surname": _word_of(number * 6007),
        "honorific": "",
        "suffix": "",
        "other_names": [],
        "description": "",
        "authorities": [],
    }


def _office_record(slug: str) -> dict[str, Any]:
    number = int(slug.rpartition("-")[2])
    return {
        "slug": slug,
        "title": f"Secretary of the {_organisation_name(number)}",
        "other_names": [],
        "organisation": _organisation_slug(number),
        "description": "",
    }


def _theme_record(number: int) -> dict[str, Any]:
    return {"slug": f"theme-{number}", "name": f"{THEMES[number]} (synthetic)", "scope_note": ""}


def _signatory(person: int, body: int) -> dict[str, Any]:
    capacity = {
        "role": "Director",
        "organisation": _organisation_slug(body),
        "organisation_as_printed": "",
    }
    return {"person": f"person-{person}", "as_printed": "", "capacities": [capacity]}


def _ask(number: int, quote: str, passage: int, gist: str, themes: list[int]) -> dict[str, Any]:
    return {
        "number": number,
        "quote": quote,
        "passage": passage,
        "reported_in": None,
        "gist": gist,
        "form": "request" if number < 3 else "point",
        "themes": [f"theme-{each}" for each in themes],
        "askers": [],
        "addressees": [],
        "restates": None,
        "note": "",
        "answers": [],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic archive as JSON Lines.")
    parser.add_argument("letters", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for line in Archive(given.letters, given.seed).lines():
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
