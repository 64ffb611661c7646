"""A real bank: what the shipped way says of Kolada's key figures and the demonstration's questions.

    python -m tests.bench.real_bank [--kolada FILE] [--model DIR] [--highest FILE]

Each key figure beside its four nearest among the others, and each question of the demonstration beside
its four nearest key figures. `--highest` writes the hundred highest as numbered texts, mixed and without
scores, for people to judge; their judgements, by the codes of the two, are kept in `real_bank.csv` (the titles
are Kolada's and are not), and the command prints precision for those that have them. Nearest titles of one
register are learned from as different, but for the families of titles that are held out: what was learned
from and what was not is printed apart. Two minutes on two cores.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from surveyapp.overlap import evaluation
from surveyapp.overlap.model import reader
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.training.register import is_held_out

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "surveyapp" / "demo" / "data"
JUDGED = Path(__file__).with_name("real_bank.csv")
"""code_a, code_b and the two readers' labels."""
NEAREST, HIGHEST = 4, 100
OVERLAPS = ("same", "derivable")


def key_figures(path: Path) -> list[tuple[str, str]]:
    """Return (code, title) of every key figure."""
    with path.open(encoding="utf-8-sig") as file:
        return [(row["id"], row["title"]) for row in csv.DictReader(file)]


def demonstration() -> list[tuple[str, str]]:
    """Return (code, Swedish text) of every question of the demonstration."""
    found: list[tuple[str, str]] = []
    for path in sorted(DEMO.glob("*/survey.csv")):
        with path.open(encoding="utf-8-sig") as file:
            found += [
                (f"{path.parent.name}:{row['name']}", row["label::Svenska (sv)"])
                for row in csv.DictReader(file)
                if not row["type"].startswith(("begin", "end", "note", "calculate"))
            ]
    return [(code, text) for code, text in found if text]


def nearest(
    ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]], models: reader.Models
) -> set[tuple[int, int]]:
    """Return (place in ours, place in theirs) of each one's nearest with another text."""
    a = models.encoder.encode([text for _code, text in ours])
    b = models.encoder.encode([text for _code, text in theirs])
    near = a @ b.T
    out = set()
    for i, row in enumerate(near):
        places = [int(j) for j in np.argsort(-row)[: NEAREST + 1] if ours[i] != theirs[int(j)]]
        out |= {(i, j) for j in places[:NEAREST]}
    return out


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print("| " + " | ".join(heading) + " |")
    print("|" + "---|" * len(heading))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def known_before(a: tuple[str, str], b: tuple[str, str]) -> str:
    """Return how much of a pair (code, text each) a network may have read as a key figure's title."""
    if ":" in a[0] or ":" in b[0]:
        return "a question of the demonstration and a key figure"
    held = is_held_out(a[1]) + is_held_out(b[1])
    return ("both learned from", "one held out", "both held out")[held]


def main() -> None:
    """Print what is said, and of the judged ones how much is true."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--kolada", type=Path, default=ROOT.parent / "shared/data/domain/kolada_kpi.csv"
    )
    parser.add_argument("--model", type=Path)
    parser.add_argument("--highest", type=Path)
    given = parser.parse_args()
    models = reader.load(given.model)
    if models is None or not given.kolada.is_file():
        raise SystemExit(f"The model or the key figures ({given.kolada}) are missing.")
    bank(models, given.kolada, given.highest)


def bank(models: reader.Models, kolada: Path, highest: Path | None = None) -> None:
    """Print the verdicts, false alarms by what was learned from, and precision where it was judged."""
    figures, questions = key_figures(kolada), demonstration()
    pairs = {tuple(sorted((figures[i], figures[j]))) for i, j in nearest(figures, figures, models)}
    pairs |= {(questions[i], figures[j]) for i, j in nearest(questions, figures, models)}
    chosen = sorted(pairs)
    loaded = [
        evaluation.LabelledPair(
            str(n), Described(n, {"sv": a[1]}), Described(n, {"sv": b[1]}), "sv", "sv", ""
        )
        for n, (a, b) in enumerate(chosen)
    ]
    found = evaluation.by_model(loaded, models, text_only=True)
    scores = np.array(found.scores)
    assert found.verdicts is not None
    print(f"{len(chosen)} pairs: {dict(Counter(found.verdicts))}\n")
    order = np.argsort(-scores, kind="stable")[:HIGHEST]
    if highest:
        mixed = [int(at) for at in order]
        random.Random(4).shuffle(mixed)
        lines = [
            f"{n}  [{chosen[at][0][0]} | {chosen[at][1][0]}]\nA: {chosen[at][0][1]}\nB: {chosen[at][1][1]}\n"
            for n, at in enumerate(mixed, start=1)
        ]
        highest.write_text("\n".join(lines), encoding="utf-8")
    with JUDGED.open(encoding="utf-8") as file:
        told = {(r["code_a"], r["code_b"]): (r["first"], r["second"]) for r in csv.DictReader(file)}
    said = [told.get((chosen[at][0][0], chosen[at][1][0])) for at in order]
    known = [(scores[at], both) for at, both in zip(order, said, strict=True) if both]
    rows: list[list[object]] = []
    for least in (0.9, 0.5, 0.0):
        some = [both for score, both in known if score >= least]
        true = sum(all(label in OVERLAPS for label in both) for both in some)
        rows.append([f"from {least}", len(some), true, f"{true / max(1, len(some)):.2f}"])
    table(["Score, of the hundred highest", "Pairs judged", "Overlap by both", "Precision"], rows)
    agreed = sum(first == second for _score, (first, second) in known)
    print(f"{len(known)} of {len(order)} judged; the readers agree on {agreed}.")
    out = [both for pair, both in told.items() if all(label in OVERLAPS for label in both)]
    codes = {(a[0], b[0]): at for at, (a, b) in enumerate(chosen)}
    kept = [codes[pair] for pair, both in told.items() if pair in codes and both in out]
    above = sum(scores[at] >= 0.5 for at in kept)
    print(f"Of {len(kept)} pairs ever judged to overlap {above} are at .5 or above.\n")
    overlapping = set(kept)
    groups: dict[str, list[int]] = {}
    for at, (a, b) in enumerate(chosen):
        groups.setdefault(known_before(a, b), []).append(at)
    table(
        ["Titles", "Pairs", "Judged to overlap", "of them from .5", "Others from .5"],
        [
            [
                name,
                len(some),
                len(overlapping & set(some)),
                sum(scores[at] >= 0.5 for at in overlapping & set(some)),
                sum(scores[at] >= 0.5 for at in set(some) - overlapping),
            ]
            for name, some in sorted(groups.items())
        ],
    )


if __name__ == "__main__":
    main()
