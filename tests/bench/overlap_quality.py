"""The figures of docs/overlap-quality.md but for its speeds, printed as its tables.

    python -m tests.bench.overlap_quality [--model DIR] [--dev FILE] [--shared FOLDER] [--only PART ...]

Parts: pairs, figures, keys, candidates, mutations, bank. The labelled pairs that no shipped model has
learned from lie in the repository; the development pairs, RDMO's catalogues, Harmony's table and
Kolada's key figures lie beside it, and a part that lacks its file says so. About ten minutes on two
cores.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from surveyapp.overlap import answer_keys, evaluation
from surveyapp.overlap.cli import NAMES
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.reader import Models
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import LANGUAGES, candidate_runs
from surveyapp.overlap.rules.measures import LABELS, OVERLAP, VERDICTS
from surveyapp.overlap.rules.similarity import QUOTA
from tests.bench import banks, real_bank
from tests.bench.real_bank import table
from tests.overlap import test_mutations

ROOT = Path(__file__).parents[2]
COLUMNS = (
    ("average_precision", "AP"),
    ("precision_at_recall_90", "Precision at recall .9"),
    ("hard_auc", "Hard AUC"),
    ("macro_f1", "Macro-F1"),
    ("calibration_error", "Calibration error"),
    ("same_found", "Same found"),
)
BANK = 6000
SWEDISH = 4500
"""Bank questions that the development pairs' partners are hidden among, and how many in Swedish."""


def interval(figure: Mapping[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return "-"
    return f"{figure['value']:.3f} [{figure['low']:.2f}-{figure['high']:.2f}]"


# --- labelled pairs -------------------------------------------------------------------------------


def pairs(models: Models | None, dev: Path | None) -> None:
    """Print all ways on each set, with metadata and without, and the shipped way's verdicts.

    The frozen pairs are those that no shipped model has learned from.
    """
    bare = (
        evaluation.FAMILIES,
        evaluation.MANY_HANDS,
        evaluation.NEAR,
    )  # nothing but texts is recorded of these
    frozen = (evaluation.FROZEN, *bare)
    for name in (*frozen, dev.name if dev is not None else ""):
        for text_only in (True,) if name in bare else (False, True):
            if name in frozen:
                loaded = evaluation.frozen_pairs(text_only=text_only)[name]
            elif dev is not None:
                loaded = evaluation.load_pairs(dev, text_only=text_only)
            else:
                continue
            ways = evaluation.evaluate(loaded, models, text_only=text_only)
            told = "text only" if text_only else "with metadata"
            print(f"### {name}, {told}: {len(loaded)} pairs\n")
            across = [w["average_precision_by_language"].get("sv-en") for w in ways.values()]
            rows = [
                [
                    NAMES[way],
                    *(interval(figures.get(key)) for key, _title in COLUMNS),
                    interval(foreign),
                    figures.get("false_same", "-"),
                ]
                for (way, figures), foreign in zip(ways.items(), across, strict=True)
            ]
            table(
                ["Way", *(title for _key, title in COLUMNS), "AP Swedish-English", "False same"],
                rows,
            )
            if evaluation.MODEL in ways and evaluation.COSINE in ways:
                gain = (
                    ways[evaluation.MODEL]["average_precision"]["value"]
                    - ways[evaluation.COSINE]["average_precision"]["value"]
                )
                print(f"Model over cosine: {gain:+.3f} in average precision.\n")
            first = next(iter(ways.values()))
            table(
                ["Verdict", *LABELS],
                [[v, *(first["confusion"][v][label] for label in LABELS)] for v in VERDICTS],
            )


# --- key figures ----------------------------------------------------------------------------------


def key_figures(models: Models | None, path: Path) -> None:
    """Print what is said of real key figures, by what is known of each pair."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = Counter(
        (row["label"], verdict)
        for row, verdict in zip(
            rows, verdicts(models, [(r["title_a"], r["title_b"], "sv", "sv") for r in rows]), strict=True
        )
    )  # fmt: skip
    labels = list(dict.fromkeys(row["label"] for row in rows))
    print(f"### {path.name}: {len(rows)} pairs of real key figures\n")
    table(["Known", *VERDICTS], [[n, *(found[n, v] for v in VERDICTS)] for n in labels])


def verdicts(models: Models | None, texts: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Return the shipped way's verdict on pairs of texts (a, b, language of a, of b)."""
    loaded = [
        evaluation.LabelledPair(str(n), Described(n, {la: a}), Described(n, {lb: b}), la, lb, "")
        for n, (a, b, la, lb) in enumerate(texts)
    ]
    if models is not None and models.cross is not None:
        told = evaluation.by_model(loaded, models, text_only=True).verdicts
    else:
        told = evaluation.by_words(loaded).verdicts
    assert told is not None
    return told


# --- answer keys ----------------------------------------------------------------------------------


def keys(models: Models, rdmo: Path | None, harmony: Path | None) -> None:
    """Print the figures on answer keys that nobody here wrote."""
    rows: list[list[object]] = []
    if rdmo is not None:
        questions = answer_keys.load_catalogues(rdmo)
        for language, found in answer_keys.evaluate_catalogues(questions, models).items():
            rows += ranked(f"RDMO, {language}: {found['questions']} questions", found)
    if harmony is not None:
        rows += ranked(
            harmony.name, answer_keys.evaluate_table(answer_keys.load_table(harmony), models)
        )
    print("### Answer keys of others\n")
    table(["Key", "Pairs (overlapping)", "Way", "AP", "AUC"], rows)


def ranked(title: str, found: Mapping[str, Any]) -> list[list[object]]:
    return [
        [
            title,
            f"{found['pairs']} ({found['overlapping']})",
            NAMES[way],
            interval(found[way]["average_precision"]),
            interval(found[way]["auc"]),
        ]
        for way in (evaluation.MODEL, evaluation.COSINE, evaluation.SEARCH)
        if way in found
    ]


# --- candidates -----------------------------------------------------------------------------------


def candidates(
    models: Models | None,
    name: str,
    pairs: Sequence[evaluation.LabelledPair],
    kolada: Path | None,
) -> None:
    """Print how often the partner in an overlapping pair is among the 50 candidates."""
    wanted = [p for p in pairs if p.label in OVERLAP]
    ours = [Described(n, p.a.texts) for n, p in enumerate(wanted)]
    hidden = [Described(n, p.b.texts) for n, p in enumerate(wanted)]
    taken = {t for p in wanted for t in (*p.a.texts.values(), *p.b.texts.values())}
    swedish = distractors("sv", taken, SWEDISH - len(hidden), kolada)
    english = distractors("en", taken, BANK - SWEDISH, None)
    first = len(hidden)
    theirs = hidden + [
        Described(first + n, {language: text})
        for n, (language, text) in enumerate(
            [("sv", t) for t in swedish] + [("en", t) for t in english]
        )
    ]
    encode = models.encoder.encode if models is not None else None
    ranks: dict[int, int] = {}
    for run in candidate_runs(ours, theirs, encode=encode):
        for place in range(len(run.places)):
            question, other, _is_ours = run.keys[place]
            if question == other:
                rank = int(run.places.ranks[place])
                ranks[question] = min(rank, ranks.get(question, QUOTA))
    print(
        f"### Candidates, {name}: {len(wanted)} partners among {len(theirs)} questions, {len(swedish)} of them Swedish\n"
    )
    rows = []
    for name in ("all", *(f"{a}-{b}" for a, b in itertools.product(LANGUAGES, LANGUAGES))):
        some = [
            n for n, p in enumerate(wanted) if name in ("all", f"{p.language_a}-{p.language_b}")
        ]
        if some:
            at = [np.mean([ranks.get(n, QUOTA) < k for n in some]) for k in (1, 10, 20, QUOTA)]
            rows.append([name, len(some), *(f"{share:.3f}" for share in at)])
    table(["Languages", "Partners", "At 1", "At 10", "At 20", f"At {QUOTA}"], rows)
    for n, pair in enumerate(wanted):
        if n not in ranks:
            print(f"- not found: {pair.id}")


def distractors(language: str, taken: set[str], count: int, kolada: Path | None) -> list[str]:
    """Return other questions of the same vocabulary: key figures, what pairs ask, and variants."""
    texts: list[str] = []
    if kolada is not None:
        with kolada.open(encoding="utf-8") as file:
            texts = [row["title"] for row in csv.DictReader(file)]
    texts += banks.written(language)
    texts = [t for t in dict.fromkeys(texts) if t not in taken][: count * 2 // 3]
    more = (t for t in banks.variants(texts) if t not in taken)
    return [*texts, *itertools.islice(more, count - len(texts))]


# --- mutations ------------------------------------------------------------------------------------


def mutations(models: Models | None) -> None:
    """Print how many of the frozen mutations are called the same, by what was changed."""
    rows = list(test_mutations.rows("mutations.csv.gz"))
    told = verdicts(models, [(r["text_a"], r["text_b"], r["lang_a"], r["lang_b"]) for r in rows])
    found = Counter((row["facet"], verdict) for row, verdict in zip(rows, told, strict=True))
    facets = sorted({row["facet"] for row in rows})
    left = Counter(row["facet"] for row, _facets in test_mutations.open_mutations())
    print(f"### Mutations: {len(rows)} pairs of which a facet was changed\n")
    table(
        ["Changed", *VERDICTS, "Left open by the facets alone"],
        [[n, *(found[n, v] for v in VERDICTS), left[n]] for n in facets],
    )


# --- all ------------------------------------------------------------------------------------------

PARTS = ("pairs", "figures", "keys", "candidates", "mutations", "bank")


def main() -> None:
    """Print the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    models = reader.load(given.model, threads=given.threads)
    data = given.shared / "data"

    def there(*parts: str) -> Path | None:
        path = data.joinpath(*parts)
        return path if path.exists() else None

    dev = given.dev or there("overlap", "dev.csv")
    if models is not None:
        print(
            f"Model {models.card.get('name', '')}, {models.cross.checksum[:12] if models.cross else 'no reader'}\n"
        )
    if "pairs" in given.only:
        pairs(models, dev)
    if "figures" in given.only and (figures := there("domain", "overlap_examples.csv")):
        key_figures(models, figures)
    if "keys" in given.only and models is not None:
        keys(
            models,
            there("instruments", "rdmo"),
            there("harmony", "mcelroy_2020_adulthood_binary.tsv"),
        )
    kolada = there("domain", "kolada_kpi.csv")
    if "candidates" in given.only:
        frozen = evaluation.frozen_pairs(text_only=True)[evaluation.FROZEN]
        candidates(models, evaluation.FROZEN, frozen, kolada)
        if dev is not None:
            candidates(models, dev.name, evaluation.load_pairs(dev, text_only=True), kolada)
    if "mutations" in given.only:
        mutations(models)
    if "bank" in given.only and models is not None and kolada is not None:
        real_bank.bank(models, kolada)
    if dev is None:
        print("The development pairs were not found; name them with --dev.")


if __name__ == "__main__":
    main()
