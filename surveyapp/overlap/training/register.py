"""Pairs made from a register of key figures: two different key figures of one register ask for
different things by construction, however alike their titles are.

The register's texts are read from a file that the person training names; only its checksum is
recorded."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path
from random import Random

from surveyapp.overlap.model.features import Side
from surveyapp.overlap.training.pairs import DERIVABLE, IDENTICAL, RELATED, REWORDED, Pair
from surveyapp.overlap.training.wording import variants

NEIGHBOURS = 6
LEAST_ALIKE = 0.45
HELD_OUT_SHARE = 0.25
_DISCONTINUED = re.compile(r"\s*\(-?\s?-?\s?20\d\d\)")
_MEASURE = re.compile(
    r",?\s*(?:andel \(%\)|\(%\)|antal/10 000 inv(?: [\d+-]+)?|antal|tkr|kr/inv(?:ånare)?"
    r"|kr|medelvärde|median|\(Ja=1,? ?Nej=\d\)?)\s*$",
    re.IGNORECASE,
)
_PER_INHABITANT = "antal/10 000 inv"
_COUNT = re.compile(r"\b(?:antal|tkr|mnkr)(?:\s+\d\d\+)?$", re.IGNORECASE)
_RATE = re.compile(r"\(%\)|\bandel\b|/", re.IGNORECASE)


def _plain(title: str) -> str:
    return re.sub(r"\s+", " ", _DISCONTINUED.sub("", title)).strip(" .,")


def _frame(title: str) -> str:
    """The title without its measure: two that share it differ in the measure only."""
    plain = _plain(title)
    return re.sub(r"\W+", " ", _MEASURE.sub("", plain)).lower().strip()


def may_follow(one: str, other: str) -> bool:
    """Whether one is a count and the other a share or a rate, which may be worked out from it."""
    a, b = _plain(one), _plain(other)
    is_count = [bool(_COUNT.search(title)) for title in (a, b)]
    return is_count[0] != is_count[1] and bool(_RATE.search(b if is_count[0] else a))


def group(title: str) -> str:
    """The family of key figures that a title belongs to; families are held out whole."""
    return " ".join(re.findall(r"\w+", title.lower())[:3])


def is_held_out(title: str) -> bool:
    """Whether the title's family is kept for judging."""
    drawn = int(hashlib.sha256(group(title).encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return drawn < HELD_OUT_SHARE


def read_titles(path: Path, without: Path | None) -> list[tuple[str, str]]:
    """(code, title) of the register, in its order, without the codes that another file names."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["id"], row["title"].strip()) for row in csv.DictReader(file)]
    barred: set[str] = set()
    if without is not None:
        with without.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                barred |= {row["kpi_a"], row["kpi_b"]}
    return [(code, title) for code, title in rows if code not in barred]


_TITLES = ("title_a", "title_b")
EXAMPLE_LABELS = {
    "same": REWORDED,
    "convertible": DERIVABLE,
    "related": RELATED,
    "different": RELATED,
    "same_question_other_unit": RELATED,
}
"""Hand-set labels of real key-figure pairs; "near" says neither yes nor no and is left out."""


def read_examples(path: Path) -> list[Pair]:
    """Labelled pairs of real key figures, to judge on."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Pair(
                f"{row['kpi_a']}-{row['kpi_b']}",
                Side(row["title_a"]),
                Side(row["title_b"]),
                ("sv", "sv"),
                EXAMPLE_LABELS[row["label"]],
                "",
                row["label"],
            )
            for row in csv.DictReader(file)
            if row["label"] in EXAMPLE_LABELS
        ]


def example_texts(path: Path) -> set[str]:
    """Every title of that file, however it is labelled: none is learned from."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[name].strip().lower() for row in csv.DictReader(file) for name in _TITLES}


def negatives(titles: list[tuple[str, str]]) -> tuple[list[Pair], list[Pair]]:
    """(to learn from, to judge on): each title with its nearest others, families kept apart."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [_plain(title) for _code, title in titles]
    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts)
    alike = (matrix @ matrix.T).toarray()
    seen: set[tuple[int, int]] = set()
    learned: list[Pair] = []
    judged: list[Pair] = []
    for at, row in enumerate(alike):
        for other in sorted(range(len(row)), key=lambda k: (-row[k], k))[: NEIGHBOURS + 1]:
            pair = (min(at, other), max(at, other))
            if at == other or pair in seen or row[other] < LEAST_ALIKE:
                continue
            seen.add(pair)
            (code_a, a), (code_b, b) = titles[pair[0]], titles[pair[1]]
            if _frame(a) == _frame(b) or may_follow(a, b):
                continue  # Only the measure or the edition may differ: the same, or derivable.
            made = Pair(
                f"{code_a}-{code_b}",
                Side(a),
                Side(b),
                ("sv", "sv"),
                RELATED,
                "",
                "register",
            )
            held = is_held_out(a), is_held_out(b)
            if all(held):
                judged.append(made)
            elif not any(held):
                learned.append(made)
    return learned, judged


def positives(titles: list[tuple[str, str]], rng: Random) -> list[Pair]:
    """Titles with themselves: noise, another wording, the discontinued mark; and per inhabitant
    against the plain number."""
    out: list[Pair] = []
    kept = [(code, title) for code, title in titles if not is_held_out(title)]
    for code, title in kept:
        side = Side(title)
        made = variants.variant(title, rng, changes=rng.choice((1, 2)))
        if made is not None:
            out.append(_same(code, side, Side(made), REWORDED))
        plain = _plain(title)
        if plain != title:
            again = variants.variant(plain, rng) or plain
            out.append(_same(code, side, Side(again), REWORDED))
        out.append(_same(code, side, Side(variants.noise(title, rng)), IDENTICAL))
    frames: dict[str, tuple[str, str]] = {
        _frame(title): (code, title) for code, title in kept if title.endswith(", antal")
    }
    for code, title in kept:
        if _PER_INHABITANT in title and _frame(title) in frames:
            other, plain = frames[_frame(title)]
            out.append(_same(f"{other}-{code}", Side(plain), Side(title), DERIVABLE))
    return out


def _same(code: str, a: Side, b: Side, label: int) -> Pair:
    return Pair(code, a, b, ("sv", "sv"), label, "", "register")
