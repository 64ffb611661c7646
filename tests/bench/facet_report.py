"""How precise the facets' vetoes are on pairs whose label is known: `python -m tests.bench.facet_report`.

Prints, for the training pairs, the development pairs and the Kolada examples that lie beside the
repository: the share of identical and reworded pairs that are forbidden to be the same (each one is
an overlap lost), and by kind of difference the share of differing pairs that are. `--text-only`
leaves the metadata out, `--show FACET` lists the pairs that a facet forbids wrongly, `--missed KIND`
those of a kind of difference that nothing forbids.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from surveyapp.overlap.rules.comparing.facets import compare_facets
from surveyapp.overlap.rules.facets import Described, Facets
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.vetoes import Veto, vetoes
from tests.support.shared import shared_file

SAME = ("identical", "same_reworded")
KINDS = (
    *("date", "period", "age", "sex", "unit_counted", "population", "direction", "decision"),
    *("legal_ground", "provider", "threshold", "routine_followup", "planned_done", "mean_median"),
    *("service_area", "measure", "actor", "breakdown"),
)


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sides(row: dict[str, str], *, text_only: bool) -> tuple[Facets, Facets]:
    """Return the facets of both texts of a row."""
    found = []
    for side in "ab":
        told = {} if text_only else {"reference_time": row.get(f"reference_period_{side}", ""), "scale": row.get(f"answer_type_{side}", "")}  # fmt: skip
        language = row.get(f"lang_{side}", "sv")
        question = Described(key=0, texts={language: row[f"text_{side}"]}, **told)  # type: ignore[arg-type]
        found.append(read_facets(question, language))
    return found[0], found[1]


def judged(
    pairs: list[dict[str, str]], *, text_only: bool
) -> Iterator[tuple[dict[str, str], tuple[Veto, ...]]]:
    """Return each row with what forbids it to be the same."""
    for row in pairs:
        a, b = sides(row, text_only=text_only)
        yield row, vetoes(compare_facets(a, b))


def report(name: str, pairs: list[dict[str, str]], options: argparse.Namespace) -> None:
    """Print the shares for one set of pairs."""
    labels: dict[str, Counter[bool]] = defaultdict(Counter)
    kinds: dict[str, Counter[bool]] = defaultdict(Counter)
    by_facet: dict[str, Counter[str]] = defaultdict(Counter)
    for row, found in judged(pairs, text_only=options.text_only):
        label = row["label"]
        labels[label][bool(found)] += 1
        for veto in found:
            key = f"{veto.facet} {veto.kind} {veto.detail}".strip()
            by_facet[key]["same" if label in SAME else label] += 1
            if label in SAME and options.show and options.show in key:
                print(f"WRONG {key}: {row['text_a']} | {row['text_b']}")
        difference = row.get("difference", "").replace(";", " ").split()
        for kind in difference if label == "related_different" else ():
            kinds[kind][bool(found)] += 1
            if not found and kind == options.missed:
                print(f"MISSED {row['text_a']} | {row['text_b']}")
    print(f"\n{name}: {len(pairs)} pairs")
    for label, counts in labels.items():
        print(f"  {label:22} forbidden {_share(counts)}")
    lost = Counter({k: labels["identical"][k] + labels["same_reworded"][k] for k in (True, False)})
    print(f"  {'same, both':22} forbidden {_share(lost)}")
    for kind in KINDS:
        if kinds[kind]:
            print(f"    differs in {kind:16} {_share(kinds[kind])}")
    if options.facets:
        for key, met in sorted(by_facet.items(), key=lambda f: -f[1]["same"]):
            print(f"    {key:44} same {met['same']:4} derivable {met['subset_or_derivable']:4} related {met['related_different']:4} unrelated {met['unrelated']:4}")  # fmt: skip


def _share(counts: Counter[bool]) -> str:
    total = counts.total()
    return f"{counts[True] / total:6.1%} ({counts[True]} of {total})" if total else "none"


def examples(options: argparse.Namespace) -> None:
    """Print what the rules say of pairs of real key figures."""
    print("\nKolada's key figures")
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(shared_file("data", "domain", "overlap_examples.csv")):
        a, b = (read_facets(Described(key=0, texts={"sv": row[f"title_{s}"]})) for s in "ab")
        compared = compare_facets(a, b)
        found = vetoes(compared)
        how = [f.how for f in compared if f.how]
        verdict = "derivable" if how and not any(v.is_hard or v.kind == "conflict" for v in found) else "forbidden" if found else "open"  # fmt: skip
        said[row["label"]][verdict] += 1
        if options.examples:
            print(f"  {row['label']:30} {verdict:10} {[v.facet for v in found]} {how} {row['title_a'][:60]} | {row['title_b'][:60]}")  # fmt: skip
    for label, verdicts in said.items():
        print(f"  {label:32} {dict(verdicts)}")


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--text-only", action="store_true")
    parser.add_argument("--facets", action="store_true", help="the shares of every single facet")
    parser.add_argument("--examples", action="store_true", help="every pair of key figures")
    parser.add_argument("--show", default="")
    parser.add_argument("--missed", default="")
    options = parser.parse_args()
    train = [row for path in sorted(shared_file("data", "overlap", "train").glob("part_*.csv")) for row in rows(path)]  # fmt: skip
    started = time.process_time()
    for row in train:
        sides(row, text_only=True)
    each = (time.process_time() - started) / len(train) / 2 * 1000
    report("training pairs", train, options)
    report("development pairs", rows(shared_file("data", "overlap", "dev.csv")), options)
    examples(options)
    print(f"\nreading one text for the first time: {each:.3f} ms")


if __name__ == "__main__":
    main()
