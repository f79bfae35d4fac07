#!/usr/bin/env python3
"""Makes a synthetic newswire: the same articles for the same arguments, on every machine.

usage: benches/compare/newswire.py ARTICLES [--seed N] > ARTICLES.jsonl

Words follow Zipf's law over a made-up vocabulary, with English function words between them. Articles have a source, date,
section, byline and some quotations whose speakers come from a pool of names, a few of them far more often than the rest.
"""
import argparse
import datetime
import itertools
import json
import random
import sys

FUNCTION_WORDS = "the of to and in a for on that with as by at from is was it has be will an are its which have this not but".split()
ONSETS = "b c d f g h j k l m n p r s t v w z br cr dr fl gr pl pr sh st tr".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = ["", "", "n", "r", "s", "l", "t", "nd", "rk"]
SUFFIXES = ["", "", "", "s", "ed", "ing", "er", "ly"]
FIRST_NAMES = "Ada Bela Carlo Dina Edwin Frida Gustav Hanna Ivo Jana Karl Lena Marco Nora Oskar Paula Rosa Stefan Thea Viktor".split()
ROLES = ["president", "finance minister", "spokeswoman", "director", "chief executive", "mayor", "economist", "chairman"]
CUES = ["said", "said", "said", "told reporters", "added", "warned", "argued"]
SECTIONS = "World Business Politics Culture Sport Science".split()


class Newswire:
    """A pool of words, names and sources, and a generator of articles made from them."""

    def __init__(self, seed=17, vocabulary=60_000, people=20_000):
        self.random = random.Random(seed)
        words = {}
        while len(words) < vocabulary:
            words[self.word()] = None
        self.words = list(words)
        self.word_weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(vocabulary)))
        surnames = [self.word().capitalize() for _ in range(people // 3)]
        self.people = [f"{self.random.choice(FIRST_NAMES)} {self.random.choice(surnames)}" for _ in range(people)]
        self.people_weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(people)))
        self.organizations = [f"{self.word().capitalize()} {kind}" for kind in ("Bank", "Council", "Group", "Ministry") for _ in range(200)]
        self.sources = [f"The {self.word().capitalize()} {kind}" for kind in ("Herald", "Post", "Times", "Courier") for _ in range(10)]

    def word(self):
        pick = self.random.choice
        stem = "".join(pick(ONSETS) + pick(VOWELS) for _ in range(self.random.randint(1, 3)))
        return stem + pick(CODAS) + pick(SUFFIXES)

    def clause(self, length):
        chosen = self.random.choices(self.words, cum_weights=self.word_weights, k=length)
        for place in range(0, length, 2):
            if self.random.random() < 0.8:
                chosen[place] = self.random.choice(FUNCTION_WORDS)
        return " ".join(chosen)

    def sentence(self):
        text = self.clause(self.random.randint(9, 28))
        return text[0].upper() + text[1:] + "."

    def quotation(self, person, known):
        said = self.clause(self.random.randint(6, 24))
        said = said[0].upper() + said[1:]
        speaker = person.split()[-1] if known else f"{person}, {self.random.choice(ROLES)} of {self.random.choice(self.organizations)},"
        cue = self.random.choice(CUES)
        shape = self.random.random()
        if shape < 0.5:
            return f"“{said},” {speaker.rstrip(',')} {cue}."
        if shape < 0.7:
            return f"{speaker} {cue}: “{said}.”"
        return f"{speaker} {cue} that {said[0].lower() + said[1:]}."

    def article(self, number):
        paragraphs, known = [], set()
        speakers = self.random.choices(self.people, cum_weights=self.people_weights, k=2)
        for _ in range(self.random.randint(3, 14)):
            sentences = [self.sentence() for _ in range(self.random.randint(1, 4))]
            if self.random.random() < 0.4:
                person = self.random.choice(speakers)
                sentences.append(self.quotation(person, person in known))
                known.add(person)
            paragraphs.append(" ".join(sentences))
        day = datetime.date(1990, 1, 1) + datetime.timedelta(days=self.random.randint(0, 36 * 365))
        return {
            "id": f"wire-{number}",
            "title": self.clause(self.random.randint(4, 9)).capitalize(),
            "date": day.isoformat(),
            "source": self.random.choice(self.sources),
            "section": self.random.choice(SECTIONS),
            "author": self.people[number % 500],
            "language": "en",
            "text": "\n\n".join(paragraphs),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=int, help="number of articles")
    parser.add_argument("--seed", type=int, default=17, help="seed of the random numbers (default: 17)")
    arguments = parser.parse_args()
    wire = Newswire(arguments.seed)
    for number in range(arguments.articles):
        sys.stdout.write(json.dumps(wire.article(number), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
