"""Words of a question: normalised, stemmed, synonyms folded, compounds split, places kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from surveyapp.overlap.rules.canonical import canonical
from surveyapp.overlap.rules.stems import stem as stem
from surveyapp.overlap.rules.terms import Terms

_WORD = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*", re.UNICODE)
_NUMBERING = re.compile(
    r"^\s*(?:(?:fråga|question)\s+)?"
    r"(?:[a-zåäö]{0,2}\d{1,3}(?:\.\d+)*\s?[a-z]?[.):]|[a-zåäö][.)]"
    r"|\d{1,3}(?:\.\d+)+(?=\s+(?-i:[A-ZÅÄÖ])))\s+",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\(\s*[-–]\s*\d{4}\s*\)")
"""Kolada's mark of a key figure that has ended, "(-2024)"; it is no part of what is asked."""

ABBREVIATIONS = (
    (re.compile(r"\benl\."), "enligt"),
    (re.compile(r"\binkl\."), "inklusive"),
    (re.compile(r"\bexkl\."), "exklusive"),
    (re.compile(r"\bavs\."), "avseende"),
    (re.compile(r"\bresp\."), "respektive"),
    (re.compile(r"\bkap(?:\.|itlet\b)"), "kap"),
    (re.compile(r"\bt\.?\s?ex\.?(?=\s)"), "till exempel"),
    (re.compile(r"\bd\.?\s?v\.?\s?s\.?(?=\s)"), "det vill säga"),
    (re.compile(r"\b(?:ca\.?|c:a)(?=\s)"), "cirka"),
    (re.compile(r"\bjan\b\.?"), "januari"),
    (re.compile(r"\bfebr?\b\.?"), "februari"),
    (re.compile(r"\bapr\b\.?"), "april"),
    (re.compile(r"\baug\b\.?"), "augusti"),
    (re.compile(r"\bsept?\b\.?"), "september"),
    (re.compile(r"\bokt\b\.?"), "oktober"),
    (re.compile(r"\bnov\b\.?"), "november"),
    (re.compile(r"\bdec\b\.?"), "december"),
    (re.compile(r"\bt\.?\s?o\.?\s?m\.?(?=\s)"), "till och med"),
    (re.compile(r"\bfr\.?\s?o\.?\s?m\.?(?=\s)"), "från och med"),
    (re.compile(r"\bbl\.?\s?a\.?(?=\s)"), "bland annat"),
)
REMEMBERED = 20_000
"""Texts whose words are remembered, some 1.5 kB each: each is looked at four times in a matching."""

COUNTED = 250_000
"""Texts whose stems are remembered, half a kB each: all of a bank's, from one matching to the next."""

_MIN_PART = 4
"""Letters: shorter pieces of a compound are rarely words of their own."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or one phrase of the vocabulary, as it stands in the text."""

    start: int
    end: int
    stem: str
    """Of the first word of its synonym group, where it has one."""
    is_generic: bool = False


@lru_cache(maxsize=REMEMBERED)
def normalise(text: str) -> str:
    """Return the text without what never changes its meaning: numbering, case, dashes, full stops."""
    text = unicodedata.normalize("NFKC", text)
    text = _ENDED.sub(" ", _NUMBERING.sub("", text)).lower()
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    for pattern, full in ABBREVIATIONS:
        text = pattern.sub(full, text)
    text = re.sub(r"[\"'”“’»«?!.,;:()\[\]]", " ", text)
    return " ".join(text.split())


@lru_cache(maxsize=32)
def _phrases(terms: Terms, language: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First stem -> phrases starting with it, longest first, each with the group's own stem."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for group in terms.synonyms.get(language, ()):
        canon = "_".join(stem(w, language) for w in _WORD.findall(group[0]))
        for phrase in group:
            stems = tuple(stem(w, language) for w in _WORD.findall(phrase))
            found.setdefault(stems[0], []).append((stems, canon))
    for phrases in found.values():
        phrases.sort(key=lambda p: -len(p[0]))
    return found


def words(text: str, language: str, terms: Terms | None = None) -> tuple[Word, ...]:
    """Return the words of a text in order, phrases of the vocabulary as one word."""
    return _words(text, language, terms or Terms.default())


@lru_cache(maxsize=REMEMBERED)
def _words(text: str, language: str, terms: Terms) -> tuple[Word, ...]:
    return _read(text, language, terms)


def _read(text: str, language: str, terms: Terms) -> tuple[Word, ...]:
    ended = _ENDED.search(text)
    matches = [
        m for m in _WORD.finditer(text) if not (ended and ended.start() < m.start() < ended.end())
    ]
    stems = [stem(m.group(), language) for m in matches]
    phrases = _phrases(terms, language)
    generic = terms.generic.get(language, frozenset())
    found: list[Word] = []
    place = 0
    while place < len(matches):
        for pattern, canon in phrases.get(stems[place], ()):
            if tuple(stems[place : place + len(pattern)]) == pattern:
                last = matches[place + len(pattern) - 1]
                found.append(Word(matches[place].start(), last.end(), canon))
                place += len(pattern)
                break
        else:
            match = matches[place]
            found.append(
                Word(match.start(), match.end(), stems[place], match.group().lower() in generic)
            )
            place += 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of a text in order."""

    every: tuple[str, ...]
    content: tuple[str, ...]
    """Without those that every question may have."""


@lru_cache(maxsize=COUNTED)
def stems_of(text: str, language: str, terms: Terms) -> Stems:
    """Return the stems of a text; the places of its words, which `words` has too, are forgotten."""
    found = _read(text, language, terms)
    every = tuple(intern(word.stem) for word in found)
    content = tuple(intern(word.stem) for word in found if not word.is_generic)
    return Stems(every, every if len(content) == len(every) else content)


class Lexicon:
    """The stems that stand as words of their own, and the compounds they make."""

    def __init__(self, texts: Iterable[str], language: str, terms: Terms | None = None) -> None:
        self.language = language
        self.terms = terms or Terms.default()
        said: set[str] = set()
        for text in texts:
            said.update(stems_of(text, language, self.terms).every)
        self.stems = frozenset(
            s for s in said if len(s) >= _MIN_PART - 1 and not any(c.isdigit() for c in s)
        )
        self._known: dict[str, tuple[str, ...]] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the stems that a compound is made of, or () when it is none that is known.

        "s" between the parts is left out ("samverkansplan").
        """
        if word not in self._known:
            self._known[word] = self._split(word)
        return self._known[word]

    def _split(self, word: str) -> tuple[str, ...]:
        if "-" in word:
            return tuple(stem(piece, self.language) for piece in word.split("-") if piece)
        best: tuple[str, ...] = ()
        for cut in range(_MIN_PART, len(word) - _MIN_PART + 2):
            tail = stem(word[cut:], self.language)
            if tail not in self.stems or len(tail) < _MIN_PART - 1:
                continue
            head = word[:cut]
            for first in (head, head.removesuffix("s"), stem(head, self.language)):
                if first in self.stems and len(first) >= _MIN_PART:
                    best = (first, tail)  # the last cut that works has the longest head
                    break
        return best


def tokens(text: str, language: str, lexicon: Lexicon) -> list[str]:
    """Return what similarity counts: content stems, and the parts of compounds beside them."""
    found: list[str] = []
    for stem_ in stems_of(text, language, lexicon.terms).content:
        found.append(stem_)
        found.extend(part for part in lexicon.parts(stem_) if part != stem_)
    return found


_POINTS_BACK = re.compile(
    r"\b(?:dessa|sådana?|sådant|planen|rutinen|dem|därav|these|the plan|the routine)\b",
    re.IGNORECASE,
)


def points_back(text: str) -> bool:
    """True when a question can only be understood with the one before it ("dessa personer")."""
    return _POINTS_BACK.search(text) is not None


_NUMBER = re.compile(
    r"(?P<n>(?<!\d)\d{1,3}(?:[ ,.]\d{3})+(?!\d)|\d+)(?P<d>[.,:]\d+)?"
    r"(?:(?=(?P<pm>(?:\s*(?:-|to|and)\s*\d{1,2})?\s*(?:p\.?\s?m\b|på\s+(?:kvällen|eftermiddagen)\b|in\s+the\s+(?:afternoon|evening)\b))))?"
)
_SECTION = re.compile(
    r"\d+(?:\s?[a-z])?\s*(?:kap\b\.?|kapitlet|chapter|§)(?:\s*(?:p\.?|punkt(?:en)?)?\s*\d+(?:-\d+)?)?"
    r"|(?:§|\b(?:sections?|chapter|kapitel|paragraf|punkt|ch\.|s\.))\s*\d+(?:[.:(]\d+)?"
    r"|\b(?!(?:[01]?\d|2[0-4]):[0-5]\d(?!\d))\d+:\d+"
)
_DIGITS = re.compile(r"\d+")

SECTION = "§"
"""What the number of a section, a chapter or a statute begins with."""


@lru_cache(maxsize=REMEMBERED)
def numbers(text: str, language: str) -> dict[str, list[tuple[int, int]]]:
    """Return number -> where it stands, however it is written. Kept in memory: never change it.

    Times of day are hours of twenty-four; numbers of sections begin with `SECTION`.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    ended = _ENDED.search(text)
    prepared = canonical(text, language)

    def keep(key: str, start: int, end: int) -> None:
        place = prepared.place(start, end)
        is_article = key == "1" and not text[place[0]].isdigit()
        if not is_article and not (ended and ended.start() <= place[0] < ended.end()):
            found.setdefault(key, []).append(place)

    sections = [match.span() for match in _SECTION.finditer(prepared.text)]
    for start, end in sections:
        for match in _DIGITS.finditer(prepared.text, start, end):
            keep(SECTION + match.group(), *match.span())
    for match in _NUMBER.finditer(prepared.text):
        start = match.start()
        if any(a <= start < b for a, b in sections):
            continue
        said = float(
            re.sub(r"\D", "", match["n"]) + (match["d"] or "").replace(",", ".").replace(":", ".")
        )
        if match["pm"] and said < 12:
            said += 12
        keep(f"{said:.12g}", start, match.end("d") if match["d"] else match.end("n"))
    return found


def loose_numbers(text: str, language: str, spans: Collection[tuple[int, int]]) -> set[str]:
    """Return the numbers that no facet has read, by where these were."""
    return {
        number
        for number, places in numbers(text, language).items()
        if any(not any(a <= p and q <= b for a, b in spans) for p, q in places)
    }


def numbers_conflict(ours: AbstractSet[str], theirs: AbstractSet[str]) -> bool:
    """True when each has a number that the other lacks, sections held against sections alone."""
    alone, other = ours - theirs, theirs - ours
    return any(
        any(n.startswith(SECTION) is kind for n in alone)
        and any(n.startswith(SECTION) is kind for n in other)
        for kind in (False, True)
    )
